"""Where things stand on a chart: axes, names, pieces of bars. The same for every renderer."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from observatorio.charts.model import Chart, Point, Series, State
from observatorio.numbers import MONTHS_SHORT, decimal, whole

# Up to this many categories each carries its own label.
LABELLED_UP_TO = 16
SIDEWAYS = ("row", "stacked_row", "pyramid")
HOLLOW = "○"
# A name's lines on an axis; what is longer is cut there, and whole in the table.
NAME_LINES = 3
NAMED_LINES, NAMED_LETTERS = 4, 26  # lines told apart by a name at their end
FINEST, COARSEST = -2, 12  # powers of ten of the steps of an axis
WHOLE_PCT, SLACK_PCT = 100.0, 5.0


@dataclass(frozen=True)
class Piece:
    """A drawn piece of a bar, from `start` to `end` on the value axis (left of zero: negative)."""

    series: Series
    point: Point
    start: float
    end: float


def clean(text: str) -> str:
    """Text without what changes how its neighbours are read: controls, marks of direction."""
    # Most texts have none of it, and a page has hundreds; a space that holds words is fine.
    if text.replace("\u00a0", " ").isprintable():
        return text
    plain = re.sub(r"\s*[\r\n\t]\s*", " ", text)
    kept = (c for c in plain if unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))
    return "".join(kept)


def lines_of(text: str, letters: int, most: int = NAME_LINES) -> list[str]:
    """Text cleaned and broken after so many letters, in at most so many lines."""
    wrapped = textwrap.wrap(clean(text), letters, max_lines=most, placeholder="…")
    return wrapped or [""]


def sideways(chart: Chart) -> bool:
    """True when the bars lie."""
    return chart.kind in SIDEWAYS


def is_line(chart: Chart, series: Series) -> bool:
    """True when the series is drawn as a line."""
    return series.kind == "line" or (chart.kind == "line" and series.kind != "mark")


def pieces(chart: Chart) -> list[Piece]:
    """The bars of a chart. In a stack each begins where the one before ends.

    That is a place on the paper, never a figure: nobody is told how far a stack reaches.
    """
    found, ends = [], dict.fromkeys(chart.categories, 0.0)
    for number, series in enumerate(chart.series):
        if series.kind == "mark" or is_line(chart, series):
            continue
        side = -1 if chart.kind == "pyramid" and number == 0 else 1
        for point in series.points:
            if point.value is not None and point.category in ends:
                start = ends[point.category] if chart.stacked else 0.0
                found.append(Piece(series, point, start, start + side * point.value))
                ends[point.category] = start + point.value
    return found


def reach(chart: Chart) -> float:
    """How far the value axis must go."""
    points = [point for series in chart.series for point in series.points]
    ends = [abs(piece.end) for piece in pieces(chart)]
    highs = [point.limits[1] for point in points if point.limits]
    return max([*ends, *highs, *(point.value or 0 for point in points)], default=0)


def ticks(chart: Chart) -> list[float]:
    """Round steps from zero to just above what is drawn; whole ones where people are counted."""
    counted = all(p.amount is None for series in chart.series for p in series.points)
    top = reach(chart)
    # Parts that are rounded each by itself may add up to a little more than the whole.
    if chart.in_percent and WHOLE_PCT < top <= WHOLE_PCT + SLACK_PCT:
        top = WHOLE_PCT
    return steps(top, 0 if counted else FINEST)


def steps(highest: float, finest: int = 0) -> list[float]:
    """Four or five round steps from zero to at least `highest`, of 10**finest or more."""
    for power in range(finest, COARSEST):
        for base in (1, 2, 2.5, 5):
            step = round(base * 10.0**power, 4)
            if highest <= 5 * step and (finest or step == int(step)):
                count = 5 if highest > 4 * step else 4
                return [round(step * i, 4) for i in range(count + 1)]
    return [highest * i / 4 for i in range(5)]


def tick_texts(values: Sequence[float]) -> list[str]:
    """Numbers of an axis as they are read, all with as many decimals; never with a minus."""
    for places in (0, 1):
        if all(round(value, places) == value for value in values):
            return [decimal(abs(v), places) if places else whole(abs(v)) for v in values]
    return [decimal(abs(value), 2) for value in values]


def axis_names(chart: Chart, room: int) -> dict[str, list[str]]:
    """Lines under each category that is named, where `room` letters stand side by side.

    Months of many years: the years, at their first month. Else as many as are legible.
    """
    names = chart.categories
    if sideways(chart):
        return {name: lines_of(name, 26) for name in names}
    months = chart.months
    firsts = [name for name in names if name in months and months[name][1] == 1]
    if len(names) > LABELLED_UP_TO and firsts:
        return {name: [str(months[name][0])] for name in _thinned(firsts, room // 5)}
    if months and len(months) == len(names):
        new = {names[0], *firsts}
        said = {
            name: [MONTHS_SHORT[month - 1], *([str(year)] if name in new else [])]
            for name, (year, month) in months.items()
        }
        return {name: said[name] for name in _thinned(names, room // 5)}
    shown = _thinned(names, room // 5)
    letters = max(9, room // max(len(shown), 1))
    return {
        name: [line for part in name.replace(" (", "\n(").split("\n")
               for line in lines_of(part, letters)]
        for name in shown
    }  # fmt: skip


def _thinned(names: Sequence[str], most: int) -> Sequence[str]:
    return names[:: -(-len(names) // max(most, 1)) or 1]


def end_names(chart: Chart) -> dict[str, list[str]]:
    """Names at the ends of a few lines, in lines of text; none where a legend is needed."""
    lines = [s for s in chart.series if is_line(chart, s)]
    short = all(len(series.name) <= NAMED_LETTERS for series in lines)
    if not 1 < len(lines) <= NAMED_LINES or not short:
        return {}
    return {series.name: lines_of(series.name, 13) for series in lines}


def last_drawn(series: Series) -> Point | None:
    """The last point of a line that has a length."""
    return next((point for point in reversed(series.points) if point.value is not None), None)


def apart(places: Sequence[float], gap: float) -> list[float]:
    """The same places in the same order, moved upwards until neighbours are `gap` apart."""
    moved = list(places)
    below = float("-inf")
    for index in sorted(range(len(places)), key=lambda i: places[i]):
        moved[index] = below = max(places[index], below + gap)
    return moved


def gaps(series: Series) -> list[tuple[str, str]]:
    """Stretches of categories, first and last, in which nothing was delivered."""
    found: list[tuple[str, str]] = []
    before = False
    for point in series.points:
        missing = point.value is None and point.state == State.NOT_DELIVERED
        if missing:
            first = found.pop()[0] if before else point.category
            found.append((first, point.category))
        before = missing
    return found


def leaps(series: Series) -> frozenset[str]:
    """Months that do not follow the one before them in the series: no line may join the two."""
    months = [(name, 12 * year + month) for name, (year, month) in series.months.items()]
    return frozenset(name for (_, before), (name, this) in pairwise(months) if this != before + 1)


def labelled(chart: Chart, series: Series) -> set[str]:
    """Categories of a series that carry their figure: all, or a line's highest and last."""
    known = [point for point in series.points if point.value is not None]
    if not is_line(chart, series):
        few = len(chart.categories) <= LABELLED_UP_TO or sideways(chart)
        return {point.category for point in known} if few else set()
    if len([s for s in chart.series if is_line(chart, s)]) > 1 or not known:
        return set()
    if len(chart.categories) <= LABELLED_UP_TO // 2:
        return {point.category for point in known}
    return {max(known, key=lambda point: point.value or 0).category, known[-1].category}


def valleys(series: Series) -> set[str]:
    """Categories where a line turns upwards: their figure stands below it."""
    points = series.points
    found = set()
    for before, point, after in zip(points, points[1:], points[2:], strict=False):
        values = [p.value for p in (before, point, after)]
        if values[1] is not None and all(v is None or v > values[1] for v in values[::2]):
            found.add(point.category)
    return found
