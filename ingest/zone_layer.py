"""Checks of a zone layer, in metres, and its zones as they are archived. Nothing is repaired.

A layer is refused whole: a map with a zone less would show the district wrong.
"""

from __future__ import annotations

import csv
import json
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry import mapping

from ingest.errors import Problem
from ingest.geocoding import normalise
from ingest.reading.cells import text
from ingest.reading.encoding import repair_mojibake
from ingest.reading.missing import is_missing
from ingest.reading.names import plain

if TYPE_CHECKING:
    import geopandas as gpd

GEOGRAPHIC = "EPSG:4326"
DECIMALS = 5
# Borders that two zones share, each drawn and rounded on its own, overlap by slivers.
OVERLAP_M2 = 1_000.0
# What a column of names is called, the surest first; «NOM_…» and «NOMBRE_…» of anything come last.
NAMES = (
    "NAME", "NOMBRE", "NOMBRES", "ZONA", "SECTOR", "NOM_ZONA", "NOMBRE_ZONA", "NOM_SECTOR",
    "NOMBRE_SECTOR", "BARRIO", "COMUNA", "LOCALIDAD", "CUADRANTE", "DISTRITO", "NOMBDIST",
    "DENOMINACION", "ETIQUETA",
)  # fmt: skip
NAME_STARTS = ("NOM_", "NOMBRE_", "NOMB")
IDS = (
    "ID", "ZONE", "CODIGO", "COD", "COD_ZONA", "CODIGO_ZONA", "ID_ZONA", "COD_SECTOR",
    "CODIGO_SECTOR", "ID_SECTOR",
)  # fmt: skip
KINDS = ("KIND", "CLASE", "TIPO")
REFERENTIAL = "referencial"


def outline_of(file: Path) -> shapely.Polygon:
    """The district's outline in degrees, from its CSV (vertex, longitude, latitude)."""
    with file.open(encoding="utf-8", newline="") as handle:
        points = [(float(r["longitude"]), float(r["latitude"])) for r in csv.DictReader(handle)]
    return shapely.Polygon(points)


def properties_of(frame: gpd.GeoDataFrame) -> list[tuple[str, str, str]]:
    """Id, name and kind of each zone, as text; ids Z01, Z02… where the layer has none."""
    ids, names, kinds = (_column(frame, wanted) for wanted in (IDS, NAMES, KINDS))
    if not any(ids):
        ids = [f"Z{n:02d}" for n in range(1, len(frame) + 1)]
    return [
        (i, name, REFERENTIAL if normalise(kind) == REFERENTIAL else "oficial")
        for i, name, kind in zip(ids, names, kinds, strict=True)
    ]


def column_of(frame: gpd.GeoDataFrame, wanted: tuple[str, ...]) -> str | None:
    """The layer's own title of the first of these columns that it has."""
    by_name = {plain(title): title for title in titles(frame)}
    starts = NAME_STARTS if wanted is NAMES else ()
    starting = (title for name, title in by_name.items() if name.startswith(starts))
    known = (by_name[name] for name in wanted if name in by_name)
    return next(known, None) or next(starting, None)


def _column(frame: gpd.GeoDataFrame, wanted: tuple[str, ...]) -> list[str]:
    column = column_of(frame, wanted)
    if column is None:
        return [""] * len(frame)
    return [repair_mojibake(_cell(value)).strip() for value in frame[column]]


def titles(frame: gpd.GeoDataFrame) -> list[str]:
    """The columns of a layer, but for its shapes."""
    return [str(column) for column in frame.columns if column != frame.geometry.name]


def _cell(value: Any) -> str:
    said = None if value is None or value != value else text(value)  # noqa: PLR0124 - NaN
    return "" if is_missing(said) else str(said)


