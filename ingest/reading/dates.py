"""The order of day and month in a file, decided from all its values.

«03/04/2021» says nothing by itself: the file that holds it does, if any of its dates has a part
over 12. Where none has, or hardly any, nobody can know, and the person who brought the file is
asked; so they are where some dates are written one way and some the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any

import duckdb

from ingest.errors import Problem, Question
from observatorio.database import run
from observatorio.sqlfiles import sql

ORDERS = ("dmy", "mdy", "ymd")
# A day as a spreadsheet counts it; those that count from 1904 are this many days behind.
SERIAL = re.compile(r"(\d{1,5})([.,]\d+)?")
DAYS_TO_1904 = 1462
# Of all days of a year, those whose number is no month; and how seldom chance may leave fewer.
CLEAR_SHARE, ODD = 0.6, 0.01


@dataclass(frozen=True)
class DateEvidence:
    """How many values can only be day-month, only month-day, either, or are of another shape."""

    only_dmy: int
    only_mdy: int
    either: int
    unambiguous: int


def decide_order(con: duckdb.DuckDBPyConnection, asked: str | None, file: Path) -> str:
    """Order of the dates of table `date_values(raw, rows)`; `asked` (--date-order) wins.

    Raises Question when they could be read either way, or are written both ways.
    """
    if asked:
        return asked
    found = DateEvidence(*_row(con))
    clear = max(found.only_dmy, found.only_mdy)
    if found.only_dmy and found.only_mdy:
        raise _question(
            con,
            file,
            "mixed_date_orders",
            f"{found.only_dmy} fechas solo pueden ser día/mes y {found.only_mdy} solo mes/día; las "
            "demás, por ejemplo «{}», no se sabe de cuáles son",
        )
    if found.either and _too_few(clear, found.either):
        raise _question(
            con,
            file,
            "date_order",
            f"no se puede saber si las fechas van día/mes o mes/día: {found.either}, por ejemplo "
            f"«{{}}», sirven para las dos, y {clear or 'ninguna'} para una sola",
        )
    return ("dmy" if found.only_dmy else "mdy") if clear else "ymd"


def _too_few(clear: int, either: int) -> bool:
    """Whether so few clear dates would be odd if all were written alike, and so settle nothing.

    Days over 12 are three of five. Hoeffding's bound for a share so far below: W. Hoeffding, 1963.
    """
    total = clear + either
    short = CLEAR_SHARE - clear / total
    return not clear or (short > 0 and exp(-2 * total * short**2) < ODD)


def time_zone(con: duckdb.DuckDBPyConnection, ours: str) -> str | None:
    """Where the hours of `date_values` that state a zone are taken to: `ours`, or as they stand.

    Hours that are midnight in all the file are none: a program wrote days as moments.
    """
    return None if _stated(con)[2] else ours


def told_zone(con: duckdb.DuckDBPyConnection, column: str) -> list[Problem]:
    """That dates of `date_values` state another zone, and how they are read."""
    rows, example, midnight = _stated(con)
    code = "hours_midnight" if midnight else "hours_moved"
    return [Problem(None, column, None, code, f"{rows}, como «{example}»")] if rows else []


def _stated(con: duckdb.DuckDBPyConnection) -> tuple[int, str, bool]:
    ((rows, example, midnight),) = run(con, "ingest/common/stated_hours").fetchall()
    return rows, example, midnight


def _row(con: duckdb.DuckDBPyConnection) -> tuple[Any, ...]:
    row = con.execute(sql("ingest/common/date_evidence")).fetchone()
    assert row is not None
    return row


def _question(con: duckdb.DuckDBPyConnection, file: Path, code: str, what: str) -> Question:
    example = con.execute(sql("ingest/common/date_example")).fetchone()
    return Question(
        code,
        f"{file.name}: {what.format(example[0] if example else '')}. Pregunte a quien lo entregó.",
        "--date-order dmy",
        meaning="si el día va primero",
        others=(("--date-order mdy", "si va primero el mes"),),
    )


def in_1900(cells: Sequence[str | None]) -> tuple[list[str | None], int]:
    """Days that a workbook counts from 1904 as if counted from 1900, and how many there were."""
    found = [SERIAL.fullmatch(cell.strip()) if cell else None for cell in cells]
    moved = [
        f"{int(serial[1]) + DAYS_TO_1904}{serial[2] or ''}" if serial else cell
        for serial, cell in zip(found, cells, strict=True)
    ]
    return moved, sum(1 for serial in found if serial)
