"""Renders a chart on screen with Plotly: zero-based, labelled, legible without hovering.

What is made here is the drawing as the browser gets it (Plotly's JSON), without going through
Plotly's own classes: they check each attribute again for each reader. The tests check them all.
"""

from __future__ import annotations

from typing import Any

from observatorio.charts.layout import (
    axis_names,
    end_names,
    lines_of,
    sideways,
    tick_texts,
    ticks,
)
from observatorio.charts.model import Chart
from observatorio.charts.plotly_notes import annotate
from observatorio.charts.plotly_traces import Traces, traces, words

HEIGHT, FEW_ROWS_HEIGHT, FEW_ROWS = 300, 290, 6
ROW_HEIGHT, LINE_HEIGHT = 36, 20
SMALL_HEIGHT = 200
# Letters that stand side by side under a chart on a phone.
ROOM = 46
# Beyond the last step of the axis, for the labels at the ends.
COLUMN_SPACE, ROW_SPACE, PYRAMID_SPACE = 1.08, 1.14, 1.4
FONT = "Source Sans, 'Source Sans 3', 'Source Sans Pro', sans-serif"
SIZE, SMALL_SIZE = 16, 14
GRID = "rgba(130,126,120,0.22)"
Drawing = dict[str, Any]


def drawing(chart: Chart, *, dark: bool = False) -> Drawing:
    """The chart as `data` and `layout` of Plotly; text colours follow the theme."""
    ink = "#ECEAF2" if dark else "#2A2730"
    drawn = traces(chart, ink)
    margins = _margins(chart, drawn)
    layout = _layout(chart, drawn, ink, margins) | _axes(chart)
    annotate(layout, chart, ink, margins)
    return {"data": drawn, "layout": layout}


def _margins(chart: Chart, drawn: Traces) -> dict[str, int]:
    """Room around the bars and lines, in pixels."""
    under = max((len(lines) for lines in axis_names(chart, ROOM).values()), default=1)
    bottom = 34 if sideways(chart) else 14 + LINE_HEIGHT * under
    bottom += 20 if chart.kind == "pyramid" else 0
    bottom += 26 if chart.numbered_events else 0
    bottom += 22 if chart.provenance.demonstration else 0
    letters = max((len(t) for lines in end_names(chart).values() for t in lines), default=0)
    top = 34 + (30 if _needs_legend(chart, drawn) else 0)
    return {"l": 8, "r": max(28, 11 * letters + 16), "t": top, "b": bottom}


def _needs_legend(chart: Chart, drawn: Traces) -> bool:
    named = bool(end_names(chart)) or chart.kind == "pyramid"
    protected = any(trace.get("showlegend") for trace in drawn)
    return protected or (len(chart.series) > 1 and not named)


def _layout(chart: Chart, drawn: Traces, ink: str, margins: dict[str, int]) -> dict[str, Any]:
    named, height = end_names(chart), _height(chart) + margins["t"] + margins["b"] - 78
    for trace in drawn:
        if trace.get("name") in {words(name) for name in named} or chart.kind == "pyramid":
            trace["showlegend"] = False
    plot = height - margins["t"] - margins["b"]
    return {
        "height": height,
        "font": {"family": FONT, "size": SMALL_SIZE if chart.small else SIZE, "color": ink},
        "margin": margins, "bargap": 0.28, "barmode": _mode(chart),
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": _needs_legend(chart, drawn),
        "legend": {"orientation": "h", "y": 1 + 28 / plot, "yanchor": "bottom", "x": 0,
                   "xanchor": "left", "traceorder": "normal", "title": {"text": ""}},
        "hovermode": "closest", "dragmode": False,
        # A label that would have to shrink is not read: it goes, and the table has it.
        "uniformtext": {"minsize": 11, "mode": "hide"},
    }  # fmt: skip


def _mode(chart: Chart) -> str:
    if chart.kind == "pyramid":
        return "overlay"
    return "stack" if chart.stacked else "group"


def _height(chart: Chart) -> int:
    if not sideways(chart):
        return SMALL_HEIGHT if chart.small else HEIGHT
    rows = len(chart.categories)
    lines = max((len(lines_of(name, 26)) for name in chart.categories), default=1)
    bars = len([s for s in chart.series if s.kind == "bar"]) if chart.kind == "row" else 1
    row = max(ROW_HEIGHT, LINE_HEIGHT * lines, 24 * bars + 10)
    return max(HEIGHT if rows > FEW_ROWS else FEW_ROWS_HEIGHT, row * rows + 70)


def _axes(chart: Chart) -> dict[str, Any]:
    marks = ticks(chart)
    space = ROW_SPACE if sideways(chart) else COLUMN_SPACE
    end = marks[-1] * (PYRAMID_SPACE if chart.kind == "pyramid" else space)
    if sideways(chart):
        # Rows are labelled directly: a few marks on their axis are enough.
        marks = marks[::2] if len(marks) % 2 else [marks[0], marks[-1]]
    begin = -end if chart.kind == "pyramid" else 0
    if chart.kind == "pyramid":
        marks = [*(-mark for mark in reversed(marks[1:])), *marks]
    values = {"tickvals": marks, "ticktext": tick_texts(marks), "rangemode": "tozero",
              "range": [begin, end], "gridcolor": GRID, "zeroline": True, "zerolinecolor": GRID,
              "fixedrange": True, "automargin": True}  # fmt: skip
    shown = axis_names(chart, ROOM)
    names = {"type": "category", "categoryorder": "array", "categoryarray": list(chart.categories),
             "fixedrange": True, "showgrid": False, "automargin": True,
             "ticklabelstandoff": 6, "tickvals": list(shown), "tickangle": 0,
             "ticktext": ["<br>".join(map(words, lines)) for lines in shown.values()]}  # fmt: skip
    count = len(chart.categories)
    if sideways(chart):
        return {"xaxis": values, "yaxis": names | {"range": [count - 0.5, -0.5]}}
    # Half a place on both sides, also for lines: bands and marks count on it.
    return {"xaxis": names | {"range": [-0.5, count - 0.5]}, "yaxis": values}
