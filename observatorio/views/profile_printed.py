"""What the ministry's open table prints of the district's centres, by sex and by type."""

from __future__ import annotations

from observatorio.cube import Cube
from observatorio.filters import Filters
from observatorio.numbers import listed, whole
from observatorio.views.printed import printed

TABLES = ("centre_sex", "centre_type")
NAMES = {"sex": "por sexo", "violence_type": "por tipo de violencia"}


def printed_shares(cube: Cube, filters: Filters) -> list[str]:
    """A sentence per table for the last printed year within the filters; none where none is."""
    first, last = filters.years
    every = [one for one in printed(cube, filters.source, *TABLES) if first <= one.year <= last]
    year = max((one.year for one in every), default=0)
    found: dict[str, list[str]] = {}
    for one in (one for one in every if one.year == year):
        label = cube.labels[one.dimension][one.category].lower()
        found.setdefault(one.dimension, []).append(f"{label} {whole(one.value)}")
    return [
        f"Tabla abierta del ministerio, {year}, {NAMES[dimension]}: {listed(parts)} casos "
        "atendidos en los CEM del distrito, como se imprimió."
        for dimension, parts in found.items()
    ]
