"""Which columns of a wide table of population are figures: of what year and sex.

INEI prints a column per year, often for the total and then for each sex; the sexes stand in a row
over the years or under them, and titles above.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from ingest.errors import Refused
from ingest.reading.names import plain
from ingest.reading.sheets import Sheet
from observatorio.config import ROOT

CODES = ROOT / "data" / "reference" / "population" / "codes.csv"
# A year's column is called by the year, with such words before it and marks of a footnote after it.
BEFORE = ("", "AÑO ", "POBLACIÓN ", "POB ", "TOTAL ")
AFTER = ("", ".0", " P/", " E/", " 1/", " 2/", " 3/", " a/", "*", "**", " (P)", " *", "P/")
YEARS = range(1940, 2101)
# What a table of part of the population says of itself.
OF_A_PART = re.compile(r"URBAN|RURAL|\d_(A|Y)_(\d+|MAS)_ANOS|MENORES_DE|MAYORES_DE")


@dataclass(frozen=True)
class Figures:
    """A column of figures: its position, its year and its sex."""

    at: int
    year: int
    sex: str


@cache
def year_titles() -> dict[str, int]:
    """The titles of a column of figures, as they are compared, and the year of each."""
    return {
        plain(f"{before}{year}{after}"): year
        for before, after, year in product(BEFORE, AFTER, YEARS)
    }


@cache
def _sexes() -> dict[str, str]:
    with CODES.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["field"] == "sex"]
    return {plain(row["label"]): row["value"] for row in rows}


def sex_of(text: str) -> str | None:
    """The sex that a title or the name of a sheet says, alone or among other words."""
    said = _sexes().get(plain(text))
    women = re.search(r"MUJER|FEMENIN", plain(text))
    men = re.search(r"HOMBRE|MASCULIN", plain(text))
    if said or bool(women) == bool(men):
        return said
    return "mujer" if women else "hombre"


def years_of(header: Sequence[str]) -> dict[int, int]:
    """Years by position."""
    known = year_titles()
    return {at: known[plain(cell)] for at, cell in enumerate(header) if plain(cell) in known}


def figures_of(sheet: Sheet, below: Sequence[str], file: str) -> list[Figures]:
    """The columns of figures of a sheet; `below` is the row under its header.

    Raises Refused where a year stands twice of one sex, or it is of a part of the population.
    """
    years = years_of(sheet.header)
    titles = " ".join((sheet.name, *(cell for row in sheet.above for cell in row)))
    if OF_A_PART.search(plain(titles)):
        raise Refused(
            f"{file}: el cuadro parece de una parte de la población (urbana, rural o de unas "
            "edades). Entregue el de la población total, o la tabla larga con su grupo de edad."
        )
    of_all = sex_of(sheet.name) or _of_titles(sheet, min(years)) or "total"
    if under := sexes_under(below, min(years)):
        last = {at: max(year_at for year_at in years if year_at <= at) for at in under}
        found = [Figures(at, years[last[at]], sex) for at, sex in under.items()]
    else:
        over = _sexes_over(sheet, min(years), of_all)
        found = [Figures(at, year, over[at]) for at, year in years.items()]
    if len({(column.year, column.sex) for column in found}) < len(found):
        raise Refused(
            f"{file}: un mismo año está en varias columnas y no se sabe de qué es cada una. Deje "
            "una columna por año, o escriba encima Total, Hombres y Mujeres."
        )
    return found


def sexes_under(below: Sequence[str], first: int) -> dict[int, str]:
    """Sexes by position in the row under the years; none where that row is of figures."""
    return {
        at: _sexes()[plain(cell)]
        for at, cell in enumerate(below)
        if at >= first and plain(cell) in _sexes()
    }


def _of_titles(sheet: Sheet, first: int) -> str | None:
    """The sex that the titles of the whole table say."""
    return sex_of(" ".join(cell for row in sheet.above for cell in row[:first]))


def _sexes_over(sheet: Sheet, first: int, of_all: str) -> list[str]:
    """The sex of each column, by the last title of a sex over it or to its left."""
    found = [of_all] * len(sheet.header)
    for row in sheet.above:
        said = [sex_of(cell) if at >= first else None for at, cell in enumerate(row)]
        if any(said):
            for at in range(len(found)):
                here = said[at] if at < len(said) else None
                found[at] = here or (found[at - 1] if at else of_all)
    return found
