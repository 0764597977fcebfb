"""What the map of the zones says, in a sentence and in a table."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from observatorio.certainty import NAMED, Span, highest, lowest, span_of
from observatorio.charts.model import Point
from observatorio.cube import Cube
from observatorio.filters import Filters
from observatorio.numbers import listed
from observatorio.views.territory import COUNT, RATE, SHARE, joined, layer, numbered, points
from observatorio.views.zone_rates import RATE_UNIT, has_rates
from observatorio.views.zone_words import in_order, point_span, scope_of

HEADS = {SHARE: "% del total", RATE: RATE_UNIT.capitalize()}
# How each end is told, of cases and of rates: of one zone, and of several.
MOST = {False: ("la zona con más {} es", "las zonas con más {}"),
        True: ("la tasa más alta es la de", "las tasas más altas")}  # fmt: skip
LEAST = {False: ("la de menos,", "las de menos"),
         True: ("la más baja, la de", "las más bajas")}  # fmt: skip
NOT_CLEAR = "ninguna zona está claramente por encima ni por debajo de las otras"
CAREFUL = (
    "Los servicios muy juntos se dibujan uno al lado del otro. Los refugios no se muestran en "
    "ningún mapa."
)


def every_measure(cube: Cube, filters: Filters) -> pd.DataFrame:
    """A row per zone, most cases first and without a zone last; a column per measure."""
    measures = [COUNT, SHARE, *([RATE] if has_rates(cube, filters) else [])]
    found = {measure: points(cube, filters, measure) for measure in measures}
    counts, names = found[COUNT], numbered(cube)
    order = in_order(counts, scope_of(cube, filters))
    heads = {COUNT: cube.sources[filters.source].unit.capitalize(), **HEADS}
    data = {"Zona": [names[code] for code in order]}
    for measure in measures:
        told = {code: point.told for code, point in found[measure].items()}
        data[heads[measure]] = [told.get(code, "—") for code in order]
    return pd.DataFrame(data)


def spread(cube: Cube, filters: Filters, shown: Mapping[str, Point], measure: str = COUNT) -> str:
    """The highest and the lowest zone in a sentence; those that can't be set apart together."""
    scope, rates = scope_of(cube, filters), measure == RATE
    spans = _spans(cube, filters, shown, rates)
    if all(shown[code].value is None for code in spans):
        return scope.told("No hay zonas con cifras que se puedan mostrar.")
    unit = cube.sources[filters.source].unit
    if len(spans) == 1:
        point = shown[next(iter(spans))]
        return scope.told(f"«{point.called}»: {point.text}{'' if rates else f' {unit}'}.")
    said = extremes(spans, shown, unit, rates=rates)
    stable = "entre las tasas estables, " if rates and len(spans) < len(shown) else ""
    said = f"{stable if said else ''}{said or NOT_CLEAR}"
    return scope.told(f"{said[:1].upper()}{said[1:]}.")


def extremes(
    spans: Mapping[str, Span], shown: Mapping[str, Point], unit: str, *, rates: bool = False
) -> str:
    """The highest and the lowest of the zones, each told where it is clear or shared by few."""
    ends = ((highest(spans), MOST), (lowest(spans), LEAST))
    told = [_told([shown[code] for code in codes], words[rates], unit) for codes, words in ends]
    return "; ".join(filter(None, told))


def _spans(
    cube: Cube, filters: Filters, shown: Mapping[str, Point], rates: bool
) -> dict[str, Span]:
    """Between what each zone lies: those with a stable rate, or all by what they count."""
    base = cube.edition.base
    if rates:
        stable = {code: point for code, point in shown.items() if not point.unstable}
        return {code: point_span(p, base) for code, p in stable.items() if p.amount is not None}
    counts = points(cube, filters)
    figures = {code: counts[code].figure for code in shown}
    return {code: span_of(figure, base) for code, figure in figures.items() if figure is not None}


def _told(found: list[Point], words: tuple[str, str], unit: str) -> str:
    """One end of the order: a zone, those that share it, or nothing where they are too many."""
    if len(found) == 1:
        return f"{words[0].format(unit)} «{found[0].called}» ({found[0].text})"
    if len(found) > NAMED:
        return ""
    each = listed([f"«{point.called}» ({point.text})" for point in found])
    return f"{words[1].format(unit)}, sin diferencia clara: {each}"


def map_notes(cube: Cube, label: str) -> tuple[str, ...]:
    """What the borders are worth, which zones are joined, and what is never on the map.

    `label` is what the district calls zones that are not official.
    """
    official = all(zone.kind != "referencial" for zone in layer(cube))
    worth = "límites aproximados, sin valor legal."
    kind = "Zonas oficiales." if official else f"{label.capitalize()}: {worth}"
    return tuple(filter(None, (kind, joined(cube), CAREFUL)))
