"""Figures beside the bars: by the rule of a number format, so that they follow edited values.

Where a format can't say what the screen says («40–44», «95,5 %», a half that is rounded to even),
the words of the screen are written instead.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from observatorio.charts.layout import is_line, labelled, sideways, valleys
from observatorio.charts.measure import width_of
from observatorio.charts.model import Chart, Point, Series
from observatorio.charts.palette import text_on
from observatorio.charts.vega_marks import INK
from observatorio.numbers import FOUR_DIGITS, NARROW_SPACE, NO_BREAK, whole
from observatorio.slides.frame import LINE, Frame, beside
from observatorio.slides.xml import attribute, paragraph, text_look, value

SIZE, SMALL, CROWDED_BARS = 14, 12, 20
FLAGS = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")


def number_format(chart: Chart) -> str:
    """Thousands set apart by a narrow space, «%» where shares are told, never a minus."""
    points = [point for series in chart.series for point in series.points]
    space = f'#"{NARROW_SPACE}"##0'
    large = any((point.value or 0) >= FOUR_DIGITS for point in points)
    if chart.kind == "pyramid":
        return f"{space};{space}" if large else "0;0"
    if large:
        return f"[>={FOUR_DIGITS}]{space};0"
    return f'0"{NO_BREAK}%"' if chart.in_percent else "0"


def formatted(chart: Chart, number: float) -> str:
    """What is shown of a number in the chart's format: halves go up."""
    said = whole(int(Decimal(repr(number)).quantize(Decimal(1), ROUND_HALF_UP)))
    return f"{said}{NO_BREAK}%" if chart.in_percent else said


def labels(chart: Chart, series: Series, frame: Frame) -> str:
    """The labels of a series: those of the screen."""
    shown = labelled(chart, series) if series.kind != "mark" or sideways(chart) else set()
    points = {point.category: point for point in series.points}
    parts = [
        _label(chart, series, number, points[name], frame)
        for number, name in enumerate(chart.categories)
        if name in shown and name in points
    ]
    return f"<c:dLbls>{''.join(parts)}{_flags(False)}</c:dLbls>"


def _label(chart: Chart, series: Series, number: int, point: Point, frame: Frame) -> str:
    amount, code = point.value, number_format(chart)
    place, inside = _place(chart, series, point, frame)
    if amount is None or (inside and not _fits(chart, series, point, frame)):
        return ""
    care = point.provisional or point.unstable or series.kind == "mark"
    tone = text_on(series.color) if inside and not care else INK
    written = ""
    if formatted(chart, amount) != point.short:
        words = paragraph(point.short, _size(chart), tone, inside)
        body = '<a:bodyPr wrap="none"/><a:lstStyle/>'
        written = f"<c:tx><c:rich>{body}{words}</c:rich></c:tx>"
    return (
        f"<c:dLbl>{value('idx', number)}{written}"
        f'<c:numFmt formatCode={attribute(code)} sourceLinked="0"/>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        f"{text_look(_size(chart), tone, inside)}{value('dLblPos', place)}{_flags(True)}</c:dLbl>"
    )


def _flags(shown: bool) -> str:
    return "".join(value(tag, int(shown and tag == "showVal")) for tag in FLAGS)


def _size(chart: Chart) -> int:
    bars = len(chart.categories) * max(len(beside(chart)), 1)
    return SIZE if sideways(chart) or bars <= CROWDED_BARS else SMALL


def _place(chart: Chart, series: Series, point: Point, frame: Frame) -> tuple[str, bool]:
    """Where the label stands, and whether that is on the bar itself."""
    if is_line(chart, series):
        return ("b" if point.category in valleys(series) else "t"), False
    if chart.stacked:
        return "ctr", True
    marked = not sideways(chart) and any(s.kind == "mark" for s in chart.series)
    if (marked or point.limits) and _fits(chart, series, point, frame):
        return ("inBase" if point.limits else "ctr"), True
    return "outEnd", False


def _fits(chart: Chart, series: Series, point: Point, frame: Frame) -> bool:
    """True when the bar is long enough to hold its figure."""
    size, part = _size(chart), (point.value or 0) / frame.end
    if sideways(chart):
        return part * frame.wide * frame.width > width_of(point.short, size, bold=True) + 0.1
    return part * frame.high * frame.height > LINE * size
