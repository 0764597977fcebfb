"""What people take away: the published cells under the filters as CSV that opens right in Excel."""

from __future__ import annotations

import csv
import io
import re
import unicodedata

from observatorio.cube import Cube
from observatorio.filters import Filters

HEADER = ("fuente", "anio", "mes", "edad", "sexo", "tipo", "zona", "valor", "nota", "edicion")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
DEMONSTRATION = "demostración"


def csv_bytes(cube: Cube, filters: Filters) -> bytes:
    """The published cells under the filters: UTF-8 with BOM, commas, one line per cell.

    An empty dimension means all of it; a protected value is empty and its note says so.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    info = cube.sources[filters.source]
    for row in _rows(cube, filters):
        *dimensions, value, note, edition = row
        note = f"{note} · {DEMONSTRATION}" if info.demonstration else note
        cells = [info.title, *_named(cube, dimensions[1:]), value, note, edition]
        writer.writerow([safe(cell) for cell in cells])
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def row_count(cube: Cube, filters: Filters) -> int:
    """How many lines the CSV will have, its header aside."""
    return len(_rows(cube, filters))


def _rows(cube: Cube, filters: Filters) -> list[tuple[object, ...]]:
    names = ("age_group", "sex", "violence_type", "zone")
    return cube.rows(
        "download",
        source=filters.source,
        measure=cube.sources[filters.source].measure,
        years=filters.years_list(),
        **{
            name: list(filters.chosen[name]) if filters.chosen.get(name) else None for name in names
        },
    )


def _named(cube: Cube, dimensions: list[object]) -> list[object]:
    """Year, month and the labels of age, sex, type and zone."""
    year, month, *codes = dimensions
    names = ("age_group", "sex", "violence_type", "zone")
    return [
        year,
        month,
        *(
            cube.labels.get(name, {}).get(str(code), code) if code else None
            for name, code in zip(names, codes, strict=True)
        ),
    ]


def safe(cell: object) -> object:
    """A cell that no spreadsheet takes for a formula; nothing stays nothing."""
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def file_name(cube: Cube, filters: Filters, district: str) -> str:
    """District, source, years, filters and edition, in plain letters; says so if demonstration."""
    parts = ["demostracion"] if cube.sources[filters.source].demonstration else []
    parts += [district, filters.source, f"{filters.years[0]}-{filters.years[1]}"]
    parts += [code for name in sorted(filters.active) for code in filters.chosen[name]]
    plain = unicodedata.normalize("NFKD", "_".join([*parts, f"ed{cube.edition.edition}"]))
    return re.sub(r"[^A-Za-z0-9_+-]+", "-", plain.encode("ascii", "ignore").decode()) + ".csv"
