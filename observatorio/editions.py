"""Which edition is read: the current one, or an earlier one by its number."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

from observatorio.cube import Cube
from observatorio.database import StoreError
from observatorio.store import Pointer

MOST_OPEN = 8


class NothingPublished(Exception):  # noqa: N818 - a state that the page explains
    """There is no edition yet; the message says what to do."""


class OpenEditions:
    """The editions that were read last; one that falls out is closed, whoever still looks at it.

    Fifty links to fifty editions,
    each kept by its tab, held 350 MB and 340 threads before.
    """

    def __init__(self, most: int = MOST_OPEN):
        self._most = most
        self._cubes: OrderedDict[tuple[Path, str], Cube] = OrderedDict()
        self._guard = threading.Lock()

    def get(self, path: Path, ubigeo: str) -> Cube:
        """The edition of this file, for this district."""
        with self._guard:
            cube = self._cubes.pop((path, ubigeo), None) or Cube(path, ubigeo)
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


OPEN = OpenEditions()


def current_cube(folder: Path, ubigeo: str) -> Cube:
    """The edition that the pointer names now; raises NothingPublished when there is none."""
    path = Pointer(folder).current
    if path is None:
        raise NothingPublished(
            "Todavía no hay una edición publicada. Cargue los archivos de los "
            "sectores y publique con «python run.py ingest publish»."
        )
    return OPEN.get(path, ubigeo)


def cube_of(folder: Path, ubigeo: str, edition: int | None = None) -> Cube:
    """The edition of that number, or the current one; raises NothingPublished if there is none.

    An edition that came after the current one was taken back, and is not shown.
    """
    current = current_cube(folder, ubigeo)
    if edition in (None, current.edition.edition):
        return current
    if edition not in editions(current):
        raise NothingPublished(f"No hay una edición {edition}.")
    try:
        cube = OPEN.get(_file(folder, edition), ubigeo)
        _ = cube.edition, cube.sources
    except StoreError as problem:
        raise NothingPublished(
            f"La edición {edition} se publicó con otra versión del programa y ya no se puede abrir."
        ) from problem
    return cube


def editions(current: Cube) -> list[int]:
    """Numbers of the editions that can be read: those up to `current`, newest first."""
    numbers = [row[0] for row in current.rows("editions")]
    return [number for number in numbers if _file(current.path.parent, number).exists()]


def _file(folder: Path, edition: int | None) -> Path:
    return folder / f"public-{edition:06d}.duckdb"
