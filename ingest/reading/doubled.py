"""Columns that say one thing twice: of one name, or twins of one field in different editions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import duckdb

from ingest.errors import Problem, Refused
from ingest.reading.names import plain


def refuse_doubled(
    rows: duckdb.DuckDBPyRelation, header: Sequence[str], found: dict[str, list[int]], file: str
) -> list[Problem]:
    """Raises Refused when a used column stands twice with other values; notes twins that differ.

    `rows` has a column c0, c1… for each of `header`; `found` are the positions that are read.
    """
    names = [plain(name) for name in header]
    for first in (at for positions in found.values() for at in positions):
        for other in (at for at, name in enumerate(names) if name == names[first] and at != first):
            if number := _differing(rows, first, other):
                raise Refused(doubled(header[first], number, file))
    twins = [(a, b) for positions in found.values() for a, b in combinations(positions, 2)]
    return [
        Problem(None, header[b].strip(), None, "twins_differ", f"{number} · {header[a].strip()}")
        for a, b in twins
        if (number := _differing(rows, a, b, blanks=False))
    ]


def doubled(title: str, rows: int, file: str) -> str:
    """What to say of a column that stands twice."""
    return (
        f"{file}: la columna «{title.strip()}» está dos veces y no dice lo mismo en {rows} filas: "
        "no se puede saber cuál vale. No se cargó nada. Deje una sola y vuelva a entregarlo."
    )


def _differing(rows: duckdb.DuckDBPyRelation, one: int, other: int, *, blanks: bool = True) -> int:
    """How many rows have different texts in two columns; `blanks`: a blank differs from a text."""
    a, b = (_text(at) for at in (one, other))
    differ = a != b
    if not blanks:
        nothing = duckdb.ConstantExpression("")
        differ = differ & (a != nothing) & (b != nothing)
    ((number,),) = rows.filter(differ).count("*").fetchall()
    return int(number)


def _text(at: int) -> duckdb.Expression:
    nothing = duckdb.ConstantExpression("")
    filled = duckdb.CoalesceOperator(duckdb.ColumnExpression(f"c{at}"), nothing)
    return duckdb.FunctionExpression("trim", filled)
