"""The files of data/reference, for SQL to read."""

from __future__ import annotations

from collections.abc import Iterable

from observatorio.config import ROOT
from observatorio.database import Connection, run

FOLDER = ROOT / "data" / "reference"


def read_reference(con: Connection, names: Iterable[str]) -> None:
    """Views `<name>_csv` of these files, all columns as text."""
    for name in names:
        file = str(FOLDER / f"{name}.csv")
        con.read_csv(file, header=True, all_varchar=True).create_view(f"{name}_csv", replace=True)


def name_dimensions(con: Connection) -> None:
    """Variables `dims` and `traits`: the dimensions, and those that a record says itself."""
    read_reference(con, ["dimensions"])
    run(con, "reference/dimensions")
