"""What the map of the zones says, in a sentence and in a table."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from observatorio.charts.model import Point
from observatorio.cube import Cube
from observatorio.filters import Filters
from observatorio.views.territory import (
    COUNT,
    NO_ZONE,
    RATE,
    SHARE,
    bare,
    joined,
    layer,
    numbered,
    points,
)
from observatorio.views.zone_rates import RATE_UNIT, has_rates

HEADS = {SHARE: "% del total", RATE: RATE_UNIT.capitalize()}
CAREFUL = (
    "Los servicios muy juntos se dibujan uno al lado del otro. Los refugios no se muestran en "
    "ningún mapa."
)


def every_measure(cube: Cube, filters: Filters) -> pd.DataFrame:
    """A row per zone, most cases first and without a zone last; a column per measure."""
    measures = [COUNT, SHARE, *([RATE] if has_rates(cube, filters) else [])]
    found = {measure: points(cube, filters, measure) for measure in measures}
    counts, names = found[COUNT], numbered(cube)
    order = sorted(counts, key=lambda code: (code == NO_ZONE, -(counts[code].value or 0)))
    heads = {COUNT: cube.sources[filters.source].unit.capitalize(), **HEADS}
    data = {"Zona": [names[code] for code in order]}
    for measure in measures:
        told = {code: point.told for code, point in found[measure].items()}
        data[heads[measure]] = [told.get(code, "—") for code in order]
    return pd.DataFrame(data)


def spread(cube: Cube, filters: Filters, shown: Mapping[str, Point], measure: str = COUNT) -> str:
    """The highest and the lowest zone in a sentence."""
    known = [p for p in shown.values() if p.value is not None and not p.unstable]
    if not known:
        return "No hay zonas con cifras que se puedan mostrar."
    ordered = sorted(known, key=lambda point: -(point.value or 0))
    first, last = ordered[0], ordered[-1]
    rates, unit = measure == RATE, cube.sources[filters.source].unit
    most = "La tasa más alta es la de" if rates else f"La zona con más {unit} es"
    told = f"{most} «{bare(first.category)}» ({first.text})"
    if len(ordered) == 1:
        return f"{told}."
    least = "la más baja, la de" if rates else "la de menos,"
    return f"{told}; {least} «{bare(last.category)}» ({last.text})."


def map_notes(cube: Cube, label: str) -> tuple[str, ...]:
    """What the borders are worth, which zones are joined, and what is never on the map.

    `label` is what the district calls zones that are not official.
    """
    official = all(zone.kind != "referencial" for zone in layer(cube))
    worth = "límites aproximados, sin valor legal."
    kind = "Zonas oficiales." if official else f"{label.capitalize()}: {worth}"
    return tuple(filter(None, (kind, joined(cube), CAREFUL)))
