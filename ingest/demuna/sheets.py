"""The cells of a DEMUNA register, sheet by sheet. A register in CSV is one sheet without a name."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mode

from ingest.errors import Problem, Refused
from ingest.reading import workbooks
from ingest.reading.csv_head import HEADER_WITHIN, fullest, stated_delimiter
from ingest.reading.encoding import as_utf8, decide_encoding
from ingest.reading.files import Incoming
from ingest.reading.whole import must_be_whole

HEAD = HEADER_WITHIN


@dataclass
class Tab:
    """A sheet's cells as text. `blank` are its rows with nothing written in them.

    `sheet` is what the workbook's reader told of it; None in a CSV.
    """

    name: str
    rows: list[list[str]]
    blank: set[int] = field(default_factory=set)
    sheet: workbooks.Tab | None = None

    def place_of(self, row: int) -> str:
        """Where a row (from 0) is, as a person finds it."""
        return f"hoja {self.name}, fila {row + 1}" if self.name else f"fila {row + 1}"


def read_tabs(incoming: Incoming, work: Path) -> tuple[list[Tab], list[Problem]]:
    """The visible sheets of a register, in their order, and what is told of the others."""
    if incoming.kind == "csv":
        return [_csv_tab(incoming, work)], []
    book = workbooks.read_book(incoming, choose=lambda _: None)
    return [_sheet_tab(tab) for tab in book.tabs], book.notes


def _csv_tab(incoming: Incoming, work: Path) -> Tab:
    path = as_utf8(incoming.path, decide_encoding(incoming.path), work)
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as handle:
        lines = handle.readlines() or [""]
    delimiter = stated_delimiter(lines[0]) or fullest(lines[:HEAD])
    try:
        rows = [[c.strip() for c in row] for row in csv.reader(lines, delimiter=delimiter)]
    except csv.Error as problem:
        raise Refused(
            f"{incoming.name}: el texto no se puede leer como tabla ({problem})."
        ) from problem
    must_be_whole(path, delimiter, mode(map(len, rows or [[]])), incoming.name, footers=True)
    return Tab("", rows, _blank(rows))


def _sheet_tab(tab: workbooks.Tab) -> Tab:
    cells = zip(*(column.to_pylist() for column in tab.rows.columns), strict=True)
    rows = [[(cell or "").strip() for cell in row] for row in cells]
    return Tab(tab.name, rows, _blank(rows), tab)


def _blank(rows: list[list[str]]) -> set[int]:
    return {at for at, row in enumerate(rows) if not any(row)}
