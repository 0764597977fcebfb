"""The sheets of an Excel workbook: the one reader of workbooks, for every source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any

import pyarrow as pa

from ingest.errors import Problem, Refused
from ingest.reading.apart import read_apart
from ingest.reading.child.look import letters
from ingest.reading.csv_head import HEADER_WITHIN
from ingest.reading.files import Incoming
from ingest.reading.sheets import SAMPLE_ROWS

Head = list[list[str | None]]
# The columns of a sheet that are kept, chosen from its first rows; None: all of them.
Choose = Callable[[Head], list[int] | None]


@dataclass
class Tab:
    """A visible sheet: its first rows, and all rows of the columns that are kept (as `c<n>`).

    `errors` and `formulas` are the rows (from 1) of cells with an error and of formulas without a
    stored value, by column (from 0): both are empty cells in the rows.
    """

    name: str
    head: Head
    rows: pa.Table
    epoch_1904: bool = False
    errors: dict[int, list[int]] = field(default_factory=dict)
    formulas: dict[int, list[int]] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)


@dataclass
class Book:
    """The visible sheets of a workbook in their order, and what is told of the others."""

    tabs: list[Tab]
    notes: list[Problem]


def read_book(incoming: Incoming, choose: Choose) -> Book:
    """Reads every visible sheet; raises Refused when there is none, or one can't be read."""
    book = Book([], [])
    for about, schema, batches in read_apart(incoming):
        if about.get("hidden"):
            book.notes.append(sheet_note(about["name"], "sheet_hidden"))
        elif far := about.get("too_far"):
            raise Refused(
                f"{incoming.name}: la celda {far} de la hoja «{about['name']}» está muy lejos de "
                "las demás y obligaría a leer millones de celdas vacías. Borre esa celda (o su "
                "fila o columna entera) y vuelva a entregarlo."
            )
        else:
            book.tabs.append(_tab(about, schema, batches, choose))
    if not book.tabs:
        raise Refused(
            f"{incoming.name}: no tiene ninguna hoja visible"
            f"{', todas están ocultas' if book.notes else ''}. Muestre la hoja que se debe leer "
            "y vuelva a entregarlo."
        )
    return book


def chosen_sheets(names: Sequence[str], patterns: Sequence[str], file: str) -> set[str]:
    """The sheets that some pattern names (without patterns: all of them).

    Raises Refused when a pattern names none.
    """
    if not patterns:
        return set(names)
    found: set[str] = set()
    for pattern in patterns:
        hits = {name for name in names if fnmatch(_bare(name), _bare(pattern))}
        if not hits:
            raise Refused(
                f"{file}: ninguna hoja visible se llama «{pattern}». Las hojas son: "
                f"{', '.join(names)}."
            )
        found |= hits
    return found


def _bare(name: str) -> str:
    return name.strip().lower()


def sheet_note(sheet: str, code: str, detail: str | None = None) -> Problem:
    """A note about a whole sheet."""
    return Problem(None, f"(hoja {sheet})", None, code, detail)


def _tab(
    about: dict[str, Any], schema: pa.Schema, batches: Iterator[pa.RecordBatch], choose: Choose
) -> Tab:
    """Columns that are not kept go away with the batch that they came in."""
    first = next(batches, None)
    head = (
        [list(row.values()) for row in first.slice(0, HEADER_WITHIN + SAMPLE_ROWS).to_pylist()]
        if first
        else []
    )
    kept = choose(head[:HEADER_WITHIN])
    names = schema.names if kept is None else [f"c{i}" for i in kept]
    chosen = [batch.select(names) for batch in (first, *batches) if batch is not None]
    rows = pa.Table.from_batches(chosen, pa.schema([schema.field(name) for name in names]))
    tab = Tab(about["name"], head, rows, about["epoch_1904"])
    tab.errors = {int(at): found for at, found in about["errors"].items()}
    tab.formulas = {int(at): found for at, found in about["formulas"].items()}
    if stray := about["stray"]:
        tab.notes = [sheet_note(tab.name, "cells_stray", f"{len(stray)} ({stray[0]})")]
    return tab


def lost_cells(tab: Tab, below: int, titles: dict[int, str]) -> list[Problem]:
    """Cells of the used columns (`titles` by position) that hold no value, counted by column.

    `below` is the row of the header, from 1.
    """
    notes = []
    for code, found in (("cells_error", tab.errors), ("cells_formula", tab.formulas)):
        for at, title in titles.items():
            rows = [row for row in found.get(at, ()) if row > below]
            if rows:
                detail = f"{len(rows)} ({letters(at)}{rows[0]})"
                notes.append(Problem(None, title, None, code, detail))
    return notes
