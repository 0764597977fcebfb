"""Which layout the file of an edition has: its number, and that its tables are what it says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from observatorio.database import Connection, StoreError, in_memory, run, scalar

VERSION = ("layout", "version")


@dataclass(frozen=True)
class Layout:
    """`version` is 0 for the editions from before layouts had numbers; `columns` by table."""

    version: int
    columns: frozenset[tuple[str, str]]


def layout_of(con: Connection) -> Layout:
    """The layout of the store behind a connection."""
    described = run(con, "dictionary/columns").fetchall()
    columns = frozenset((table, column) for table, _, column, *_ in described)
    return Layout(scalar(con, "layouts/version") if VERSION in columns else 0, columns)


@cache
def present_layout() -> Layout:
    """The layout of `sql/schema/public.sql`: the only one that is read and written."""
    with in_memory() as con:
        return layout_of(run(con, "schema/public"))


def fits(path: Path) -> bool:
    """Whether a file can be read as an edition: it is there, whole, and of the present layout."""
    try:
        # Not opened but attached: whoever reads it in this process may have opened it otherwise.
        with in_memory() as con:
            return layout_of(run(con, "layouts/attach", file=str(path))) == present_layout()
    except StoreError:
        return False
