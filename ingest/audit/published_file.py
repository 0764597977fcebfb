"""The stranger who has the file of an edition alone, and reads more of it than its tables.

What a file tells beside its tables is told by its order, by what stayed of what was changed or
dropped, or by what the memory held before. So it is compared with one that is made anew of its
tables alone: they must be equal byte by byte. What differs is named as far as it can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ingest.errors import Refused
from ingest.public_file import write
from ingest.sources import SOURCES
from observatorio.config import ROOT
from observatorio.database import Connection, in_memory, run
from observatorio.layout import fits

VOCABULARY = ROOT / "data" / "reference" / "vocabulary.csv"
# Three headers, each of 4,096 bytes; at random in each: a checksum and an identifier of the file.
HEADER_BYTES, HEADERS = 4096, 3
RANDOM = (slice(0, 8), slice(124, 140))
ENGINE = slice(8, 124)
# A hash in hexadecimal; the name of a delivery; the hour of a day.
TRACES = {
    "una huella": re.compile(r"(?i)\b(?=\d*[a-f])[0-9a-f]{32,}\b"),
    "el nombre de una entrega": re.compile(rf"\b\d{{6}}-({'|'.join(SOURCES)})\b"),
    "una hora": re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d"),
}
# What these say, addresses included, is printed by others.
PRINTED = frozenset({"published_figures", "population", "services"})


class FileTells(Refused):
    """The file of an edition tells more than its tables say: it is not published."""

    def __init__(self, found: list[str]):
        super().__init__(
            "La edición no se publica: su archivo dice más que sus cuadros. "
            + " ".join(f"{text[:1].upper()}{text[1:]}." for text in found[:4])
        )


def judge_file(path: Path) -> None:
    """Raises FileTells where a stranger would find more in the file than is published."""
    if found := leaks(path):
        raise FileTells(found)


def leaks(path: Path) -> list[str]:
    """What the file tells beside its tables, each in a Spanish clause; none of a good one."""
    if not fits(path):
        return ["tiene otros cuadros o columnas que los acordados, o no se puede leer"]
    with in_memory() as con:
        con.read_csv(str(VOCABULARY), header=True, all_varchar=True).create_view("vocabulary_csv")
        run(con, "layouts/attach", file=str(path))
        found = [*_left_behind(con), *_blocks(con, path), *_tables(con), *_categories(con)]
        return [*found, *_bytes(con, path)]


def _left_behind(con: Connection) -> Iterator[str]:
    for (name,) in run(con, "published_file/left_behind").fetchall():
        yield f"quedó «{name}», que no es un cuadro"


def _blocks(con: Connection, path: Path) -> Iterator[str]:
    total, free, size = run(con, "published_file/size").fetchone() or (0, 0, 0)
    if free:
        yield f"tiene {free} bloques libres, que guardan lo que hubo antes"
    if path.stat().st_size != HEADERS * HEADER_BYTES + total * size:
        yield "tiene más bytes que sus bloques"


def _tables(con: Connection) -> Iterator[str]:
    for (name,) in run(con, "public_file/tables").fetchall():
        stored = con.table(f"edition_file.main.{name}")
        rows = stored.fetchall()
        if rows != stored.order("ALL").fetchall():
            yield f"las filas de {name} no están en el orden de sus columnas"
        if [at for (at,) in stored.select("rowid").fetchall()] != list(range(len(rows))):
            yield f"a las filas de {name} les faltan números: alguna se borró o se cambió"
        texts = set(_texts(rows))
        for what, pattern in TRACES.items():
            if name not in PRINTED and any(map(pattern.search, texts)):
                yield f"en {name} hay {what}"


def _texts(rows: list[tuple[Any, ...]]) -> Iterator[str]:
    for value in (value for row in rows for value in row):
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from value


def _categories(con: Connection) -> Iterator[str]:
    for source, dimension, code in run(con, "published_file/categories").fetchall():
        yield f"la categoría {code} de {dimension} ({source}) está fuera de su orden"


def _bytes(con: Connection, path: Path) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        anew = Path(folder) / path.name
        write(con, anew)
        (head, body), (head_anew, body_anew) = _parts(path), _parts(anew)
    # Another version of the engine writes other bytes of the same tables.
    if head[0][ENGINE] == head_anew[0][ENGINE] and (head, body) != (head_anew, body_anew):
        yield "sus bytes no son los que dan sus cuadros: quedó algo de cómo se hizo"


def _parts(path: Path) -> tuple[list[bytes], bytes]:
    """The headers without what is at random in them, and the rest."""
    data = path.read_bytes()
    heads = []
    for at in range(HEADERS):
        head = bytearray(data[at * HEADER_BYTES : (at + 1) * HEADER_BYTES])
        for part in RANDOM:
            head[part] = bytes(part.stop - part.start)
        heads.append(bytes(head))
    return heads, data[HEADERS * HEADER_BYTES :]
