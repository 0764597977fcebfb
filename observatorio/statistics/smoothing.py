"""Rates of small areas, drawn towards the overall rate by how little each one knows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def smoothed(counts: Sequence[int], populations: Sequence[int], per: int = 10_000) -> list[float]:
    """Smoothed rate of each area per 10,000 inhabitants, in the order given.

    Global empirical Bayes by the method of moments (Marshall 1991, Applied Statistics 40:283): with
    m the overall rate, s² the variance of the areas' rates weighted by population and N̄ the mean
    population, A = s² - m/N̄ is what they truly differ by. Each rate r becomes m + C (r - m) with
    C = A / (A + m/N): an area with few inhabitants keeps little of its own rate. A is held at
    zero or above, as Marshall does: then the areas differ by no more than chance, and all get
    m. Raises ValueError when the lists differ in length or a population is not positive.
    """
    if len(counts) != len(populations):
        raise ValueError("as many counts as populations are needed")
    if any(population <= 0 for population in populations):
        raise ValueError("populations must be positive")
    if not counts:
        return []
    cases, people = np.asarray(counts, dtype=float), np.asarray(populations, dtype=float)
    crude = cases / people
    overall = np.average(crude, weights=people)
    spread = np.average((crude - overall) ** 2, weights=people)
    true_spread = max(0.0, spread - overall / people.mean())
    if true_spread == 0:
        return [float(per * overall)] * len(cases)
    kept = true_spread / (true_spread + overall / people)
    return [float(rate) for rate in per * (overall + kept * (crude - overall))]
