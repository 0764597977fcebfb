"""What stands around the bars of a Vega-Lite chart: shaded stretches, events, legend, names."""

from __future__ import annotations

from collections.abc import Iterable

from observatorio.charts.layout import (
    apart,
    axis_names,
    end_names,
    is_line,
    last_drawn,
    lines_of,
    sideways,
)
from observatorio.charts.model import Chart
from observatorio.charts.palette import color, mixed
from observatorio.charts.vega_marks import (
    GREY,
    INK,
    PROVISIONAL,
    ROOM,
    UNSTABLE,
    Frame,
    Layer,
    edges_of,
    middle_of,
    shape_of,
    text_layer,
    tint_of,
)

SHADE = "#F1EEE8"
LEGEND_LETTERS = 60
LINE_HEIGHT = 18


def behind(chart: Chart, frame: Frame) -> list[Layer]:
    """What lies under the bars: the ground, shaded stretches, lines of events."""
    return [_ground(frame), *_bands(chart, frame), *_events(chart, frame)]


def around(chart: Chart, frame: Frame) -> list[Layer]:
    """Names of the series: in a legend, at the ends of lines, over the halves of a pyramid."""
    return [*_legend(chart, frame), *_end_names(chart, frame), *_sides(chart, frame)]


def _ground(frame: Frame) -> Layer:
    """An unseen floor: the picture is as wide as it says, whatever the labels are."""
    return {
        "data": {"values": [{}]}, "mark": {"type": "rect", "opacity": 0, "clip": False},
        "encoding": {"x": {"value": -frame.left}, "x2": {"value": frame.width + frame.right},
                     "y": {"value": 0}, "y2": {"value": frame.height}},
    }  # fmt: skip


def _bands(chart: Chart, frame: Frame) -> list[Layer]:
    """Shaded stretches with their word."""
    found = []
    for first, last, text in chart.bands:
        if first not in chart.categories or last not in chart.categories:
            continue
        start, end = edges_of(chart, frame, first, last)
        along_it = {"x": start, "x2": end, "y": 0, "y2": frame.height}
        if sideways(chart):
            along_it = {"x": 0, "x2": frame.width, "y": start, "y2": end}
        encoding = {channel: {"value": place} for channel, place in along_it.items()}
        found.append({"data": {"values": [{}]}, "mark": {"type": "rect", "color": SHADE},
                      "encoding": encoding})  # fmt: skip
        place = (frame.width - 90, start + 16) if sideways(chart) else (start + 5, 15)
        found.append(text_layer(lines_of(text, 24), place[0], place[1], GREY, 13))
    return found


def _events(chart: Chart, frame: Frame) -> list[Layer]:
    """A thin line up from the axis, and a number in a circle under it."""
    if sideways(chart):
        return []
    together: dict[str, list[str]] = {}
    for number, event in chart.numbered_events:
        together.setdefault(event.category, []).append(str(number))
    found: list[Layer] = []
    under = max(map(len, axis_names(chart, ROOM).values()), default=1) * LINE_HEIGHT
    for category, numbers in together.items():
        place, _ = middle_of(chart, frame, category, category)
        found += _rule(chart, place, frame)
        words = text_layer([", ".join(numbers)], place, frame.height + under + 27, INK, 13)
        words["mark"] |= {"align": "center", "fontWeight": "bold"}
        found += [_circle(place, frame.height + under + 22, len(", ".join(numbers))), words]
    return found


def _rule(chart: Chart, place: float, frame: Frame) -> list[Layer]:
    """A thin line up from an event; none where columns have their figures."""
    if chart.kind != "line":
        return []
    rule = {"type": "rule", "color": GREY, "strokeDash": [2, 3], "strokeWidth": 1}
    ends = {"x": {"value": place}, "y": {"value": 0}, "y2": {"value": frame.height}}
    return [{"data": {"values": [{}]}, "mark": rule, "encoding": ends}]


def _circle(x: float, y: float, letters: int) -> Layer:
    """The frame around the number of an event."""
    half = 6 + 4 * letters
    frame = {"type": "rect", "fill": "#FFFFFF", "stroke": INK, "strokeWidth": 1, "cornerRadius": 10}
    ends = {"x": {"value": x - half}, "x2": {"value": x + half}}
    ends |= {"y": {"value": y - 10}, "y2": {"value": y + 10}}
    return {"data": {"values": [{}]}, "mark": frame, "encoding": ends}


