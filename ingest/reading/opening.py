"""Opens the delivered tables, whatever kind of file they came in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from ingest.errors import Problem, Refused
from ingest.reading.apart import read_apart
from ingest.reading.csv_head import HEADER_WITHIN
from ingest.reading.dbase import records_of
from ingest.reading.files import Incoming
from ingest.reading.names import plain
from ingest.reading.sheets import SAMPLE_ROWS, Sheet, open_csv
from ingest.reading.workbooks import (
    Head,
    Tab,
    chosen_sheets,
    lost_cells,
    read_book,
    sheet_note,
)


@dataclass(frozen=True)
class Wanted:
    """What is looked for in a file.

    `columns` tell which sheets and rows of a workbook are headers, and which columns are kept
    (`whole`: all). `sheets` are patterns of the sheets that are read; none: all that have a header.
    """

    columns: Collection[str]
    sheets: tuple[str, ...] = ()
    whole: bool = False


def open_sheets(incoming: Incoming, work: Path, wanted: Wanted) -> list[Sheet]:
    """The tables of a CSV, workbook, SPSS, Stata or dBase file: one, or one per sheet."""
    if incoming.kind == "csv":
        return [open_csv(incoming, work, wanted.columns)]
    if incoming.kind == "xlsx":
        return _open_workbook(incoming, wanted)
    return [_open_statfile(incoming, wanted)]


def _open_workbook(incoming: Incoming, wanted: Wanted) -> list[Sheet]:
    """Every visible sheet whose header has at least half as many of the columns as the best."""
    names = {plain(name) for name in wanted.columns}

    def choose(head: Head) -> list[int] | None:
        at, _ = _header(head, names)
        row = head[at] if head else []
        return None if wanted.whole else [i for i, c in enumerate(row) if plain(c or "") in names]

    book = read_book(incoming, choose)
    asked = chosen_sheets([tab.name for tab in book.tabs], wanted.sheets, incoming.name)
    found = [(tab, *_header(tab.head, names)) for tab in book.tabs if tab.name in asked]
    least = max((hits for *_, hits in found), default=0) / 2
    if not least:
        raise Refused(
            f"{incoming.name}: ninguna hoja del libro tiene las columnas esperadas en "
            f"sus primeras {HEADER_WITHIN} filas. Revise que sea el archivo correcto."
        )
    read = [(tab, at) for tab, at, hits in found if hits >= least]
    sheets = [_as_sheet(tab, at) for tab, at in read]
    names_read = {tab.name for tab, _ in read}
    left = [tab.name for tab in book.tabs if tab.name not in names_read and tab.rows.num_rows]
    sheets[0].notes += book.notes + [sheet_note(name, "sheet_unread") for name in left]
    return sheets


def _header(head: Head, names: set[str]) -> tuple[int, int]:
    """Which of the first rows has most of the columns (from 0), and how many."""
    hits = [sum(plain(cell or "") in names for cell in row) for row in head[:HEADER_WITHIN]]
    best = max(hits, default=0)
    return (hits.index(best) if hits else 0), best


def _as_sheet(tab: Tab, at: int) -> Sheet:
    titles = [(cell or "").strip() for cell in tab.head[at]]
    kept = {int(name[1:]): titles[int(name[1:])] for name in tab.rows.column_names}
    sample = [[cell or "" for cell in row] for row in tab.head[at + 1 :]]
    return Sheet(
        titles,
        sample,
        first_row=at + 2,
        rows=tab.rows.slice(at + 1),
        notes=tab.notes + _above(tab, at) + lost_cells(tab, at + 1, kept),
        name=tab.name,
        epoch_1904=tab.epoch_1904,
        above=[[cell or "" for cell in row] for row in tab.head[:at]],
    )


def _above(tab: Tab, at: int) -> list[Problem]:
    """Rows over the header that are as full as it: titles are not, but rows of a table are."""
    full = sum(map(bool, tab.head[at])) / 2
    count = sum(sum(map(bool, row)) > max(full, 1) for row in tab.head[:at])
    return [sheet_note(tab.name, "rows_above", str(count))] if count else []


def _open_statfile(incoming: Incoming, wanted: Wanted) -> Sheet:
    """The wanted columns of a .sav, .dta or .dbf file, as text; a .dbf comes whole."""
    announced = records_of(incoming) if incoming.kind == "dbf" else 0
    header: list[str] = []
    sample: list[list[str]] = []
    notes: list[Problem] = []
    for about, schema, batches in read_apart(incoming, wanted.columns):
        table = pa.Table.from_batches(batches, schema)
        if "names" in about:
            header = about["names"]
            first = table.slice(0, SAMPLE_ROWS).to_pylist()
            sample = [[cell or "" for cell in row.values()] for row in first]
        columns = [f"c{i}" for i in about.get("columns", range(len(header)))]
        for at, count in about.get("missing", {}).items():
            notes.append(Problem(None, header[int(at)], None, "cells_missing", str(count)))
    if announced > table.num_rows:
        count = str(announced - table.num_rows)
        notes.append(Problem(None, "(filas)", None, "records_deleted", count))
    return Sheet(header, sample, rows=table.rename_columns(columns), notes=notes)
