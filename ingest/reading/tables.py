"""Reads the used columns of a delivered table, all as text, into Parquet: what is archived.

CSV goes through DuckDB from end to end; workbooks, SPSS, Stata and dBase files go through their
own readers and then the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.errors import Problem, Refused
from ingest.reading import columns
from ingest.reading.dates import in_1900
from ingest.reading.doubled import refuse_doubled
from ingest.reading.files import Incoming
from ingest.reading.sheets import Sheet, blank_lines
from ingest.wording import LONGEST_NAME
from observatorio.sqlfiles import sql

DATES = ("intake_date", "event_time")
# Which rows are of which sheet, where there are several.
SHEETS = "sheets"


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
    sheets: Sequence[Sheet],
    fields: Sequence[columns.Field],
    incoming: Incoming,
    target: Path,
) -> Received:
    """Writes the fields' columns to `target`; raises Refused when required ones are missing.

    The rows of several sheets are numbered on; `extra` says which are whose.
    """
    first, alone = sheets[0], len(sheets) == 1
    found = [
        columns.match(sheet.header, fields, _where(sheet, incoming, alone)) for sheet in sheets
    ]
    notes = [
        n
        for sheet, at in zip(sheets, found, strict=True)
        for n in refuse_doubled(_relation(con, sheet), sheet.header, at, incoming.name)
    ]
    notes += [n for sheet, at in zip(sheets, found, strict=True) for n in _notes(sheet, at)]
    # Blank lines are looked for while DuckDB reads: a national file is long.
    with ThreadPoolExecutor(1) as pool:
        empty = pool.submit(blank_lines, first)
        parts = [
            _relation(con, sheet).select(*_chosen(at, fields))
            for sheet, at in zip(sheets, found, strict=True)
        ]
        _write(reduce(duckdb.DuckDBPyRelation.union, parts), incoming, target)
    rows = pq.read_metadata(target).num_rows
    broken, blank = _broken_rows(con, first, incoming, rows)
    above = first.first_row - 2
    blank = sorted({line + above for line in (*blank, *empty.result())})
    if rows == 0:
        raise Refused(
            f"{incoming.name}: tiene encabezado pero ninguna fila de datos. Pida el "
            "archivo completo."
        )
    titles = {
        name: sheet.header[positions[0]].strip()
        for sheet, at in reversed(list(zip(sheets, found, strict=True)))
        for name, positions in at.items()
    }
    return Received(
        target,
        rows + len(broken),
        first.first_row if alone else 1,
        {item.name: titles[item.name] for item in fields if item.name in titles},
        problems=broken + list(dict.fromkeys(notes)),
        blank_lines=blank,
        extra={} if alone else {SHEETS: [_span(sheet) for sheet in sheets]},
    )


def _where(sheet: Sheet, incoming: Incoming, alone: bool) -> str:
    return incoming.name if alone else f"{incoming.name}, hoja «{sheet.name}»"


def _span(sheet: Sheet) -> dict[str, object]:
    assert sheet.rows is not None  # only workbooks have several
    return {"name": sheet.name, "first_row": sheet.first_row, "rows": sheet.rows.num_rows}


def _notes(sheet: Sheet, found: dict[str, list[int]]) -> list[Problem]:
    """What has to be told of a sheet; dates that count from 1904 are brought to 1900."""
    notes = sheet.notes + dropped(sheet, found)
    if sheet.rows is None or not sheet.epoch_1904:
        return notes
    for at in (at for name in DATES for at in found.get(name, ())):
        name, column = f"c{at}", sheet.rows.column_names.index(f"c{at}")
        cells, moved = in_1900(sheet.rows[name].to_pylist())
        sheet.rows = sheet.rows.set_column(column, name, pa.array(cells, pa.string()))
        if moved:
            notes.append(Problem(None, sheet.header[at], None, "days_other_epoch", str(moved)))
    return notes


def _write(rows: duckdb.DuckDBPyRelation, incoming: Incoming, target: Path) -> None:
    try:
        rows.write_parquet(str(target), compression="zstd")
    except (duckdb.OperationalError, duckdb.InterruptException):
        raise  # of this machine, not of the file: a full disk was told as a damaged table
    except duckdb.Error as problem:
        raise Refused(
            f"{incoming.name}: no se puede leer como tabla de filas y columnas. Ábralo en una hoja "
            "de cálculo, guárdelo de nuevo como .csv o .xlsx y vuelva a entregarlo."
        ) from problem


def _relation(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> duckdb.DuckDBPyRelation:
    if sheet.rows is not None:
        return con.from_arrow(sheet.rows)
    names = [f"c{i}" for i in range(len(sheet.header))]
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


def _broken_rows(
    con: duckdb.DuckDBPyConnection, sheet: Sheet, incoming: Incoming, rows: int
) -> tuple[list[Problem], list[int]]:
    """Lines that do not have the header's columns, and blank lines (which are no rows).

    Where every line is broken the header is not theirs: that raises Refused.
    """
    if sheet.csv_path is None:
        return [], []
    found = con.execute(sql("ingest/common/broken_rows")).fetchall()
    above = sheet.first_row - 2
    problems = [Problem(line + above, "(fila)", None, code) for line, code in found if code]
    if len(problems) > 1 and rows == 0:
        raise Refused(
            f"{incoming.name}: ninguna fila tiene las {len(sheet.header)} columnas del encabezado. "
            "Revise el separador y que el encabezado sea el de esta tabla."
        )
    return problems, [line + above for line, code in found if not code]


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
                Problem(None, name.strip()[:LONGEST_NAME], None, "column_identity", kind)
            )
    return problems
