"""What is written over a native chart, inside it, so that it moves and grows with it.

A spreadsheet has no word for «protected»: such a cell is empty, and a gap in a chart says nothing.
So the states that have no length are said at their place, as are shaded stretches and events.
"""

from __future__ import annotations

from dataclasses import dataclass

from observatorio.charts.layout import HOLLOW, gaps, is_line, lines_of, pieces, sideways
from observatorio.charts.model import Chart, Point, Series, State
from observatorio.charts.vega_marks import GREY, INK
from observatorio.slides.frame import Frame, place_of
from observatorio.slides.xml import CHART, DRAWING, MAIN, attribute, color, line, paragraph

MISSING, STAMP = "–", "Datos de demostración"
SIZE, SIDE_SIZE, LINE_HEIGHT = 12, 16, 0.21
BRIEF_ABOVE = 8  # with more columns than this, a sign instead of words
SHADE, SHADE_PART = "#8A7F66", 0.06


@dataclass(frozen=True)
class Box:
    """Words at a place of the chart: left, top, width and height as parts of it."""

    lines: tuple[str, ...]
    left: float
    top: float
    wide: float
    high: float
    align: str = "ctr"
    anchor: str = "ctr"
    tone: str = GREY
    fill: str = "<a:noFill/>"
    edge: str = line(None)
    vertical: str = "horz"
    shape: str = "rect"
    size: int = SIZE


def overlay_xml(chart: Chart, frame: Frame) -> bytes | None:
    """The drawing over the chart, or None where nothing is to be said."""
    found = [*_bands(chart, frame), *_events(chart, frame), *_states(chart, frame)]
    found += [*_partly_hidden(chart, frame), *_gaps(chart, frame)]
    found += [*_provisional(chart, frame), *_sides(chart, frame), *_stamp(chart)]
    if not found:
        return None
    shapes = "".join(_anchored(number, box) for number, box in enumerate(found, 1))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:userShapes xmlns:c="{CHART}" xmlns:a="{MAIN}" xmlns:cdr="{DRAWING}">{shapes}'
        "</c:userShapes>"
    ).encode()


def _anchored(number: int, box: Box) -> str:
    """A box from corner to corner, in parts of the chart; it stays within it."""
    ends = [min(max(e, 0.0), 1.0) for e in (box.left, box.top, box.left + box.wide,
                                           box.top + box.high)]  # fmt: skip
    words = "".join(paragraph(each, box.size, box.tone, False, box.align) for each in box.lines)
    name = attribute(" ".join(box.lines) or "marca")
    return (
        f"<cdr:relSizeAnchor><cdr:from><cdr:x>{ends[0]:.5f}</cdr:x><cdr:y>{ends[1]:.5f}</cdr:y>"
        f"</cdr:from><cdr:to><cdr:x>{ends[2]:.5f}</cdr:x><cdr:y>{ends[3]:.5f}</cdr:y></cdr:to>"
        f'<cdr:sp macro="" textlink=""><cdr:nvSpPr><cdr:cNvPr id="{number + 1}" name={name}/>'
        '<cdr:cNvSpPr txBox="1"/></cdr:nvSpPr><cdr:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="0" cy="0"/></a:xfrm>'
        f'<a:prstGeom prst="{box.shape}"><a:avLst/></a:prstGeom>{box.fill}{box.edge}</cdr:spPr>'
        f'<cdr:txBody><a:bodyPr vert="{box.vertical}" wrap="square" lIns="0" tIns="0" rIns="0" '
        f'bIns="0" anchor="{box.anchor}"/><a:lstStyle/>{words or "<a:p/>"}</cdr:txBody></cdr:sp>'
        "</cdr:relSizeAnchor>"
    )


def _states(chart: Chart, frame: Frame) -> list[Box]:
    """What has no length, at its place on the axis."""
    if chart.stacked:
        return []
    bars = [s for s in chart.series if s.kind != "mark"]
    few = sideways(chart) or (len(bars) == 1 and len(chart.categories) <= BRIEF_ABOVE)
    return [
        _state(chart, frame, series, point, few)
        for series in bars
        for point in series.points
        if point.value is None
        and point.category in chart.categories
        and (point.state == State.PROTECTED or not is_line(chart, series))
    ]


def _state(chart: Chart, frame: Frame, series: Series, point: Point, few: bool) -> Box:
    sign = HOLLOW if point.state == State.PROTECTED else MISSING
    at, zero = place_of(chart, series, point.category), _zero(chart)
    if sideways(chart):
        middle, high = frame.y + at * frame.high, 1.4 * LINE_HEIGHT / frame.height
        start, wide = frame.x + zero * frame.wide, 0.06 / frame.width
        room = frame.wide * (1 - zero) - wide
        words = (lines_of(f"{sign} {point.text}", 60, 1)[0],)
        if chart.kind == "pyramid" and series is chart.series[0]:
            return Box(words, start - wide - room, middle - high / 2, room, high, align="r")
        return Box(words, start + wide, middle - high / 2, room, high, align="l")
    said = (sign, *lines_of(point.text, 12, 3)) if few else (sign,)
    step = frame.wide / len(chart.categories) if few else 0.3 / frame.width
    high = LINE_HEIGHT * len(said) / frame.height
    left = frame.x + at * frame.wide - step / 2
    return Box(said, left, frame.y + frame.high - high, step, high, anchor="b")


def _zero(chart: Chart) -> float:
    """Where zero stands along the value axis."""
    return 0.5 if chart.kind == "pyramid" else 0.0


