"""Statistics of small counts: what a change between two years is worth saying."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.stats import norm

from observatorio.disclosure import LEAST_BASE
from observatorio.numbers import percent

SIGNIFICANCE = 0.05


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
    def text(self) -> str:
        """«subió 13 %», «sin cambio claro (+7 %)», «no comparable: …»."""
        if self.pct is None:
            return f"{self.word}: {self.reason}" if self.reason else self.word
        size = percent(abs(self.pct))
        if self.word == "sin cambio claro":
            return f"{self.word} ({'+' if self.pct >= 0 else '−'}{size})"
        return f"{self.word} {size}"


def change(before: int, after: int, dispersion: float = 1.0) -> Change:
    """Compares two counts of equal periods.

    Given their sum, one of two Poisson counts with equal means is binomial with p = 1/2; the normal
    approximation z = (after - before) / sqrt(dispersion * (before + after)) serves from about 20
    (Przyborowski and Wilenski 1940). `dispersion` widens it for counts that vary more than chance
    (quasi-Poisson; McCullagh and Nelder 1989, section 6.2). 1,196 → 1,278 gives p = 0.10.
    """
    if before < LEAST_BASE or after < LEAST_BASE:
        return Change(None, None, "muy pocos casos para comparar")
    z = (after - before) / math.sqrt(max(dispersion, 1.0) * (before + after))
    p = float(2 * norm.sf(abs(z)))
    word = "sin cambio claro" if p >= SIGNIFICANCE else "subió" if z > 0 else "bajó"
    return Change(100 * (after - before) / before, p, word)
