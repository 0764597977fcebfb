"""The report that goes back to the sector: what was refused and why, ready to be corrected.

A CSV for Excel in Spanish (semicolons, UTF-8 with BOM). Its first columns say what is wrong; the
others are the used columns of each refused row. Corrected and handed in again, it completes the
delivery instead of replacing it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from ingest.delivery import Delivery
from ingest.errors import Problem
from observatorio.database import run

ROW, DELIVERY, REASON = "OBSERVATORIO_FILA", "OBSERVATORIO_ENTREGA", "OBSERVATORIO_MOTIVO"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_report(
    path: Path,
    delivery: Delivery,
    problems: Sequence[Problem],
    con: duckdb.DuckDBPyConnection,
) -> Path:
    """Writes the report of a staged delivery; `problems` as `staging.refused_rows` gives them."""
    fields = list(delivery.columns)
    header = [DELIVERY, ROW, REASON, *(delivery.columns[name] for name in fields)]
    # What is wrong with a row is told in one line; each whole column has a line of its own.
    by_line: dict[tuple[object, object], list[str]] = {}
    for problem in problems:
        shown = f" «{problem.value}»" if problem.value is not None else ""
        key = (problem.row, None if problem.row is not None else problem.column)
        by_line.setdefault(key, []).append(f"{problem.column}{shown}: {problem.reason}")
    rows = _rows(con, delivery, fields)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, delimiter=";")
        writer.writerow(header)
        for (line, _), reasons in by_line.items():
            cells = rows.get(line, [None] * len(fields))
            writer.writerow(map(safe_cell, [delivery.id, line, "; ".join(reasons), *cells]))
    return path


def _rows(
    con: duckdb.DuckDBPyConnection, delivery: Delivery, fields: list[str]
) -> dict[object, list[str | None]]:
    found = run(con, "ingest/common/refused_values")
    names = [column[0] for column in found.description or []]
    at = [names.index(name) for name in fields]
    return {
        delivery.line_of(row[names.index("row_number")]): [row[i] for i in at]
        for row in found.fetchall()
    }


def write_refusal(path: Path, problems: Iterable[Problem]) -> Path:
    """Writes the problems of a file that was refused whole: row, column, value, reason."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle, delimiter=";")
        writer.writerow(["fila", "columna", "valor", "motivo"])
        for problem in problems:
            cells = (problem.row, problem.column, problem.value, problem.reason)
            writer.writerow(map(safe_cell, cells))
    return path


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def counted(problems: Iterable[Problem]) -> dict[str, int]:
    """How many rows have each reason; what concerns a whole column counts once."""
    seen: dict[str, set[object]] = {}
    for problem in problems:
        seen.setdefault(f"{problem.column}: {problem.reason}", set()).add(problem.row)
    return {reason: len(lines) for reason, lines in sorted(seen.items())}
