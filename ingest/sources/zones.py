"""The zone layer of the district: GeoJSON, Shapefile or GeoPackage, in any coordinate system.

Until the municipality brings its own, the referential layer of `data/reference` is loaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from ingest import zone_layer
from ingest.district_files import is_ubigeo_column, must_be_ours, must_have_outline
from ingest.errors import Problem, Refused
from ingest.geocoding import load_gazetteer
from ingest.reading.apart import read_apart
from ingest.reading.files import Incoming
from ingest.reading.tables import Received
from ingest.settings import WorkSettings
from ingest.sources.base import Reception, Source, Staging
from observatorio.database import run

if TYPE_CHECKING:
    import geopandas as gpd

COLUMNS = ("ubigeo", "zone", "name", "kind", "geometry")
SIBLINGS = {".shx": "el índice", ".dbf": "los nombres"}
MAX_LONGITUDE, MAX_LATITUDE = 180, 90
UTM_ENDS = 10  # degrees around the poles, where its zones end


def receive(reception: Reception) -> Received:
    """Checks the layer and archives its zones; raises Refused, naming every zone at fault."""
    incoming, settings = reception.incoming, reception.settings
    must_have_outline(settings, incoming.name)
    frame = _read(incoming)
    stated = [c for c in frame.columns if is_ubigeo_column(str(c))]
    must_be_ours([v for c in stated for v in frame[c]], settings, incoming.name)
    _needs_names(frame, incoming.name)
    said = zone_layer.properties_of(frame)
    problems = zone_layer.problems_of(
        frame, said, settings.zones.outline, settings.zones.tolerance_m
    )
    if problems:
        raise _refusal(problems, len(frame), incoming.name)
    degrees = frame.geometry.to_crs(zone_layer.GEOGRAPHIC)
    rows = [
        (settings.district.ubigeo, *item, zone_layer.geojson_of(shape))
        for item, shape in zip(said, degrees, strict=True)
    ]
    arrays = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    pq.write_table(pa.table(arrays, names=list(COLUMNS)), reception.target)
    return Received(
        reception.target,
        len(rows),
        1,
        {name: name for name in COLUMNS},
        edition=incoming.kind,
        problems=_unknown_to_the_gazetteer({zone for _, zone, *_ in rows}, settings),
    )


def _read(incoming: Incoming) -> gpd.GeoDataFrame:
    if incoming.kind == "shp":
        _needs_siblings(incoming.path)
    frame = _layer(incoming)
    if frame.empty:
        raise Refused(f"{incoming.name}: no trae ninguna zona.")
    if frame.crs is None or _not_degrees(frame) or not _on_earth(frame):
        raise Refused(
            f"{incoming.name}: no dice bien en qué sistema de coordenadas está (¿WGS84, EPSG:4326? "
            "¿UTM 18 Sur, EPSG:32718?). Pregunte a quien lo hizo y expórtelo con su sistema: en "
            "un Shapefile va en el archivo .prj, que se entrega junto al .shp."
        )
    return frame


def _needs_siblings(path: Path) -> None:
    """A Shapefile is several files; names, not contents, are looked at, whatever their case."""
    there = {other.suffix.lower() for other in path.parent.glob("*") if other.stem == path.stem}
    missing = [f"{suffix} ({what})" for suffix, what in SIBLINGS.items() if suffix not in there]
    if missing:
        raise Refused(
            f"{path.name}: un Shapefile son varios archivos con el mismo nombre y falta "
            f"{' y '.join(missing)}. Cópielos todos a la misma carpeta."
        )


def _needs_names(frame: gpd.GeoDataFrame, file: str) -> None:
    if zone_layer.column_of(frame, zone_layer.NAMES) is None:
        there = ", ".join(f"«{title}»" for title in zone_layer.titles(frame)[:12]) or "ninguna"
        raise Refused(
            f"{file}: ninguna columna de la capa dice los nombres de las zonas. Trae: {there}. "
            f"Llámela {', '.join(zone_layer.NAMES[1:6])}… o NOM_ y lo que sea, y expórtela de "
            "nuevo.",
            reasons={"falta una columna": 1},
        )


def _layer(incoming: Incoming) -> gpd.GeoDataFrame:
    """The one layer of the file, each geometry as it is; one that is none at all is empty."""
    import geopandas as gpd
    from pyproj.exceptions import ProjError

    about, schema, batches = next(tables := read_apart(incoming))
    table = pa.Table.from_batches(batches, schema)
    next(tables, None)
    layers = about["layers"]
    if len(layers) != 1:
        raise Refused(
            f"{incoming.name}: debe traer una sola capa de zonas y trae {len(layers)}"
            f"{': ' + ', '.join(layers) if layers else ''}. Exporte solo la de las zonas."
        )
    written = table[about["geometry"]].to_pylist()
    with np.errstate(invalid="ignore"):
        shapes = shapely.from_wkb(written, on_invalid="ignore")
    properties = table.drop_columns([about["geometry"]]).to_pandas()
    try:
        frame = gpd.GeoDataFrame(properties, geometry=shapes, crs=about["crs"])
    except ProjError:
        frame = gpd.GeoDataFrame(properties, geometry=shapes)
    _must_be_shapes(frame, written, incoming.name)
    return frame


def _must_be_shapes(frame: gpd.GeoDataFrame, written: list[bytes | None], file: str) -> None:
    """Raises Refused when what stands for a polygon is none, or is not made of numbers."""
    said = zone_layer.properties_of(frame)
    broken = [
        Problem(row, "geometry", name or zone or None, "zone_broken")
        for row, ((zone, name, _), shape, raw) in enumerate(
            zip(said, frame.geometry, written, strict=True), start=1
        )
        if raw and (shape is None or not np.isfinite(shapely.get_coordinates(shape)).all())
    ]
    if broken:
        raise _refusal(broken, len(frame), file)


def _not_degrees(frame: gpd.GeoDataFrame) -> bool:
    """A GeoJSON in metres that does not say so passes for degrees: no degree is that large."""
    west, south, east, north = frame.total_bounds
    far = max(abs(west), abs(east)) > MAX_LONGITUDE or max(abs(south), abs(north)) > MAX_LATITUDE
    return bool(frame.crs.is_geographic and far)


def _on_earth(frame: gpd.GeoDataFrame) -> bool:
    """Whether the layer's own system gives its points a place."""
    from pyproj.exceptions import ProjError

    try:
        degrees = frame.geometry.to_crs(zone_layer.GEOGRAPHIC)
    except ProjError:
        return False
    points = shapely.get_coordinates(degrees)
    latitudes = np.abs(points[:, 1])
    return bool(np.isfinite(points).all() and (latitudes < MAX_LATITUDE - UTM_ENDS).all())


