"""What is written on a Vega-Lite chart: figures, states without a length, names of rows."""

from __future__ import annotations

from typing import Any

from observatorio.charts.layout import (
    HOLLOW,
    LABELLED_UP_TO,
    Piece,
    axis_names,
    clean,
    gaps,
    is_line,
    labelled,
    pieces,
    sideways,
    valleys,
)
from observatorio.charts.model import Chart, Point, Series, State
from observatorio.charts.palette import text_on
from observatorio.charts.vega_marks import (
    GREY,
    INK,
    ROOM,
    Frame,
    Layer,
    Row,
    middle_of,
    offset_of,
    row_of,
    text_layer,
)

MISSING = "–"
BRIEF_ABOVE = 8  # with more columns than this, a sign instead of words
LINE_HEIGHT = 18


def written(chart: Chart, frame: Frame) -> list[Layer]:
    """What stands over the bars: figures, states, names of rows."""
    found = [*_labels(chart, frame), *_states(chart), *_gaps(chart, frame)]
    return [*found, *_row_names(chart)]


def _row_names(chart: Chart) -> list[Layer]:
    """Names of rows, the middle of their lines level with the bar."""
    found: list[Layer] = []
    names = axis_names(chart, ROOM) if sideways(chart) else {}
    for lines in sorted({len(said) for said in names.values()}):
        rows = [
            {"category": name, "value": 0, "said": said}
            for name, said in names.items()
            if len(said) == lines
        ]
        look = {"align": "right", "baseline": "middle", "lineHeight": LINE_HEIGHT}
        look["dy"] = -(lines - 1) * LINE_HEIGHT / 2
        found += _text(rows, {"x": {"value": -8}}, **look)
    return found


def _text(rows: list[Row], encoding: Layer, **look: Any) -> list[Layer]:
    """A layer of words; `look` says how they stand at their place. None without words."""
    if not rows:
        return []
    mark = {"type": "text", "color": INK, "fontSize": 14, "clip": False, **look}
    said = {"text": {"field": "said", "type": "nominal"}}
    return [{"data": {"values": rows}, "mark": mark, "encoding": {**encoding, **said}}]


def _labels(chart: Chart, frame: Frame) -> list[Layer]:
    """The figure of each bar and of the labelled points of a line."""
    if any(is_line(chart, s) for s in chart.series):
        return _line_labels(chart)
    inside = chart.stacked or any(s.kind == "mark" for s in chart.series)
    found = []
    for number, series in enumerate(s for s in chart.series if s.kind == "bar"):
        shown = labelled(chart, series)
        drawn = [p for p in pieces(chart) if p.series is series and p.point.category in shown]
        if inside:
            found += _inside(chart, drawn, series, frame)
            continue
        side = -1 if chart.kind == "pyramid" and number == 0 else 1
        rows = [
            row_of(series, p.point, said=clean(p.point.short),
                   value=side * max(abs(p.end), p.point.limits[1] if p.point.limits else 0))
            for p in drawn
        ]  # fmt: skip
        found += _text(rows, offset_of(chart), **_beyond(chart, side))
    return found


def _beyond(chart: Chart, side: int) -> Layer:
    if sideways(chart):
        return {"align": "left" if side > 0 else "right", "baseline": "middle", "dx": 6 * side}
    return {"baseline": "bottom", "dy": -4}


def _inside(chart: Chart, drawn: list[Piece], series: Series, frame: Frame) -> list[Layer]:
    """Figures within their bar, where it is long enough to hold them."""
    rows: list[Row] = []
    dark: list[Row] = []
    for piece in drawn:
        point, start, end = piece.point, piece.start, piece.end
        least = 9 * len(point.short) + 4 if sideways(chart) else 20
        if abs(end - start) / frame.end * _long(chart, frame) < least:
            continue
        row = row_of(series, point, said=clean(point.short), value=(start + end) / 2)
        (dark if point.provisional or point.unstable else rows).append(row)
    look = {"baseline": "middle", "align": "center", "fontWeight": "bold"}
    light = _text(rows, offset_of(chart), **look | {"color": text_on(series.color)})
    return light + _text(dark, offset_of(chart), **look)


def _line_labels(chart: Chart) -> list[Layer]:
    found: list[Layer] = []
    for series in chart.series:
        low, shown = valleys(series), labelled(chart, series)
        rows = [
            row_of(series, p, said=clean(p.short), value=p.value)
            for p in series.points
            if p.category in shown and p.value is not None
        ]
        found += _text([r for r in rows if r["category"] not in low], {}, baseline="bottom", dy=-8)
        found += _text([r for r in rows if r["category"] in low], {}, baseline="top", dy=9)
    return found


def _states(chart: Chart) -> list[Layer]:
    """What has no length is named at its place; a stack says that a part of it is not drawn."""
    if chart.stacked:
        return _partly_hidden(chart)
    bars = [s for s in chart.series if s.kind != "mark"]
    few = sideways(chart) or (len(bars) == 1 and len(chart.categories) <= BRIEF_ABOVE)
    found = []
    for number, series in enumerate(bars):
        side = -1 if chart.kind == "pyramid" and number == 0 else 1
        line = is_line(chart, series)
        rows = [
            row_of(series, p, value=0, said=_said(p, few))
            for p in series.points
            if p.value is None and (p.state == State.PROTECTED or not line)
        ]
        look = _beyond(chart, side) | {"fontSize": 13, "lineHeight": 16, "color": GREY}
        found += _text(rows, {} if line else offset_of(chart), **look | _crowded(chart))
    return found


def _crowded(chart: Chart) -> Layer:
    return {} if len(chart.categories) <= LABELLED_UP_TO or sideways(chart) else {"fontSize": 11}


def _said(point: Point, with_words: bool) -> str | list[str]:
    sign = HOLLOW if point.state == State.PROTECTED else MISSING
    return f"{sign} {clean(point.text)}" if with_words else sign


def _partly_hidden(chart: Chart) -> list[Layer]:
    hidden = {p.category for s in chart.series for p in s.points if p.state == State.PROTECTED}
    ends = dict.fromkeys(chart.categories, 0.0) | {p.point.category: p.end for p in pieces(chart)}
    rows = [
        {"category": name, "value": ends[name], "said": f"+ {HOLLOW}"}
        for name in chart.categories
        if name in hidden
    ]
    return _text(rows, {}, **_beyond(chart, 1) | {"color": GREY})


def _gaps(chart: Chart, frame: Frame) -> list[Layer]:
    """Where a line stops because nothing was delivered, the place says so."""
    found = []
    for series in (s for s in chart.series if is_line(chart, s)):
        for first, last in gaps(series):
            if first in chart.categories and last in chart.categories:
                place, wide = middle_of(chart, frame, first, last)
                words = text_layer(["no entregado"], place, frame.height - 8, GREY, 13)
                turned = {"align": "center"} if wide else {"angle": 270, "baseline": "middle"}
                words["mark"] |= turned
                found.append(words)
    return found


def _long(chart: Chart, frame: Frame) -> float:
    """Length of the value axis in pixels."""
    return frame.width if sideways(chart) else frame.height
