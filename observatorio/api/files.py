"""Whole files of the district's published cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from starlette.datastructures import QueryParams

from observatorio.api.parameters import BadRequest, only_known
from observatorio.exports.columns import WHOLE_CUBE
from observatorio.exports.delimited import SEMICOLONS, STYLES, csv_parts
from observatorio.exports.extract import Extract
from observatorio.exports.package import package_bytes
from observatorio.exports.workbook import xlsx_bytes

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


@dataclass(frozen=True)
class File:
    """A file on its way: its media type, its name, and its parts or what makes it whole."""

    media_type: str
    name: str
    content: Iterator[bytes] | partial[bytes]


Maker = Callable[[Extract, QueryParams], File]


def cube_csv(extract: Extract, query: QueryParams) -> File:
    """Every published table as one long CSV, with commas or (for Excel in Spanish) semicolons."""
    only_known(query, {"separador"})
    asked = query.get("separador", "coma")
    if asked not in STYLES:
        raise BadRequest(f"Se espera {' o '.join(STYLES)}.", "separador")
    ending = "_punto-y-coma.csv" if asked == SEMICOLONS.name else ".csv"
    return File(CSV, extract.stem + ending, csv_parts(extract, WHOLE_CUBE, STYLES[asked]))


def cube_xlsx(extract: Extract, query: QueryParams) -> File:
    """The same as an Excel workbook."""
    only_known(query, frozenset())
    return File(XLSX, f"{extract.stem}.xlsx", partial(xlsx_bytes, extract))


def package_zip(extract: Extract, query: QueryParams) -> File:
    """The same as a data package, with its description, licence and citation."""
    only_known(query, frozenset())
    return File(ZIP, f"{extract.stem}.zip", partial(package_bytes, extract))


FILES: dict[str, Maker] = {
    "cube.csv": cube_csv,
    "cube.xlsx": cube_xlsx,
    "package.zip": package_zip,
}
