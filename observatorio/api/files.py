"""Whole files of the district's published cells, made while they are sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from observatorio.api.parameters import BadRequest, only_known
from observatorio.exports.columns import WHOLE_CUBE
from observatorio.exports.delimited import SEMICOLONS, STYLES, csv_parts
from observatorio.exports.extract import Extract
from observatorio.exports.package import package_parts
from observatorio.exports.workbook import xlsx_parts

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP = "application/zip"


@dataclass(frozen=True)
class File:
    """A file on its way: its parts, its media type and its name."""

    parts: Iterator[bytes]
    media_type: str
    name: str


Maker = Callable[[Extract, QueryParams], File]


def cube_csv(extract: Extract, query: QueryParams) -> File:
    """Every published table as one long CSV, with commas or (for Excel in Spanish) semicolons."""
    only_known(query, {"separador"})
    asked = query.get("separador", "coma")
    if asked not in STYLES:
        raise BadRequest(f"Se espera {' o '.join(STYLES)}.", "separador")
    ending = "_punto-y-coma.csv" if asked == SEMICOLONS.name else ".csv"
    return File(csv_parts(extract, WHOLE_CUBE, STYLES[asked]), CSV, extract.stem + ending)


def cube_xlsx(extract: Extract, query: QueryParams) -> File:
    """The same as an Excel workbook."""
    only_known(query, frozenset())
    return File(xlsx_parts(extract), XLSX, f"{extract.stem}.xlsx")


def package_zip(extract: Extract, query: QueryParams) -> File:
    """The same as a data package, with its description, licence and citation."""
    only_known(query, frozenset())
    return File(package_parts(extract), ZIP, f"{extract.stem}.zip")


FILES: dict[str, Maker] = {
    "cube.csv": cube_csv,
    "cube.xlsx": cube_xlsx,
    "package.zip": package_zip,
}
