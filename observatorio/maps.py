"""The district's zones and services as a picture that fits any screen, without tiles or network.

Zones are plain shapes in kilometres, so that the picture keeps its proportions at any size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shapely import box, union_all

from observatorio.charts.model import Point
from observatorio.charts.plotly import Drawing
from observatorio.charts.plotly_traces import Trace, Traces, words
from observatorio.geography import (
    Bounds,
    Place,
    Plane,
    around,
    free_place,
    geometry_of,
    grid,
    parts_of,
)
from observatorio.map_classes import Classes
from observatorio.numbers import decimal
from observatorio.views.services import Directory
from observatorio.views.territory import Zone

FONT = "Source Sans, 'Source Sans 3', 'Source Sans Pro', sans-serif"
INK_LIGHT, INK_DARK = "#2A2730", "#ECEAF2"
PAPER_LIGHT, PAPER_DARK = "#FFFFFF", "#17151C"
HIDDEN = "rgba(150,146,140,0.28)"
# Places that feel a click or a finger stand this part of the map's width apart.
TOUCH_STEP, LABEL_STEP = 1 / 60, 1 / 90
# Services almost at one place (this part of a step) stand this part of the map's width apart.
SIDE_STEP, NEAR, SIDES = {True: 1 / 20, False: 1 / 26}, 0.6, (0, 1, -1, 2, -2, 3, -3)
# Size of a mark in pixels: seen closely or not, one of many of its kind or of a few.
MARK = {(True, False): 22, (True, True): 18, (False, False): 18, (False, True): 9}
MANY, LETTERED = 6, 16
# A zone that alone is most of the map makes the others small: a second view leaves it out.
LARGE_PART = 0.45


@dataclass(frozen=True)
class Shown:
    """What the map shows: each zone with its point (None without figures), and the services."""

    zones: Sequence[Zone]
    points: dict[str, Point]
    services: Directory
    chosen: str | None = None
    close: bool = False


def zone_map(shown: Shown, classes: Classes, *, dark: bool) -> Drawing:
    """The zones shaded by their class, numbered, with the services marked by kind."""
    plane, ink = plane_of(shown.zones), INK_DARK if dark else INK_LIGHT
    traces = [t for zone in shown.zones for t in _outline(shown, zone, classes, plane, ink)]
    traces += [_touch(shown, zone, plane) for zone in shown.zones]
    traces += _services(shown, plane, ink, PAPER_DARK if dark else PAPER_LIGHT)
    layout = _layout(shown, plane, ink)
    layout["annotations"] += [
        _number(shown, number, zone, plane) for number, zone in enumerate(shown.zones, 1)
    ]
    return {"data": traces, "layout": layout}


def plane_of(zones: Sequence[Zone]) -> Plane:
    """The flat map around the middle of the zones."""
    west, south, east, north = around([geometry_of(z.geometry).bounds for z in zones], 0)
    return Plane((west + east) / 2, (south + north) / 2)


def view_of(shown: Shown, plane: Plane) -> Bounds:
    """What is seen, in km (west, south, east, north): all zones, or all but the largest one."""
    areas = [plane.drawn(geometry_of(zone.geometry)) for zone in shown.zones]
    largest = max(areas, key=lambda area: area.area)
    kept = [area for area in areas if area is not largest] if shown.close else areas
    return around([area.bounds for area in kept or areas])


def has_close_view(zones: Sequence[Zone]) -> bool:
    """True when one zone takes so much of the map that the others are hard to see."""
    if len(zones) < 3:  # noqa: PLR2004 - two zones are seen well enough
        return False
    areas = [geometry_of(zone.geometry) for zone in zones]
    return bool(max(area.area for area in areas) > LARGE_PART * union_all(areas).area)


def proportions(shown: Shown) -> float:
    """Width of the picture for each unit of height."""
    west, south, east, north = view_of(shown, plane_of(shown.zones))
    return (east - west) / (north - south)


def _outline(shown: Shown, zone: Zone, classes: Classes, plane: Plane, ink: str) -> Traces:
    chosen = zone.zone == shown.chosen
    look = _look(shown.points.get(zone.zone), classes, ink)
    # Fills are light in both themes: a border in the ink of the dark one would not be seen.
    line = {"color": ink if chosen else INK_LIGHT, "width": 4 if chosen else 1.2}
    return [
        dict(
            type="scatter",
            x=[x for x, _ in part.exterior.coords],
            y=[y for _, y in part.exterior.coords],
            mode="lines",
            fill="toself",
            line=line,
            hoverinfo="skip",
            name=words(zone.name),
            **look,
        )
        for part in parts_of(plane.drawn(geometry_of(zone.geometry)))
    ]


def _look(point: Point | None, classes: Classes, ink: str) -> dict[str, Any]:
    """Fill of a zone: its class, hatched where it is unstable; dotted grey where it has none."""
    if point is None or point.value is None:
        dots = {"shape": ".", "size": 7, "solidity": 0.3, "fgcolor": ink, "fgopacity": 0.35}
        return {"fillcolor": HIDDEN, "fillpattern": dots if point else {}}
    tint = classes.color(point.value)
    if not point.unstable:
        return {"fillcolor": tint}
    return {"fillcolor": tint, "fillpattern": {"shape": "/", "size": 8, "solidity": 0.25,
            "fgcolor": ink, "bgcolor": tint}}  # fmt: skip


def _touch(shown: Shown, zone: Zone, plane: Plane) -> Trace:
    """Invisible marks all over a zone: what is pressed or hovered names it."""
    west, _, east, _ = view_of(shown, plane)
    area = plane.drawn(geometry_of(zone.geometry))
    places = grid(area, (east - west) * TOUCH_STEP) or [_inside(area)]
    point = shown.points.get(zone.zone)
    told = f"<b>{words(zone.name)}</b><br>{point.told if point else 'sin cifra'}"
    return dict(
        type="scatter",
        x=[x for x, _ in places],
        y=[y for _, y in places],
        mode="markers",
        marker={"size": 14, "color": "rgba(0,0,0,0)"},
        unselected={"marker": {"opacity": 0}},
        customdata=[[zone.zone]] * len(places),
        hovertemplate=f"{told}<extra></extra>",
        name=words(zone.name),
    )


def _inside(area: Any) -> Place:
    x, y = area.representative_point().coords[0]
    return x, y


def _services(shown: Shown, plane: Plane, ink: str, paper: str) -> Traces:
    """A trace for each kind: its own shape and letter, so that colour is not needed."""
    made, marked = [], apart(shown, plane)
    for kind in reversed(shown.services.located_kinds):
        found = [s for s in shown.services.located if s.kind == kind.code and s.place]
        places = [marked[s.name] for s in found]
        size = MARK[shown.close, len(found) > MANY]
        made.append(
            dict(
                type="scatter", mode="markers+text",
                x=[x for x, _ in places], y=[y for _, y in places],
                text=kind.letter if size >= LETTERED else "", textposition="middle center",
                textfont={"size": size // 2, "color": ink, "weight": 700},
                marker={"symbol": kind.symbol, "size": size, "color": paper,
                        "opacity": 1, "line": {"width": 1.8, "color": ink}},
                unselected={"marker": {"opacity": 1}, "textfont": {"color": ink}},
                hovertext=[words(s.name) for s in found], hoverinfo="text", name=kind.many,
            )
        )  # fmt: skip
    return made


def apart(shown: Shown, plane: Plane, step_km: float = 0) -> dict[str, Place]:
    """Where each service is marked, in km: those almost at one place stand side by side.

    They stand `step_km` apart; without it, as far as marks on a page are large.
    """
    west, _, east, _ = view_of(shown, plane)
    marked: dict[str, Place] = {}
    for service in shown.services.located:
        assert service.place is not None
        x, y = plane.place(*service.place)
        step = step_km or (east - west) * SIDE_STEP[shown.close]
        beside = ((x + side * step, y) for side in SIDES)
        marked[service.name] = next(
            (p for p in beside if all(math.dist(p, o) > step * NEAR for o in marked.values())),
            (x, y),
        )
    return marked


def _number(shown: Shown, number: int, zone: Zone, plane: Plane) -> dict[str, Any]:
    """The zone's number, where it covers no service: names would not fit on the map."""
    west, south, east, north = view_of(shown, plane)
    taken = list(apart(shown, plane).values())
    whole_zone = plane.drawn(geometry_of(zone.geometry))
    seen = whole_zone.intersection(box(west, south, east, north))
    area = seen if seen.area else whole_zone
    x, y = free_place(area, taken, (east - west) * LABEL_STEP)
    return {
        "x": x, "y": y, "text": f"<b>{number}</b>", "showarrow": False, "visible": bool(seen.area),
        "font": {"size": 15, "color": "#1D1A22"}, "bgcolor": "rgba(255,255,255,0.86)",
        "borderpad": 1, "captureevents": False,
    }  # fmt: skip


