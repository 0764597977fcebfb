"""A delivered table before its columns are chosen, whatever kind of file it came in."""

from __future__ import annotations

import csv
import mmap
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyarrow as pa

from ingest.errors import Problem, Refused
from ingest.reading.csv_head import start_of, without_head
from ingest.reading.encoding import as_utf8, decide_encoding
from ingest.reading.files import Incoming
from ingest.reading.whole import must_be_whole

SAMPLE_ROWS = 500
MAX_CELL = 2_000_000  # as DuckDB, which reads the rest of the file
csv.field_size_limit(MAX_CELL)


@dataclass
class Sheet:
    """A table before its columns are chosen: header, where it comes from, a sample of rows.

    `rows` has the columns that were read, each called by its position in the header (`c<n>`).
    `above` are the rows over the header. `name` is the sheet's, in a workbook; `epoch_1904`: its
    days count from 1904.
    """

    header: list[str]
    sample: list[list[str]]
    first_row: int = 2
    delimiter: str = ","
    csv_path: Path | None = None
    rows: pa.Table | None = None
    notes: list[Problem] = field(default_factory=list)
    name: str = ""
    epoch_1904: bool = False
    above: list[list[str]] = field(default_factory=list)


def lines_of(sheet: Sheet) -> list[list[str]]:
    """Every cell of every row under the header, of a small table that came whole."""
    if sheet.rows is not None:
        return [[cell or "" for cell in row.values()] for row in sheet.rows.to_pylist()]
    assert sheet.csv_path is not None
    with sheet.csv_path.open(encoding="utf-8-sig", newline="", errors="replace") as handle:
        return list(csv.reader(handle, delimiter=sheet.delimiter))[1:]


def blank_lines(sheet: Sheet) -> list[int]:
    """Rows of a CSV's table that hold nothing: readers skip them, but a spreadsheet counts them."""
    if sheet.csv_path is None or not _has_blank_line(sheet.csv_path):
        return []
    with sheet.csv_path.open(encoding="utf-8-sig", newline="") as handle:
        rows = csv.reader(handle, delimiter=sheet.delimiter)
        return [number for number, row in enumerate(rows, 1) if not row]


def _has_blank_line(path: Path) -> bool:
    """A look at the bytes; a file ends all its lines in the way that it ends its first."""
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(b"\n\r\n" if data.readline().endswith(b"\r\n") else b"\n\n") >= 0


def open_csv(incoming: Incoming, work: Path, wanted: Collection[str]) -> Sheet:
    """Decides encoding, separator and header (that of the `wanted` columns), and reads a sample."""
    path = as_utf8(incoming.path, decide_encoding(incoming.path), work)
    try:
        start = start_of(path, wanted)
        path = without_head(path, start.lines, work)
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as handle:
            reader = csv.reader(handle, delimiter=start.delimiter)
            rows = list(islice(reader, SAMPLE_ROWS + 1))
    except csv.Error as problem:
        raise Refused(
            f"{incoming.name}: no se puede leer como tabla: tiene una celda enorme, o comillas "
            "que se abren y no se cierran. Guárdelo de nuevo desde su programa."
        ) from problem
    if not rows or not any(cell.strip() for cell in rows[0]):
        raise Refused(
            f"{incoming.name}: la primera fila está vacía; debe tener los nombres de las columnas."
        )
    must_be_whole(path, start.delimiter, len(rows[0]), incoming.name, above=start.above)
    above = [Problem(None, "(filas)", None, "rows_above", str(start.filled))]
    notes = above if start.filled else []
    return Sheet(
        rows[0], rows[1:], start.above + 2, start.delimiter, path, notes=notes, above=start.rows
    )
