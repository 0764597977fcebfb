"""The published cells that are taken away, a lot at a time: never more than one lot in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from observatorio.cube import Cube
from observatorio.dimensions import DIMENSIONS, FILTERED, TIMES, named
from observatorio.disclosure import note_of
from observatorio.exports.columns import FIELDS, MEASURE, SOURCE, TABLE_NAME, Column
from observatorio.filters import Filters, selected
from observatorio.views.common import MONTHS_A_YEAR, long_months, months_delivered

LOT = 1000
DEMONSTRATION = "demostración"
CHANGED = "cambió en esta edición"
OPEN_YEAR = "año abierto"
Row = tuple[Any, ...]
AT = {name: position for position, name in enumerate(FIELDS)}


@dataclass(frozen=True)
class HeldTable:
    """A published table of the district and its names."""

    source: str
    measure: str
    measure_label: str
    table_id: str
    label: str


def held_tables(cube: Cube) -> list[HeldTable]:
    """Every published table of the district, of all sources and measures, in a fixed order."""
    return [HeldTable(*row) for row in cube.rows("download_tables")]


def lots(cube: Cube, filters: Filters | None) -> Iterator[list[Row]]:
    """The cells under the filters, or all of the district (None), as FIELDS, a lot at a time."""
    rule = (cube.edition.threshold, cube.edition.base)
    for batch in _batches(cube, filters):
        yield [_row(cell, rule) for cell in batch]


def _batches(cube: Cube, filters: Filters | None) -> Iterator[list[Row]]:
    if filters is None:
        for table in held_tables(cube):
            asked = {"measure": table.measure, "table_id": table.table_id}
            yield from cube.batches("download_table", LOT, source=table.source, **asked)
    else:
        yield from cube.batches("download", LOT, **_asked(cube, filters))


def _row(cell: Row, rule: tuple[int, int]) -> Row:
    """A cell of the queries as FIELDS; `rule` is threshold and base."""
    *table, dimensions, codes, kind, step, value, changed, edition = cell
    categories = named(dimensions, codes)
    told = (value, note_of(kind, step, *rule), changed, edition)
    return (*table, *(categories.get(name) for name in DIMENSIONS), *told)


def row_count(cube: Cube, filters: Filters | None) -> int:
    """How many cells `lots` gives."""
    if filters is None:
        return int(cube.rows("download_cube_count")[0][0])
    return int(cube.rows("download_count", **_asked(cube, filters))[0][0])


def _asked(cube: Cube, filters: Filters) -> dict[str, Any]:
    filters = cube.canonical(filters)
    measure = cube.sources[filters.source].measure
    offered = [d.dimension for d in FILTERED]
    return {"source": filters.source, "measure": measure, "offered": offered, **selected(filters)}


def told_lots(
    cube: Cube, filters: Filters | None, columns: Sequence[Column]
) -> Iterator[list[list[Any]]]:
    """The same as people read it: the columns asked for, codes by their labels, notes in full."""
    readers = [_reader(cube, column) for column in columns]
    for lot in lots(cube, filters):
        yield [[read(row) for read in readers] for row in lot]


def _reader(cube: Cube, column: Column) -> Callable[[Row], Any]:
    """What gives a column's value from a row of the query."""
    at = AT[column.field]
    if column.field == "note":
        return _note(cube)
    if column is SOURCE:
        return lambda row: cube.sources[row[at]].title
    if column in (MEASURE, TABLE_NAME):
        return _of_table(cube, column)
    names = cube.labels.get(column.field, {}) if column.field not in TIMES else {}
    return lambda row: names.get(row[at], row[at])


def _of_table(cube: Cube, column: Column) -> Callable[[Row], Any]:
    tables = {(t.source, t.measure, t.table_id): t for t in held_tables(cube)}
    if column is MEASURE:
        return lambda row: tables[row[:3]].measure_label
    return lambda row: tables[row[:3]].label


def _note(cube: Cube) -> Callable[[Row], str]:
    """What gives the note in full: of which months, whether synthetic, whether it changed."""
    years = {source: open_years(cube, source) for source in cube.sources}

    def told(row: Row) -> str:
        parts = [row[AT["note"]]]
        if row[AT["month"]] is None and row[AT["quarter"]] is None:
            parts += years[row[0]].get(row[AT["year"]], [])
        parts += [DEMONSTRATION] if cube.sources[row[0]].demonstration else []
        return " · ".join([*parts, *([CHANGED] if row[AT["changed"]] else [])])

    return told


def open_years(cube: Cube, source: str) -> dict[int, list[str]]:
    """Years that lack months, and how a file says so: «año abierto: enero a marzo»."""
    delivered = months_delivered(cube, source)
    return {
        year: [f"{OPEN_YEAR}: {long_months(months)}"]
        for year, months in delivered.items()
        if len(months) < MONTHS_A_YEAR
    }
