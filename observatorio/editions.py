"""Which edition is read: the current one, or an earlier one by its number."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from observatorio.cube import Cube
from observatorio.layout import fits
from observatorio.numbers import day_of
from observatorio.store import Pointer
from observatorio.withdrawals import Withdrawal, withdrawn

NOTHING = (
    "Todavía no hay una edición publicada. Cargue los archivos de los sectores y publique con "
    "«python run.py ingest publish»."
)
UNREADABLE = (
    "No se puede saber cuál es la edición vigente: el archivo que lo dice está dañado. Se rehace "
    "con «python run.py ingest status»."
)
NO_FILE = (
    "La edición {} se publicó, pero su archivo ya no está en este servidor y no se puede mostrar."
)
OTHER_LAYOUT = (
    "La edición {} se publicó con otra versión del programa, o su archivo está dañado, y no se "
    "puede leer. Con «python run.py ingest publish» se ponen al día las ediciones que lo permitan."
)

MOST_OPEN = 8


class NothingPublished(Exception):  # noqa: N818 - a state that the page explains
    """There is no such edition, or none yet; the message says what to do."""


class EditionGone(NothingPublished):
    """The edition was published and is not shown any more; the message says why."""


class OpenEditions:
    """The editions that were read last; one that falls out is closed, whoever still looks at it.

    Fifty links to fifty editions, each kept by its tab, held 350 MB and 340 threads before.
    """

    def __init__(self, most: int = MOST_OPEN):
        self._most = most
        self._cubes: OrderedDict[tuple[Path, str], Cube] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, path: Path, ubigeo: str) -> Cube:
        """The edition of this file, for this district."""
        with self._guard:
            cube = self._cubes.pop((path, ubigeo), None) or _opened(path, ubigeo)
            self._cubes[path, ubigeo] = cube
            fallen = self._cubes.popitem(last=False)[1] if len(self._cubes) > self._most else None
        if fallen is not None:
            fallen.close()
        return cube

    def clear(self) -> None:
        """Closes all of them."""
        with self._guard:
            fallen, self._cubes = self._cubes, OrderedDict()
        for cube in fallen.values():
            cube.close()


def _opened(path: Path, ubigeo: str) -> Cube:
    """The edition of this file; raises EditionGone unless all that is asked of it is there."""
    if not fits(path):
        raise EditionGone(OTHER_LAYOUT.format(int(path.stem.split("-")[1])))
    return Cube(path, ubigeo)


OPEN = OpenEditions()


def current_cube(folder: Path, ubigeo: str) -> Cube:
    """The edition that the pointer names now; raises NothingPublished when there is none."""
    pointer = Pointer(folder)
    path = pointer.current
    if path is None:
        raise NothingPublished(UNREADABLE if pointer.is_damaged else NOTHING)
    return OPEN.get(path, ubigeo)


def cube_of(folder: Path, ubigeo: str, edition: int | None = None) -> Cube:
    """The edition of that number, or the current one; raises NothingPublished if there is none.

    Raises EditionGone where it was taken back or can't be opened any more.
    """
    current = current_cube(folder, ubigeo)
    if edition in (None, current.edition.edition):
        return current
    if mark := withdrawn(folder).get(edition or 0):
        raise EditionGone(taken_back(mark))
    if edition not in _published(current):
        raise NothingPublished(f"No hay una edición {edition}.")
    if not _file(folder, edition).exists():
        raise EditionGone(NO_FILE.format(edition))
    return OPEN.get(_file(folder, edition), ubigeo)


def editions(current: Cube) -> list[int]:
    """Numbers of the editions that can be read: those up to `current`, newest first."""
    folder = current.path.parent
    taken = withdrawn(folder)
    return [n for n in _published(current) if n not in taken and _file(folder, n).exists()]


def taken_back(mark: Withdrawal) -> str:
    """What whoever asks for an edition that was taken back is told."""
    return f"La edición {mark.edition} se retiró el {day_of(mark.day)}. Motivo: {mark.reason}."


def _published(current: Cube) -> list[int]:
    return [row[0] for row in current.rows("editions")]


def _file(folder: Path, edition: int | None) -> Path:
    return folder / f"public-{edition:06d}.duckdb"