def _legend(chart: Chart, frame: Frame) -> list[Layer]:
    """Names with their colour and its second cue, over the axes; none where they stand at lines."""
    entries = list(_entries(chart))
    if len(entries) < 2 or end_names(chart):  # noqa: PLR2004 - one thing needs no legend
        return []
    rows: list[list[tuple[float, str, Layer]]] = [[]]
    across = -frame.left
    for name, fill, stroke, shape in entries:
        (said,) = lines_of(name, LEGEND_LETTERS, 1)
        wide = 50 + round(7.6 * len(said))
        if across + wide > frame.width + frame.right and rows[-1]:
            rows.append([])
            across = -frame.left
        rows[-1].append((across, said, {"fill": fill, "stroke": stroke, "shape": shape}))
        across += wide
    found: list[Layer] = []
    for number, row in enumerate(reversed(rows)):
        for place, said, look in row:
            up = -24 - 24 * number
            found += [_key(place + 12, up, **look), text_layer([said], place + 30, up + 5, INK)]
    return found


def _key(x: float, y: float, *, fill: str, stroke: str, shape: str) -> Layer:
    """What stands before a name: a swatch, or a piece of the line with its mark."""
    place = {"x": {"value": x}, "y": {"value": y}}
    if shape == "bar":
        square = {"type": "rect", "fill": fill, "stroke": stroke, "strokeWidth": 1.2}
        ends = {"x": {"value": x - 10}, "x2": {"value": x + 10}}
        ends |= {"y": {"value": y - 7}, "y2": {"value": y + 7}}
        return {"data": {"values": [{}]}, "mark": square, "encoding": ends}
    mark = {"type": "point", "shape": shape, "size": 90, "fill": fill, "stroke": stroke,
            "strokeWidth": 2, "opacity": 1}  # fmt: skip
    return {"data": {"values": [{}]}, "mark": mark, "encoding": place}


def _entries(chart: Chart) -> Iterable[tuple[str, str, str, str]]:
    """Name, fill, stroke and shape of each thing to be told apart."""
    for series in chart.series if chart.kind != "pyramid" else ():
        tint = tint_of(series)
        drawn_as_bar = series.kind == "bar" and not is_line(chart, series)
        fill = "#FFFFFF" if series.kind == "mark" else tint
        yield series.in_legend, fill, tint, "bar" if drawn_as_bar else shape_of(series)
    bars = [s for s in chart.series if s.kind == "bar" and not is_line(chart, s)]
    points = [p for s in bars for p in s.points if p.value is not None]
    tint = color(bars[0].color) if bars else INK
    for name, some, look in (
        ("provisional", [p for p in points if p.provisional and not p.unstable], PROVISIONAL),
        ("inestable (pocos casos)", [p for p in points if p.unstable], UNSTABLE),
    ):
        if some:
            yield name, mixed(tint, "#FFFFFF", look), tint, "bar"


def _end_names(chart: Chart, frame: Frame) -> list[Layer]:
    """Names at the ends of the lines, moved apart where they would touch."""
    named = end_names(chart)
    lines = [(s, point) for s in chart.series if s.name in named and (point := last_drawn(s))]
    tall = max((len(text) for text in named.values()), default=1)
    places = apart([-frame.down(point.value or 0) for _, point in lines], LINE_HEIGHT * tall)
    found = []
    for (series, _), place in zip(lines, places, strict=True):
        words = text_layer(named[series.name], frame.width + 6, -place + 5, tint_of(series))
        words["mark"] |= {"fontWeight": "bold", "lineHeight": LINE_HEIGHT}
        found.append(words)
    return found


def _sides(chart: Chart, frame: Frame) -> list[Layer]:
    """The two names of a pyramid, over its halves."""
    if chart.kind != "pyramid":
        return []
    found = []
    for series, place, align in zip(
        chart.series, (frame.width / 2 - 12, frame.width / 2 + 12), ("right", "left"), strict=False
    ):
        words = text_layer([series.name], place, -10, INK, 15)
        words["mark"] |= {"align": align, "fontWeight": "bold"}
        found.append(words)
    return found
