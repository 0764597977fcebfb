"""What is written on a Plotly chart: unit, names, bands, events, and what has no length."""

from __future__ import annotations

from typing import Any

from observatorio.charts.layout import (
    HOLLOW,
    LABELLED_UP_TO,
    apart,
    end_names,
    gaps,
    is_line,
    last_drawn,
    lines_of,
    pieces,
    sideways,
)
from observatorio.charts.model import Chart, Point, Series, State
from observatorio.charts.plotly_fills import tint_of
from observatorio.charts.plotly_traces import words

SMALL = 14
LINE_HEIGHT = 20
SHADE = "rgba(150,140,120,0.16)"
MISSING = "–"
Layout = dict[str, Any]
SHORT_UNIT = 24  # letters of a unit that stands beside any names


def annotate(layout: Layout, chart: Chart, ink: str, margins: dict[str, int]) -> None:
    """Writes into the figure's layout all that is no bar, line or axis.

    As plain values: Plotly's own figure checks them once, which is many times quicker than adding
    one after another to it.
    """
    layout |= {"annotations": [], "shapes": []}
    _unit(layout, chart)
    _end_names(layout, chart, ink, margins)
    for number, series in enumerate(chart.series):
        if is_line(chart, series):
            _gaps(layout, chart, series)
        elif not chart.stacked:
            _without_length(layout, chart, series, number)
    if chart.stacked:
        _partly_hidden(layout, chart)
    for first, last, text in chart.bands:
        _band(layout, chart, first, last, text)
    _events(layout, chart, ink, margins)
    if chart.provenance.demonstration:
        _stamp(layout, margins)


def _note(layout: Layout, **note: Any) -> None:
    layout["annotations"].append(note)


def _unit(layout: Layout, chart: Chart) -> None:
    """What the lengths are, above the axis; the two names of a pyramid over its halves."""
    place = {"xref": "paper", "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 6,
             "showarrow": False, "font": {"size": SMALL}}  # fmt: skip
    if chart.kind != "pyramid":
        # Beside long names the lengths have little room, but over the names there is some.
        long = sideways(chart) and len(chart.measured) > SHORT_UNIT
        end = {"x": 1, "xanchor": "right"} if long else {"x": 0, "xanchor": "left"}
        _note(layout, text=_brief(chart.measured), opacity=0.85, **end, **place)
        return
    for series, x, anchor in zip(chart.series, (0.47, 0.53), ("right", "left"), strict=False):
        text = f"<b>{words(series.name)}</b>"
        _note(layout, text=text, x=x, xanchor=anchor, **{**place, "font": {"size": 16}})
    bottom = {**place, "y": 0, "yanchor": "top", "yshift": -24}
    _note(layout, text=_brief(chart.measured), x=0.5, xanchor="center", opacity=0.85, **bottom)


def _brief(text: str) -> str:
    return words(lines_of(text, 60, 1)[0])


def _end_names(layout: Layout, chart: Chart, ink: str, margins: dict[str, int]) -> None:
    named = end_names(chart)
    lines = [s for s in chart.series if s.name in named and last_drawn(s)]
    if not lines:
        return
    plot = layout["height"] - margins["t"] - margins["b"]
    top = layout["yaxis"]["range"][1]
    ends = [point.value or 0 for s in lines if (point := last_drawn(s))]
    tall = max((len(text) for text in named.values()), default=1)
    places = apart([end / top * plot for end in ends], LINE_HEIGHT * tall)
    for series, end, place in zip(lines, ends, places, strict=True):
        _note(
            layout, text="<br>".join(map(words, named[series.name])), x=1, xref="paper",
            xanchor="left", y=end, yref="y", yshift=place - end / top * plot, showarrow=False,
            align="left", xshift=4, font={"size": 15, "color": tint_of(series, ink), "weight": 600},
        )  # fmt: skip


def _without_length(layout: Layout, chart: Chart, series: Series, number: int) -> None:
    """What has no length is named on the axis: protected, not delivered, no record."""
    bars = [s for s in chart.series if s.kind == "bar"]
    if series.kind == "mark" or (len(chart.categories) > LABELLED_UP_TO and not sideways(chart)):
        return
    width = 0.72 / len(bars) if chart.kind != "pyramid" else 0
    brief = not sideways(chart) and (len(bars) > 1 or len(chart.categories) > 8)  # noqa: PLR2004
    together = not sideways(chart) and not brief
    for stretch in _without_value(chart, series, together=together):
        places = [chart.categories.index(point.category) for point in stretch]
        at = (places[0] + places[-1]) / 2 + (number - (len(bars) - 1) / 2) * width
        left = chart.kind == "pyramid" and number == 0
        # In a small chart a column is narrower than the words.
        upright = chart.small and together and len(stretch) == 1
        if sideways(chart):
            place = {"x": 0, "y": at, "xanchor": "right" if left else "left"}
        else:
            place = {"x": at, "y": 0, "yanchor": "bottom"}
        shared = len(stretch) > 1
        for alone in places if shared else ():
            _note(layout, x=alone, y=0, yanchor="bottom", showarrow=False, text=_sign(stretch[0]),
                  font={"size": 13})  # fmt: skip
        _note(
            layout, **place, showarrow=False, textangle=-90 if upright else 0,
            yshift=LINE_HEIGHT if shared else 0,
            text=_said(stretch[0], brief, sideways(chart) or upright, shared),
            font={"size": SMALL if sideways(chart) else 13},
            hovertext="<br>".join(words(f"{p.category} · {p.told}") for p in stretch),
        )  # fmt: skip


