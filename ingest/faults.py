"""What is said when a command could not be finished, and whether anything changed: looked up.

What a command did before it failed is not remembered but compared, so that «No cambió nada» is true
whatever failed, and wherever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from ingest.archive import COLUMNS, META, REMOVED
from ingest.settings import WorkSettings
from ingest.wording import brief, fault_told
from observatorio.problems import is_full, reason
from observatorio.store import POINTER

NOTHING = "No cambió nada."
SOMETHING = (
    "Una parte ya quedó guardada; la próxima orden termina lo que falte. Mire qué hay con «python "
    "run.py ingest status»."
)
UNKNOWN = "No se pudo comprobar qué quedó guardado: mírelo con «python run.py ingest status»."
# What DuckDB raises as a RuntimeError when Ctrl+C comes while it works.
STOPPED = "Query interrupted"
NO_MEMORY = (MemoryError, duckdb.OutOfMemoryException)


@dataclass(frozen=True)
class Kept:
    """What no later command could make anew, as it stood: names, sizes and marks."""

    files: frozenset[tuple[str, int, int]] | None

    @classmethod
    def now(cls, settings: WorkSettings) -> Kept:
        """As it stands; nothing is known where it can't be looked at."""
        archive = settings.archive_dir
        names = [f"*/{name}" for name in (META, COLUMNS, REMOVED)]
        try:
            found = [p for name in names for p in archive.glob(name) if p.parent.name[:1] != "."]
            found += [*archive.glob("editions/[0-9]*"), *settings.public_dir.glob(POINTER)]
            seen = [(path, path.stat()) for path in found]
        except OSError:
            return cls(None)
        return cls(frozenset((str(p), s.st_size, s.st_mtime_ns) for p, s in seen))


def told(problem: BaseException, before: Kept, settings: WorkSettings) -> str:
    """Why a command was not finished, in a sentence, and what became of the data."""
    return brief(f"{_why(problem)} {verdict(before, settings)}")


def verdict(before: Kept, settings: WorkSettings) -> str:
    """Whether anything changed since `before`."""
    now = Kept.now(settings)
    if now.files is None or before.files is None:
        return UNKNOWN
    return NOTHING if now == before else SOMETHING


def _why(problem: BaseException) -> str:
    if isinstance(problem, KeyboardInterrupt):
        return "Interrumpido."
    if isinstance(problem, NO_MEMORY):
        return "No alcanzó la memoria de esta máquina."
    if isinstance(problem, OSError):
        what = problem.filename or "un archivo"
        return f"No se pudo leer o escribir {what}: {reason(problem)}."
    if isinstance(problem, duckdb.Error) and is_full(problem):
        return "No se pudo escribir: no queda espacio en el disco."
    return f"{fault_told(problem)}."


@contextmanager
def one_interrupt() -> Iterator[None]:
    """Ctrl+C is a KeyboardInterrupt, whoever noticed it."""
    try:
        yield
    except (duckdb.InterruptException, RuntimeError) as problem:
        if isinstance(problem, RuntimeError) and str(problem) != STOPPED:
            raise
        raise KeyboardInterrupt from problem


@contextmanager
def undone_by(undo: Callable[[], None]) -> Iterator[None]:
    """Undoes what came before when what is done inside fails or is interrupted."""
    try:
        yield
    except BaseException:
        undo()
        raise
