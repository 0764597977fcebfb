"""What cells can be told apart by: one line of `data/reference/dimensions.csv` for each dimension.

A cell is a table and its codes, one for each dimension of the table, in the order of that file.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from observatorio.config import ROOT

FILE = ROOT / "data" / "reference" / "dimensions.csv"
# Parts of the year: their codes are numbers, and no record lacks one.
TIMES = ("quarter", "month")
NUMBERS = ("position", "width", "filter_position")


@dataclass(frozen=True)
class Dimension:
    """A dimension: its name in a sentence and by itself, its column in files and addresses.

    `meaning` and `width` (letters) are those of that column; `unknown` is the code of what a record
    does not say, empty where each says it; `filter_position` is its place among the filters, 0
    where it is none.
    """

    dimension: str
    position: int
    name: str
    title: str
    column: str
    meaning: str
    width: int
    unknown: str
    filter_position: int

    @property
    def is_number(self) -> bool:
        """Whether its codes are numbers."""
        return self.dimension in TIMES


def _read() -> dict[str, Dimension]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    found = [Dimension(**row | {name: int(row[name] or 0) for name in NUMBERS}) for row in rows]
    return {one.dimension: one for one in sorted(found, key=lambda one: one.position)}


DIMENSIONS: Mapping[str, Dimension] = _read()
FILTERED: tuple[Dimension, ...] = tuple(
    sorted((d for d in DIMENSIONS.values() if d.filter_position), key=lambda d: d.filter_position)
)


def named(dimensions: Sequence[str], codes: Sequence[str]) -> dict[str, str | int]:
    """Dimension → category of a cell; months and quarters are numbers."""
    return {
        name: int(code) if name in TIMES else code
        for name, code in zip(dimensions, codes, strict=True)
    }
