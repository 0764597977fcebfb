"""The classes of a map: few, of equal width, on round numbers from zero."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

from observatorio.charts.model import Point
from observatorio.charts.palette import MAP_STEPS
from observatorio.numbers import decimal, whole

ROUND = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
ZERO = "#FFFFFF"
GREY = "#E2E0DD"


@dataclass(frozen=True)
class Classes:
    """Classes of equal width `step`, `count` of them; zero stands apart from the first.

    Without any class the map is grey: where most records have no zone, no shade is true.
    """

    step: float
    count: int
    suffix: str = ""

    @property
    def bounds(self) -> list[float]:
        """Upper bound of each class."""
        return [self.step * (i + 1) for i in range(self.count)]

    def color(self, value: float) -> str:
        """Fill of a value; a zero that is known is white, not the first class."""
        if not self.count:
            return GREY
        if value == 0:
            return ZERO
        place = next((i for i, bound in enumerate(self.bounds) if value <= bound), self.count - 1)
        return self.steps[place]

    @property
    def steps(self) -> tuple[str, ...]:
        """Colours of the classes, spread from the lightest to the darkest."""
        last = len(MAP_STEPS) - 1
        return tuple(MAP_STEPS[last - (self.count - 1 - i)] for i in range(self.count))

    @property
    def names(self) -> list[str]:
        """«hasta 300», «más de 300 a 600»: every value is in one and only one."""
        told = [f"{self._said(bound)}{self.suffix}" for bound in self.bounds]
        between = zip(self.bounds, told[1:], strict=False)
        return [
            *(f"hasta {first}" for first in told[:1]),
            *(f"más de {self._said(low)} a {t}" for low, t in between),
        ]

    def _said(self, bound: float) -> str:
        return whole(bound) if self.step == int(self.step) else decimal(bound)


def classes_of(
    points: Collection[Point], *, counts: bool, suffix: str = "", shaded: bool = True
) -> Classes:
    """Classes that hold every value of the points (`counts` are whole numbers), if it is shaded."""
    if not shaded:
        return Classes(1, 0, suffix)
    highest = max((p.value or 0 for p in points), default=0)
    step = _round_up(max(highest / len(MAP_STEPS), 1 if counts else 0.1))
    if counts:
        step = math.ceil(step)
    return Classes(step, min(len(MAP_STEPS), max(1, math.ceil(highest / step - 1e-9))), suffix)


def _round_up(number: float) -> float:
    """The next round number: 1, 1.5, 2 … 10 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(number))
    return next(part * power for part in ROUND if part * power >= number - 1e-9)
