"""Coordinates to zones, in bulk, by the district's zone layer; no coordinate is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from ingest.archive import Archive
from ingest.settings import WorkSettings

# Bounds of the country in degrees: west, south, east, north.
PERU = (-81.4, -18.4, -68.6, 0.1)
MAX_DEGREES = 180


@dataclass(frozen=True)
class Layer:
    """Codes and polygons of the zones, in longitude and latitude."""

    zones: list[str]
    shapes: NDArray[np.object_]


def zones_of(
    layer: Layer | None,
    longitude: NDArray[np.float64],
    latitude: NDArray[np.float64],
    states: Sequence[str],
) -> tuple[list[str | None], list[str]]:
    """Zone of each point whose state is «punto», and the states.

    One that falls in no zone becomes «fuera», or says what seems wrong with it («cambiadas»,
    «sin_signo», «utm»); without a zone layer it becomes «sin_zonas».
    """
    state = np.array(states, dtype=object)
    zone = np.full(len(state), None, dtype=object)
    usable = np.flatnonzero(state == "punto")
    if not len(usable):
        return zone.tolist(), state.tolist()
    if layer is None:
        state[usable] = "sin_zonas"
        return zone.tolist(), state.tolist()
    points = shapely.points(longitude[usable], latitude[usable])
    at, which = shapely.STRtree(layer.shapes).query(points, predicate="intersects")
    # A point on a border touches two zones: the first of the layer has it.
    for point, shape in sorted(zip(at.tolist(), which.tolist(), strict=True), reverse=True):
        zone[usable[point]] = layer.zones[shape]
    lost = usable[[zone[i] is None for i in usable]]
    state[lost] = [fault_of(longitude[i], latitude[i]) for i in lost]
    return zone.tolist(), state.tolist()


def fault_of(longitude: float, latitude: float) -> str:
    """What seems wrong with a point that is not where it should be; what was meant is not guessed.

    «fuera» where nothing does: it may well be elsewhere.
    """
    if max(abs(longitude), abs(latitude)) > MAX_DEGREES:
        return "utm"
    if in_peru(longitude, latitude):
        return "fuera"
    if in_peru(latitude, longitude):
        return "cambiadas"
    signs = ((-longitude, -latitude), (-longitude, latitude), (longitude, -latitude))
    unsigned = any(in_peru(*point) or in_peru(*point[::-1]) for point in signs)
    return "sin_signo" if unsigned else "fuera"


def in_peru(longitude: float, latitude: float) -> bool:
    """Whether degrees are within the country's bounds."""
    west, south, east, north = PERU
    return west <= longitude <= east and south <= latitude <= north


def load_layer(settings: WorkSettings) -> Layer | None:
    """The zones that the municipality handed over last, else the layer of the configuration."""
    archive = Archive(settings)
    delivered = [d for d in archive.deliveries() if d.source == "zones"]
    if delivered:
        table = pq.read_table(archive.parquet(delivered[-1]), columns=["zone", "geometry"])
        shapes = shapely.from_geojson(table["geometry"].to_pylist())
        return Layer(table["zone"].to_pylist(), shapes)
    return _configured(settings) if settings.zones.layer.exists() else None


def _configured(settings: WorkSettings) -> Layer:
    import geopandas

    from ingest.zone_layer import GEOGRAPHIC, properties_of

    frame = geopandas.read_file(settings.zones.layer).to_crs(GEOGRAPHIC)
    return Layer([zone for zone, _, _ in properties_of(frame)], frame.geometry.to_numpy())
