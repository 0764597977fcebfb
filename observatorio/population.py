"""How many people live in the district or a zone: what a rate is divided by."""

from __future__ import annotations

from dataclasses import dataclass

from observatorio.cube import Cube
from observatorio.numbers import whole

CENSUS = "censo"


@dataclass(frozen=True)
class Population:
    """Inhabitants of one year: `persons`, as printed in `source_ref`.

    `year` is the year the figure is of, `kind` is `censo` or `proyeccion`. `nearest` says that
    `year` is another one than was asked for, so whoever uses it must show `warning`.
    """

    persons: int
    year: int
    kind: str
    source_ref: str
    nearest: bool = False

    @property
    def warning(self) -> str:
        """What a reader must be told; empty where the population is of the very year."""
        if not self.nearest:
            return ""
        return (
            f"No hay población de ese año: se usa la de {self.year} "
            f"({whole(self.persons)} personas; {self.source_ref})."
        )


def population_of(cube: Cube, year: int, zone: str | None = None) -> Population | None:
    """Inhabitants of the district (or of `zone`) in `year`, else in the nearest year known.

    Figures are never interpolated. Of two years just as near, the later one; of a census and a
    projection of one year, the census. None where no population is known.
    """
    found = cube.rows("population", zone=zone)
    if not found:
        return None
    of_year, persons, kind, source_ref = min(
        found, key=lambda row: (abs(row[0] - year), -row[0], row[2] != CENSUS)
    )
    return Population(persons, of_year, kind, source_ref, nearest=of_year != year)
