"""Whether a text file is whole: no quote that swallows the rows after it, no last line cut short.

Readers of CSV take an opened quote for the begin of a cell that may hold anything, the rest of the
file too: what they give back then looks like a table with a row or so too few.
"""

from __future__ import annotations

import csv
import mmap
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from ingest.errors import Refused

TAIL = 1 << 16


def must_be_whole(
    path: Path, delimiter: str, width: int, name: str, *, above: int = 0, footers: bool = False
) -> None:
    """Raises Refused when rows were swallowed or the last line is cut; `path` is in UTF-8.

    `width` is how many columns the header has, `above` how many lines of the file stand above those
    of `path`; `footers`: totals may stand below the rows.
    """
    with path.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data:
        quotes, tail = data.find(b'"') >= 0, data[-TAIL:].decode("utf-8", "replace")
    in_a_cell = False
    if quotes:
        with path.open(encoding="utf-8-sig", errors="replace") as text:
            in_a_cell = _quotes_close(enumerate(text, above + 1), delimiter, width, name)
    unended = not tail.endswith(("\n", "\r"))
    if not in_a_cell and _is_short(tail, delimiter, width, footers):
        raise Refused(_cut(name))
    if not in_a_cell and unended and _begins_another(path, delimiter):
        raise Refused(_cut(name))


def _quotes_close(lines: Iterator[tuple[int, str]], delimiter: str, width: int, name: str) -> bool:
    """Raises Refused where a quote does not close; whether the last row has several lines."""
    in_a_cell = False
    for number, line in lines:
        in_a_cell = in_a_cell and not line.strip()
        # Where quotes come in pairs they close on their own line.
        if line.count('"') % 2 and _stays_open([line], delimiter):
            cell = [line, *_rest_of(line, lines, delimiter)]
            if _stays_open(cell, delimiter):
                raise Refused(_cut(name) if len(cell) == 1 else _swallowed(name, number))
            if _holds_rows(cell, delimiter, width):
                raise Refused(_swallowed(name, number))
            in_a_cell = True
    return in_a_cell


def _rest_of(line: str, lines: Iterator[tuple[int, str]], delimiter: str) -> list[str]:
    """The lines that a row goes on in, up to the end of its file if it never closes."""
    taken: list[str] = []

    def tell() -> Iterator[str]:
        for _, more in lines:
            taken.append(more)
            yield more

    try:
        next(csv.reader(chain([line], tell()), delimiter=delimiter))
    except csv.Error:  # a cell larger than any may be
        taken.extend(more for _, more in lines)
    return taken


def _stays_open(lines: list[str], delimiter: str) -> bool:
    """Whether a row would go on in the line after these."""
    reader = csv.reader([*lines, "\n"], delimiter=delimiter)
    try:
        next(reader)
    except csv.Error:
        return True
    return reader.line_num > len(lines)


def _holds_rows(lines: list[str], delimiter: str, width: int) -> bool:
    """Whether a cell of several lines looks like rows: as many separators as the header has."""
    row = next(csv.reader(lines, delimiter=delimiter))
    return any(_is_rows(cell, at, delimiter, width - 1) for at, cell in enumerate(row))


def _is_rows(cell: str, at: int, delimiter: str, marks: int) -> bool:
    """A row that another stray quote closes again ends where the first began."""
    first, *more = [line.count(delimiter) for line in cell.splitlines() or [""]]
    return marks in more[:-1] or (bool(more) and (first, more[-1]) == (marks - at, at))


def _is_short(tail: str, delimiter: str, width: int, footers: bool) -> bool:
    """Whether the last line has fewer cells than the header, and is no total below the rows.

    Where the line before it is short too, the header is of another table.
    """
    lines = [line for line in re.split("[\r\n]+", tail) if line.strip(" \t\x1a")]
    before, cells = ([], *csv.reader(lines[-2:], delimiter=delimiter))[-2:]
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled or len(cells) >= width or len(before) < width:
        return False
    return not footers or (filled[0][0].isdigit() and not tail.endswith(("\n", "\r")))


def _begins_another(path: Path, delimiter: str) -> bool:
    """Whether the last cell is the begin of what others say, and nobody else says just that.

    Of a number nobody can tell.
    """
    ends, last = Counter[str](), ""
    with path.open(encoding="utf-8-sig", errors="replace") as text:
        for line in text:
            last = line.rstrip("\n").rpartition(delimiter)[2]
            ends[last] += 1
    alone = ends[last] == 1 and not last.strip().isdigit()
    return alone and any(end.startswith(last) for end in ends if end != last)


def _cut(name: str) -> str:
    return (
        f"{name}: el archivo está cortado: la última línea no tiene todas las columnas. Vuelva a "
        "copiarlo o a descargarlo."
    )


def _swallowed(name: str, line: int) -> str:
    return (
        f'{name}: en la línea {line} se abre una comilla («"») que no se cierra en su celda, y las '
        "filas que siguen se perderían. No se cargó nada. Borre esa comilla, o guarde el archivo "
        "de nuevo desde su programa, y vuelva a entregarlo."
    )
