"""The gap between sources: the same months side by side, each with its unit, never added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from observatorio.charts.model import Chart, Point, Series, State
from observatorio.cube import Cube
from observatorio.disclosure import LEAST_BASE, Figure
from observatorio.filters import Filters, NotShown
from observatorio.invented import called, groups
from observatorio.numbers import MONTHS_SHORT, decimal, listed, month_name, whole
from observatorio.sources import COMPLAINTS, profile
from observatorio.views.changes import PANDEMIC_YEAR
from observatorio.views.common import (
    MONTHS_A_YEAR,
    PANDEMIC,
    apart_note,
    months_delivered,
    months_received,
    not_comparable,
    provenance,
    provisional_months,
)
from observatorio.views.crossing_words import counted

PER = 100  # one scale for all gaps, so that they can be read beside each other
ALIKE = 0.1  # of the earlier ratio: a difference under this is not told as one
FEW = "muy pocos casos para comparar"
NO_MONTHS = "solo da el año entero"
OWN_SCALE = "Cada gráfico tiene su propia escala: compare la forma de las series, no su altura."
NOT_SHARE = (
    "Es una relación entre dos registros distintos, no una parte: las personas de uno no son "
    "necesariamente las del otro."
)


@dataclass(frozen=True)
class Period:
    """The months of a year that all compared sources delivered, and the figure of each source."""

    year: int
    months: tuple[int, ...]
    figures: Mapping[str, Figure | None]

    @property
    def label(self) -> str:
        """«2021», «2022 (ene–mar)», «2022 (5 meses)»."""
        if len(self.months) == MONTHS_A_YEAR:
            return str(self.year)
        first, last = self.months[0], self.months[-1]
        if last - first + 1 != len(self.months):
            return f"{self.year} ({len(self.months)} meses)"
        names = [MONTHS_SHORT[month - 1] for month in dict.fromkeys((first, last))]
        return f"{self.year} ({'–'.join(names)})"


def common_months(
    cube: Cube, sources: Sequence[str], years: tuple[int, int], months: Sequence[str] = ()
) -> dict[int, tuple[int, ...]]:
    """Year → months that every one of `sources` has of all its offices, among those chosen."""
    each = [months_received(cube, source) for source in sources]
    found = {}
    for year in range(years[0], years[1] + 1):
        shared = set(range(1, MONTHS_A_YEAR + 1))
        for delivered in each:
            shared &= set(delivered.get(year, []))
        if chosen := sorted(m for m in shared if not months or str(m) in months):
            found[year] = tuple(chosen)
    return found


def periods(
    cube: Cube, sources: Sequence[str], years: tuple[int, int], months: Sequence[str] = ()
) -> list[Period]:
    """What each source says of the same months, year by year; empty when they share none."""
    return [
        Period(year, shared, {s: figure_of_months(cube, s, year, shared) for s in sources})
        for year, shared in common_months(cube, sources, years, months).items()
    ]


def figure_of_months(cube: Cube, source: str, year: int, months: tuple[int, ...]) -> Figure | None:
    """The source's figure of these months: the year's own cell where it delivered no others."""
    whole_year = set(months) == set(months_delivered(cube, source).get(year, []))
    chosen = {} if whole_year else {"month": tuple(str(month) for month in months)}
    try:
        return cube.figures(Filters(source, (year, year), chosen)).get(())
    except NotShown:
        return None


def pairs(cube: Cube, sources: Sequence[str]) -> list[tuple[str, str]]:
    """Which source is told per cases of which: the others per complaints, where there are any.

    Real ones per real ones, invented ones per invented ones.
    """
    found = []
    for group in groups(cube, sources):
        # Complaints are what the others are measured against, where they are compared at all.
        base = next((name for name in COMPLAINTS if name in group), group[0])
        found += [(name, base) for name in group if name != base]
    return found


def ratio(part: Figure | None, base: Figure | None) -> float | None:
    """Cases of one source for each case of another; None when either is unknown or under 20."""
    if part is None or base is None or part.value is None or base.value is None:
        return None
    return part.value / base.value if min(part.value, base.value) >= LEAST_BASE else None


def gap(cube: Cube, found: Sequence[Period], part: str, base: str) -> Chart:
    """How many cases of `part` there are for each hundred of `base`, period by period."""
    ratios = {p.year: ratio(p.figures[part], p.figures[base]) for p in found}
    points = tuple(_ratio_point(cube, p, (part, base), ratios[p.year]) for p in found)
    infos = [cube.sources[name] for name in (part, base)]
    origin = replace(
        provenance(cube, part),
        source=listed([info.title for info in infos]),
        demonstration=any(info.demonstration for info in infos),
        unit=f"{infos[0].unit} por cada {whole(PER)} {infos[1].unit}",
    )
    return Chart(
        f"brecha-{part}-{base}",
        f"¿Cuántos registros de {called(infos[0])} hay por cada {whole(PER)} de "
        f"{called(infos[1])}?",
        _gap_headline(found, ratios, part, base),
        tuple(p.category for p in points),
        (Series(called(infos[0]), points, part),),
        origin,
        category_title="Año",
        notes=(NOT_SHARE, *pandemic_note(found, (part, base))),
        bands=band(found),
        unit=origin.unit,
    )


def _ratio_point(cube: Cube, period: Period, couple: tuple[str, str], value: float | None) -> Point:
    open_ones = provisional_months(cube, couple[0]) | provisional_months(cube, couple[1])
    if value is not None:
        return Point(
            period.label,
            period.figures[couple[0]],
            amount=value * PER,
            label=decimal(value * PER),
            provisional=touches(period, open_ones),
        )
    if any(period.figures[name] is None for name in couple):
        return Point(period.label, None, State.NO_RECORD, label=NO_MONTHS)
    return Point(period.label, None, State.PROTECTED, label=FEW)


def _gap_headline(
    found: Sequence[Period], ratios: Mapping[int, float | None], part: str, base: str
) -> str:
    """The last whole year and the first one, pandemic years aside."""
    kept = [p for p in found if ratios[p.year] is not None]
    usual = [p for p in kept if not unusual(p)]
    ends = [p for p in usual if len(p.months) == MONTHS_A_YEAR] or usual or kept
    if not ends:
        return "Hay muy pocos casos para comparar estas dos fuentes."
    last, first = ends[-1], ends[0]
    now, before = ((ratios[p.year] or 0) * PER for p in (last, first))
    told = f"En {last.label}, por cada {whole(PER)} {profile(base).registers}, {counted(part, now)}"
    if first is last:
        return f"{told}."
    if abs(now - before) < ALIKE * before:
        return f"{told}, casi lo mismo que en {first.label} ({decimal(before)})."
    return f"{told}. En {first.label}, {counted(part, before)}."


def side_by_side(
    cube: Cube, found: Sequence[Period], sources: Sequence[str]
) -> dict[str, list[str]]:
    """Columns of a table: the periods, then each source's figures with its unit as the heading."""
    columns = {"Año": [period.label for period in found]}
    for name in sources:
        info = cube.sources[name]
        columns[f"{called(info)}: {info.unit}"] = [
            figure.told if (figure := period.figures[name]) else NO_MONTHS for period in found
        ]
    return columns