def _partly_hidden(chart: Chart, frame: Frame) -> list[Box]:
    """A sign at the end of a stack with a part that is not drawn."""
    if not chart.stacked:
        return []
    hidden = {p.category for s in chart.series for p in s.points if p.state == State.PROTECTED}
    ends = dict.fromkeys(chart.categories, 0.0) | {p.point.category: p.end for p in pieces(chart)}
    found = []
    for number, name in enumerate(chart.categories):
        if name in hidden:
            x = frame.x + ends[name] / frame.end * frame.wide + 0.05 / frame.width
            y = frame.y + (number + 0.5) / len(chart.categories) * frame.high
            high = LINE_HEIGHT / frame.height
            found.append(Box((f"+ {HOLLOW}",), x, y - high / 2, 0.4 / frame.width, high, "l"))
    return found


def _stretch(chart: Chart, frame: Frame, first: str, last: str) -> tuple[float, float] | None:
    """Ends of a stretch of categories along their axis, as parts of the chart."""
    if first not in chart.categories or last not in chart.categories:
        return None
    start, long = (frame.y, frame.high) if sideways(chart) else (frame.x, frame.wide)
    step = long / len(chart.categories)
    return (
        start + chart.categories.index(first) * step,
        start + (chart.categories.index(last) + 1) * step,
    )


def _bands(chart: Chart, frame: Frame) -> list[Box]:
    """Shaded stretches with their word in a corner."""
    # Over the bars, so hardly a tint: their colours stay what they are.
    found, fill, edge = [], color(SHADE, SHADE_PART), line(SHADE, 0.75, "sysDot")
    for first, last, text in chart.bands:
        ends = _stretch(chart, frame, first, last)
        if ends is None:
            continue
        words, long = tuple(lines_of(text, 24, 2)), ends[1] - ends[0]
        if sideways(chart):
            place = (frame.x, ends[0], frame.wide, long)
            found.append(Box(words, *place, align="r", anchor="t", fill=fill, edge=edge))
        else:
            place = (ends[0], frame.y, long, frame.high)
            found.append(Box(words, *place, anchor="t", fill=fill, edge=edge))
    return found


def _events(chart: Chart, frame: Frame) -> list[Box]:
    """The number of each event over its category, and a thin line down from it on a line chart."""
    together: dict[str, list[str]] = {}
    for number, event in chart.numbered_events if not sideways(chart) else ():
        together.setdefault(event.category, []).append(str(number))
    found = []
    for category, numbers in together.items():
        ends = _stretch(chart, frame, category, category)
        assert ends is not None
        said, middle = ", ".join(numbers), (ends[0] + ends[1]) / 2
        wide, high = (0.14 + 0.1 * len(said)) / frame.width, 0.22 / frame.height
        top = frame.y - 0.27 / frame.height
        if chart.kind == "line":
            rule = Box((), middle, frame.y, 0, frame.high, edge=line(GREY, 0.75, "sysDot"),
                       shape="line")  # fmt: skip
            found.append(rule)
        found.append(Box((said,), middle - wide / 2, top, wide, high, tone=INK,
                         fill=color("#FFFFFF"), edge=line(INK, 0.75)))  # fmt: skip
    return found


def _gaps(chart: Chart, frame: Frame) -> list[Box]:
    """Where a line stops because nothing was delivered, the place says so."""
    found = []
    for series in (s for s in chart.series if is_line(chart, s)):
        for first, last in gaps(series):
            ends = _stretch(chart, frame, first, last)
            if ends is None:
                continue
            wide = (ends[1] - ends[0]) * frame.width > 1.1  # noqa: PLR2004 - as the words are
            high = (LINE_HEIGHT if wide else 1.1) / frame.height
            across = ends[1] - ends[0] if wide else 0.25 / frame.width
            left = (ends[0] + ends[1]) / 2 - across / 2
            top = frame.y + frame.high - high - 0.05 / frame.height
            found.append(Box(("no entregado",), left, top, across, high,
                             vertical="horz" if wide else "vert270"))  # fmt: skip
    return found


def _provisional(chart: Chart, frame: Frame) -> list[Box]:
    """Where the end of a line may still grow; not every program dots a part of a line."""
    lines = [series for series in chart.series if is_line(chart, series)]
    open_ones = {p.category for s in lines for p in s.points if p.provisional}
    names = [name for name in chart.categories if name in open_ones]
    ends = _stretch(chart, frame, names[0], names[-1]) if names else None
    if ends is None:
        return []
    rule = Box((), ends[0], frame.y, 0, frame.high, edge=line(GREY, 0.75, "sysDot"), shape="line")
    wide, high = 0.95 / frame.width, LINE_HEIGHT / frame.height
    left = min(max(ends[1] - wide, frame.x), 1 - wide)
    return [rule, Box(("provisional",), left, frame.y, wide, high, align="r")]


def _sides(chart: Chart, frame: Frame) -> list[Box]:
    """The two names of a pyramid, over its halves."""
    if chart.kind != "pyramid":
        return []
    half, high = frame.wide / 2, 0.3 / frame.height
    apart, top = 0.15 / frame.width, frame.y - 0.32 / frame.height
    found = []
    for series, left, align in zip(
        chart.series, (frame.x - apart, frame.x + half + apart), ("r", "l"), strict=False
    ):
        words = tuple(lines_of(series.name, 40, 1))
        found.append(Box(words, left, top, half, high, align, tone=INK, size=SIDE_SIZE))
    return found


def _stamp(chart: Chart) -> list[Box]:
    """Inside the chart, so that it goes wherever the chart goes."""
    if not chart.provenance.demonstration:
        return []
    return [Box((STAMP,), 0.7, 0.945, 0.295, 0.055, align="r", anchor="b")]
