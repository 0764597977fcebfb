"""Population of the district by year, sex and age group, as INEI gives it; never interpolated."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.errors import Refused
from ingest.population.header import CODES, year_titles
from ingest.population.wide import Table, is_wide, long_rows, notes, read_table
from ingest.reading import columns
from ingest.reading.opening import Wanted, open_sheets
from ingest.reading.tables import SHEETS, Received, take
from ingest.sources.base import Reception, Source, Staging
from observatorio.database import run

EDITION = "tabla_larga"
TOLD = "Cuadro con los años como columnas: cada cifra se cuenta como una fila."
FIELDS = columns.editions("population")[EDITION]


def receive(reception: Reception) -> Received:
    """Reads the used columns as text; a table with years as columns is archived as a long one."""
    incoming = reception.incoming
    names = {name for field in FIELDS for name in field.columns} | set(year_titles())
    wanted = Wanted(names, reception.options.sheets, whole=True)
    sheets = open_sheets(incoming, reception.work, wanted)
    if all(map(is_wide, sheets)):
        return _archived([read_table(sheet, incoming.name) for sheet in sheets], reception)
    received = take(reception.con, sheets, FIELDS, incoming, reception.target)
    received.edition = EDITION
    return received


def _archived(tables: list[Table], reception: Reception) -> Received:
    """The figures of wide tables to Parquet, each a row; several sheets are numbered on."""
    file, district = reception.incoming.name, reception.settings.district
    parts = [list(long_rows(table, district, file)) for table in tables]
    rows = [row for part in parts for row in part]
    if not rows:
        raise Refused(
            f"{file}: tiene años como columnas pero ninguna cifra. Pida el archivo lleno."
        )
    data = {field.name: [row.get(field.name) for row in rows] for field in FIELDS}
    table = pa.table({name: pa.array(cells, pa.string()) for name, cells in data.items()})
    pq.write_table(table, reception.target, compression="zstd")
    spans = [
        {"name": table.sheet.name, "rows": len(part)}
        for table, part in zip(tables, parts, strict=True)
    ]
    return Received(
        reception.target,
        len(rows),
        1,
        {field.name: field.columns[0] for field in FIELDS if field.name in rows[0]},
        EDITION,
        problems=list(dict.fromkeys(note for table in tables for note in notes(table))),
        extra={"told": TOLD, **({SHEETS: spans} if len(spans) > 1 else {})},
    )


def stage(staging: Staging) -> None:
    """Judges every figure; a table of population answers for no months."""
    con = staging.con
    con.read_csv(str(CODES), all_varchar=True, header=True).create_view("codes", replace=True)
    run(con, "ingest/common/no_places")
    run(con, "ingest/common/no_months")
    run(con, "ingest/common/strict_values")
    run(
        con,
        "ingest/population/staged",
        ubigeo=staging.settings.district.ubigeo,
        all_districts=staging.delivery.all_districts,
    )
    run(con, "ingest/population/staged_problems")


POPULATION = Source(
    "population",
    ("csv", "xlsx"),
    receive,
    stage,
    once=("ubigeo", "zone", "year", "sex", "age_group"),
)
