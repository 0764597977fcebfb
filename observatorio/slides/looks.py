"""How bars, lines and marks look in a native chart: the colours and second cues of the screen."""

from __future__ import annotations

from observatorio.charts.layout import LABELLED_UP_TO
from observatorio.charts.model import Chart, Point, Series
from observatorio.charts.palette import DASHES, PATTERNS, SYMBOLS, mixed
from observatorio.charts.palette import color as color_of
from observatorio.charts.vega_marks import INK, PROVISIONAL, UNSTABLE, tint_of
from observatorio.slides.xml import color, line, value

WHITE = "#FFFFFF"
SHAPES = {"/": "wdUpDiag", ".": "pct20", "x": "openDmnd", "-": "narHorz", "\\": "wdDnDiag"}
HATCH = "\\"
STROKES = {
    "solid": "solid", "dash": "dash", "dot": "sysDot", "dashdot": "dashDot", "longdash": "lgDash",
    "longdashdot": "lgDashDot",
}  # fmt: skip
MARKS = {"circle": "circle", "square": "square", "triangle-up": "triangle", "cross": "x"}
LINE_POINTS, EDGE_POINTS = 2.5, 1.25


def bar(chart: Chart, series: Series, point: Point | None = None) -> str:
    """Look of a series' bars, or of one that needs care: lighter with a dashed edge, or hatched."""
    tint = color_of(series.color)
    if series.kind == "mark":
        return _shape(color(WHITE) + line(tint_of(series), 1.75))
    if point is not None and point.unstable:
        return _shape(pattern(HATCH, tint, mixed(tint, WHITE, UNSTABLE)) + line(tint, EDGE_POINTS))
    if point is not None and point.provisional:
        return _shape(color(mixed(tint, WHITE, PROVISIONAL)) + line(tint, EDGE_POINTS, "dash"))
    shape = PATTERNS.get(series.color)
    fill = pattern(shape, mixed(tint, WHITE, 0.35), tint) if shape else color(tint)
    # Pieces of a stack are set apart; a bar alone would cut the axis with a white edge.
    return _shape(fill + line(WHITE if chart.stacked else None, 0.75))


def stroke(chart: Chart, series: Series, dotted: bool = False, joined: bool = True) -> str:
    """Look of a line; marks of reference have none, nor what does not follow the point before."""
    if series.kind == "mark" or not joined:
        return _shape(line(None))
    dash = "sysDot" if dotted else STROKES[DASHES.get(series.color, "solid")]
    return _shape(line(tint_of(series), LINE_POINTS if not dotted else 2, dash))


def marker(chart: Chart, series: Series, point: Point | None = None) -> str:
    """The mark of each point of a line; open where it needs care."""
    tint, symbol = tint_of(series), SYMBOLS.get(series.color, "circle")
    opened = series.kind == "mark" or (point and (point.provisional or point.unstable))
    size = 10 if series.kind == "mark" else 7 if len(chart.categories) <= LABELLED_UP_TO else 4
    if point and opened:
        size = max(size, 6)
    fill = mixed(tint, WHITE, PROVISIONAL) if point and opened else tint
    look = _shape(color(fill) + line(WHITE if series.kind == "mark" else tint, 1.75))
    shape = MARKS.get(symbol.removesuffix("-open"), "diamond")
    return f"<c:marker>{value('symbol', shape)}{value('size', size)}{look}</c:marker>"


def edge(tone: str = INK, points: float = 1.25) -> str:
    """Look of what is only a line."""
    return _shape(line(tone, points))


def pattern(shape: str, lines: str, ground: str) -> str:
    """A pattern of the palette, as the slides know it."""
    return (
        f'<a:pattFill prst="{SHAPES[shape]}"><a:fgClr><a:srgbClr val="{lines[1:]}"/></a:fgClr>'
        f'<a:bgClr><a:srgbClr val="{ground[1:]}"/></a:bgClr></a:pattFill>'
    )


def _shape(look: str) -> str:
    return f"<c:spPr>{look}</c:spPr>"
