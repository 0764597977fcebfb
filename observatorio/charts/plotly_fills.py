"""What fills a mark in Plotly: colours that are seen on either theme, patterns, what is careful."""

from __future__ import annotations

from typing import Any

from observatorio.charts.model import Point, Series
from observatorio.charts.palette import PATTERNS, color, paper_of, rgb, seen_on

LIGHT, HATCH = 0.38, "\\"
UNSEEN, WHITE = "rgba(0,0,0,0)", "rgba(255,255,255,0.32)"


def tint_of(series: Series, ink: str) -> str:
    """Colour of a series as thin as a line; what was printed elsewhere has the colour of text."""
    return ink if series.color == "publicado" else edge_of(series, ink)


def edge_of(series: Series, ink: str) -> str:
    """Colour of a series where it must be seen on the page whatever the theme is."""
    return seen_on(paper_of(ink), color(series.color), ink)


def faint(hexadecimal: str, opacity: float) -> str:
    """A colour that lets the background through."""
    red, green, blue, _ = rgb(hexadecimal)
    return f"rgba({red},{green},{blue},{opacity})"


def marker_of(series: Series, points: list[Point], ink: str) -> dict[str, Any]:
    """Fill: full; light with an outline where provisional; hatched on light where unstable.

    What is too like the page has an outline too. Where Plotly gets a list of colours for a bar it
    forgets those of the pattern: so the lighter fills are grounds of patterns, drawn or unseen.
    """
    tint, edge = color(series.color), edge_of(series, ink)
    light, own = [p.provisional or p.unstable for p in points], PATTERNS.get(series.color, "")
    least = 0 if edge == tint else 1
    shapes = [HATCH if p.unstable else own or (HATCH if p.provisional else "") for p in points]
    return {
        "color": tint,
        "line": {"color": edge, "width": same([1.5 if p else least for p in light]) or least},
        "pattern": {"shape": same(shapes) or own, "size": 9,
                    "fgcolor": same([_hatch(p, own, edge) for p in points]) or WHITE,
                    "bgcolor": same([faint(tint, LIGHT) if p else tint for p in light]) or tint,
                    "solidity": same([0.3 if p.unstable else 0.12 for p in points])},
    }  # fmt: skip


def _hatch(point: Point, own: str, edge: str) -> str:
    """Colour of a pattern's lines: white on full colour, the colour itself on what is light."""
    if point.unstable or (point.provisional and own):
        return edge
    return UNSEEN if point.provisional else WHITE


def same(values: list[Any]) -> Any:
    """One value where all are the same, else all of them."""
    return values[0] if values and all(v == values[0] for v in values) else values or None
