"""Attended cases per inhabitant of each zone, where the population of the zones is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from observatorio.charts.model import Point, State
from observatorio.cube import Cube
from observatorio.disclosure import LEAST_BASE, Figure, rounding_steps
from observatorio.filters import Filters
from observatorio.invented import joins_real
from observatorio.numbers import decimal
from observatorio.population import Population, population_of
from observatorio.statistics.rates import rate
from observatorio.statistics.smoothing import smoothed
from observatorio.views.common import whole_years

RATE_UNIT = "casos por 10 000 habitantes al año"
NO_POPULATION = (
    "No se muestra una tasa por habitante: no hay una población publicada de cada zona, y una zona "
    "con más casos puede ser solo una zona con más gente."
)
UNSTABLE_NOTE = (
    "Rayado: menos de 20 casos, la tasa cambia mucho por azar. La tasa suavizada acerca las zonas "
    "con pocos casos al conjunto del distrito."
)


def has_rates(cube: Cube, filters: Filters) -> bool:
    """True when the population of some zone is known, a year is whole, and both are real."""
    year = rate_year(cube, filters)
    return year is not None and joins_real(cube, filters.source) and bool(populations(cube, year))


def rate_year(cube: Cube, filters: Filters) -> int | None:
    """The last whole year among those chosen: a rate is of one year."""
    whole = [y for y in whole_years(cube, filters.source) if y in filters.years_list()]
    return max(whole, default=None)


def populations(cube: Cube, year: int) -> dict[str, Population]:
    """Inhabitants of each zone in a year, or in the nearest one known."""
    found = {
        code: population_of(cube, year, code) for code, _name, _shape, _kind in cube.rows("zones")
    }
    return {code: persons for code, persons in found.items() if persons is not None}


def rates(cube: Cube, filters: Filters, names: Mapping[str, str]) -> dict[str, Point]:
    """The point of each zone: its rate with 95 % limits, or why it has none."""
    year = rate_year(cube, filters)
    if year is None:
        return {}
    figures = cube.figures(replace(filters, years=(year, year)), ["zone"])
    people = populations(cube, year)
    return {
        code: _point(names[code], figure, people.get(code), cube.edition.base)
        for (code,), figure in figures.items()
        if code in names
    }


def smoothed_rates(cube: Cube, filters: Filters, points: Mapping[str, Point]) -> tuple[Point, ...]:
    """The smoothed rate beside each crude one (empirical Bayes over the zones with a rate)."""
    year = rate_year(cube, filters)
    people = populations(cube, year) if year is not None else {}
    known = {
        code: point.figure.low
        for code, point in points.items()
        if point.amount is not None and point.figure is not None and code in people
    }
    if len(known) < 2:  # noqa: PLR2004 - one zone has no others to lean on
        return ()
    values = smoothed(list(known.values()), [people[code].persons for code in known])
    return tuple(
        Point(points[code].category, None, amount=value, label=decimal(value))
        for code, value in zip(known, values, strict=True)
    )


def rate_notes(cube: Cube, filters: Filters) -> tuple[str, ...]:
    """What a reader of rates is told: the year, another year's population, unstable ones."""
    year = rate_year(cube, filters)
    if year is None:
        return ("No hay un año completo entre los elegidos: no se calcula una tasa.",)
    people = populations(cube, year)
    warnings = dict.fromkeys(
        f"No hay población de las zonas de {year}: se usa la de {p.year} ({p.source_ref})."
        for p in people.values()
        if p.nearest
    )
    return (f"Tasa de {year}, el último año completo, con su margen del 95 %.", *warnings,
            UNSTABLE_NOTE)  # fmt: skip


def _point(name: str, figure: Figure, people: Population | None, base: int) -> Point:
    if people is None:
        return Point(name, None, State.NO_RECORD, label="sin tasa (población no conocida)")
    if figure.value is None:
        return Point(name, None, State.PROTECTED, label=f"sin tasa ({figure.text})")
    found = rate(figure.value, people.persons, steps=rounding_steps(figure, base))
    if found is None:
        return Point(name, None, State.NO_RECORD, label="sin tasa (menos de 10 casos)")
    return Point(
        name,
        figure,
        amount=found.value,
        label=decimal(found.value),
        limits=(found.low, found.high),
        unstable=figure.value < LEAST_BASE,
    )
