"""Where the table of a CSV begins: separator and header, under titles, blank lines and «sep=;».

Offices save as CSV what they have in a workbook: with the title and the source above the header.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from ingest.reading.names import plain

DELIMITERS = ",;\t|"
HEADER_WITHIN = 25
# A line for Excel alone: which separator the others have.
STATED = re.compile(r"^\ufeff?\"?sep=(.)\"?;*,*\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Start:
    """How a CSV begins: its separator, the rows above the header, and their lines of text.

    `rows` are those above; `filled` of them say something that is not read (what states the
    separator is read).
    """

    delimiter: str
    above: int
    lines: int
    filled: int = 0
    rows: list[list[str]] = field(default_factory=list, compare=False)


def stated_delimiter(line: str) -> str | None:
    """The separator that a file's first line states."""
    found = STATED.match(line)
    return found[1] if found else None


def fullest(lines: Collection[str]) -> str:
    """The separator of which some line has most: titles above the header have few."""
    return max(DELIMITERS, key=lambda mark: max((line.count(mark) for line in lines), default=0))


def start_of(path: Path, wanted: Collection[str]) -> Start:
    """Separator and header of a UTF-8 file: the first row with most of the `wanted` columns.

    Where no row has any, the first that is not blank. Raises csv.Error when it is no table.
    """
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as handle:
        lines = list(islice(handle, HEADER_WITHIN))
    stated = stated_delimiter(lines[0]) if lines else None
    names = {plain(name) for name in wanted}
    starts = [_best(path, mark, names) for mark in (stated or DELIMITERS)]
    hits, start = max(starts, key=lambda found: found[0])
    return start if hits else _first_filled(path, stated or fullest(lines), skip=bool(stated))


def _best(path: Path, delimiter: str, names: set[str]) -> tuple[int, Start]:
    rows = _rows(path, delimiter)
    hits = [sum(plain(cell) in names for cell in row) for row, _ in rows]
    best = max(hits, default=0)
    return best, _start(delimiter, rows, hits.index(best) if best else 0)


def _first_filled(path: Path, delimiter: str, *, skip: bool) -> Start:
    rows = _rows(path, delimiter)
    filled = (at for at, (row, _) in enumerate(rows) if at >= skip and any(map(str.strip, row)))
    return _start(delimiter, rows, next(filled, 0))


def _start(delimiter: str, rows: list[tuple[list[str], int]], at: int) -> Start:
    above = [row for row, _ in rows[:at]]
    filled = sum(any(map(str.strip, row)) for row in above)
    stated = bool(above) and stated_delimiter(delimiter.join(above[0])) is not None
    return Start(delimiter, at, rows[at - 1][1] if at else 0, filled - stated, above)


def _rows(path: Path, delimiter: str) -> list[tuple[list[str], int]]:
    """The first rows, each with the line of text in which it ends."""
    with path.open(encoding="utf-8-sig", newline="", errors="replace") as handle:
        reader = csv.reader(handle, delimiter=delimiter)
        return [(row, reader.line_num) for row in islice(reader, HEADER_WITHIN)]


def without_head(path: Path, lines: int, work: Path) -> Path:
    """The file without its first lines: what follows then reads it as any other."""
    if not lines:
        return path
    target = work / f"table-{path.name}"
    with (
        path.open(encoding="utf-8-sig", newline="", errors="replace") as source,
        target.open("w", encoding="utf-8", newline="") as kept,
    ):
        kept.writelines(islice(source, lines, None))
    return target