def _refusal(problems: list[Problem], zones: int, file: str) -> Refused:
    reasons: dict[str, int] = {}
    for problem in problems:
        reasons[f"{problem.column}: {problem.reason}"] = 1
    told = "; ".join(
        f"zona n.º {p.row}{f' «{p.value}»' if p.value else ''}: {p.reason}" for p in problems[:5]
    )
    more = f" (y {len(problems) - 5} más)" if len(problems) > 5 else ""  # noqa: PLR2004
    return Refused(
        f"{file}: la capa no se cargó porque hay zonas que corregir. {told}{more}. Corríjalas en "
        "su programa de mapas: el observatorio no arregla polígonos por su cuenta.",
        problems=problems,
        reasons=reasons,
        rows_read=zones,
        refused=len({problem.row for problem in problems}),
    )


def _unknown_to_the_gazetteer(zones: set[str], settings: WorkSettings) -> list[Problem]:
    named = {zone for found in load_gazetteer(settings).zones.values() for zone in found if zone}
    lost = sorted(named - zones)
    if not lost:
        return []
    return [Problem(None, "zone", None, "gazetteer_lost", ", ".join(lost))]


def stage(staging: Staging) -> None:
    """The zones were checked on arrival: all of them are taken."""
    run(staging.con, "ingest/common/no_places")
    run(staging.con, "ingest/common/no_months")
    run(staging.con, "ingest/zones/staged")


ZONES = Source("zones", ("json", "shp", "gpkg"), receive, stage)
