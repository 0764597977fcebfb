"""The series of a native chart, each point with the look and the label that it has on screen."""

from __future__ import annotations

from collections.abc import Sequence

from observatorio.charts.layout import clean, leaps
from observatorio.charts.model import Chart, Point, Series
from observatorio.slides import looks
from observatorio.slides.book import SHEET, column_of, values_of
from observatorio.slides.frame import Frame, series_name
from observatorio.slides.labels import labels, number_format
from observatorio.slides.xml import text, value


def bars(chart: Chart, series: Series, frame: Frame) -> str:
    """A series of bars."""
    points = [
        f"<c:dPt>{value('idx', n)}{value('invertIfNegative', 0)}{value('bubble3D', 0)}"
        f"{looks.bar(chart, series, p)}</c:dPt>"
        for n, p in _careful(chart, series)
    ]
    return (
        f"<c:ser>{_head(chart, series)}{looks.bar(chart, series)}{value('invertIfNegative', 0)}"
        f"{''.join(points)}{labels(chart, series, frame)}{_limits(chart, series, False)}"
        f"{_data(chart, series, frame)}</c:ser>"
    )


def line(chart: Chart, series: Series, frame: Frame) -> str:
    """A line, dotted with open marks where it needs care; or marks of reference alone."""
    stops = leaps(series)
    points = [
        f"<c:dPt>{value('idx', n)}{looks.marker(chart, series, p)}{value('bubble3D', 0)}"
        f"{looks.stroke(chart, series, p.provisional, p.category not in stops)}</c:dPt>"
        for n, p in _careful(chart, series, stops)
    ]
    return (
        f"<c:ser>{_head(chart, series)}{looks.stroke(chart, series)}"
        f"{looks.marker(chart, series)}{''.join(points)}{labels(chart, series, frame)}"
        f"{_limits(chart, series, True)}{_data(chart, series, frame)}{value('smooth', 0)}</c:ser>"
    )


def _careful(
    chart: Chart, series: Series, stops: frozenset[str] = frozenset()
) -> list[tuple[int, Point]]:
    """Points that are drawn otherwise than their series, with their number; so are `stops`."""
    found = {point.category: point for point in series.points}
    each = [(n, found.get(name)) for n, name in enumerate(chart.categories)]
    known = [(n, p) for n, p in each if p and p.value is not None]
    return [(n, p) for n, p in known if p.provisional or p.unstable or p.category in stops]


def _head(chart: Chart, series: Series) -> str:
    number = chart.series.index(series)
    cell = f"{SHEET}!${column_of(number)}$1"
    return (
        f"{value('idx', number)}{value('order', number)}<c:tx><c:strRef><c:f>{cell}</c:f>"
        f'<c:strCache>{value("ptCount", 1)}<c:pt idx="0"><c:v>{text(series_name(series))}</c:v>'
        "</c:pt></c:strCache></c:strRef></c:tx>"
    )


def _data(chart: Chart, series: Series, frame: Frame) -> str:
    last, column = len(chart.categories) + 1, column_of(chart.series.index(series))
    names = _points([text(name) for name in map(clean, frame.names)])
    numbers = _points([None if v is None else repr(v) for v in values_of(chart, series)])
    code = f"<c:formatCode>{text(number_format(chart))}</c:formatCode>"
    return (
        f"<c:cat><c:strRef><c:f>{SHEET}!$A$2:$A${last}</c:f><c:strCache>{names}</c:strCache>"
        f"</c:strRef></c:cat><c:val><c:numRef><c:f>{SHEET}!${column}$2:${column}${last}</c:f>"
        f"<c:numCache>{code}{numbers}</c:numCache></c:numRef></c:val>"
    )


def _points(cells: Sequence[str | None]) -> str:
    """Cells by their number; a protected one is not there at all."""
    known = "".join(
        f'<c:pt idx="{n}"><c:v>{cell}</c:v></c:pt>'
        for n, cell in enumerate(cells)
        if cell is not None
    )
    return value("ptCount", len(cells)) + known


def _limits(chart: Chart, series: Series, upright: bool) -> str:
    """How far a figure may be from what is drawn (95 %), as error bars of its own."""
    found = {point.category: point for point in series.points if point.value is not None}
    points = [found.get(name) for name in chart.categories]
    if not any(p and p.limits for p in points):
        return ""
    above = [p.limits[1] - (p.value or 0) if p and p.limits else None for p in points]
    below = [(p.value or 0) - p.limits[0] if p and p.limits else None for p in points]
    return (
        f"<c:errBars>{value('errDir', 'y') if upright else ''}{value('errBarType', 'both')}"
        f"{value('errValType', 'cust')}{value('noEndCap', 0)}"
        f"<c:plus>{_numbers(above)}</c:plus><c:minus>{_numbers(below)}</c:minus>"
        f"{looks.edge()}</c:errBars>"
    )


def _numbers(lengths: Sequence[float | None]) -> str:
    cells = _points([None if length is None else repr(length) for length in lengths])
    return f"<c:numLit><c:formatCode>General</c:formatCode>{cells}</c:numLit>"
