"""Sheets of one workbook that tell the same thing twice: asked back, never added up."""

from __future__ import annotations

import re
from itertools import accumulate

import duckdb
import pyarrow as pa

from ingest.errors import Question
from ingest.reading.names import plain
from ingest.reading.tables import DATES, SHEETS, Received
from observatorio.database import registered, run

# What offices call a sheet that repeats others.
COPY = re.compile(r"COPIA|COPY|BORRADOR|RESUMEN|CONSOLIDAD|ACUMULAD|TOTAL|\(\d+\)$")
OPTION = "--sheet HOJA, una vez por cada hoja que se deba leer (--sheet «*» las lee todas)."


def ask_if_repeated(
    con: duckdb.DuckDBPyConnection, received: Received, once: tuple[str, ...], file: str
) -> None:
    """Raises Question when two sheets tell the same, or one is called like a copy or a summary.

    `once` are the fields that together stand in one sheet only; of a date, its month.
    """
    spans = received.extra.get(SHEETS)
    if not isinstance(spans, list):
        return
    names = [str(span["name"]) for span in spans]
    for name, other, times in _repeated(con, received, once, spans):
        _ask(f"la hoja «{other}» repite {times} de lo que trae «{name}»", names, file)
    for name in names:
        if COPY.search(plain(name)):
            _ask(f"la hoja «{name}» parece copia o resumen de las otras", names, file)


def _ask(what: str, names: list[str], file: str) -> None:
    raise Question(
        "repeated_sheets",
        f"{file}: {what}, y lo mismo se contaría dos veces. ¿Qué hojas se leen? Trae "
        f"{', '.join(f'«{name}»' for name in names)}.",
        OPTION,
        {"sheets": names},
    )


def _repeated(
    con: duckdb.DuckDBPyConnection,
    received: Received,
    once: tuple[str, ...],
    spans: list[dict[str, int]],
) -> list[tuple[str, str, str]]:
    """Pairs of sheets that tell the same, and how many times."""
    order = duckdb.ConstantExpression(received.date_order)
    parts = [_part(name, order) for name in once if name in received.columns]
    rows = con.read_parquet(str(received.parquet), file_row_number=True)
    row = duckdb.ColumnExpression("file_row_number")
    told = duckdb.FunctionExpression("list_value", *parts)
    ends = list(accumulate(span["rows"] for span in spans))
    table = pa.table({"name": [span["name"] for span in spans], "last": pa.array(ends, pa.int64())})
    rows.select(row, told.alias("told")).create_view("sheet_rows", replace=True)
    with registered(con, "sheet_ends", table):
        return run(con, "ingest/common/repeated_sheets").fetchall()


def _part(name: str, order: duckdb.Expression) -> duckdb.Expression:
    column = duckdb.ColumnExpression(name)
    if name not in DATES:
        return duckdb.FunctionExpression("plain_words", column)
    day = duckdb.FunctionExpression("written_day", column, order)
    return duckdb.FunctionExpression("strftime", day, duckdb.ConstantExpression("%Y-%m"))
