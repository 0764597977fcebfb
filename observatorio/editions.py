"""Which edition is read: the current one, or an earlier one by its number."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from observatorio.cube import Cube
from observatorio.database import StoreError
from observatorio.store import Pointer


class NothingPublished(Exception):  # noqa: N818 - a state that the page explains
    """There is no edition yet; the message says what to do."""


@lru_cache(maxsize=8)
def _open(path: Path, ubigeo: str) -> Cube:
    return Cube(path, ubigeo)


def current_cube(folder: Path, ubigeo: str) -> Cube:
    """The edition that the pointer names now; raises NothingPublished when there is none."""
    path = Pointer(folder).current
    if path is None:
        raise NothingPublished(
            "Todavía no hay una edición publicada. Cargue los archivos de los "
            "sectores y publique con «python run.py ingest publish»."
        )
    return _open(path, ubigeo)


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
        cube = _open(_file(folder, edition), ubigeo)
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
