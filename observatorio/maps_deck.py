"""The map to move and zoom, by pydeck, without any tile server: for who wants to look closer."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pydeck as pdk

from observatorio.charts.model import Point
from observatorio.charts.palette import rgb
from observatorio.map_classes import Classes
from observatorio.views.services import Service
from observatorio.views.territory import Zone

LINE_LIGHT, LINE_DARK = [60, 56, 70, 255], [214, 208, 228, 255]
NO_FIGURE = [150, 146, 140, 70]
# deck.gl takes a fixed zoom: the district fits a phone, and whoever has more room moves closer.
FIT_PIXELS, TILE_PIXELS = (330, 400), 512
HEIGHT = 460


def deck(
    zones: Sequence[Zone],
    points: Mapping[str, Point],
    classes: Classes,
    services: Sequence[Service],
    *,
    dark: bool,
) -> pdk.Deck:
    """Zones shaded as on the plain map, and the services that have a place."""
    line = LINE_DARK if dark else LINE_LIGHT
    shapes = [_shape(zone, points.get(zone.zone), classes) for zone in zones]
    layers = [
        pdk.Layer("GeoJsonLayer", {"type": "FeatureCollection", "features": shapes}, stroked=True,
                  filled=True, get_fill_color="properties.fill", get_line_color=line,
                  line_width_min_pixels=1.5, pickable=True, auto_highlight=True, id="zonas"),
        pdk.Layer("ScatterplotLayer", _places(services), get_position="[lon, lat]", stroked=True,
                  get_fill_color=[255, 255, 255, 255], get_line_color=line, get_radius=90,
                  radius_min_pixels=4, radius_max_pixels=8, line_width_min_pixels=2,
                  pickable=True, id="servicios"),
    ]  # fmt: skip
    return pdk.Deck(
        layers=layers,
        initial_view_state=_view(zones),
        map_provider=None,
        tooltip={"text": "{name}\n{text}"},
    )


def _shape(zone: Zone, point: Point | None, classes: Classes) -> dict[str, Any]:
    shown = point is not None and point.value is not None
    fill = rgb(classes.color(point.value or 0), 235) if point and shown else NO_FIGURE
    told = {"name": zone.name, "text": point.told if point else "sin cifra"}
    return {
        "type": "Feature",
        "geometry": json.loads(zone.geometry),
        **told,
        "properties": {"fill": fill, **told},
    }


def _places(services: Sequence[Service]) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "text": one.kind, "lat": one.place[1], "lon": one.place[0]}
        for one in services
        if one.place
    ]


def _view(zones: Sequence[Zone]) -> pdk.ViewState:
    points = [p for zone in zones for p in _points(json.loads(zone.geometry)["coordinates"])]
    longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
    middle = (min(latitudes) + max(latitudes)) / 2
    wide = max(longitudes) - min(longitudes)
    high = (max(latitudes) - min(latitudes)) / math.cos(math.radians(middle))
    zoom = math.log2(min(FIT_PIXELS[0] / wide, FIT_PIXELS[1] / high) * 360 / TILE_PIXELS)
    return pdk.ViewState(
        longitude=(min(longitudes) + max(longitudes)) / 2, latitude=middle, zoom=zoom
    )


def _points(coordinates: list[Any]) -> Iterator[list[float]]:
    """Every vertex of a polygon or of several."""
    if isinstance(coordinates[0], (int, float)):
        yield coordinates
        return
    for part in coordinates:
        yield from _points(part)
