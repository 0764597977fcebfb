"""Rates by year: cases per 10 000 inhabitants with their limits, or why there are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from observatorio.charts.model import Point, State
from observatorio.cube import Cube
from observatorio.disclosure import INFERRED, Figure, rounding_steps
from observatorio.filters import Filters
from observatorio.invented import NO_RATE, joins_real
from observatorio.numbers import decimal, listed, whole
from observatorio.population import Population, population_of
from observatorio.sources import profile
from observatorio.statistics import Rate, rate

PER = 10_000
UNIT = f"por {whole(PER)} habitantes"
TOO_FEW, WITHOUT = "muy pocos casos", "sin tasa"


def why_no_rate(cube: Cube, filters: Filters) -> str:
    """Why this selection has no rate, in Spanish; empty when it has one."""
    zones, info = filters.chosen.get("zone", ()), cube.sources[filters.source]
    if not joins_real(cube, filters.source):
        return NO_RATE.format(info.short_title)
    # Only of a source that counts all cases of the district is there anything to know of a rate.
    if not profile(filters.source).rate_note:
        return (
            f"No hay tasa de {info.short_title}: esta fuente no reúne todos los casos del distrito."
        )
    if filters.active & {"sex", "age_group"}:
        return (
            "No hay tasa con filtros de sexo o edad: falta la población de cada año por sexo y "
            "edad. Quite esos filtros, o vea la cantidad."
        )
    if len(zones) > 1:
        return "No hay tasa de varias zonas juntas. Elija una sola, o vea la cantidad."
    if population_of(cube, filters.years[1], _zone(filters)) is None:
        where = "esta zona" if zones else "este distrito"
        return f"No hay tasa: no se conoce la población de {where}."
    return ""


def rate_of(cube: Cube, filters: Filters, year: int, figure: Figure | None) -> Rate | None:
    """Rate of a year's figure; None under 10 cases, where cases are hidden, or without people."""
    people = population_of(cube, year, _zone(filters))
    if figure is None or figure.value is None or people is None:
        return None
    steps = rounding_steps(figure, cube.edition.base)
    return rate(figure.value, people.persons, steps=steps, per=PER)


def rated(cube: Cube, filters: Filters, year: int, point: Point) -> Point:
    """The point of a count as the point of its rate; one without a rate says so."""
    found = rate_of(cube, filters, year, point.figure)
    if found is not None:
        said = decimal(found.value)
        return replace(point, amount=found.value, label=said, limits=(found.low, found.high))
    if point.figure is None or point.figure.hidden:
        return point
    silent = point.figure.protected or point.figure.kind == INFERRED
    said = WITHOUT if silent else TOO_FEW
    # Without its figure: a count must not be drawn on an axis of rates.
    return Point(point.category, None, State.PROTECTED, label=said)


def headline(
    cube: Cube, filters: Filters, figures: Mapping[int, Figure | None], period: str = ""
) -> str:
    """The rate of the last year that has one, with its limits; `period` tells its months."""
    for year in sorted(figures, reverse=True):
        found = rate_of(cube, filters, year, figures[year])
        if found is not None:
            when = f"En {year}, {period}" if period else f"En {year}"
            return (
                f"{when}: {decimal(found.value)} {cube.sources[filters.source].unit} {UNIT} "
                f"(entre {decimal(found.low)} y {decimal(found.high)})."
            )
    return "Ningún año tiene suficientes casos para una tasa."


def rate_notes(cube: Cube, filters: Filters, years: Sequence[int]) -> list[str]:
    """What must be read beside rates: whose population they use, and whom the source counts."""
    lent: dict[Population, list[str]] = {}
    for year in years:
        people = population_of(cube, year, _zone(filters))
        if people and people.nearest:
            lent.setdefault(people, []).append(str(year))
    told = [
        f"{listed(of)}, la de {people.year} ({whole(people.persons)}; {people.source_ref})"
        for people, of in lent.items()
    ]
    if not told:
        return [profile(filters.source).rate_note]
    jump = " De un grupo a otro la tasa cambia también por eso." if len(told) > 1 else ""
    lent_note = f"Sin población del mismo año se usa: {'; '.join(told)}.{jump}"
    return [lent_note, profile(filters.source).rate_note]


def _zone(filters: Filters) -> str | None:
    return next(iter(filters.chosen.get("zone", ())), None)
