"""CSV: commas for programs, semicolons and decimal commas for Excel in Spanish."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from observatorio.exports import citation
from observatorio.exports.columns import SAID, SOURCE, VIEW, Column
from observatorio.exports.extract import Extract
from observatorio.exports.rows import told_lots

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Style:
    """How a CSV is written: its name in an address, what parts its cells and its decimals."""

    name: str
    delimiter: str
    decimal: str


COMMAS = Style("coma", ",", ".")
SEMICOLONS = Style("punto-y-coma", ";", ",")
STYLES = {style.name: style for style in (COMMAS, SEMICOLONS)}


def csv_bytes(extract: Extract, style: Style = COMMAS) -> bytes:
    """The published cells under the filters: UTF-8 with BOM, one line per cell.

    An empty dimension means all of it; a protected value is empty and its note says so. The last
    columns of the first line say what has to be known, so that every reader of tables still reads
    a table.
    """
    return b"".join(csv_parts(extract, VIEW, style))


def csv_parts(
    extract: Extract, columns: Sequence[Column], style: Style = COMMAS
) -> Iterator[bytes]:
    """The CSV of some cells, part by part; the first line of each source says what it is.

    Each part is made when it is asked for, and nothing of it is kept.
    """
    words = {info.title: citation.said(extract, info) for info in extract.sources}
    lots = told_lots(extract.cube, extract.filters, columns)
    names = [column.name for column in columns]
    yield from said_parts(names, lots, columns.index(SOURCE), words, style)


def said_parts(
    names: Sequence[str],
    lots: Iterable[Sequence[Sequence[Any]]],
    source_at: int,
    words: Mapping[str, Sequence[str]],
    style: Style = COMMAS,
) -> Iterator[bytes]:
    """Any table of cells as CSV, a part for each lot; a source's first line says its `words`.

    `words` has them, in the order of SAID, by what stands in the column `source_at`.
    """
    yield MARK + _written([[*names, *(column.name for column in SAID)]], style)
    left, nothing = dict(words), [""] * len(SAID)
    for lot in lots:
        yield _written([[*row, *left.pop(row[source_at], nothing)] for row in lot], style)


def table_bytes(rows: Sequence[Sequence[Any]]) -> bytes:
    """A small table as CSV with commas, its header being its first row."""
    return MARK + _written(rows, COMMAS)


def _written(rows: Sequence[Sequence[Any]], style: Style) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=style.delimiter)
    writer.writerows([[safe(number(cell, style)) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8")


def number(cell: object, style: Style) -> object:
    """A number that is not whole with the decimal mark of the style; all else stays as it is."""
    return str(cell).replace(".", style.decimal) if isinstance(cell, float) else cell


def safe(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula; nothing stays nothing."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