def problems_of(
    frame: gpd.GeoDataFrame, said: list[tuple[str, str, str]], outline: Path, tolerance_m: float
) -> list[Problem]:
    """Everything that is wrong with a layer, zone by zone, in Spanish."""
    shown = [name or i or f"n.º {n}" for n, (i, name, _) in enumerate(said, start=1)]
    found = [*_unnamed(said), *_misshapen(frame, shown)]
    if any(problem.column == "geometry" for problem in found):
        return found
    # Loaded where a layer is read: it takes as long as the rest of what publishing loads of maps.
    import geopandas as gpd

    metric = frame.to_crs(frame.estimate_utm_crs())
    limit = gpd.GeoSeries([outline_of(outline)], crs=GEOGRAPHIC).to_crs(metric.crs).iloc[0]
    found += _outside(list(metric.geometry), shown, limit, tolerance_m)
    return found + _overlaps(list(metric.geometry), shown)


def _unnamed(said: list[tuple[str, str, str]]) -> list[Problem]:
    found = []
    seen: dict[tuple[str, str], int] = {}
    for row, (zone, name, _) in enumerate(said, start=1):
        for column, value in (("id", zone), ("name", name)):
            key = (column, normalise(value))
            if not value:
                code = "zone_without_name" if column == "name" else "zone_without_code"
                found.append(Problem(row, column, None, code))
            elif key in seen:
                found.append(Problem(row, column, value, "zone_repeated", str(seen[key])))
            else:
                seen[key] = row
    return found


def _misshapen(frame: gpd.GeoDataFrame, shown: list[str]) -> list[Problem]:
    found = []
    for row, (shape, name) in enumerate(zip(frame.geometry, shown, strict=True), start=1):
        if shape is None or shape.is_empty:
            code, detail = "zone_without_polygon", None
        elif shape.geom_type not in ("Polygon", "MultiPolygon"):
            code, detail = "zone_not_polygon", shape.geom_type
        elif not shape.is_valid:
            where = shapely.is_valid_reason(shape).partition("[")[2].rstrip("]")
            code, detail = ("zone_crossed_at", where) if where else ("zone_crossed", None)
        else:
            continue
        found.append(Problem(row, "geometry", name, code, detail))
    return found


def _outside(
    shapes: list[Any], shown: list[str], limit: shapely.Geometry, tolerance_m: float
) -> list[Problem]:
    found = []
    for row, (shape, name) in enumerate(zip(shapes, shown, strict=True), start=1):
        # A sagging side between two vertices counts too, so the part outside is measured.
        outside = shape.difference(limit.buffer(tolerance_m))
        if not outside.is_empty:
            corners = shapely.points(shapely.get_coordinates(outside))
            far = float(np.max(shapely.distance(corners, limit)))
            found.append(Problem(row, "geometry", name, "zone_outside", _shown(far)))
    return found


def _overlaps(shapes: list[Any], shown: list[str]) -> list[Problem]:
    found = []
    for (row, a), (other, b) in combinations(enumerate(shapes), 2):
        area = a.intersection(b).area if a.intersects(b) else 0.0
        if area > OVERLAP_M2:
            found.append(Problem(row + 1, "geometry", shown[row], "zone_overlaps", shown[other]))
    return found


def geojson_of(shape: shapely.Geometry) -> str:
    """A polygon in degrees as GeoJSON text of five decimals (about one metre)."""
    flat = shapely.force_2d(shape)
    rounded = shapely.transform(flat, lambda xy: np.round(xy, DECIMALS))
    if not rounded.is_valid:
        # Rounding can make two near vertices one: this drops the crossing, and nothing else.
        snapped = shapely.set_precision(flat, 10.0**-DECIMALS)
        rounded = shapely.transform(snapped, lambda xy: np.round(xy, DECIMALS))
    return json.dumps(mapping(shapely.remove_repeated_points(rounded)))


def _shown(number: float) -> str:
    """A number as it is read in Spanish: 12 345."""
    return f"{number:,.0f}".replace(",", " ")
