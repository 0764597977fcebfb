"""Opening a store to read, and running the named SQL files with their parameters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from observatorio.sqlfiles import sql

StoreError = duckdb.Error
Connection = duckdb.DuckDBPyConnection
Config = dict[str, str | bool | int | float | list[str]]
READ_ONLY_CONFIG: Config = {
    "enable_external_access": False,
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "lock_configuration": True,
    # A cell is found by one thread, the one that asks. Each file that is open would have one for
    # each core and eight that read ahead.
    "threads": 1,
    "async_threads": 0,
}


# The statements of each file, good for any connection: taking the shared macros apart took 7 ms.
_TAKEN_APART: dict[str, list[duckdb.Statement]] = {}


def open_read_only(path: Path) -> Connection:
    """A connection that can read this one file and nothing else on the machine."""
    return duckdb.connect(str(path), read_only=True, config=READ_ONLY_CONFIG)


def open_to_write(path: Path, config: Config | None = None) -> Connection:
    """A connection that writes this file; one that is not there yet is made."""
    return _quiet(duckdb.connect(str(path), config=config or {}))


def in_memory(spill: Path | None = None) -> Connection:
    """A store of its own that is gone when it is closed.

    What does not fit in memory goes to the folder `spill`, where there is one.
    """
    return _quiet(duckdb.connect(config={"temp_directory": str(spill)} if spill else {}))


def _quiet(con: Connection) -> Connection:
    """DuckDB draws how far a slow statement is: 40 lines over the one that a command answers."""
    return con.execute("SET enable_progress_bar = false")


def is_whole(path: Path) -> bool:
    """Whether the file is a store from its first to its last block, and can be opened."""
    try:
        with open_read_only(path) as con:
            return bool(path.stat().st_size >= scalar(con, "store/size"))
    except (StoreError, OSError):
        return False


def run(con: Connection, name: str, **values: Any) -> Connection:
    """Runs each statement of `sql/<name>.sql`, giving each only the parameters that it names.

    Returns the connection, ready for fetching what the last statement answered.
    """
    if name not in _TAKEN_APART:
        _TAKEN_APART[name] = con.extract_statements(sql(name))
    for statement in _TAKEN_APART[name]:
        wanted = {key: values[key] for key in statement.named_parameters}
        con.execute(statement, wanted)
    return con


def frame(con: Connection, name: str, **values: Any) -> pd.DataFrame:
    """What the file's last statement answers, as a data frame."""
    return run(con, name, **values).df()


def scalar(con: Connection, name: str, **values: Any) -> Any:
    """First column of the first row that the file's last statement answers."""
    row = run(con, name, **values).fetchone()
    return None if row is None else row[0]


@contextmanager
def registered(con: Connection, name: str, table: Any) -> Iterator[None]:
    """Lets SQL read an Arrow table (or a data frame) under `name` for a while."""
    con.register(name, table)
    try:
        yield
    finally:
        con.unregister(name)
