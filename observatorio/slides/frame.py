"""Where the bars of a native chart stand: a plot of known place, so that words can stand in it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from observatorio.charts.layout import (
    is_line,
    lines_of,
    reach,
    sideways,
    steps,
)
from observatorio.charts.measure import cut, width_of
from observatorio.charts.model import Chart, Series

# Inches that a line of one point is high.
LINE = 1.25 / 72
SIZE, SMALL = 14, 12
CROWDED_ROWS, CROWDED = 12, 16
ROW_SPACE, COLUMN_SPACE, PYRAMID_SPACE = 1.14, 1.08, 1.25
SERIES_LETTERS, MONTHS_A_YEAR = 48, 12
# How much of the chart the names of rows may take: in some lines, or in one.
NAMES_PART, LONG_NAMES_PART = 0.3, 0.4
GAP_PCT = 45
PERCENT, SLACK = 100.0, 105.0


@dataclass(frozen=True)
class Frame:
    """Size of the chart (inches), of its plot (parts of it, from the upper left), and its axis."""

    width: float
    height: float
    x: float
    y: float
    wide: float
    high: float
    end: float
    step: float
    names: tuple[str, ...]
    size: int
    skip: int = 1
    legend: bool = False


def frame_of(chart: Chart, width: float, height: float) -> Frame:
    """The frame of a chart in so many inches."""
    legend = len(chart.series) > 1 and chart.kind != "pyramid"
    named = width_of("      ".join(series_name(s) for s in chart.series), SIZE)
    top = 0.12 + (0.38 * math.ceil(named / (0.8 * width)) if legend else 0)
    top += 0.3 if chart.kind == "pyramid" else 0
    top += 0.3 if chart.numbered_events and not sideways(chart) else 0
    bottom = 0.3 if chart.provenance.demonstration else 0.08
    size = SIZE if len(chart.categories) <= CROWDED_ROWS else SMALL
    step, end = _axis(chart)
    if sideways(chart):
        names, left = _row_names(chart, width, height - top - bottom, size)
        right, skip = 0.2, 1
    else:
        left, right = 0.15 + 0.11 * len(f"{end:,.0f}%"), 0.2
        names, skip, lines = _column_names(chart, width - left - right, size)
        bottom += 0.12 + LINE * size * lines
    return Frame(
        width, height, left / width, top / height, (width - left - right) / width,
        (height - top - bottom) / height, end, step, names, size, skip, legend,
    )  # fmt: skip


def series_name(series: Series) -> str:
    """The name of a series as a legend can hold it."""
    return lines_of(series.in_legend, SERIES_LETTERS, 1)[0]


def side_of(chart: Chart, series: Series) -> int:
    """-1 for the series of a pyramid that goes to the left, else 1."""
    return -1 if chart.kind == "pyramid" and series is chart.series[0] else 1


def beside(chart: Chart) -> list[Series]:
    """The series whose bars stand side by side; a mark is a bar where bars lie."""
    if chart.kind == "pyramid" or chart.stacked:
        return []
    return [
        s for s in chart.series
        if not is_line(chart, s) and (s.kind == "bar" or sideways(chart))
    ]  # fmt: skip


def place_of(chart: Chart, series: Series, category: str) -> float:
    """Middle of a bar along the categories, 0 to 1."""
    together = beside(chart)
    count = max(len(together), 1)
    number = together.index(series) if series in together else (count - 1) / 2
    across = (number - (count - 1) / 2) / (count + GAP_PCT / 100)
    return (chart.categories.index(category) + 0.5 + across) / len(chart.categories)


def _axis(chart: Chart) -> tuple[float, float]:
    """Step and end of the value axis: whole steps, for their decimals would follow the reader's
    machine and not the slide.
    """
    top = reach(chart)
    if chart.in_percent and PERCENT < top <= SLACK:
        top = PERCENT
    places = steps(max(top, 1))
    if chart.kind == "pyramid":
        # Whole steps on both sides of zero.
        return places[1], places[1] * math.ceil(PYRAMID_SPACE * (len(places) - 1))
    return places[1], places[-1] * (ROW_SPACE if sideways(chart) else COLUMN_SPACE)


def _row_names(
    chart: Chart, width: float, height: float, size: int
) -> tuple[tuple[str, ...], float]:
    """Names of rows, as long as their row is high, and the room that they take."""
    row = height / max(len(chart.categories), 1)
    most = min(3, max(1, int(row / (LINE * size))))
    room = (NAMES_PART if most > 1 else LONG_NAMES_PART) * width
    lines = [cut(name, room - 0.15, size, most) for name in chart.categories]
    longest = max((width_of(text, size) for each in lines for text in each), default=0.0)
    return tuple(" ".join(each) for each in lines), min(longest * 1.05 + 0.2, room)


def _column_names(chart: Chart, width: float, size: int) -> tuple[tuple[str, ...], int, int]:
    """Names under columns, how many stand for one that is said, and the lines that they take."""
    names = chart.categories
    skip = max(1, math.ceil(len(names) / CROWDED))
    if len(names) > CROWDED and names[0] in chart.months:
        skip = MONTHS_A_YEAR
    room = width * skip / max(len(names), 1) - 0.1
    lines = [cut(name, room, size, 3) for name in names]
    return tuple(" ".join(each) for each in lines), skip, max(map(len, lines), default=1)
