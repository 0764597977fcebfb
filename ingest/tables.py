"""Reads the used columns of a delivered table, all as text, into Parquet: what is archived.

CSV goes through DuckDB from end to end; workbooks, SPSS, Stata and dBase files go through their
own readers and then the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from ingest import columns
from ingest.errors import Problem, Refused
from ingest.files import Incoming
from ingest.sheets import Sheet
from observatorio.sqlfiles import sql


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
    relation = _relation(con, sheet)
    relation.select(*_chosen(found, fields)).write_parquet(str(target), compression="zstd")
    problems = _broken_rows(con, sheet, incoming) + dropped(sheet, found)
    rows = pq.read_metadata(target).num_rows
    if rows == 0:
        raise Refused(
            f"{incoming.name}: tiene encabezado pero ninguna fila de datos. Pida el "
            "archivo completo."
        )
    broken = sum(1 for problem in problems if problem.row is not None)
    return Received(
        target,
        rows + broken,
        sheet.first_row,
        {name: sheet.header[at[0]].strip() for name, at in found.items()},
        problems=problems + sheet.notes,
    )


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
        chosen.append(value.alias(item.name))
    return chosen


def _blank_to_null(column: str) -> duckdb.Expression:
    trimmed = duckdb.FunctionExpression("trim", duckdb.ColumnExpression(column))
    return duckdb.FunctionExpression("nullif", trimmed, duckdb.ConstantExpression(""))


def _broken_rows(con: duckdb.DuckDBPyConnection, sheet: Sheet, incoming: Incoming) -> list[Problem]:
    """Lines that do not have the header's columns; a broken last line is a cut file."""
    if sheet.csv_path is None:
        return []
    size = sheet.csv_path.stat().st_size
    broken = con.execute(sql("ingest/common/broken_rows"), {"size": size}).fetchall()
    if any(is_last for _, _, is_last in broken):
        raise Refused(
            f"{incoming.name}: el archivo está cortado: la última línea no tiene todas "
            "las columnas. Vuelva a copiarlo o a descargarlo."
        )
    return [Problem(line, "(fila)", None, reason) for line, reason, _ in broken]


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
            problems.append(
                Problem(
                    None,
                    name.strip(),
                    None,
                    f"columna no leída ni guardada: parece contener {kind}",
                )
            )
    return problems