def _without_value(chart: Chart, series: Series, *, together: bool) -> list[list[Point]]:
    """Points without a length; neighbours that say the same share their words where `together`."""
    found: list[list[Point]] = []
    last = -2
    for point in (p for p in series.points if p.value is None and p.category in chart.categories):
        at = chart.categories.index(point.category)
        if together and at == last + 1 and found[-1][0].text == point.text:
            found[-1].append(point)
        else:
            found.append([point])
        last = at
    return found


def _sign(point: Point) -> str:
    return HOLLOW if point.state == State.PROTECTED else MISSING


def _said(point: Point, brief: bool, in_one_line: bool, shared: bool) -> str:
    """«○ menos de 5», «no entregado»; in a word's place a sign, where there is little room.

    Where neighbours share the words, each has its own sign already.
    """
    sign = _sign(point)
    if shared:
        return words(point.text)
    if brief:
        return sign
    text = words(point.text)
    if in_one_line:
        return f"{sign} {text}"
    return f"{sign}<br>{text.replace(' ', '<br>', 1)}"


def _partly_hidden(layout: Layout, chart: Chart) -> None:
    """A hollow mark at the end of a stack with a part that is not drawn."""
    hidden = {p.category for s in chart.series for p in s.points if p.state == State.PROTECTED}
    ends = dict.fromkeys(chart.categories, 0.0) | {p.point.category: p.end for p in pieces(chart)}
    for at, category in enumerate(chart.categories):
        if category not in hidden:
            continue
        place: dict[str, Any] = {"x": ends[category], "y": at, "xanchor": "left"}
        if not sideways(chart):
            place = {"x": at, "y": ends[category], "yanchor": "bottom"}
        _note(
            layout, **place, text=f"+ {HOLLOW}", showarrow=False, font={"size": SMALL},
            hovertext="Hay una parte protegida, que no se dibuja",
        )  # fmt: skip


def _gaps(layout: Layout, chart: Chart, series: Series) -> None:
    """Where nothing was delivered the line stops, and the place says why."""
    for first, last in gaps(series):
        places = [chart.categories.index(n) for n in (first, last) if n in chart.categories]
        if len(places) < 2:  # noqa: PLR2004 - a stretch has two ends
            continue
        wide = (places[1] - places[0] + 1) / len(chart.categories) > 0.3  # noqa: PLR2004
        _note(
            layout, x=(places[0] + places[1]) / 2, y=0, yanchor="bottom", showarrow=False,
            opacity=0.85, text="no entregado", textangle=0 if wide else -90, font={"size": SMALL},
        )  # fmt: skip


def _band(layout: Layout, chart: Chart, first: str, last: str, text: str) -> None:
    if first not in chart.categories or last not in chart.categories:
        return
    places = [chart.categories.index(name) for name in (first, last)]
    ends = (places[0] - 0.5, places[1] + 0.5)
    along, across = ("y", "x") if sideways(chart) else ("x", "y")
    whole = {f"{along}ref": along, f"{across}ref": f"{across} domain"}
    layout["shapes"].append(
        {"type": "rect", f"{along}0": ends[0], f"{along}1": ends[1], f"{across}0": 0,
         f"{across}1": 1, "fillcolor": SHADE, "line": {"width": 0}, "layer": "below", **whole}
    )  # fmt: skip
    if chart.small and first == last and not sideways(chart):
        return  # its column is narrower than the words: the note below says them
    corner: Layout = {"x": ends[0], "y": 1, "xanchor": "left"}
    if sideways(chart):
        corner = {"x": 1, "y": ends[1], "xanchor": "right"}
    said = "<br>".join(map(words, lines_of(text, 24)))
    _note(
        layout, **corner, **whole, text=said, yanchor="top", showarrow=False, font={"size": SMALL}
    )


def _events(layout: Layout, chart: Chart, ink: str, margins: dict[str, int]) -> None:
    """A number in a frame under the axis, and a thin line up from it where it hides no figure."""
    if sideways(chart):
        return
    under = margins["b"] - (22 if chart.provenance.demonstration else 0) - 24
    together: dict[str, list[str]] = {}
    for number, event in chart.numbered_events:
        together.setdefault(event.category, []).append(str(number))
    for category, numbers in together.items():
        # By its number: Plotly takes «2019» for a place far to the right.
        at = chart.categories.index(category)
        if chart.kind == "line":
            layout["shapes"].append(
                {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper",
                 "layer": "below", "line": {"color": ink, "width": 1, "dash": "dot"},
                 "opacity": 0.55}
            )  # fmt: skip
        _note(
            layout, x=at, y=0, yref="paper", yanchor="top", yshift=-under, text=", ".join(numbers),
            showarrow=False, font={"size": 13}, bordercolor=ink, borderwidth=1, borderpad=2,
        )  # fmt: skip


def _stamp(layout: Layout, margins: dict[str, int]) -> None:
    """Inside the picture, so that it goes wherever the picture goes."""
    _note(
        layout, text="Datos de demostración", x=1, y=0, xref="paper", yref="paper", xanchor="right",
        yanchor="bottom", yshift=-margins["b"], showarrow=False, font={"size": 13}, opacity=0.85,
    )  # fmt: skip
