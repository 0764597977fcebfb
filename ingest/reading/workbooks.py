"""Excel workbooks, read by calamine: which sheet, which row is the header, cells as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from ingest.errors import Refused
from ingest.reading.columns import plain
from ingest.reading.files import Incoming
from ingest.reading.sheets import SAMPLE_ROWS, Sheet

HEADER_WITHIN = 25


def read_sheets(incoming: Incoming) -> dict[str, list[list[Any]]]:
    """Cells of each visible sheet, by its name; raises Refused when the workbook can't be read."""
    try:
        book = CalamineWorkbook.from_path(str(incoming.path))
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except (CalamineError, OSError, ValueError, KeyError) as problem:
        raise Refused(
            f"{incoming.name}: el libro de Excel está dañado o incompleto y no se puede "
            "leer. Ábralo en Excel, guárdelo de nuevo y vuelva a entregarlo."
        ) from problem


def open_workbook(incoming: Incoming, wanted: set[str]) -> Sheet:
    """The sheet of a workbook whose header holds most of the wanted columns."""
    names = {plain(name) for name in wanted}
    best: tuple[int, int, list[list[Any]]] = (0, 0, [])
    for rows in read_sheets(incoming).values():
        for at, row in enumerate(rows[:HEADER_WITHIN]):
            hits = sum(plain(text(cell) or "") in names for cell in row)
            if hits > best[0]:
                best = (hits, at, rows)
    if not best[0]:
        raise Refused(
            f"{incoming.name}: ninguna hoja del libro tiene las columnas esperadas en "
            f"sus primeras {HEADER_WITHIN} filas. Revise que sea el archivo correcto."
        )
    return as_sheet(best[2][best[1]], best[2][best[1] + 1 :], best[1] + 2)


def as_sheet(header: Sequence[Any], rows: Sequence[Sequence[Any]], first_row: int) -> Sheet:
    """A table of text from cells; wholly empty rows at the end are not rows."""
    titles = [(text(cell) or "").strip() for cell in header]
    rows = list(rows)
    while rows and not any(text(cell) for cell in rows[-1]):
        rows.pop()
    cells = [[text(row[i]) if i < len(row) else None for row in rows] for i in range(len(titles))]
    table = pa.table(
        [pa.array(column, pa.string()) for column in cells],
        names=[str(i) for i in range(len(titles))],
    )
    sample = [[text(cell) or "" for cell in row] for row in rows[:SAMPLE_ROWS]]
    return Sheet(titles, sample, first_row=first_row, rows=table)


def text(cell: Any) -> str | None:
    """A cell as text: dates in ISO form, whole numbers without «.0», nothing as None."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)
