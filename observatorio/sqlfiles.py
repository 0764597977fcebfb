"""Loads the named SQL files of the folder sql/: no other place holds SQL."""

from __future__ import annotations

from functools import cache

from observatorio.config import ROOT

SQL_DIR = ROOT / "sql"


@cache
def sql(name: str) -> str:
    """Text of `sql/<name>.sql`; raises FileNotFoundError when there is no such file."""
    return (SQL_DIR / f"{name}.sql").read_text(encoding="utf-8")


@cache
def sql_names(folder: str) -> tuple[str, ...]:
    """Names, in order, of the SQL files directly in `sql/<folder>`, to be given to `sql`."""
    return tuple(f"{folder}/{path.stem}" for path in sorted((SQL_DIR / folder).glob("*.sql")))
