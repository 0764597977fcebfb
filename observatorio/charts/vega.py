"""Renders a chart as a Vega-Lite description: a picture that says all by itself.

Whoever meets the picture without the page reads in it the sentence, the question, the unit, the
source, the filters, the edition, and that it is a demonstration if it is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from observatorio.charts.layout import (
    axis_names,
    clean,
    end_names,
    lines_of,
    sideways,
    tick_texts,
    ticks,
)
from observatorio.charts.model import Chart
from observatorio.charts.text import event_lines
from observatorio.charts.vega_around import around, behind
from observatorio.charts.vega_marks import GREY, INK, ROOM, Frame, marks, text_layer
from observatorio.charts.vega_words import written

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
# Shipped with the converter, and as wide as Arial, which readers of an SVG have.
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
# Whole picture, in pixels; letters that fit in a line of it.
WIDTH, HEIGHT, PADDING = 960, 360, 24
ROW_HEIGHT, LINE_HEIGHT = 34, 18
TITLE_LETTERS, TEXT_LETTERS = 80, 125
MOST_LINES = 6


def vega_lite(chart: Chart, stamp: Sequence[str] = ()) -> dict[str, Any]:
    """The chart as a Vega-Lite description, with its figures inside and nothing to fetch."""
    frame = _frame(chart)
    return {
        "$schema": SCHEMA, "background": "#FFFFFF", "padding": PADDING,
        "width": frame.width, "height": frame.height,
        "description": clean(f"{chart.question} {chart.headline}"),
        "title": _title(chart), "layer": [
            *behind(chart, frame), *marks(chart), *written(chart, frame),
            *around(chart, frame), *_foot(chart, frame, stamp)],
        "encoding": _axes(chart, frame), "config": _config(),
    }  # fmt: skip


def _frame(chart: Chart) -> Frame:
    """Where the bars stand in the picture."""
    steps = ticks(chart)
    lying = sideways(chart)
    letters = max((len(t) for lines in axis_names(chart, ROOM).values() for t in lines), default=1)
    left = 8 * letters + 16 if lying else 9 * max(map(len, tick_texts(steps))) + 16
    ends = max((len(t) for lines in end_names(chart).values() for t in lines), default=0)
    right = 9 * ends + 16 if ends else 40
    height = _rows_height(chart) if lying else HEIGHT
    end = steps[-1] * ({"pyramid": 1.25}.get(chart.kind, 1.1 if lying else 1.06))
    return Frame(WIDTH - 2 * PADDING - left - right, height, left, right, end, tuple(steps))


def _rows_height(chart: Chart) -> int:
    lines = max((len(lines) for lines in axis_names(chart, ROOM).values()), default=1)
    bars = len([s for s in chart.series if s.kind == "bar"]) if chart.kind == "row" else 1
    return max(ROW_HEIGHT, LINE_HEIGHT * lines + 6, 22 * bars + 10) * max(len(chart.categories), 2)


def _title(chart: Chart) -> dict[str, Any]:
    asked = f"{chart.question} · {chart.measured}"
    return {
        "text": lines_of(chart.headline, TITLE_LETTERS, 4), "anchor": "start", "frame": "bounds",
        "subtitle": lines_of(asked, TEXT_LETTERS - 15, 3), "offset": 16,
    }  # fmt: skip


def _axes(chart: Chart, frame: Frame) -> dict[str, Any]:
    """Both axes, with their numbers and names as people here read them."""
    shown = axis_names(chart, ROOM)
    places = list(frame.steps)
    if chart.kind == "pyramid":
        places = [*(-place for place in reversed(places[1:])), *places]
    names = {
        "field": "category", "type": "nominal", "sort": list(chart.categories), "title": None,
        "scale": {"domain": list(chart.categories), "paddingInner": 0.28, "paddingOuter": 0.14},
        "axis": {"labels": not sideways(chart), "values": list(shown), "labelExpr": _lookup(shown),
                 "grid": False, "ticks": False, "labelAngle": 0, "labelLimit": 0,
                 "labelOverlap": False, "domain": chart.kind != "pyramid", "labelPadding": 8,
                 "labelLineHeight": LINE_HEIGHT},
    }  # fmt: skip
    values = {
        "field": "value", "type": "quantitative", "title": None, "stack": None,
        "scale": {"domain": [-frame.end if chart.kind == "pyramid" else 0, frame.end],
                  "nice": False, "zero": True},
        "axis": {"values": places, "grid": True, "ticks": False, "domain": False,
                 "labelLimit": 0, "labelPadding": 6,
                 "labelExpr": _number_lookup(places)},
    }  # fmt: skip
    return {"x": values, "y": names} if sideways(chart) else {"x": names, "y": values}


def _lookup(shown: dict[str, list[str]]) -> str:
    """Expression that says the lines of a name; the names are data in it, never code."""
    said = ((_quoted(name), _quoted(lines)) for name, lines in shown.items())
    return "".join(f"datum.value === {name} ? {lines} : " for name, lines in said) + "''"


def _number_lookup(places: list[float]) -> str:
    pairs = zip(places, tick_texts(places), strict=True)
    return "".join(f"datum.value == {m} ? {_quoted(said)} : " for m, said in pairs) + "''"


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True)


def _foot(chart: Chart, frame: Frame, stamp: Sequence[str]) -> list[dict[str, Any]]:
    """Events, notes, source line and the mark of a demonstration, under the axis."""
    under = 1 if sideways(chart) else max(map(len, axis_names(chart, ROOM).values()), default=1)
    top = frame.height + 14 + LINE_HEIGHT * under + (30 if chart.numbered_events else 0)
    texts = [(line, INK) for line in event_lines(chart)]
    texts += [(note, GREY) for note in chart.remarks] + [(f"{chart.provenance.line}.", INK)]
    texts += [(" ".join(stamp), GREY)] if stamp else []
    found = []
    for text, tone in texts:
        lines = lines_of(text, TEXT_LETTERS, MOST_LINES)
        found.append(text_layer(lines, -frame.left, top + 14, tone, size=13))
        top += 17 * len(lines) + 4
    if chart.provenance.demonstration:
        synthetic = text_layer(["Datos de demostración"], -frame.left, top + 16, INK, size=14)
        synthetic["mark"]["fontWeight"] = "bold"
        found.append(synthetic)
    return found


def _config() -> dict[str, Any]:
    axis = {"labelFontSize": 14, "labelColor": INK, "gridColor": "#E6E3DE"}
    return {
        "font": FONT, "axis": axis, "view": {"stroke": None}, "text": {"fontSize": 14},
        "title": {"fontSize": 20, "fontWeight": "bold", "color": INK, "subtitleColor": GREY,
                  "subtitleFontSize": 15, "subtitlePadding": 8, "lineHeight": 25,
                  "subtitleLineHeight": 20},
        "legend": {"labelFontSize": 14, "labelColor": INK, "title": None, "orient": "top",
                   "direction": "horizontal", "labelLimit": 300, "symbolSize": 160, "offset": 10,
                   "columnPadding": 22},
    }  # fmt: skip
