"""A report that came back corrected: its rows take the place of those that were refused.

The report names the delivery and the row, so a few corrected rows never replace whole months.
"""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest import registry
from ingest.archive import Archive, Delivery
from ingest.errors import Problem, Refused
from ingest.outcome import Outcome, outcome_of, report_path
from ingest.reading.files import Incoming
from ingest.reading.opening import open_sheet
from ingest.reading.sheets import Sheet
from ingest.reading.tables import Received
from ingest.report import DELIVERY, FORMULA_STARTS, REASON, ROW, counted, write_report
from ingest.sources import SOURCES
from ingest.sources.base import Options, Reception
from observatorio.database import frame, open_read_only, registered, run

HEAD_BYTES = 65536
Row = dict[str, str | None]


def parent_of(archive: Archive, source: str, incoming: Incoming, work: Path) -> Delivery | None:
    """The delivery whose refused rows this file corrects, or None when it is no such file."""
    if not _is_report(incoming):
        return None
    rows = _corrected(open_sheet(incoming, work, {ROW, DELIVERY, REASON}), incoming)
    names = {(row.get(DELIVERY) or "").strip() for row in rows}
    if len(names) != 1:
        raise Refused(f"{incoming.name}: la columna {DELIVERY} debe nombrar una sola entrega.")
    parent = archive.find(names.pop())
    if parent.source != source:
        raise Refused(f"{incoming.name}: corrige una entrega de {parent.source}, no de {source}.")
    if parent.completes is not None:
        raise Refused(f"{incoming.name}: {parent.id} es ya una corrección; no se corrige.")
    return parent


def _is_report(incoming: Incoming) -> bool:
    """Whether the file begins as a report does, as text or saved as a workbook."""
    marks = (ROW.encode(), ROW.encode("utf-16-le"), ROW.encode("utf-16-be"))
    if incoming.kind == "xlsx":
        with zipfile.ZipFile(incoming.path) as book:
            parts = [n for n in book.namelist() if "sharedStrings" in n or "worksheets/" in n]
            return any(marks[0] in book.open(name).read(HEAD_BYTES) for name in parts)
    if incoming.kind != "csv":
        return False
    with incoming.path.open("rb") as handle:
        head = handle.read(HEAD_BYTES)
    return any(mark in head for mark in marks)


def _corrected(sheet: Sheet, incoming: Incoming) -> list[Row]:
    """Rows of the report that name a row; those that speak of a whole column have no number."""
    titles = [title.strip() for title in sheet.header]
    missing = [name for name in (DELIVERY, ROW) if name not in titles]
    if missing:
        raise Refused(
            f"{incoming.name}: es un informe de filas devueltas, pero le falta la columna "
            f"{' y la columna '.join(missing)}. No borre ni cambie de nombre sus columnas: "
            "dicen qué fila de qué entrega se corrige."
        )
    rows = [dict(zip(titles, cells, strict=False)) for cells in _cells(sheet)]
    rows = [row for row in rows if (row.get(ROW) or "").strip()]
    if not rows:
        raise Refused(f"{incoming.name}: no trae ninguna fila corregida.")
    return rows


def _cells(sheet: Sheet) -> Sequence[Sequence[str | None]]:
    if sheet.rows is not None:
        return [list(row.values()) for row in sheet.rows.to_pylist()]
    assert sheet.csv_path is not None
    with sheet.csv_path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.reader(handle, delimiter=sheet.delimiter))[1:]


def receive(reception: Reception, parent: Delivery) -> Received:
    """Reads the corrected rows into the same text fields as the delivery that they complete."""
    incoming = reception.incoming
    sheet = open_sheet(incoming, reception.work, {ROW, DELIVERY, REASON})
    rows = _corrected(sheet, incoming)
    titles = {title.strip() for title in sheet.header}
    if gone := [name for name in parent.columns.values() if name not in titles]:
        raise Refused(
            f"{incoming.name}: al informe le faltan columnas: {', '.join(gone)}. Corrija las "
            "celdas sin borrar ni cambiar de nombre las columnas."
        )
    cells = {
        field: [_cell(row.get(column)) for row in rows] for field, column in parent.columns.items()
    }
    _seal(cells, reception, parent)
    data = {field: pa.array(values, pa.string()) for field, values in cells.items()}
    lines = [_line(row[ROW] or "", incoming) for row in rows]
    _must_be_open(lines, reception, parent)
    data["file_row_number"] = pa.array([parent.row_at(line) - 1 for line in lines], pa.int64())
    pq.write_table(pa.table(data), reception.target)
    return Received(
        reception.target,
        len(rows),
        parent.first_row,
        parent.columns,
        edition=parent.edition_of_format,
        date_order=parent.date_order,
    )


def _cell(value: str | None) -> str | None:
    """The apostrophe that kept a spreadsheet from taking the cell for a formula goes away."""
    if value and value[0] == "'" and value[1:].startswith(FORMULA_STARTS):
        return value[1:]
    return value or None


def _seal(cells: dict[str, list[str | None]], reception: Reception, parent: Delivery) -> None:
    """Seals the fields that are not archived as written; sealed values that came back stay."""
    archive = Archive(reception.settings)
    for field, seal in SOURCES[parent.source].sealed.items():
        if field in cells:
            cells[field] = seal(reception, cells[field], _archived(archive, parent, field))


