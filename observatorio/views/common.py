"""What every view needs: provenance, whole years, comparability."""

from __future__ import annotations

import csv
from functools import cache

from observatorio.charts.model import Provenance
from observatorio.config import ROOT
from observatorio.cube import Cube
from observatorio.filters import Filters
from observatorio.numbers import month_of

MONTHS_A_YEAR = 12
DELIVERED = ("recibido", "parcial")
PANDEMIC = "Pandemia"
PANDEMIC_NOTE = (
    "En 2020 los servicios cerraron buena parte del año: menos casos registrados no significa "
    "menos violencia."
)


def provenance(cube: Cube, source: str, filters: Filters | None = None) -> Provenance:
    """Source line of a chart."""
    info = cube.sources[source]
    words = filters.in_words(cube.labels) if filters else ""
    return Provenance(
        info.title,
        info.unit,
        month_of(info.last_month),
        cube.edition.edition,
        info.demonstration,
        words,
    )


def months_delivered(cube: Cube, source: str) -> dict[int, list[int]]:
    """Months delivered in each year (a yearly source has all twelve)."""
    found: dict[int, list[int]] = {}
    for name, year, month, state in cube.rows("coverage"):
        if name == source and state in DELIVERED:
            found.setdefault(year, []).append(month)
    if not found and source in cube.sources:
        return {year: list(range(1, MONTHS_A_YEAR + 1)) for year in cube.years(source)}
    return found


def whole_years(cube: Cube, source: str) -> list[int]:
    """Years in which the twelve months were delivered."""
    return [
        year
        for year, months in months_delivered(cube, source).items()
        if len(months) == MONTHS_A_YEAR
    ]


@cache
def not_comparable() -> dict[tuple[str, int], str]:
    """Years of a source that can't be compared with others, and why."""
    path = ROOT / "data" / "reference" / "not_comparable.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return {(row["source"], int(row["year"])): row["reason"] for row in csv.DictReader(handle)}
