"""Renders a chart on screen with Plotly: zero-based, labelled, legible without hovering."""

from __future__ import annotations

import textwrap
from typing import Any

import plotly.graph_objects as go

from observatorio.charts.model import Chart, State
from observatorio.charts.plotly_traces import LABELLED_UP_TO, hidden, trace
from observatorio.disclosure import Figure, combine
from observatorio.numbers import whole

HEIGHT = 400
ROW_HEIGHT, LINE_HEIGHT = 34, 19
# A row's name goes on in a second line after so many letters: bars need room on a phone.
NAME_LETTERS = 26
FONT = "Source Sans, 'Source Sans 3', 'Source Sans Pro', sans-serif"
GRID = "rgba(130,126,120,0.22)"
HOLLOW = "○"


def figure(chart: Chart, *, dark: bool = False) -> go.Figure:
    """The chart as a Plotly figure; text colours follow the theme."""
    ink = "#ECEAF2" if dark else "#2A2730"
    fig = go.Figure([trace(chart, series, ink) for series in chart.series])
    fig.add_traces(hidden(chart, ink))
    sideways = chart.kind in ("row", "stacked_row")
    fig.update_layout(**_layout(chart, ink))
    _axes(fig, chart, sideways)
    _marks(fig, chart, ink, sideways)
    if chart.provenance.demonstration:
        _stamp(fig, ink)
    for first, last, text in chart.bands:
        _band(fig, chart, first, last, text)
    return fig


def _layout(chart: Chart, ink: str) -> dict[str, Any]:
    many = len(chart.series) > 1 or bool(hidden(chart, ink))
    return {
        "height": _height(chart), "font": {"family": FONT, "size": 15, "color": ink},
        "margin": {"l": 8, "r": 28, "t": 44 if many else 20, "b": 64}, "bargap": 0.28,
        "barmode": "stack" if chart.kind.startswith("stacked") else "group",
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "showlegend": many,
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left",
                   "traceorder": "normal", "title": {"text": ""}},
        "hovermode": "closest", "dragmode": False,
        # A label that would have to shrink is not read: it goes, and the table has it.
        "uniformtext": {"minsize": 11, "mode": "hide"},
    }  # fmt: skip


def _height(chart: Chart) -> int:
    rows = len(chart.categories) if chart.kind in ("row", "stacked_row") else 0
    lines = max((len(_lines(name)) for name in chart.categories), default=1)
    row = max(ROW_HEIGHT, LINE_HEIGHT * lines)
    return max(HEIGHT if rows > 6 or not rows else 300, row * rows + 70)  # noqa: PLR2004


def _lines(name: str) -> list[str]:
    return textwrap.wrap(name, NAME_LETTERS, break_long_words=False) or [""]


def _axes(fig: go.Figure, chart: Chart, sideways: bool) -> None:
    highest = max((p.value or 0 for s in chart.series for p in s.points), default=0)
    ticks = _ticks(_stacked_top(chart) if chart.kind.startswith("stacked") else highest)
    if sideways:
        # Rows are labelled directly: a few marks on their axis are enough.
        ticks = ticks[::2] if len(ticks) % 2 else [ticks[0], ticks[-1]]
    values = {"tickvals": ticks, "ticktext": [whole(t) for t in ticks], "rangemode": "tozero",
              "range": [0, ticks[-1] * 1.08], "gridcolor": GRID, "zeroline": True,
              "zerolinecolor": GRID, "fixedrange": True, "title": None}  # fmt: skip
    names = {"type": "category", "categoryorder": "array", "categoryarray": list(chart.categories),
             "fixedrange": True, "showgrid": False, "title": None, "automargin": True,
             "ticklabelstandoff": 6}  # fmt: skip
    if sideways:
        fig.update_xaxes(**values, automargin=True)
        labels = ["<br>".join(_lines(name)) for name in chart.categories]
        fig.update_yaxes(
            **names, autorange="reversed", tickvals=list(chart.categories), ticktext=labels
        )
    else:
        fig.update_xaxes(**names, **_thinned(chart))
        fig.update_yaxes(**values, automargin=True)


def _thinned(chart: Chart) -> dict[str, Any]:
    """Months of many years: the axis names the years, at their first month. Else, every category.

    What a category has in brackets goes below it, so that labels stay level on a phone.
    """
    firsts = [c for c in chart.categories if c.startswith("ene ")]
    if len(chart.categories) > LABELLED_UP_TO and firsts:
        return {"tickvals": firsts, "ticktext": [c.split()[-1] for c in firsts], "tickangle": 0}
    names = [c.replace(" (", "<br>(") for c in chart.categories]
    return {"tickvals": list(chart.categories), "ticktext": names, "tickangle": 0}


def _stacked_top(chart: Chart) -> int:
    """How long the longest bar is, so that the axis holds it."""
    stacks: dict[str, list[Figure]] = {}
    for point in (p for series in chart.series for p in series.points):
        stacks.setdefault(point.category, []).extend([point.figure] if point.figure else [])
    return max((f.low for f in map(combine, stacks.values()) if f), default=0)


def _ticks(highest: int) -> list[int]:
    """Round steps from zero to just above the highest value."""
    for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10000, 25000):
        if highest <= 5 * step:
            return (
                list(range(0, 5 * step + 1, step))
                if highest > 4 * step
                else list(range(0, 4 * step + 1, step))
            )
    step = -(-highest // 5)
    return [step * i for i in range(6)]


def _stamp(fig: go.Figure, ink: str) -> None:
    """Inside the picture, so that it goes wherever the picture goes."""
    fig.add_annotation(
        text="Datos de demostración", x=1, y=0, xref="paper", yref="paper", xanchor="right",
        yanchor="top", yshift=-44, showarrow=False, font={"size": 12, "color": ink}, opacity=0.8,
    )  # fmt: skip


def _marks(fig: go.Figure, chart: Chart, ink: str, sideways: bool) -> None:
    """What has no length is named on the axis: protected, not delivered, no record."""
    if len(chart.series) > 1 or len(chart.categories) > LABELLED_UP_TO:
        return
    for point in chart.series[0].points:
        if point.value is None:
            text = point.text if point.state != State.VALUE or point.figure else ""
            place = (
                {"x": 0, "y": point.category, "xanchor": "left"}
                if sideways
                else {"x": point.category, "y": 0, "yanchor": "bottom"}
            )
            fig.add_annotation(
                **place, text=f"{HOLLOW} {text}", showarrow=False, font={"size": 13, "color": ink}
            )


def _band(fig: go.Figure, chart: Chart, first: str, last: str, text: str) -> None:
    if first not in chart.categories or last not in chart.categories:
        return
    ends = [chart.categories.index(name) for name in (first, last)]
    fig.add_vrect(
        x0=ends[0] - 0.5,
        x1=ends[1] + 0.5,
        fillcolor="rgba(150,140,120,0.16)",
        line_width=0,
        layer="below",
        annotation_text=text,
        annotation_position="top left",
        annotation_font_size=13,
    )
