"""What people take away: the published cells under the filters as CSV that opens right in Excel."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import Any

from observatorio.cube import Cube, selected
from observatorio.disclosure import figure_of
from observatorio.filters import Filters

HEADER = (
    "fuente", "anio", "mes", "edad", "sexo", "tipo", "zona", "valor", "nota", "edicion",
    "proteccion",
)  # fmt: skip
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
DEMONSTRATION = "demostración"
CHANGED = "cambió en esta edición"


def csv_bytes(cube: Cube, filters: Filters) -> bytes:
    """The published cells under the filters: UTF-8 with BOM, commas, one line per cell.

    An empty dimension means all of it; a protected value is empty and its note says so. The first
    line's last column explains the protection, so that every reader of tables still reads a table.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    explained = cube.explanation(filters.source)
    for row in _rows(cube, filters):
        writer.writerow([safe(cell) for cell in (*_line(cube, row), explained)])
        explained = ""
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def row_count(cube: Cube, filters: Filters) -> int:
    """How many lines the CSV will have, its header aside."""
    return len(_rows(cube, filters))


def _rows(cube: Cube, filters: Filters) -> list[tuple[Any, ...]]:
    filters = cube.canonical(filters)
    measure = cube.sources[filters.source].measure
    return cube.rows("download", source=filters.source, measure=measure, **selected(filters))


def _line(cube: Cube, row: tuple[Any, ...]) -> list[object]:
    """One published cell as it stands in the file, its explanation aside."""
    source, year, month, *codes, value, note, changed, edition = row
    figure = figure_of(value, note, cube.edition.threshold, changed)
    notes = [note, *([DEMONSTRATION] if cube.sources[source].demonstration else [])]
    told = " · ".join([*notes, *([CHANGED] if figure.changed else [])])
    named = _named(cube, codes)
    return [cube.sources[source].title, year, month, *named, figure.value, told, edition]


def _named(cube: Cube, codes: list[str | None]) -> list[str | None]:
    """Labels of the codes of age, sex, type and zone."""
    names = ("age_group", "sex", "violence_type", "zone")
    return [
        cube.labels.get(name, {}).get(code, code) if code else None
        for name, code in zip(names, codes, strict=True)
    ]


def safe(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula; nothing stays nothing."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def file_name(cube: Cube, filters: Filters, district: str) -> str:
    """District, source, years, filters and edition, in plain letters; says so if demonstration."""
    filters = cube.canonical(filters)
    parts = ["demostracion"] if cube.sources[filters.source].demonstration else []
    parts += [district, filters.source, f"{filters.years[0]}-{filters.years[1]}"]
    parts += [code for name in sorted(filters.active) for code in filters.chosen[name]]
    plain = unicodedata.normalize("NFKD", "_".join([*parts, f"ed{cube.edition.edition}"]))
    return re.sub(r"[^A-Za-z0-9_+-]+", "-", plain.encode("ascii", "ignore").decode()) + ".csv"
