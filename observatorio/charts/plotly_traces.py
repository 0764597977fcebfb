"""The marks of a chart in Plotly: bars, lines, reference marks, limits, and what is protected."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

from observatorio.charts.layout import (
    LABELLED_UP_TO,
    clean,
    is_line,
    labelled,
    leaps,
    lines_of,
    pieces,
    sideways,
    valleys,
)
from observatorio.charts.model import Chart, Point, Series, State
from observatorio.charts.palette import DASHES, SYMBOLS, color, text_on
from observatorio.charts.plotly_fills import faint, marker_of, same, tint_of
from observatorio.charts.text import limits_text

LABEL, SMALL_LABEL = 15, 13
NAME_LETTERS = 48  # of a name in the legend; the table has it whole
Trace = dict[str, Any]
Traces = list[Trace]


def traces(chart: Chart, ink: str) -> Traces:
    """Every series as Plotly draws it; `ink` is the colour of text on the theme's background."""
    found: Traces = []
    for series in chart.series:
        if is_line(chart, series):
            found += [*_bands(series), *_line(chart, series, ink)]
        elif series.kind == "mark":
            found.append(_reference(chart, series, ink))
        else:
            found.append(_bar(chart, series, ink))
            found += _beyond_limits(chart, series, ink)
    return found + _hidden(chart, ink)


def words(text: str) -> str:
    """Text that stays text: Plotly takes markup in its labels."""
    return html.escape(clean(text), quote=False)


def _common(series: Series, points: Sequence[Point]) -> dict[str, Any]:
    return {
        "name": words(lines_of(series.in_legend, NAME_LETTERS, 1)[0]),
        "hovertext": [_hover(series, p) for p in points],
        "hoverinfo": "text",
    }


def _hover(series: Series, point: Point) -> str:
    between = f" · {limits_text(point)} (95 %)" if point.limits else ""
    return words(f"{point.category} · {series.name}: {point.told}{between}")


def _line(chart: Chart, series: Series, ink: str) -> Traces:
    """The line, and a dotted one with open marks from where it is provisional."""
    points, tint = _broken(series), tint_of(series, ink)
    settled = [None if p.provisional else p.value for p in points]
    first = _trace(chart, series, points, settled, tint)
    if not any(p.provisional for p in points):
        return [first]
    # The dotted line begins at the last settled point, which has no second mark of its own.
    joins = {i - 1 for i, p in enumerate(points) if p.provisional and i}
    values = [p.value if p.provisional or i in joins else None for i, p in enumerate(points)]
    second = _trace(chart, series, points, values, tint)
    shown = [p.provisional for p in points]
    second["line"] |= {"dash": "dot", "width": 2.5}
    second["marker"] |= {
        "size": [9 if s else 0 for s in shown],
        "symbol": [f"{_symbol(series)}-open"] * len(points),
    }
    for name in ("hovertext", "text"):
        second[name] = [t if s else "" for t, s in zip(second[name], shown, strict=True)]
    second |= {"legendgroup": series.name, "showlegend": False}
    return [first, second]


def _broken(series: Series) -> list[Point]:
    """The points, with one without a length (at the same place) where the line must stop."""
    stops = leaps(series)
    pairs = [(Point(p.category, None), p) if p.category in stops else (p,) for p in series.points]
    return [point for pair in pairs for point in pair]


def _trace(
    chart: Chart, series: Series, points: list[Point], values: list[float | None], tint: str
) -> Trace:
    said, many = labelled(chart, series), len(points) > LABELLED_UP_TO
    symbols = [f"{_symbol(series)}{'-open' if p.unstable else ''}" for p in points]
    unstable, low = any(p.unstable for p in points), valleys(series)
    return dict(
        type="scatter", x=[p.category for p in points], y=values, mode="lines+markers+text",
        **_common(series, points), connectgaps=False, cliponaxis=False,
        text=[words(p.short) if p.category in said and v is not None else ""
              for p, v in zip(points, values, strict=True)],
        textposition=same([f"{'bottom' if p.category in low else 'top'} center" for p in points]),
        textfont={"size": LABEL},
        line={"color": tint, "width": 3, "dash": DASHES.get(series.color, "solid")},
        marker={"size": 5 if many else 9, "symbol": symbols if unstable else _symbol(series)},
    )  # fmt: skip


def _symbol(series: Series) -> str:
    return SYMBOLS.get(series.color, "circle").removesuffix("-open")


def _bands(series: Series) -> Traces:
    """Limits of a line as a light band, one for each stretch without gaps."""
    found, stretch = [], []
    for point in [*series.points, Point("", None)]:
        if point.limits:
            stretch.append(point)
        elif stretch:
            lows = [(p.category, p.limits[0]) for p in reversed(stretch) if p.limits]
            edge = [(p.category, p.limits[1]) for p in stretch if p.limits] + lows
            found.append(_area([x for x, _ in edge], [y for _, y in edge], color(series.color)))
            stretch = []
    return found


