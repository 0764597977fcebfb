"""What reports have printed of a source, one figure after another."""

from __future__ import annotations

from dataclasses import dataclass

from observatorio.cube import Cube


@dataclass(frozen=True)
class Printed:
    """A figure of a table in a report, of some months of a year; `base` is of how many."""

    table: str
    year: int
    first_month: int
    last_month: int
    dimension: str
    category: str
    value: float
    unit: str
    base: int | None
    reference: str
    note: str

    @property
    def months(self) -> list[int]:
        """The months of the year that it is of."""
        return list(range(self.first_month, self.last_month + 1))


def printed(cube: Cube, source: str, *tables: str) -> list[Printed]:
    """What these tables say of a source in the district, by table and year."""
    rows = cube.rows("published", source=source, table_names=list(tables), area=cube.ubigeo)
    return [Printed(*row) for row in rows]