def apart(cube: Cube, sources: Sequence[str]) -> str:
    """Why nothing is compared: which months each source delivered."""
    told = []
    for name in sources:
        years = sorted(months_delivered(cube, name))
        when = f"de {years[0]} a {years[-1]}" if years else "sin entregas"
        told.append(f"{cube.sources[name].short_title}: {when}")
    return (
        f"Estas fuentes no tienen meses en común en los años elegidos ({'; '.join(told)}). Elija "
        "otros años u otras fuentes."
    )


def span(found: Sequence[Period]) -> str:
    """Which months are compared: «enero de 2019 a marzo de 2022»."""
    first, last = found[0], found[-1]
    ends = [(first.months[0], first.year), (last.months[-1], last.year)]
    told = [f"{month_name(month)} de {year}" for month, year in dict.fromkeys(ends)]
    return " a ".join(told)


def touches(period: Period, months: set[tuple[int, int]]) -> bool:
    """True when the period has one of these months (year, month)."""
    return any((period.year, month) in months for month in period.months)


def unusual(period: Period) -> bool:
    """True when one of the compared sources can't be compared in that year: then none is."""
    return any((source, period.year) in not_comparable() for source in period.figures)


def pandemic_note(found: Sequence[Period], sources: Sequence[str]) -> tuple[str, ...]:
    """What is said of 2020, where it is among the periods: the reasons of the `sources` drawn."""
    return apart_note(sources, [p.year for p in found])


def band(found: Sequence[Period]) -> tuple[tuple[str, str, str], ...]:
    """The shaded stretch of 2020, under the same conditions."""
    labels = [p.label for p in found if p.year == PANDEMIC_YEAR and unusual(p)]
    return tuple((label, label, PANDEMIC) for label in labels)
