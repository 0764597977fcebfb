"""Figures printed in reports: exact, cited, series of their own, never mixed with records.

Two layouts: a line per figure, and the ministry's open table of cases by centre and year (MIMP,
open data portal), of which the sums over the district's centres are taken.
"""

from __future__ import annotations

from typing import Any

from ingest.reading import columns
from ingest.reading.names import plain
from ingest.reading.opening import Wanted, open_sheets
from ingest.reading.tables import Received, take
from ingest.settings import WorkSettings
from ingest.sources.base import Reception, Source, Staging
from observatorio.clock import today
from observatorio.database import Connection, run

REPORT, CENTRES = "informe", "centros"


def receive(reception: Reception) -> Received:
    """Reads the used columns, in whichever layout the file is."""
    report = columns.editions("published")[REPORT]
    centres = columns.editions("mimp_centres")[CENTRES]
    names = {name for field in (*report, *centres) for name in field.columns}
    sheets = open_sheets(
        reception.incoming, reception.work, Wanted(names, reception.options.sheets)
    )
    by_centre = _is_by_centre(sheets[0].header, centres)
    fields = centres if by_centre else report
    received = take(reception.con, sheets, fields, reception.incoming, reception.target)
    received.edition = CENTRES if by_centre else REPORT
    if by_centre:
        _tell(reception, received)
    return received


def _is_by_centre(header: list[str], fields: tuple[columns.Field, ...]) -> bool:
    there = {plain(title) for title in header}
    return all(
        any(plain(name) in there for name in field.columns)
        for field in fields
        if field.name in ("centre", "total")
    )


def _tell(reception: Reception, received: Received) -> None:
    """What the answer says of the ministry's rows: those given twice, and sums that fail."""
    con = reception.con
    con.read_parquet(str(received.parquet), file_row_number=True).create_view("received")
    run(con, "ingest/common/strict_values")
    asked = reception.options.all_districts
    run(con, "ingest/published/centres", **_whose(reception.settings, asked), today=today())
    ((twice, sexes, types),) = run(con, "ingest/published/centres_told").fetchall()
    said = (
        (twice, "repetidas de un mismo centro y año, que cuentan una vez"),
        (sexes, "en que la suma por sexo no da el total"),
        (types, "en que la suma por tipo no da el total"),
    )
    found = [f"{count} {what}" for count, what in said if count]
    received.extra["told"] = f"Filas {'; '.join(found)}." if found else ""


def _whose(settings: WorkSettings, all_districts: bool) -> dict[str, Any]:
    district = settings.district
    return {
        "ubigeo": district.ubigeo,
        "district": district.name,
        "province": district.province,
        "all_districts": all_districts,
    }


def stage(staging: Staging) -> None:
    """Judges every figure; those of a report may be of any district: all of them were meant."""
    con: Connection = staging.con
    run(con, "ingest/common/no_places")
    run(con, "ingest/common/no_months")
    run(con, "ingest/common/strict_values")
    if staging.delivery.edition_of_format == CENTRES:
        day = staging.delivery.received.date()
        whose = _whose(staging.settings, staging.delivery.all_districts)
        run(con, "ingest/published/centres", **whose, today=day)
        return
    run(con, "ingest/published/staged")
    run(con, "ingest/published/staged_problems")


PUBLISHED = Source(
    "published",
    ("csv", "xlsx"),
    receive,
    stage,
    once=(
        "ubigeo",
        "source",
        "table_name",
        "year",
        "first_month",
        "last_month",
        "dimension",
        "category",
    ),
    tables=("staged_figures",),
)
