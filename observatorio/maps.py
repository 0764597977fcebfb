"""The district's zones on a map without any tile server: polygons, names, services."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pydeck as pdk
from shapely.geometry import shape

from observatorio.charts.palette import MAP_STEPS, rgb
from observatorio.views.territory import Zone

LINE_LIGHT, LINE_DARK = [60, 56, 70, 255], [214, 208, 228, 255]
NO_FIGURE = [150, 146, 140, 70]
FIT_PIXELS, TILE_PIXELS = (345, 400), 512
HEIGHT = 400


def deck(zones: Sequence[Zone], services: Sequence[tuple[Any, ...]], *, dark: bool) -> pdk.Deck:
    """Zones shaded by their published figure, their names, and the services with a place."""
    line = LINE_DARK if dark else LINE_LIGHT
    shapes = [_shape(zone, classes(zones)) for zone in zones]
    layers = [
        pdk.Layer("GeoJsonLayer", {"type": "FeatureCollection", "features": shapes}, stroked=True,
                  filled=True, get_fill_color="properties.fill", get_line_color=line,
                  line_width_min_pixels=1.5, pickable=True, auto_highlight=True, id="zonas"),
        pdk.Layer("ScatterplotLayer", _places(services), get_position="[lon, lat]", stroked=True,
                  get_fill_color=[255, 255, 255, 255], get_line_color=line, get_radius=90,
                  radius_min_pixels=4, radius_max_pixels=8, line_width_min_pixels=2,
                  pickable=True, id="servicios"),
        pdk.Layer("TextLayer", [_number(i, zone) for i, zone in enumerate(zones, 1)],
                  get_position="[lon, lat]", get_text="number", get_size=14, font_weight=700,
                  get_color=[20, 18, 24, 255], outline_width=3, outline_color=[255, 255, 255, 255],
                  font_settings={"sdf": True}, get_pixel_offset=[0, -13], id="numeros"),
    ]  # fmt: skip
    return pdk.Deck(
        layers=layers,
        initial_view_state=_view(zones),
        map_provider=None,
        tooltip={"text": "{name}\n{text}"},
    )


def classes(zones: Sequence[Zone]) -> list[int]:
    """Upper bounds of the map's classes: equal steps from zero, few, on round numbers."""
    highest = max((z.figure.low for z in zones if z.figure), default=0)
    step = max(5, -(-highest // len(MAP_STEPS) // 5) * 5)
    return [step * (i + 1) for i in range(len(MAP_STEPS))]


def _shape(zone: Zone, bounds: list[int]) -> dict[str, Any]:
    figure = zone.figure
    fill = NO_FIGURE
    if figure is not None and not figure.hidden:
        step = next((i for i, bound in enumerate(bounds) if figure.low <= bound), len(bounds) - 1)
        fill = rgb(MAP_STEPS[step], 235)
    text = figure.told if figure else "sin cifra"
    return {
        "type": "Feature",
        "geometry": json.loads(zone.geometry),
        "name": zone.name,
        "text": text,
        "properties": {"fill": fill, "name": zone.name, "text": text},
    }


def _number(number: int, zone: Zone) -> dict[str, Any]:
    """The zone's number at a point inside it: names would not fit on the map."""
    inside = shape(json.loads(zone.geometry)).representative_point()
    return {"number": str(number), "lon": inside.x, "lat": inside.y}


def _places(services: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [
        {"name": name, "text": kind, "lat": lat, "lon": lon}
        for name, kind, lat, lon, *_ in services
        if not pd.isna(lat)
    ]


def _view(zones: Sequence[Zone]) -> pdk.ViewState:
    """Fits the district into a phone's screen; deck.gl's tiles are 512 pixels."""
    points = [p for zone in zones for ring in _rings(json.loads(zone.geometry)) for p in ring]
    longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
    middle = (min(latitudes) + max(latitudes)) / 2
    wide = max(longitudes) - min(longitudes)
    high = (max(latitudes) - min(latitudes)) / math.cos(math.radians(middle))
    zoom = math.log2(min(FIT_PIXELS[0] / wide, FIT_PIXELS[1] / high) * 360 / TILE_PIXELS)
    return pdk.ViewState(
        longitude=(min(longitudes) + max(longitudes)) / 2, latitude=middle, zoom=zoom
    )


def _rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    if geometry["type"] == "Polygon":
        return list(geometry["coordinates"])
    return [ring for polygon in geometry["coordinates"] for ring in polygon]