def _layout(shown: Shown, plane: Plane, ink: str) -> dict[str, Any]:
    west, south, east, north = view_of(shown, plane)
    axis = {"visible": False, "fixedrange": True, "constrain": "domain"}
    return {
        "xaxis": {**axis, "range": [west, east]},
        "yaxis": {**axis, "range": [south, north], "scaleanchor": "x"},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0}, "showlegend": False, "hovermode": "closest",
        "hoverdistance": 30, "clickmode": "event+select", "dragmode": False, "autosize": True,
        "font": {"family": FONT, "size": 14, "color": ink},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        **_scale(west, south, east, north, ink),
    }  # fmt: skip


def _scale(west: float, south: float, east: float, north: float, ink: str) -> dict[str, Any]:
    """A bar that says how long some kilometres are, in the lower right corner."""
    wide, high = east - west, north - south
    length = max(step for step in (0.5, 1, 2, 5, 10, 20) if step <= max(0.5, wide / 4))
    right, base = east - 0.03 * wide, south + 0.04 * high
    line = {"type": "line", "x0": right - length, "x1": right, "y0": base, "y1": base,
            "line": {"color": ink, "width": 3}}  # fmt: skip
    text = {"x": right - length / 2, "y": base, "yshift": 12, "showarrow": False,
            "text": f"{decimal(length, int(length < 1))} km",
            "font": {"size": 13, "color": ink}}  # fmt: skip
    return {"shapes": [line], "annotations": [text]}
