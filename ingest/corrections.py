"""A report that came back corrected: its rows take the place of those that were refused.

The report names the delivery and the row, so a few corrected rows never replace whole months.
"""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest import registry
from ingest.archive import Archive, Delivery
from ingest.errors import Refused
from ingest.files import Incoming
from ingest.outcome import Outcome, outcome_of
from ingest.report import DELIVERY, FORMULA_STARTS, REASON, ROW
from ingest.sheets import Sheet, open_csv
from ingest.sources.base import Options, Reception
from ingest.tables import Received
from observatorio.database import run

HEAD_BYTES = 4096


def parent_of(archive: Archive, source: str, incoming: Incoming) -> Delivery | None:
    """The delivery whose refused rows this file corrects, or None when it is no such file."""
    with incoming.path.open("rb") as handle:
        head = handle.read(HEAD_BYTES)
    if incoming.kind != "csv" or ROW.encode() not in head:
        return None
    sheet = open_csv(incoming, incoming.path.parent)
    names = {row[sheet.header.index(DELIVERY)] for row in sheet.sample if row}
    if len(names) != 1:
        raise Refused(f"{incoming.name}: la columna {DELIVERY} debe nombrar una sola entrega.")
    parent = archive.find(names.pop())
    if parent.source != source:
        raise Refused(f"{incoming.name}: corrige una entrega de {parent.source}, no de {source}.")
    return parent


def receive(reception: Reception, parent: Delivery) -> Received:
    """Reads the corrected rows into the same text fields as the delivery that they complete."""
    sheet = open_csv(reception.incoming, reception.work)
    rows = [row for row in _rows(sheet) if row.get(ROW, "").strip()]
    if not rows:
        raise Refused(f"{reception.incoming.name}: no trae ninguna fila corregida.")
    data = {
        field: pa.array([_cell(row.get(column)) for row in rows], pa.string())
        for field, column in parent.columns.items()
    }
    data["file_row_number"] = pa.array(
        [_row_number(row[ROW], parent, reception.incoming) for row in rows], pa.int64()
    )
    pq.write_table(pa.table(data), reception.target)
    return Received(
        reception.target,
        len(rows),
        parent.first_row,
        parent.columns,
        edition=parent.edition_of_format,
        date_order=parent.date_order,
    )


def _rows(sheet: Sheet) -> list[dict[str, str]]:
    assert sheet.csv_path is not None
    with sheet.csv_path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=sheet.delimiter))


def _cell(value: str | None) -> str | None:
    """The apostrophe that kept a spreadsheet from taking the cell for a formula goes away."""
    if value and value[0] == "'" and value[1:].startswith(FORMULA_STARTS):
        return value[1:]
    return value or None


def _row_number(text: str, parent: Delivery, incoming: Incoming) -> int:
    try:
        line = int(text)
    except ValueError as problem:
        raise Refused(
            f"{incoming.name}: {ROW} «{text}» no es un número de fila. No cambie esa "
            f"columna ni {REASON}: dicen qué fila se corrige."
        ) from problem
    if line in parent.broken_lines:
        return -line
    return line - parent.first_row - sum(broken < line for broken in parent.broken_lines)


def keep(
    store: registry.Registry, delivery: Delivery, received: Received, options: Options
) -> Outcome:
    """Checks the corrected rows within the delivery they complete; if fit, makes them permanent."""
    parent = store.archive.find(str(delivery.completes))
    with _scratch(store, parent, received.parquet) as con:
        accepted, refused = run(con, "ingest/common/counts_of_fixes").fetchone() or (0, 0)
    delivery.accepted, delivery.refused, delivery.rows_read = accepted, refused, accepted + refused
    delivery.notes, delivery.broken_lines = [], []
    if not accepted:
        raise Refused(
            f"{delivery.file_name}: ninguna de las {refused} filas se pudo aceptar; "
            "siguen teniendo problemas. No cambió nada.",
            refused=refused,
        )
    if not options.dry_run:
        store.archive.keep(delivery, received.parquet)
        store.ensure_current()
    return outcome_of(delivery, None)


def _scratch(store: registry.Registry, parent: Delivery, fixes: Path) -> duckdb.DuckDBPyConnection:
    """A throw-away database in which the delivery is staged with its corrections."""
    con = duckdb.connect()
    run(con, "schema/registry")
    run(con, "ingest/common/macros")
    registry.open_received(con, store.archive, parent, extra=[fixes])
    registry.stage(con, store.settings, parent)
    return con
