"""The marks of a chart in Vega-Lite: bars, lines, reference marks, limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from observatorio.charts.layout import (
    LABELLED_UP_TO,
    clean,
    is_line,
    leaps,
    pieces,
    sideways,
)
from observatorio.charts.model import Chart, Point, Series
from observatorio.charts.palette import DASHES, SYMBOLS, color, mixed

INK, GREY = "#2A2730", "#5E5A63"
# How much white is in what is provisional, and in what is unstable (which is hatched besides).
PROVISIONAL, UNSTABLE = 0.55, 0.62
# Letters that stand side by side under a chart.
ROOM = 105
STROKES = {
    "solid": [1, 0], "dash": [9, 5], "dot": [2, 4], "dashdot": [9, 4, 2, 4], "longdash": [15, 6],
    "longdashdot": [15, 4, 2, 4],
}  # fmt: skip
SHAPES = {"triangle-up": "triangle-up", "circle": "circle", "square": "square", "cross": "cross"}
Row = dict[str, Any]
Layer = dict[str, Any]


@dataclass(frozen=True)
class Frame:
    """Place of the axes in the picture (pixels), end of the value axis and its steps."""

    width: int
    height: int
    left: int
    right: int
    end: float
    steps: tuple[float, ...]

    def down(self, value: float) -> float:
        """How far from the top a value stands on a vertical axis, in pixels."""
        return self.height * (1 - value / self.end)


def marks(chart: Chart) -> list[Layer]:
    """Bars, lines, reference marks and limits, from the back to the front."""
    found = _bars(chart)
    for series in chart.series:
        if is_line(chart, series):
            found += _line(chart, series)
        elif series.kind == "mark":
            found.append(_reference(chart, series))
    return [*found, *_whiskers(chart)]


def text_layer(lines: Sequence[str], x: float, y: float, tone: str, size: int = 14) -> Layer:
    """Words at a place of the picture, in pixels from the upper left corner of the axes."""
    return {
        "data": {"values": [{"said": [clean(line) for line in lines]}]},
        "mark": {"type": "text", "align": "left", "baseline": "alphabetic", "fontSize": size,
                 "color": tone, "clip": False, "lineHeight": round(size * 1.3)},
        "encoding": {"x": {"value": x}, "y": {"value": y}, "text": {"field": "said"}},
    }  # fmt: skip


def along(chart: Chart) -> tuple[str, str]:
    """Channels of the category and of the value."""
    return ("y", "x") if sideways(chart) else ("x", "y")


def offset_of(chart: Chart) -> Layer:
    """Channel that lets bars of several series stand side by side."""
    names = [s.name for s in chart.series if s.kind == "bar" and not is_line(chart, s)]
    if len(names) < 2 or chart.kind not in ("row", "column"):  # noqa: PLR2004
        return {}
    channel = f"{along(chart)[0]}Offset"
    return {channel: {"field": "series", "type": "nominal", "scale": {"domain": names}}}


def second_of(chart: Chart, field: str) -> Layer:
    """The other end of a stretch on the value axis; its first end is the field «value»."""
    return {f"{along(chart)[1]}2": {"field": field}}


def row_of(series: Series, point: Point, **more: Any) -> Row:
    """A line of data: what is drawn of a point and what is told of it."""
    return {"category": point.category, "series": series.name, "told": point.told, **more}


def fill_of(series: Series, point: Point) -> str:
    """Full colour; lighter where provisional, and another light where unstable (and hatched)."""
    tint = color(series.color)
    if point.unstable:
        return unstable_fill(tint)
    return mixed(tint, "#FFFFFF", PROVISIONAL) if point.provisional else tint


def unstable_fill(tint: str) -> str:
    """The light colour that is hatched in pictures."""
    return mixed(tint, "#FFFFFF", UNSTABLE)


def _bars(chart: Chart) -> list[Layer]:
    rows = [
        row_of(p.series, p.point, value=p.start, end=p.end, fill=fill_of(p.series, p.point),
             tint=color(p.series.color))
        for p in pieces(chart)
    ]  # fmt: skip
    settled = [r for r in rows if r["fill"] == r["tint"]]
    open_ones = [r for r in rows if r["fill"] != r["tint"]]
    edge = {"stroke": "#FFFFFF", "strokeWidth": 1} if chart.stacked else {}
    dashed = {"strokeWidth": 1.5, "strokeDash": [4, 3]}
    return [
        {
            "data": {"values": some}, "mark": {"type": "bar", **look},
            "encoding": {
                **second_of(chart, "end"), **offset_of(chart),
                "fill": {"field": "fill", "type": "nominal", "scale": None, "legend": None},
                **({} if look is edge else {"stroke": {"field": "tint", "type": "nominal",
                                                       "scale": None, "legend": None}}),
            },
        }
        for some, look in ((settled, edge), (open_ones, dashed)) if some
    ]  # fmt: skip


def _line(chart: Chart, series: Series) -> list[Layer]:
    """A band of limits, the line (dotted where provisional), and its marks."""
    tint, few = tint_of(series), len(chart.categories) <= LABELLED_UP_TO
    mark = {"type": "line", "color": tint, "strokeWidth": 3, "invalid": None}
    settled, opened = _stretches(series)
    found: list[Layer] = []
    for part in _limit_stretches(series):
        rows = [row_of(series, p, low=p.limits[0], value=p.limits[1]) for p in part if p.limits]
        band = {"type": "area", "color": tint, "opacity": 0.16}
        found.append({"data": {"values": rows}, "mark": band,
                      "encoding": second_of(chart, "low")})  # fmt: skip
    dash = STROKES[DASHES.get(series.color, "solid")]
    for parts, strokes in ((settled, dash), (opened, [1, 5])):
        for points in (p for p in parts if len(p) > 1):
            rows = [row_of(series, p, value=p.value) for p in points]
            found.append({"data": {"values": rows}, "mark": {**mark, "strokeDash": strokes},
                          "encoding": {}})  # fmt: skip
    return [*found, *_points(series, few)]


def _points(series: Series, few: bool) -> list[Layer]:
    tint = tint_of(series)
    known = [p for p in series.points if p.value is not None]
    found: list[Layer] = []
    for points, fill in (
        ([p for p in known if not (p.provisional or p.unstable)], tint),
        ([p for p in known if p.provisional or p.unstable], "#FFFFFF"),
    ):
        mark = {"type": "point", "shape": shape_of(series), "size": 70 if few else 14, "opacity": 1,
                "fill": fill, "stroke": tint, "strokeWidth": 1.5}  # fmt: skip
        rows = [row_of(series, p, value=p.value) for p in points]
        found += [{"data": {"values": rows}, "mark": mark, "encoding": {}}] if rows else []
    return found


def _stretches(series: Series) -> tuple[list[list[Point]], list[list[Point]]]:
    """Runs of points with a length, settled ones and provisional ones (with the one before)."""
    settled: list[list[Point]] = [[]]
    opened: list[list[Point]] = [[]]
    before: Point | None = None
    stops = leaps(series)
    for point in series.points:
        if point.value is None or point.category in stops:
            settled.append([])
            opened.append([])
            before = None
        if point.value is None:
            continue
        if point.provisional:
            if before and not before.provisional:
                opened.append([before])
            opened[-1].append(point)
            settled.append([])
        else:
            settled[-1].append(point)
        before = point
    return settled, opened


def _limit_stretches(series: Series) -> list[list[Point]]:
    found: list[list[Point]] = [[]]
    for point in series.points:
        if point.limits:
            found[-1].append(point)
        else:
            found.append([])
    return [part for part in found if part]


def tint_of(series: Series) -> str:
    """Colour of a series; what was printed elsewhere has the colour of text."""
    return INK if series.color == "publicado" else color(series.color)


def shape_of(series: Series) -> str:
    """Shape of its marks."""
    return SHAPES.get(SYMBOLS.get(series.color, "circle").removesuffix("-open"), "diamond")


def _reference(chart: Chart, series: Series) -> Layer:
    rows = [row_of(series, p, value=p.value) for p in series.points if p.value is not None]
    mark = {"type": "point", "shape": shape_of(series), "size": 130, "stroke": tint_of(series),
            "strokeWidth": 2, "opacity": 1, "fill": "#FFFFFF"}  # fmt: skip
    return {"data": {"values": rows}, "mark": mark, "encoding": {}}


def _whiskers(chart: Chart) -> list[Layer]:
    """Limits of bars and reference marks; those of a line are a band."""
    found = []
    for number, series in enumerate(chart.series):
        side = -1 if chart.kind == "pyramid" and number == 0 else 1
        rows = [
            row_of(series, p, value=side * p.limits[0], end=side * p.limits[1])
            for p in series.points
            if p.limits and p.value is not None and not is_line(chart, series)
        ]
        offset = offset_of(chart) if series.kind == "bar" else {}
        if rows:
            found.append({"data": {"values": rows},
                          "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
                          "encoding": {**second_of(chart, "end"), **offset}})  # fmt: skip
    return found


def middle_of(chart: Chart, frame: Frame, first: str, last: str) -> tuple[float, bool]:
    """Middle of a stretch of the axis in pixels, and whether words fit across it."""
    left, right = edges_of(chart, frame, first, last)
    return (left + right) / 2, right - left > 90  # noqa: PLR2004 - as wide as the words


def edges_of(chart: Chart, frame: Frame, first: str, last: str) -> tuple[float, float]:
    """Ends of a stretch of categories in pixels along their axis."""
    long = frame.height if sideways(chart) else frame.width
    step = long / max(len(chart.categories), 1)
    return chart.categories.index(first) * step, (chart.categories.index(last) + 1) * step
