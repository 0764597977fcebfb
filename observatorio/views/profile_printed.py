"""What the ministry's open table prints of the district's centres, by sex and by type."""

from __future__ import annotations

from observatorio.cube import Cube
from observatorio.filters import Filters
from observatorio.numbers import listed, whole

TABLES = ["centre_sex", "centre_type"]
NAMES = {"sex": "por sexo", "violence_type": "por tipo de violencia"}


def printed_shares(cube: Cube, filters: Filters) -> list[str]:
    """A sentence per table for the last printed year within the filters; none where none is."""
    rows = cube.rows("published", source=filters.source, table_names=TABLES, area=cube.ubigeo)
    first, last = filters.years
    years = [row[1] for row in rows if first <= row[1] <= last]
    found: dict[str, list[str]] = {}
    for _, year, _, _, dimension, category, value, *_ in rows:
        if years and year == max(years):
            label = cube.labels[dimension][category].lower()
            found.setdefault(dimension, []).append(f"{label} {whole(value)}")
    return [
        f"Tabla abierta del ministerio, {max(years)}, {NAMES[dimension]}: {listed(parts)} casos "
        "atendidos en los CEM del distrito, como se imprimió."
        for dimension, parts in found.items()
    ]
