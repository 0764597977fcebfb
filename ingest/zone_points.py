"""Coordinates to zones, in bulk, by the district's zone layer; no coordinate is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray


def zones_of(
    layer: Path,
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
    if not layer.exists():
        state[usable] = "sin_zonas"
        return zone.tolist(), state.tolist()
    names, shapes = _load(layer)
    points = shapely.points(longitude[usable], latitude[usable])
    at, which = shapely.STRtree(shapes).query(points, predicate="intersects")
    # A point on a border touches two zones: the first of the layer has it.
    for point, shape in sorted(zip(at.tolist(), which.tolist(), strict=True), reverse=True):
        zone[usable[point]] = names[shape]
    state[usable[[zone[i] is None for i in usable]]] = "fuera"
    return zone.tolist(), state.tolist()


def _load(layer: Path) -> tuple[list[str], NDArray[np.object_]]:
    """Codes and polygons of the zone layer, in longitude and latitude."""
    import geopandas

    from ingest.zone_layer import GEOGRAPHIC, properties_of

    frame = geopandas.read_file(layer).to_crs(GEOGRAPHIC)
    return [zone for zone, _, _ in properties_of(frame)], frame.geometry.to_numpy()
