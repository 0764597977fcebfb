"""The cells of a DEMUNA register, sheet by sheet; a merged value stands in all its rows.

A register in CSV is one sheet without a name. Hidden sheets are not read: they tend to be copies.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from ingest.errors import Refused
from ingest.reading.encoding import as_utf8, decide_encoding
from ingest.reading.files import Incoming
from ingest.reading.sheets import DELIMITERS
from ingest.reading.workbooks import text

HEAD = 25


@dataclass
class Tab:
    """A sheet's cells as text. `blank` are its rows with nothing written in them."""

    name: str
    rows: list[list[str]]
    blank: set[int] = field(default_factory=set)

    def place_of(self, row: int) -> str:
        """Where a row (from 0) is, as a person finds it."""
        return f"hoja {self.name}, fila {row + 1}" if self.name else f"fila {row + 1}"


def read_tabs(incoming: Incoming, work: Path) -> list[Tab]:
    """The sheets of a register, in their order; raises Refused when it can't be read."""
    if incoming.kind == "csv":
        return [_csv_tab(incoming, work)]
    try:
        book = CalamineWorkbook.from_path(str(incoming.path))
        return [
            _sheet_tab(book.get_sheet_by_name(sheet.name))
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
        ]
    except (CalamineError, OSError, ValueError, KeyError) as problem:
        raise Refused(
            f"{incoming.name}: el libro de Excel está dañado o incompleto y no se puede "
            "leer. Ábralo en Excel, guárdelo de nuevo y vuelva a entregarlo."
        ) from problem


def _csv_tab(incoming: Incoming, work: Path) -> Tab:
    path = as_utf8(incoming.path, decide_encoding(incoming.path), work)
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as handle:
        lines = handle.readlines()
    # Titles above the header have no separators: the fullest of the first lines tells.
    delimiter = max(DELIMITERS, key=lambda mark: max(line.count(mark) for line in lines[:HEAD]))
    try:
        rows = [[c.strip() for c in row] for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error as problem:
        raise Refused(
            f"{incoming.name}: el texto no se puede leer como tabla ({problem})."
        ) from problem
    return Tab("", rows, _blank(rows))


def _sheet_tab(sheet: CalamineSheet) -> Tab:
    cells = sheet.to_python(skip_empty_area=False)
    rows = [[(text(cell) or "").strip() for cell in row] for row in cells]
    tab = Tab(sheet.name, rows, _blank(rows))
    for first, last in sheet.merged_cell_ranges or []:
        _fill(rows, first, last)
    return tab


def _blank(rows: list[list[str]]) -> set[int]:
    return {at for at, row in enumerate(rows) if not any(row)}


def _fill(rows: list[list[str]], first: tuple[int, int], last: tuple[int, int]) -> None:
    """Gives the value of a merged block to all its rows; across columns it has one meaning only."""
    top, column = first
    if top < len(rows) and column < len(rows[top]):
        for row in rows[top + 1 : last[0] + 1]:
            if column < len(row):
                row[column] = rows[top][column]
