"""Police points: complaints with the coordinates of the event, from a station or the ministry.

Coordinates of events are not kept anywhere, the archive included: on arrival each point becomes the
zone that it falls in, and only the zone is archived. So when the zone layer changes, the zones of
points that were already delivered can't be worked out again: the sector hands the file in anew.
Points that were forced onto the station's place say nothing of the event: their zone is that of
their neighbourhood (`barrio`), by the gazetteer, or none.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from ingest.errors import Refused
from ingest.geocoding import load_gazetteer
from ingest.reading import columns
from ingest.reading.dates import decide_order, time_zone, told_zone
from ingest.reading.opening import Wanted, open_sheets
from ingest.reading.tables import Received, take
from ingest.settings import WorkSettings
from ingest.sources.base import Reception, Source, Staging
from ingest.sources.places import locate_places
from ingest.zone_points import load_layer, zones_of
from observatorio.database import registered, run
from observatorio.numbers import percent

EDITION = "dgis"
# Of these only the zone is left: they hold coordinates, or free text about them.
DROPPED = ("latitude", "longitude", "coordinate_state", "remark")
COMPUTED = {"zone": "ZONA_CALCULADA", "point_state": "ESTADO_DEL_PUNTO"}
# A station's own export may bring either column of each pair.
EITHER = (
    ("ubigeo", "district", "ubigeo_hecho_delito o distrito_hecho"),
    ("station_event", "station_registered", "comisaria_hecho o comisaria_registro"),
)


# Why a point has no zone, in words.
WHY = {
    "centroide": "con la ubicación de la comisaría",
    "fuera": "fuera del distrito",
    "cambiadas": "cuyas latitud y longitud parecen cambiadas",
    "sin_signo": "a los que falta el signo en la latitud o la longitud",
    "utm": "cuyas coordenadas están en metros (UTM) y no en grados",
    "sin_coordenada": "sin coordenadas",
    "ilegible": "con coordenadas que no se pueden leer",
    "sin_zonas": "sin una capa de zonas con que ubicarlos",
}


def receive(reception: Reception) -> Received:
    """Reads the used columns, turns the coordinates into zones and archives only these."""
    con, incoming = reception.con, reception.incoming
    fields = columns.editions("police_points")[EDITION]
    sheets = open_sheets(
        incoming,
        reception.work,
        Wanted({n for field in fields for n in field.columns}, reception.options.sheets),
    )
    # This file holds coordinates: it is deleted below, and lives in a folder that goes away anyhow.
    points = reception.work / "points.parquet"
    received = take(con, sheets, fields, incoming, points)
    _need_either(received, incoming.name)
    run(con, "ingest/common/strict_values")
    _archive_zones(con, points, reception.target, reception.settings)
    points.unlink()
    received.edition, received.parquet = EDITION, reception.target
    kept = {name: title for name, title in received.columns.items() if name not in DROPPED}
    received.columns = kept | COMPUTED
    _finish(reception, received)
    return received


def _need_either(received: Received, name: str) -> None:
    for one, other, titles in EITHER:
        if one not in received.columns and other not in received.columns:
            raise Refused(
                f"{name}: falta la columna {titles}. No se cargó nada.",
                reasons={"falta una columna": 1},
            )


def _archive_zones(
    con: duckdb.DuckDBPyConnection, points: Path, target: Path, settings: WorkSettings
) -> None:
    """Writes `target`: the used columns with the zone of each point instead of its coordinates."""
    con.read_parquet(str(points), file_row_number=True).create_view("points", replace=True)
    run(con, "ingest/police_points/coordinates")
    found = con.view("coordinates").to_arrow_table()
    zones, states = zones_of(
        load_layer(settings),
        found["longitude"].to_numpy(),
        found["latitude"].to_numpy(),
        found["point_state"].to_pylist(),
    )
    located = pa.table(
        {
            "file_row_number": found["file_row_number"],
            "zone": pa.array(zones, pa.string()),
            "point_state": pa.array(states, pa.string()),
        }
    )
    with registered(con, "located", located):
        run(con, "ingest/police_points/archived")
        con.view("archived").write_parquet(str(target), compression="zstd")


def _finish(reception: Reception, received: Received) -> None:
    """Decides the order of the dates and counts the points by what became of each."""
    con = reception.con
    con.read_parquet(str(received.parquet), file_row_number=True).create_view("received")
    run(con, "ingest/police_points/dates")
    received.date_order = decide_order(con, reception.options.date_order, reception.incoming.path)
    received.problems += told_zone(con, received.columns["event_time"])
    _relevant(con, reception.settings, reception.options.all_districts)
    states = dict(run(con, "ingest/police_points/point_states").fetchall())
    received.extra["point_states"] = states
    _locate(con, reception.settings)
    lost = dict(run(con, "ingest/police_points/without_zone").fetchall())
    received.extra["told"] = told(sum(states.values()), lost)


def _locate(con: duckdb.DuckDBPyConnection, settings: WorkSettings) -> None:
    run(con, "ingest/police_points/values")
    locate_places(con, load_gazetteer(settings))


def _relevant(con: duckdb.DuckDBPyConnection, settings: WorkSettings, all_districts: bool) -> None:
    run(
        con,
        "ingest/police_points/relevant",
        ubigeo=settings.district.ubigeo,
        district=settings.district.name,
        province=settings.district.province,
        all_districts=all_districts,
    )


def told(total: int, lost: dict[str, int]) -> str:
    """How many of the points have no zone and why, for the answer to the station."""
    if not lost:
        return ""
    why = ", ".join(f"{count} {WHY[state]}" for state, count in lost.items())
    return f"Sin zona: {percent(100 * sum(lost.values()) / total)} de los puntos ({why})."


def stage(staging: Staging) -> None:
    """Gives the rows of the subject and the district their meaning."""
    con, delivery = staging.con, staging.delivery
    run(con, "ingest/common/strict_values")
    run(con, "ingest/police_points/dates")
    _relevant(con, staging.settings, delivery.all_districts)
    _locate(con, staging.settings)
    run(
        con,
        "ingest/police_points/file_days",
        date_order=delivery.date_order,
        today=delivery.received.date(),
        time_zone=time_zone(con, staging.settings.district.time_zone),
    )
    run(con, "ingest/police_points/staged")
    run(con, "ingest/police_points/staged_problems")
    run(con, "ingest/police_points/months")


POLICE_POINTS = Source(
    "police_points",
    ("csv", "xlsx"),
    receive,
    stage,
    once=("station_event", "station_registered", "event_time"),
    takes=("date_order", "months"),
)
