"""Rates of small counts with their 95 % limits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammainccinv, gammaincinv, ndtri

CONFIDENCE = 0.95
# From here Byar's approximation is good to the second figure; below, no rate is shown.
LEAST_CASES = 10


@dataclass(frozen=True)
class Rate:
    """Cases per so many inhabitants: `value`, and its 95 % limits `low` and `high`."""

    value: float
    low: float
    high: float


def rate(
    count: int, population: int, *, steps: Sequence[float] = (), per: int = 10_000
) -> Rate | None:
    """Rate of `count` cases among `population` inhabitants; None under 10 cases.

    None too where nobody can tell how far the count may be (a step without end).

    The limits are those of a Poisson count (`limits`), widened by what rounding each cell of the
    count to multiples of its `steps` adds (`rounding_variance`). 832 cases among
    350,000 people are 23.8 (22.2 to 25.4) per 10,000. Raises ValueError for a population that is
    not positive.
    """
    if population <= 0:
        raise ValueError(f"population must be positive: {population}")
    wider = rounding_factor(count, steps) if count else math.inf
    if count < LEAST_CASES or math.isinf(wider):
        return None
    low, high = limits(count)
    low, high = count - wider * (count - low), count + wider * (high - count)
    scale = per / population
    return Rate(scale * count, scale * max(0.0, low), scale * high)


def limits(count: int) -> tuple[float, float]:
    """95 % limits of the mean of a Poisson count.

    Exact below 10, from the chi-square distribution (Garwood 1936, Biometrika 28:437). From 10
    Byar's approximation (Breslow and Day 1987, Statistical Methods in Cancer Research II, p. 69):
    n (1 - 1/9n - z/3√n)³ and (n+1) (1 - 1/9(n+1) + z/3√(n+1))³.
    """
    tail = (1 - CONFIDENCE) / 2
    if count < LEAST_CASES:
        # Half of a quantile of chi-square is one of gamma; scipy.stats takes a second to load.
        low = float(gammaincinv(count, tail)) if count else 0.0
        return low, float(gammainccinv(count + 1, tail))
    z = -float(ndtri(tail))
    return _byar(count, -z), _byar(count + 1, z)


def _byar(count: int, z: float) -> float:
    return count * (1 - 1 / (9 * count) + z / (3 * math.sqrt(count))) ** 3


def rounding_variance(steps: Iterable[float]) -> float:
    """Variance that rounding cells at random to multiples of `steps` adds to their sum.

    A count with remainder r goes up to the next multiple of b with probability r/b and else down,
    so its expectation stays and its variance is r (b - r): at most b²/4. Its mean over the
    remainders 0 to b - 1 is (b² - 1) / 6: 4 for multiples of 5, 16.5 of 10. Each cell of a sum is
    rounded by itself, so the variances add up.
    """
    each = [(step**2 - 1) / 6 for step in steps]
    return len(each) * float(np.mean(each)) if each else 0.0


def rounding_factor(count: int, steps: Iterable[float]) -> float:
    """How much wider the limits of a rounded count are: √((n + 4) / n) for one cell of base 5.

    A Poisson count n has the variance n; rounding, which knows nothing of it, adds its own.
    """
    return math.sqrt((count + rounding_variance(steps)) / count)
