"""A report that came back corrected: known as such, and read into the fields of its delivery."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from ingest.archive import Archive
from ingest.delivery import Delivery
from ingest.errors import Refused
from ingest.reading.files import Incoming
from ingest.reading.opening import Wanted, open_sheets
from ingest.reading.sheets import Sheet
from ingest.reading.tables import Received
from ingest.registry import Registry
from ingest.report import DELIVERY, FORMULA_STARTS, REASON, ROW
from ingest.sources import SOURCES
from ingest.sources.base import Reception
from observatorio.database import open_read_only, run

HEAD_BYTES = 65536
Row = dict[str, str | None]


def parent_of(archive: Archive, source: str, incoming: Incoming, work: Path) -> Delivery | None:
    """The delivery whose refused rows this file corrects, or None when it is no such file."""
    if not _is_report(incoming):
        return None
    rows = _corrected(_open(incoming, work), incoming)
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


def _open(incoming: Incoming, work: Path) -> Sheet:
    sheets = open_sheets(incoming, work, Wanted({ROW, DELIVERY, REASON}, whole=True))
    if len(sheets) > 1:
        names = ", ".join(sheet.name for sheet in sheets)
        raise Refused(
            f"{incoming.name}: el informe corregido está en varias hojas ({names}). Deje una sola "
            "y vuelva a entregarlo."
        )
    return sheets[0]


def _corrected(sheet: Sheet, incoming: Incoming) -> list[Row]:
    """Rows of the report that name a row; those that speak of a whole column have no number."""
    titles = [title.strip() for title in sheet.header]
    if twice := [name for name, times in Counter(titles).items() if name and times > 1]:
        raise Refused(f"{incoming.name}: la columna «{twice[0]}» está dos veces. Deje una sola.")
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
    sheet = _open(incoming, reception.work)
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
    store, name = Registry(reception.settings), reception.incoming.name
    known = _refused_lines(store, parent) | _corrected_lines(store.archive, parent)
    if strange := sorted(set(lines) - known):
        raise Refused(
            f"{name}: la fila {strange[0]} no está entre las filas devueltas de {parent.id}. "
            f"Solo se corrigen filas devueltas; no cambie la columna {ROW}."
        )
    twice = [line for line, times in Counter(lines).items() if times > 1]
    if twice:
        raise Refused(f"{name}: la fila {twice[0]} viene dos veces. Deje una sola.")


def _refused_lines(store: Registry, parent: Delivery) -> set[int]:
    assert store.current is not None  # the delivery that is corrected is in it
    with open_read_only(store.current) as con:
        rows = run(con, "ingest/common/refused_lines", delivery=parent.number).fetchall()
    return {line for (line,) in rows}


def _corrected_lines(archive: Archive, parent: Delivery) -> set[int]:
    found: set[int] = set()
    for delivery in archive.deliveries():
        if delivery.completes == parent.number:
            table = pq.read_table(archive.parquet(delivery), columns=["file_row_number"])
            found |= {parent.line_of(at.as_py() + 1) for at in table.column(0)}
    return found
