"""Where the table of a CSV begins: separator and header, under titles, blank lines and «sep=;».

Offices save as CSV what they have in a workbook: with the title and the source above the header.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ingest.reading.names import plain

DELIMITERS = ",;\t|"
HEADER_WITHIN = 25
# A line for Excel alone: which separator the others have.
STATED = re.compile(r"^\ufeff?\"?sep=(.)\"?;*,*\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Start:
    """How a CSV begins: its separator, the rows above the header, and their lines of text."""

    delimiter: str
    above: int
    lines: int


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
    best, ended = (0, Start(delimiter, 0, 0)), 0
    for at, (row, end) in enumerate(_rows(path, delimiter)):
        hits = sum(plain(cell) in names for cell in row)
        if hits > best[0]:
            best = (hits, Start(delimiter, at, ended))
        ended = end
    return best


def _first_filled(path: Path, delimiter: str, *, skip: bool) -> Start:
    ended = 0
    for at, (row, end) in enumerate(_rows(path, delimiter)):
        if any(cell.strip() for cell in row) and at >= skip:
            return Start(delimiter, at, ended)
        ended = end
    return Start(delimiter, 0, 0)


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
