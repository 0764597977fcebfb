"""The zone layer of the district: GeoJSON, Shapefile or GeoPackage, in any coordinate system.

Until the municipality brings its own, the referential layer of `data/reference` is loaded.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio

from ingest import zone_layer
from ingest.errors import Problem, Refused
from ingest.geocoding import load_gazetteer
from ingest.reading.files import Incoming
from ingest.reading.tables import Received
from ingest.settings import WorkSettings
from ingest.sources.base import Reception, Source, Staging
from observatorio.database import run

COLUMNS = ("ubigeo", "zone", "name", "kind", "geometry")
SIBLINGS = {".shx": "el índice", ".dbf": "los nombres"}
MAX_LONGITUDE, MAX_LATITUDE = 180, 90


def receive(reception: Reception) -> Received:
    """Checks the layer and archives its zones; raises Refused, naming every zone at fault."""
    incoming, settings = reception.incoming, reception.settings
    frame = _read(incoming)
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
    try:
        layer = _layer(incoming)
        frame = gpd.read_file(incoming.path, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as problem:
        raise Refused(
            f"{incoming.name}: la capa está dañada o incompleta y no se puede leer. Expórtela de "
            "nuevo desde su programa de mapas."
        ) from problem
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        raise Refused(f"{incoming.name}: no trae ninguna zona.")
    if frame.crs is None or _not_degrees(frame):
        raise Refused(
            f"{incoming.name}: no dice en qué sistema de coordenadas está (¿WGS84, EPSG:4326? "
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


def _layer(incoming: Incoming) -> str:
    layers = [name for name, kind in pyogrio.list_layers(incoming.path) if kind]
    if len(layers) != 1:
        raise Refused(
            f"{incoming.name}: debe traer una sola capa de zonas y trae {len(layers)}"
            f"{': ' + ', '.join(layers) if layers else ''}. Exporte solo la de las zonas."
        )
    return str(layers[0])


def _not_degrees(frame: gpd.GeoDataFrame) -> bool:
    """A GeoJSON in metres that does not say so passes for degrees: no degree is that large."""
    west, south, east, north = frame.total_bounds
    far = max(abs(west), abs(east)) > MAX_LONGITUDE or max(abs(south), abs(north)) > MAX_LATITUDE
    return bool(frame.crs.is_geographic and far)


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
    run(staging.con, "ingest/common/nothing_covered")
    run(staging.con, "ingest/zones/staged")


ZONES = Source("zones", ("json", "shp", "gpkg"), receive, stage)