def _area(x: list[str], y: list[float], tint: str) -> Trace:
    return dict(
        type="scatter", x=x, y=y, mode="none", fill="toself", fillcolor=faint(tint, 0.16),
        hoverinfo="skip", showlegend=False,
    )  # fmt: skip


def _reference(chart: Chart, series: Series, ink: str) -> Trace:
    points, tint = [p for p in series.points if p.value is not None], tint_of(series, ink)
    return dict(
        type="scatter", **_placed(chart, [p.category for p in points], [p.value for p in points]),
        mode="markers", **_common(series, points), **_whiskers(chart, points, ink),
        marker={"symbol": SYMBOLS.get(series.color, "diamond-open"), "size": 12, "color": tint,
                "line": {"width": 2, "color": tint}},
    )  # fmt: skip


def _bar(chart: Chart, series: Series, ink: str) -> Trace:
    drawn = [piece for piece in pieces(chart) if piece.series is series]
    points, said = [piece.point for piece in drawn], labelled(chart, series)
    inside = _inside(chart)
    beyond = any(p.limits for p in points)
    names = [p.category for p in points] or list(chart.categories[:1])
    return dict(
        type="bar",
        # Plotly leaves bars without any length out of the legend, unless they have a place.
        **_placed(chart, names, [d.end - d.start for d in drawn] or [None]),
        orientation="h" if sideways(chart) else "v", **_common(series, points),
        **_whiskers(chart, points, ink),
        text=[words(p.short) if p.category in said and not beyond else "" for p in points],
        textposition="inside" if inside else "outside", cliponaxis=False,
        insidetextanchor="middle", textangle=0,
        textfont={"size": SMALL_LABEL if chart.small else LABEL,
                  "weight": 600 if inside else 400, "color": same(
            [_text_color(series, p, ink) if inside else ink for p in points])},
        marker=marker_of(series, points, ink),
    )  # fmt: skip


def _placed(chart: Chart, names: list[str], values: Sequence[float | None]) -> dict[str, Any]:
    return {"x": values, "y": names} if sideways(chart) else {"x": names, "y": values}


def _inside(chart: Chart) -> bool:
    """Reference marks sit on the end of a bar: its figure goes inside then."""
    return chart.stacked or any(s.kind == "mark" for s in chart.series)


def _text_color(series: Series, point: Point, ink: str) -> str:
    return ink if point.provisional or point.unstable else text_on(series.color)


def _whiskers(chart: Chart, points: list[Point], ink: str) -> dict[str, Any]:
    if not any(p.limits for p in points):
        return {}
    known = [(p.value or 0, p.limits or (p.value or 0, p.value or 0)) for p in points]
    error = {"type": "data", "symmetric": False, "array": [high - v for v, (_, high) in known],
             "arrayminus": [v - low for v, (low, _) in known], "color": ink, "thickness": 1.4,
             "width": 5}  # fmt: skip
    return {"error_x" if sideways(chart) else "error_y": error}


def _beyond_limits(chart: Chart, series: Series, ink: str) -> Traces:
    """Labels of bars with limits stand beyond the whisker, not on it."""
    said = labelled(chart, series)
    points = [p for p in series.points if p.category in said]
    if not any(p.limits for p in points) or chart.stacked or chart.kind == "pyramid":
        return []
    places = [max(p.value or 0, p.limits[1] if p.limits else 0) for p in points]
    return [
        dict(
            type="scatter", **_placed(chart, [p.category for p in points], places),
            mode="markers+text", showlegend=False, marker={"size": 9, "opacity": 0},
            text=[words(f" {p.short}") for p in points], hoverinfo="skip", cliponaxis=False,
            textposition="middle right" if sideways(chart) else "top center",
            textfont={"size": LABEL, "color": ink},
        )
    ]  # fmt: skip


def _hidden(chart: Chart, ink: str) -> Traces:
    """Protected points of a line: hollow marks on the axis, so that they are not taken for gaps."""
    lines = [series for series in chart.series if is_line(chart, series)]
    points = [p for s in lines for p in s.points if p.figure and p.value is None]
    if not points:
        return []
    said = f"{points[0].text} (protegido)" if points[0].state == State.PROTECTED else "sin cifra"
    return [
        dict(
            type="scatter", x=[p.category for p in points], y=[0] * len(points), mode="markers",
            name=words(said), hoverinfo="x+name", cliponaxis=False, showlegend=True,
            marker={"symbol": "circle-open", "size": 8, "color": ink, "line": {"width": 1.5}},
        )
    ]  # fmt: skip
