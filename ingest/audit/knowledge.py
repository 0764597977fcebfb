"""What the attacker thinks of each cell by itself: how probable each count makes what is published.

- printed or published exactly: the count;
- rounded to v, by its step b: counts n with |n - v| < b,
  weight 1 - |n - v| / b, the probability that the rule rounds n to v (1 where the value below
  would be under the threshold); each count is as probable as another beforehand;
- protected: 0 to T - 1. Where no other cells add up to it, an informed attacker expects what the
  margins make him expect: Poisson with the mean that independence gives. Elsewhere its parts have
  said so already. Counted by persons, there is no upper limit; as many cases for each person as
  he supposes (`returns`) stand for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln

from ingest.audit.lattice import staleness, steps
from ingest.audit.relations import LATENT, Related
from observatorio.disclosure import BELOW_PERSONS, EXACT, ROUNDED

Numbers = NDArray[np.float64]
SWEEPS = 30  # of the proportional fitting; two margins need one
LEAST_MEAN = 0.01
RETURNS = 3  # cases of one person, at most, unless what is published says more


@dataclass(frozen=True)
class Guess:
    """Weights of the counts low, low + 1, ...: proportional to their probability."""

    low: int
    weight: Numbers

    @property
    def high(self) -> int:
        """The greatest count."""
        return self.low + len(self.weight) - 1

    @property
    def best(self) -> tuple[int, float]:
        """The most probable count, and its probability."""
        at = int(self.weight.argmax())
        return self.low + at, float(self.weight[at] / self.weight.sum())

    @property
    def presence(self) -> float:
        """Probability of at least one case."""
        return float(self.weight[max(1 - self.low, 0) :].sum() / self.weight.sum())

    def within(self, low: int, high: int) -> Guess:
        """The same weights for the counts from low to high only."""
        low, high = max(low, self.low), min(high, self.high)
        return Guess(low, self.weight[low - self.low : high - self.low + 1])


def guesses(
    related: Related,
    threshold: int,
    base: int,
    printed: frozenset[str],
    returns: int = RETURNS,
) -> list[Guess]:
    """What is thought of each cell of `related`, in its order, from what is public or printed.

    `returns` are the cases of one person, at most: where persons count, too few make a cell small.
    """
    cells = related.cells
    exact = cells["table_id"].isin(list(printed)) & (cells["kind"] != LATENT)
    known = cells["n"].where(exact, cells["value"]).to_numpy(dtype="float64")
    means = expected(related, known, threshold)
    leaves, limit = set(related.leaves), int(np.nansum(known))
    step = steps(cells, base)
    stale = np.nan_to_num(staleness(cells), nan=returns * threshold).astype(int)
    found: list[Guess] = []
    for at, kind in enumerate(cells["kind"]):
        if exact[at] or kind == EXACT:
            found.append(Guess(int(known[at]), np.ones(1)))
        elif kind == LATENT:
            found.append(Guess(0, np.ones(limit + 1)))
        elif kind == ROUNDED:
            found.append(rounded(int(known[at]), threshold, int(step[at]), int(stale[at])))
        else:
            size = returns * threshold + 1 if kind == BELOW_PERSONS else threshold + stale[at]
            found.append(protected(size, means[at] if at in leaves else None))
    return found


def rounded(value: int, threshold: int, base: int, stale: int = 0) -> Guess:
    """The counts that are rounded to `value`: each as probable as the rule makes it.

    Up to `stale` cases came or went since: any number of them is as probable as another.
    """
    counts = np.arange(max(threshold, value - base + 1), value + base)
    weight = 1 - np.abs(counts - value) / base
    if value - base < threshold:
        weight[counts < value] = 1
    weight = np.convolve(weight, np.ones(2 * stale + 1))
    low = int(counts[0]) - stale
    return Guess(max(low, 0), weight[max(-low, 0) :])


def protected(size: int, mean: float | None) -> Guess:
    """The counts 0 to size - 1: by Poisson's law where a mean is expected, else alike."""
    counts = np.arange(size)
    if mean is None:
        return Guess(0, np.ones(size))
    mean = max(mean, LEAST_MEAN)
    weight = counts * np.log(mean) - gammaln(counts + 1)
    return Guess(0, np.exp(weight - weight.max()))


def expected(related: Related, known: Numbers, threshold: int) -> Numbers:
    """The mean of each cell if the dimensions had nothing to do with each other beyond the margins.

    Iterative proportional fitting of each table to its published margins, coarse tables first (for
    two dimensions: the product of the margins over the total). Of what isn't known of a margin, its
    own mean is taken, under the threshold where it is protected.
    """
    size = related.cells["dimensions"].str.split("|").map(len).to_numpy()
    means, targets = np.ones(len(known)), known.copy()
    for dims in pd.unique(related.cells["dimensions"].iloc[np.argsort(size, kind="stable")]):
        rows = (related.cells["dimensions"] == dims).to_numpy()
        wanted = [r for r in related.relations if rows[r.children[0]]]
        _fit(means, targets, [(r.parent, np.array(r.children)) for r in wanted])
        hidden = rows & np.isnan(known)
        top = np.where(related.cells["kind"] == LATENT, np.inf, threshold - 1)
        targets[hidden] = np.minimum(means, top)[hidden]
    return means


def _fit(means: Numbers, targets: Numbers, sums: list[tuple[int, NDArray[np.int64]]]) -> None:
    for _ in range(SWEEPS):
        for parent, children in sums:
            if not np.isnan(targets[parent]):
                means[children] *= targets[parent] / max(means[children].sum(), LEAST_MEAN)
