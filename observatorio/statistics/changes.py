"""Change: what the difference between two counts, or two rates, is worth saying."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from observatorio.disclosure import LEAST_BASE
from observatorio.numbers import percent
from observatorio.statistics.rates import rounding_variance

SIGNIFICANCE = 0.05
ROSE = "subió"
# A count of each month: (year, month from 1 to 12) → cases.
Monthly = Mapping[tuple[int, int], int]
# The CEMs were closed for much of these months, so they say nothing of what is usual.
PANDEMIC_MONTHS = frozenset((2020, month) for month in range(3, 13))
LEAST_FREEDOM = 10
Steps = Sequence[float]  # to multiples of what each cell of a count was rounded


@dataclass(frozen=True)
class Change:
    """A change between two counts: `pct` (None on a small base), two-sided `p`, and a word.

    `reason` says why two counts can't be compared, where they can't.
    """

    pct: float | None
    p: float | None
    word: str
    reason: str = ""

    @property
    def rose(self) -> bool:
        """True where the second is clearly the greater one."""
        return self.word == ROSE

    @property
    def text(self) -> str:
        """«subió 13 %», «sin cambio claro (+7 %)»; «sin cambio claro» where that is 0 %."""
        if self.pct is None:
            return f"{self.word}: {self.reason}" if self.reason else self.word
        size = percent(abs(self.pct))
        if self.word == "sin cambio claro":
            if size == percent(0):
                return self.word
            return f"{self.word} ({'+' if self.pct >= 0 else '−'}{size})"
        return f"{self.word} {size}"


def change(
    before: int, after: int, dispersion: float = 1.0, *, steps: tuple[Steps, Steps] = ((), ())
) -> Change:
    """Compares two counts of equal periods: `rate_ratio` of equal populations.

    1,196 → 1,278 gives p = 0.10, which is no clear change.
    """
    return rate_ratio(before, after, 1, 1, dispersion, steps=steps)


def rate_ratio(
    before: int,
    after: int,
    pop_before: int,
    pop_after: int,
    dispersion: float = 1.0,
    *,
    steps: tuple[Steps, Steps] = ((), ()),
) -> Change:
    """Compares the rates of two periods; `pct` is how much larger or smaller the second is.

    Given their sum n, the second of two Poisson counts with equal rates is binomial with
    q = pop_after / (pop_before + pop_after); the normal approximation z = (after - nq) /
    √(dispersion · nq(1 - q)) serves from about 20 cases each (Przyborowski and Wilenski 1940,
    Biometrika 31:313). `dispersion` widens it for counts that vary more than chance
    (quasi-Poisson; McCullagh and Nelder 1989, section 6.2), and rounding adds its own variance
    to each count (`rounding_variance` of its cells: `steps`). Raises ValueError for a population
    that is not positive.
    """
    if pop_before <= 0 or pop_after <= 0:
        raise ValueError(f"populations must be positive: {pop_before}, {pop_after}")
    if before < LEAST_BASE or after < LEAST_BASE:
        return Change(None, None, "muy pocos casos para comparar")
    q = pop_after / (pop_before + pop_after)
    variance = max(dispersion, 1.0) * (before + after) * q * (1 - q)
    first, second = map(rounding_variance, steps)
    variance += q**2 * first + (1 - q) ** 2 * second
    z = (after * (1 - q) - before * q) / math.sqrt(variance)
    p = float(2 * ndtr(-abs(z)))
    word = "sin cambio claro" if p >= SIGNIFICANCE else ROSE if z > 0 else "bajó"
    return Change(100 * (after / before * pop_before / pop_after - 1), p, word)


def dispersion(monthly: Monthly, excluded: Collection[tuple[int, int]] = PANDEMIC_MONTHS) -> float:
    """How many times more than chance the months vary, at least 1 (Poisson).

    Pearson's statistic over its degrees of freedom (McCullagh and Nelder 1989, section 6.2), for
    a Poisson model in which each year has its level and each month of the year its share. 1 where
    fewer than ten degrees of freedom are left to judge by. Several years are needed.
    """
    kept = {at: count for at, count in monthly.items() if at not in excluded}
    years, months = sorted({year for year, _ in kept}), sorted({month for _, month in kept})
    freedom = len(kept) - len(years) - len(months) + 1
    if freedom < LEAST_FREEDOM:
        return 1.0
    known = np.array([[(year, month) in kept for month in months] for year in years])
    counts = np.array([[kept.get((year, month), 0) for month in months] for year in years])
    expected = _levels_and_shares(counts.astype(float), known)
    some = expected > 0
    terms = (counts - expected)[some] ** 2 / expected[some]
    pearson = terms.size * float(np.mean(terms)) if terms.size else 0.0
    return max(1.0, pearson / freedom)


def _levels_and_shares(counts: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Fitted counts of that model, by iterative proportional fitting.

    The fit has the rows' and the columns' means of `counts` over the `known` cells, which is the
    maximum of the likelihood (Deming and Stephan 1940; Bishop, Fienberg and Holland 1975, ch. 3).
    """
    fitted = known.astype(float)
    for _ in range(200):
        for axis in (0, 1):
            found = fitted.mean(axis=axis, keepdims=True)
            wanted = counts.mean(axis=axis, keepdims=True)
            fitted = fitted * np.divide(wanted, found, out=np.zeros_like(found), where=found > 0)
    return fitted
