"""Each compared source alone over the shared months, and what two of them can settle."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from observatorio.charts.model import Chart, Point, Series, State, point_of
from observatorio.cube import Cube
from observatorio.disclosure import Figure
from observatorio.filters import Filters, NotShown
from observatorio.invented import MARK, called, joinable, titled
from observatorio.numbers import month_label, whole
from observatorio.sources import profile
from observatorio.views.changes import between, highest_month
from observatorio.views.common import (
    MONTHS_A_YEAR,
    PANDEMIC,
    provenance,
    provisional_months,
    whole_years,
)
from observatorio.views.crossing import (
    NO_MONTHS,
    PER,
    Period,
    band,
    figure_of_months,
    pandemic_note,
    ratio,
    touches,
    unusual,
)
from observatorio.views.crossing_words import counted

MINORS = ("0-11", "12-17")
NOT_ALL = "no lo entregaron todas"
CLOSED = ((2020, 3), (2020, 12))  # the months in which services closed


def yearly(cube: Cube, found: Sequence[Period], source: str) -> Chart:
    """One source's figures of the shared months, a column per year."""
    open_ones = provisional_months(cube, source)
    points = tuple(
        replace(point_of(p.label, p.figures[source], p.year), provisional=touches(p, open_ones))
        if p.figures[source]
        else Point(p.label, None, State.NO_RECORD, label=NO_MONTHS, key=p.year)
        for p in found
    )
    return replace(
        _multiple(cube, source, points, "column"),
        headline=_moved(cube, found, source),
        notes=pandemic_note(found, [source]),
        bands=band(found),
    )


def monthly(cube: Cube, found: Sequence[Period], source: str) -> Chart:
    """One source's figures of the shared months, a point per month."""
    years = (found[0].year, found[-1].year)
    figures = cube.figures(Filters(source, years), ["year", "month"])
    shared = {(p.year, m) for p in found for m in p.months}
    open_ones = provisional_months(cube, source)
    points = tuple(
        replace(point_of(month_label(*at), figures.get(at), at), provisional=at in open_ones)
        if at in shared
        else Point(month_label(*at), None, State.NOT_DELIVERED, label=NOT_ALL, key=at)
        for at in _between(shared)
    )
    banded = bool(band(found)) and {p.key for p in points} >= set(CLOSED)
    stretch = (month_label(*CLOSED[0]), month_label(*CLOSED[1]), PANDEMIC)
    return replace(
        _multiple(cube, source, points, "line"),
        headline=_extremes(cube, source, figures, shared, open_ones),
        notes=pandemic_note(found, [source]),
        bands=(stretch,) if banded else (),
    )


def _multiple(cube: Cube, source: str, points: tuple[Point, ...], kind: str) -> Chart:
    info = cube.sources[source]
    series = Series(titled(info), points, source, "line" if kind == "line" else "bar")
    return Chart(
        f"mismos-{kind}-{source}",
        f"{called(info)}: {info.unit}",
        "",
        tuple(p.category for p in points),
        (series,),
        provenance(cube, source),
        kind=kind,
        category_title="Mes" if kind == "line" else "Año",
        unit=info.unit,
        says_unit=True,
    )


def _moved(cube: Cube, found: Sequence[Period], source: str) -> str:
    """The last two whole years that can be compared, in words."""
    known = [
        (p.year, figure)
        for p in found
        if len(p.months) == MONTHS_A_YEAR
        and (figure := p.figures[source]) is not None
        and figure.value is not None
        and not unusual(p)
    ]
    if len(known) < 2:  # noqa: PLR2004 - two years to compare
        return "No hay dos años completos que se puedan comparar."
    (before, first), (after, last) = known[-2:]
    told = f"({first.text} a {last.text})"
    moved = between(cube, source, {before: first, after: last}, before, after)
    return f"De {before} a {after}: {moved.text} {told}."


def _extremes(
    cube: Cube,
    source: str,
    figures: Mapping[tuple[int, int], Figure],
    months: Collection[tuple[int, int]],
    open_ones: Collection[tuple[int, int]],
) -> str:
    """The month with most of `months`, of which `open_ones` may still grow."""
    found = {at: figure for at, figure in sorted(figures.items()) if at in months}
    return highest_month(found, cube.sources[source].unit, cube.edition.base, open_ones)


def minors(cube: Cube, found: Sequence[Period]) -> str:
    """CEM cases of minors beside the DEMUNA's, in the last whole year of both; empty if unknown."""
    years = [p.year for p in found if len(p.months) == MONTHS_A_YEAR]
    if not years or not {"cem", "demuna"} <= set(found[0].figures):
        return ""
    if not joinable(cube, "cem", "demuna"):
        return ""
    year = years[-1]
    try:
        cem = cube.figures(Filters("cem", (year, year), {"age_group": MINORS})).get(())
    except NotShown:
        return ""
    demuna = found[[p.year for p in found].index(year)].figures["demuna"]
    value = ratio(cem, demuna)
    if value is None or cem is None or demuna is None:
        return ""
    return (
        f"Solo niñas, niños y adolescentes, en {year}: los CEM atendieron {cem.text} casos y la "
        f"DEMUNA, {demuna.text}. Por cada {whole(PER)} {profile('demuna').registers}, "
        f"{counted('cem', value * PER)} de menores de 18 años."
        + (f" Todo ello, {MARK}." if cube.sources["cem"].demonstration else "")
    )


def reconciled(cube: Cube) -> list[str]:
    """What the DEMUNA delivered beside what its municipality declared to INEI, year by year."""
    if not {"demuna", "renamu"} <= set(cube.sources) or not joinable(cube, "demuna", "renamu"):
        return []
    years = sorted(set(cube.years("demuna")) & set(cube.years("renamu")))
    full = [y for y in years if y in whole_years(cube, "demuna")]
    months = tuple(range(1, MONTHS_A_YEAR + 1))
    told = []
    for year in full:
        delivered, declared = (
            figure_of_months(cube, s, year, months) for s in ("demuna", "renamu")
        )
        if delivered and declared:
            told.append(
                f"De {year}, la DEMUNA entregó {delivered.text} casos de violencia; la "
                f"municipalidad declaró al INEI {declared.text}."
            )
    return told


def _between(shared: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Every month from the first to the last, of those months of the year that are compared."""
    used = sorted({month for _, month in shared})
    first, last = min(shared), max(shared)
    years = range(first[0], last[0] + 1)
    return [(y, m) for y in years for m in used if first <= (y, m) <= last]
