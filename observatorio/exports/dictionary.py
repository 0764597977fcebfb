"""The dictionary of what is taken away: each column, and each category with its code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from observatorio.dimensions import TIMES
from observatorio.exports.columns import MEASURE, SAID, SOURCE, TABLE, TABLE_NAME, Column
from observatorio.exports.extract import Extract
from observatorio.exports.rows import HeldTable, held_tables

HEADER = ("columna", "tipo", "significado", "codigo", "categoria", "fuente")


@dataclass(frozen=True)
class Category:
    """A value that a column may hold, the code that the API gives it, and whose it is."""

    code: str
    label: str
    source: str


def rows(extract: Extract, columns: tuple[Column, ...] | None = None) -> list[tuple[str, ...]]:
    """A line for each column and, under it, one for each of its categories."""
    found: list[tuple[str, ...]] = []
    for column in columns or (*extract.columns, *SAID):
        found.append((column.name, column.kind, column.meaning, "", "", ""))
        found += [(column.name, "", "", c.code, c.label, c.source) for c in _of(extract, column)]
    return found


def labels(extract: Extract, column: Column) -> list[str]:
    """What a column may hold, each once, in order; empty where anything may stand."""
    found = _of(extract, column)
    return list(dict.fromkeys(c.code if column is TABLE else c.label for c in found))


def _of(extract: Extract, column: Column) -> list[Category]:
    if column is SOURCE:
        return [Category(info.source, info.title, info.title) for info in extract.sources]
    if column in (MEASURE, TABLE):
        return list(dict.fromkeys(_of_tables(extract, column)))
    return [
        Category(code, label, info.title)
        for info in extract.sources
        if column is not TABLE_NAME and column.field not in TIMES
        for code, label in extract.cube.categories(info.source, column.field).items()
    ]


def _of_tables(extract: Extract, column: Column) -> Iterator[Category]:
    for table in held_tables(extract.cube):
        if not _concerns(extract, table):
            continue
        title = extract.cube.sources[table.source].title
        if column is MEASURE:
            yield Category(table.measure, table.measure_label, title)
        else:
            yield Category(table.table_id, table.label, title)


def _concerns(extract: Extract, table: HeldTable) -> bool:
    if extract.filters is None:
        return True
    source = extract.cube.sources[extract.filters.source]
    return (table.source, table.measure) == (source.source, source.measure)
