"""Renders a chart on screen with Plotly: zero-based, labelled, legible without hovering."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from observatorio.charts.model import Chart, Point, Series, State
from observatorio.charts.palette import DASHES, PATTERNS, SYMBOLS, color, text_on
from observatorio.numbers import whole

HEIGHT = 400
ROW_HEIGHT = 34
FONT = "Source Sans, 'Source Sans 3', 'Source Sans Pro', sans-serif"
LABELLED_UP_TO = 16
GRID = "rgba(130,126,120,0.22)"
HOLLOW = "○"


def figure(chart: Chart, *, dark: bool = False) -> go.Figure:
    """The chart as a Plotly figure; text colours follow the theme."""
    ink = "#ECEAF2" if dark else "#2A2730"
    fig = go.Figure([_trace(chart, series, ink) for series in chart.series])
    fig.add_traces(_hidden(chart, ink))
    sideways = chart.kind in ("row", "stacked_row")
    fig.update_layout(**_layout(chart, ink))
    _axes(fig, chart, sideways)
    _marks(fig, chart, ink, sideways)
    for first, last, text in chart.bands:
        _band(fig, chart, first, last, text)
    return fig


def _layout(chart: Chart, ink: str) -> dict[str, Any]:
    many = len(chart.series) > 1 or bool(_hidden(chart, ink))
    return {
        "height": _height(chart), "font": {"family": FONT, "size": 15, "color": ink},
        "margin": {"l": 8, "r": 28, "t": 44 if many else 20, "b": 30}, "bargap": 0.28,
        "barmode": "stack" if chart.kind.startswith("stacked") else "group",
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "showlegend": many,
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left",
                   "traceorder": "normal", "title": {"text": ""}},
        "hovermode": "closest", "dragmode": False,
    }  # fmt: skip


def _height(chart: Chart) -> int:
    rows = len(chart.categories) if chart.kind in ("row", "stacked_row") else 0
    return max(HEIGHT if rows > 6 or not rows else 300, ROW_HEIGHT * rows + 70)  # noqa: PLR2004


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
        fig.update_yaxes(**names, autorange="reversed")
    else:
        fig.update_xaxes(**names, **_thinned(chart))
        fig.update_yaxes(**values, automargin=True)


def _thinned(chart: Chart) -> dict[str, Any]:
    """Months of many years: the axis names the years, at their first month."""
    if len(chart.categories) <= LABELLED_UP_TO:
        return {}
    firsts = [c for c in chart.categories if c.startswith("ene ")]
    if not firsts:
        return {}
    return {"tickvals": firsts, "ticktext": [c.split()[-1] for c in firsts]}


def _stacked_top(chart: Chart) -> int:
    totals: dict[str, int] = {}
    for series in chart.series:
        for point in series.points:
            totals[point.category] = totals.get(point.category, 0) + (point.value or 0)
    return max(totals.values(), default=0)


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


def _trace(chart: Chart, series: Series, ink: str) -> Any:
    points = [p for p in series.points if p.value is not None or series.kind == "line"]
    names, values = [p.category for p in points], [p.value for p in points]
    tint = color(series.color) if series.color != "publicado" else ink
    common = {
        "name": series.name,
        "hovertext": [_hover(series, p) for p in points],
        "hoverinfo": "text",
    }
    if series.kind == "mark":
        return go.Scatter(
            x=names,
            y=values,
            mode="markers",
            **common,
            marker={
                "symbol": SYMBOLS.get(series.color, "diamond-open"),
                "size": 12,
                "color": tint,
                "line": {"width": 2, "color": tint},
            },
        )
    if series.kind == "line":
        few = len(chart.categories) <= LABELLED_UP_TO
        return go.Scatter(
            x=names,
            y=values,
            mode="lines+markers",
            connectgaps=False,
            **common,
            line={"color": tint, "width": 3, "dash": DASHES.get(series.color, "solid")},
            marker={"size": 9 if few else 4, "symbol": SYMBOLS.get(series.color, "circle")},
        )
    return _bar(chart, series, points, ink, common)


def _span(point: Point) -> str:
    """Label of a sum with protected cells inside: «90–94»."""
    assert point.figure is not None
    return f"{whole(point.figure.low)}–{whole(point.figure.high)}"


def _hidden(chart: Chart, ink: str) -> list[Any]:
    """Protected months of a line: hollow marks on the axis, so that they are not taken for gaps."""
    points = [
        p
        for s in chart.series
        if s.kind == "line"
        for p in s.points
        if p.figure and p.value is None
    ]
    if not points:
        return []
    return [
        go.Scatter(
            x=[p.category for p in points],
            y=[0] * len(points),
            mode="markers",
            name=f"{points[0].text} (protegido)",
            hoverinfo="x+name",
            cliponaxis=False,
            marker={"symbol": "circle-open", "size": 8, "color": ink, "line": {"width": 1.5}},
        )
    ]


def _bar(
    chart: Chart, series: Series, points: list[Point], ink: str, common: dict[str, Any]
) -> go.Bar:
    names, values = [p.category for p in points], [p.value for p in points]
    tint = color(series.color)
    sideways = chart.kind in ("row", "stacked_row")
    # Reference marks sit on the end of a bar: its figure goes inside then.
    inside = chart.kind.startswith("stacked") or any(s.kind == "mark" for s in chart.series)
    labelled = len(chart.categories) <= LABELLED_UP_TO
    return go.Bar(
        x=values if sideways else names, y=names if sideways else values,
        orientation="h" if sideways else "v", **common,
        text=[p.text if p.figure and not p.figure.protected else _span(p)
              for p in points] if labelled else None,
        textposition="inside" if inside else "outside", cliponaxis=False,
        insidetextanchor="middle", textangle=0,
        textfont={"size": 14, "weight": 600 if inside else 400,
                  "color": text_on(series.color) if inside else ink},
        marker={"color": tint, "pattern": {
            "shape": PATTERNS.get(series.color, ""), "size": 9, "solidity": 0.12,
            "bgcolor": tint, "fgcolor": "rgba(255,255,255,0.45)"}},
    )  # fmt: skip


def _hover(series: Series, point: Point) -> str:
    mark = f" · {point.mark}" if point.mark else ""
    return f"{point.category} · {series.name}: {point.text}{mark}"


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
