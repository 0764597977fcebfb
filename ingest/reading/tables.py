"""Reads the used columns of a delivered table, all as text, into Parquet: what is archived.

CSV goes through DuckDB from end to end; workbooks, SPSS, Stata and dBase files go through their
own readers and then the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from ingest.errors import Problem, Refused
from ingest.reading import columns
from ingest.reading.files import Incoming
from ingest.reading.sheets import Sheet, blank_lines
from observatorio.sqlfiles import sql

PLACE, LONG_NUMBER = "place", r"\d{3,}"


@dataclass
class Received:
    """The used columns of a delivered file, as text in Parquet, and how they were read."""

    parquet: Path
    rows_read: int
    first_row: int
    columns: dict[str, str]
    edition: str = ""
    date_order: str | None = None
    problems: list[Problem] = field(default_factory=list)
    blank_lines: list[int] = field(default_factory=list)
    extra: dict[str, object] = field(default_factory=dict)


def take(
    con: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    fields: Sequence[columns.Field],
    incoming: Incoming,
    target: Path,
) -> Received:
    """Writes the fields' columns to `target`; raises Refused when required ones are missing."""
    found = columns.match(sheet.header, fields, incoming.name)
    # Blank lines are looked for while DuckDB reads: a national file is long.
    with ThreadPoolExecutor(1) as pool:
        empty = pool.submit(blank_lines, sheet)
        _write(con, sheet, _chosen(found, fields), incoming, target)
    rows = pq.read_metadata(target).num_rows
    broken, blank = _broken_rows(con, sheet, incoming, rows)
    blank = sorted({*blank, *empty.result()})
    if rows == 0:
        raise Refused(
            f"{incoming.name}: tiene encabezado pero ninguna fila de datos. Pida el "
            "archivo completo."
        )
    return Received(
        target,
        rows + len(broken),
        sheet.first_row,
        {name: sheet.header[at[0]].strip() for name, at in found.items()},
        problems=broken + dropped(sheet, found) + sheet.notes,
        blank_lines=blank,
    )


def _write(
    con: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    chosen: list[duckdb.Expression],
    incoming: Incoming,
    target: Path,
) -> None:
    try:
        _relation(con, sheet).select(*chosen).write_parquet(str(target), compression="zstd")
    except duckdb.Error as problem:
        raise Refused(
            f"{incoming.name}: no se puede leer como tabla de filas y columnas. Ábralo en una hoja "
            "de cálculo, guárdelo de nuevo como .csv o .xlsx y vuelva a entregarlo."
        ) from problem


def _relation(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> duckdb.DuckDBPyRelation:
    names = [f"c{i}" for i in range(len(sheet.header))]
    if sheet.rows is not None:
        return con.from_arrow(sheet.rows.rename_columns(names))
    return con.read_csv(
        str(sheet.csv_path),
        columns=dict.fromkeys(names, "VARCHAR"),
        header=True,
        delimiter=sheet.delimiter,
        quotechar='"',
        escapechar='"',
        store_rejects=True,
        strict_mode=True,
        auto_detect=False,
    )


def _chosen(
    found: dict[str, list[int]], fields: Sequence[columns.Field]
) -> list[duckdb.Expression]:
    """One expression per field: its column, the first filled of its twins, or nothing."""
    chosen = []
    for item in fields:
        at = found.get(item.name, [])
        filled = [
            _blank_to_null(f"c{i}") if len(at) > 1 else duckdb.ColumnExpression(f"c{i}") for i in at
        ]
        value = (
            (duckdb.CoalesceOperator(*filled) if len(filled) > 1 else filled[0])
            if filled
            else duckdb.ConstantExpression(None).cast(duckdb.sqltypes.VARCHAR)
        )
        chosen.append((_no_numbers(value) if item.name == PLACE else value).alias(item.name))
    return chosen


def _no_numbers(place: duckdb.Expression) -> duckdb.Expression:
    """A place without its long numbers: a house number or a telephone is never kept."""
    parts = (place, duckdb.ConstantExpression(LONG_NUMBER), duckdb.ConstantExpression(" "))
    return duckdb.FunctionExpression("regexp_replace", *parts, duckdb.ConstantExpression("g"))


def _blank_to_null(column: str) -> duckdb.Expression:
    trimmed = duckdb.FunctionExpression("trim", duckdb.ColumnExpression(column))
    return duckdb.FunctionExpression("nullif", trimmed, duckdb.ConstantExpression(""))


def _broken_rows(
    con: duckdb.DuckDBPyConnection, sheet: Sheet, incoming: Incoming, rows: int
) -> tuple[list[Problem], list[int]]:
    """Lines that do not have the header's columns, and blank lines (which are no rows).

    A short last line is that of a cut file; where every line is broken the header is not theirs.
    """
    if sheet.csv_path is None:
        return [], []
    size = sheet.csv_path.stat().st_size
    found = con.execute(sql("ingest/common/broken_rows"), {"size": size}).fetchall()
    problems = [Problem(line, "(fila)", None, code) for line, code, _ in found if code]
    if len(problems) > 1 and rows == 0:
        raise Refused(
            f"{incoming.name}: ninguna fila tiene las {len(sheet.header)} columnas del encabezado. "
            "Revise el separador y que el encabezado sea el de esta tabla."
        )
    if any(cut for _, _, cut in found):
        raise Refused(
            f"{incoming.name}: el archivo está cortado: la última línea no tiene todas "
            "las columnas. Vuelva a copiarlo o a descargarlo."
        )
    return problems, [line for line, code, _ in found if not code]


def dropped(sheet: Sheet, found: dict[str, list[int]]) -> list[Problem]:
    """Names the columns outside the allow-list that look like identities; they were not read."""
    used = {i for at in found.values() for i in at}
    problems = []
    for i, name in enumerate(sheet.header):
        kind = (
            None
            if i in used
            else columns.looks_like_identity(row[i] for row in sheet.sample if i < len(row))
        )
        if kind:
            problems.append(Problem(None, name.strip(), None, "column_identity", kind))
    return problems
