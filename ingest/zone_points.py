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

    One that falls in no zone becomes «fuera» (coordinates that look exchanged too: which was meant
    is not guessed); without a zone layer it becomes «sin_zonas».
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
    state[usable[[zone[i] is None for i in usable]]] = "fuera"
    return zone.tolist(), state.tolist()


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
