"""The marks of a chart in Plotly: bars, lines, reference marks, and what is protected."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from observatorio.charts.model import Chart, Point, Series
from observatorio.charts.palette import DASHES, PATTERNS, SYMBOLS, color, text_on

# Up to this many categories each carries its own label.
LABELLED_UP_TO = 16


def trace(chart: Chart, series: Series, ink: str) -> Any:
    """One series as Plotly draws it; `ink` is the colour of text on the theme's background."""
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


def hidden(chart: Chart, ink: str) -> list[Any]:
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
        text=[p.figure.short if p.figure else p.text for p in points] if labelled else None,
        textposition="inside" if inside else "outside", cliponaxis=False,
        insidetextanchor="middle", textangle=0,
        textfont={"size": 14, "weight": 600 if inside else 400,
                  "color": text_on(series.color) if inside else ink},
        marker={"color": tint, "pattern": {
            "shape": PATTERNS.get(series.color, ""), "size": 9, "solidity": 0.12,
            "bgcolor": tint, "fgcolor": "rgba(255,255,255,0.45)"}},
    )  # fmt: skip


def _hover(series: Series, point: Point) -> str:
    return f"{point.category} · {series.name}: {point.told}"
