"""A share with what it rests on, and groups by parts: published figures fit for percentages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from observatorio.certainty import Span, share_span
from observatorio.charts.model import Point, point_of
from observatorio.disclosure import Figure, share_pct
from observatorio.numbers import percent


@dataclass(frozen=True)
class Crossing:
    """Published figures of groups by parts; `bases` are the groups' own totals fit for shares.

    `rounding` is the base that the edition rounds to, `people` what women and men are called here.
    """

    groups: Mapping[str, str]
    parts: Mapping[str, str]
    figures: Mapping[tuple[str, str], Figure]
    bases: Mapping[str, Figure]
    left_out: tuple[str, ...]
    rounding: int
    people: Mapping[str, str]

    def point(self, name: str, group: str, part: str) -> Point:
        """The share of `part` in `group`, standing at the category `name`."""
        return share_point(name, self.figures.get((group, part)), self.bases[group])

    def span(self, group: str, part: str) -> Span:
        """Between which percentages the share of `part` in `group` lies, whatever is hidden."""
        figure = self.figures.get((group, part))
        whole = self.bases[group]
        return share_span(figure, whole, self.rounding) if figure else Span(0.0, 0.0)


def fit(base: Figure | None) -> bool:
    """True when shares may be told of this total: one number, 20 or more."""
    return share_pct(base, base) is not None


def share_point(category: str, part: Figure | None, base: Figure) -> Point:
    """The share (0 to 100) of a published part, with its count as a mark; `base` is fit."""
    if part is None or part.hidden:
        return point_of(category, part)
    count = f"{part.text}, cambió" if part.changed else part.text
    state = point_of(category, part).state
    low = share_pct(replace(part, high=part.low), base)
    return Point(category, part, state, count, low, share_text(part, base))


def share_text(part: Figure, base: Figure) -> str:
    """«44 %», «40 % a 42 %», «40 % o más», «menos de 1 %», «hasta 2 %»; `base` is fit."""
    least = share_pct(replace(part, high=part.low), base) or 0.0
    low = _told(least)
    if part.high is None:
        return f"{low} o más"
    high = _told(share_pct(replace(part, low=part.high), base) or 0.0)
    if _tiny(least) and low != high:
        return f"hasta {high}"
    return low if low == high else f"{low} a {high}"


def _told(share: float) -> str:
    return f"menos de {percent(1)}" if _tiny(share) else percent(share)


def _tiny(share: float) -> bool:
    return 0 < share < 0.5  # noqa: PLR2004 - what would be rounded to nothing