def _archived(archive: Archive, parent: Delivery, field: str) -> set[str]:
    """Values of a field in a delivery and its corrections, as the archive has them."""
    found: set[str] = set()
    for delivery in archive.deliveries():
        if parent.number in (delivery.number, delivery.completes):
            column = pq.read_table(archive.parquet(delivery), columns=[field]).column(0)
            found |= {value for value in column.to_pylist() if value}
    return found


def _line(text: str, incoming: Incoming) -> int:
    try:
        return int(text)
    except ValueError as problem:
        raise Refused(
            f"{incoming.name}: {ROW} «{text}» no es un número de fila. No cambie esa "
            f"columna ni {DELIVERY}: dicen qué fila de qué entrega se corrige."
        ) from problem


def _must_be_open(lines: list[int], reception: Reception, parent: Delivery) -> None:
    """Only rows that were refused can be corrected, each once (a later correction may again)."""
    store, name = registry.Registry(reception.settings), reception.incoming.name
    known = _refused_lines(store, parent) | _corrected_lines(store.archive, parent)
    if strange := sorted(set(lines) - known):
        raise Refused(
            f"{name}: la fila {strange[0]} no está entre las filas devueltas de {parent.id}. "
            f"Solo se corrigen filas devueltas; no cambie la columna {ROW}."
        )
    twice = [line for line, times in Counter(lines).items() if times > 1]
    if twice:
        raise Refused(f"{name}: la fila {twice[0]} viene dos veces. Deje una sola.")


def _refused_lines(store: registry.Registry, parent: Delivery) -> set[int]:
    with _registry(store) as con:
        rows = run(con, "ingest/common/refused_lines", delivery=parent.number).fetchall()
    return {line for (line,) in rows}


def _registry(store: registry.Registry) -> duckdb.DuckDBPyConnection:
    assert store.current is not None  # the delivery that is corrected is in it
    return open_read_only(store.current)


def _corrected_lines(archive: Archive, parent: Delivery) -> set[int]:
    found: set[int] = set()
    for delivery in archive.deliveries():
        if delivery.completes == parent.number:
            table = pq.read_table(archive.parquet(delivery), columns=["file_row_number"])
            found |= {parent.line_of(at.as_py() + 1) for at in table.column(0)}
    return found


def keep(
    store: registry.Registry, delivery: Delivery, received: Received, options: Options
) -> Outcome:
    """Checks the corrected rows within the delivery they complete; if fit, makes them permanent."""
    parent = store.archive.find(str(delivery.completes))
    report = None
    with _scratch(store, parent, received.parquet) as con:
        _must_replace_nothing(store, con, delivery, parent)
        counts = run(con, "ingest/common/counts_of_fixes").fetchone() or (0, 0, 0)
        problems = _still_wrong(con, parent)
        _count(delivery, counts, problems)
        if problems and not options.dry_run:
            path = report_path(store.settings, delivery)
            report = str(write_report(path, parent, problems, con))
    if not options.dry_run:
        store.archive.keep(delivery, received.parquet)
        store.ensure_current()
    outcome = outcome_of(delivery, report)
    outcome.message += f" El archivo completa la entrega {parent.id}; no reemplaza ningún mes."
    return outcome


def _count(delivery: Delivery, counts: tuple[int, ...], problems: list[registry.Row]) -> None:
    """Notes how the corrected rows fared; raises Refused when none of them is right now."""
    delivery.accepted, delivery.refused, delivery.left_out = counts
    delivery.rows_read = sum(counts)
    delivery.reasons = counted(problems)
    if delivery.refused == delivery.rows_read:
        raise Refused(
            f"{delivery.file_name}: ninguna de las {delivery.refused} filas se pudo aceptar; "
            "siguen teniendo problemas. No cambió nada.",
            problems=[Problem(*row[1:]) for row in problems],
            reasons=delivery.reasons,
            rows_read=delivery.rows_read,
            refused=delivery.refused,
        )


def _still_wrong(con: duckdb.DuckDBPyConnection, parent: Delivery) -> list[registry.Row]:
    """Problems that the rows of this report have even now."""
    fixed = {parent.line_of(at + 1) for (at,) in run(con, "ingest/common/fixed_lines").fetchall()}
    return [row for row in registry.staged_problems(con, parent) if row[1] in fixed]


def _must_replace_nothing(
    store: registry.Registry, con: duckdb.DuckDBPyConnection, delivery: Delivery, parent: Delivery
) -> None:
    """A corrected date or office may not reach into what an earlier delivery answers for."""
    with _registry(store) as current:
        held = frame(
            current, "ingest/common/held_before", source=parent.source, delivery=parent.number
        )
    with registered(con, "held_before", held):
        taken = run(con, "ingest/common/taken_by_fixes").fetchall()
    if taken:
        service, month = taken[0]
        raise Refused(
            f"{delivery.file_name}: una fila corregida caería en {month} de {service}, que ya "
            f"entregó otro archivo antes que {parent.id}. Revise la fecha y la oficina de las "
            "filas corregidas: una corrección no reemplaza meses de otra entrega."
        )


def _scratch(store: registry.Registry, parent: Delivery, fixes: Path) -> duckdb.DuckDBPyConnection:
    """A throw-away database in which the delivery is staged with its corrections."""
    con = duckdb.connect(config={"temp_directory": str(fixes.parent / "spill")})
    run(con, "schema/registry")
    run(con, "ingest/common/macros")
    registry.open_received(con, store.archive, parent, extra=[fixes])
    registry.stage(con, store.settings, parent)
    return con
