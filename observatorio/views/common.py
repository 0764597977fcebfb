"""What every view needs: provenance, whole years, comparability."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, wraps
from typing import Concatenate, ParamSpec

from observatorio.charts.model import Chart, Point, Provenance, Series
from observatorio.config import ROOT
from observatorio.coverage import PARTIAL, Coverage
from observatorio.cube import Cube
from observatorio.disclosure import Figure
from observatorio.filters import Filters, NotYet
from observatorio.numbers import listed, month_name, month_of

MONTHS_A_YEAR = 12
WHOLE_PCT = 100
YEAR_MONTHS = tuple(range(1, MONTHS_A_YEAR + 1))
# A source's last months may still grow: late files and corrections arrive.
PROVISIONAL_MONTHS = 2
PANDEMIC = "Pandemia"
NOT_LESS = "menos casos registrados no significa menos violencia."
NOT_MORE = "Más casos puede ser más confianza, o servicios que llegan mejor."


P = ParamSpec("P")


def in_its_years(
    view: Callable[Concatenate[Cube, Filters, P], Chart],
) -> Callable[Concatenate[Cube, Filters, P], Chart]:
    """A view that is drawn of the years that its tables show, and says which are left out and why.

    All of it, totals too: a share of other years than its base would be false.
    """

    @wraps(view)
    def drawn(cube: Cube, filters: Filters, /, *rest: P.args, **named: P.kwargs) -> Chart:
        try:
            return view(cube, filters, *rest, **named)
        except NotYet as left_out:
            if left_out.years is None:
                raise
            chart = drawn(cube, replace(filters, years=left_out.years), *rest, **named)
            return replace(chart, notes=(*chart.notes, left_out.note))

    return drawn


def provenance(cube: Cube, source: str, filters: Filters | None = None) -> Provenance:
    """Source line of a chart."""
    info = cube.sources[source]
    words = filters.in_words(cube.labels) if filters else ""
    return Provenance(
        info.title,
        info.unit,
        reaches(cube, source),
        cube.edition.edition,
        info.demonstration,
        words,
        cube.whole(filters) if filters else None,
    )


def reaches(cube: Cube, source: str) -> str:
    """How far a source reaches: «marzo de 2022»; of one that informs by year «2021»."""
    last = cube.sources[source].last_month
    return str(last.year) if last and by_year_only(cube, source) else month_of(last)


def by_year_only(cube: Cube, source: str) -> bool:
    """True of a source that informs once a year: nobody expects its months."""
    return not _months(cube, source)


def months_delivered(cube: Cube, source: str) -> dict[int, list[int]]:
    """Months delivered in each year (a yearly source has all twelve)."""
    found = _by_year(one for one in _months(cube, source) if one.delivered)
    if not found and source in cube.sources:
        return {year: list(range(1, MONTHS_A_YEAR + 1)) for year in cube.years(source)}
    return found


def _months(cube: Cube, source: str) -> list[Coverage]:
    return [one for one in cube.coverage if one.source == source]


def _by_year(months: Iterable[Coverage]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for one in months:
        found.setdefault(one.year, []).append(one.month)
    return found


def months_received(cube: Cube, source: str) -> dict[int, list[int]]:
    """Months that every office of the source delivered: only these are compared.

    An office that is missing would be told as a fall.
    """
    lacking = partial_months(cube, source)
    return {
        year: [month for month in months if month not in lacking.get(year, [])]
        for year, months in months_delivered(cube, source).items()
    }


def whole_years(cube: Cube, source: str) -> list[int]:
    """Years of which every office delivered the twelve months."""
    return [
        year
        for year, months in months_received(cube, source).items()
        if len(months) == MONTHS_A_YEAR
    ]


def same_months(cube: Cube, source: str, before: int, after: int) -> list[int]:
    """Months in which two years of a source are compared like for like.

    From January up to the last month that both have of every office, without a gap; empty when one
    of them lacks January.
    """
    delivered = months_received(cube, source)
    both = set(delivered.get(before, [])) & set(delivered.get(after, []))
    gap = next((month for month in range(1, MONTHS_A_YEAR + 1) if month not in both), None)
    return list(range(1, gap or MONTHS_A_YEAR + 1))


def provisional_months(cube: Cube, source: str) -> set[tuple[int, int]]:
    """The last two delivered months (year, month) of a source that delivers by month."""
    delivered = [(one.year, one.month) for one in _months(cube, source) if one.delivered]
    return set(delivered[-PROVISIONAL_MONTHS:])


def partial_months(cube: Cube, source: str) -> dict[int, list[int]]:
    """By year, the months in which some office of the source did not deliver."""
    return _by_year(one for one in _months(cube, source) if one.state == PARTIAL)


def why_apart(cube: Cube, source: str, year: int, months: Collection[int] = YEAR_MONTHS) -> str:
    """Why a year of a source (or these months of it) can't be compared with others; else empty."""
    reason = not_comparable().get((source, year), "")
    lacking = [m for m in partial_months(cube, source).get(year, []) if m in months]
    if reason or not lacking:
        return f"en {year} {reason}" if reason else ""
    return f"falta alguna oficina en {long_months(lacking)} de {year}"


def long_months(months: Sequence[int]) -> str:
    """«enero a marzo», «enero y marzo», «febrero»."""
    names = [month_name(month) for month in months]
    return f"{names[0]} a {names[-1]}" if in_a_row(months) else listed(names)


def in_a_row(months: Sequence[int]) -> bool:
    """Whether two months or more follow each other."""
    return len(months) > 1 and list(months) == list(range(months[0], months[-1] + 1))


def apart_note(sources: Iterable[str], years: Iterable[int]) -> tuple[str, ...]:
    """What is to be said where years that can't be compared are shown, by each source's reason."""
    reasons, shown, asked = not_comparable(), set(years), list(sources)
    told: dict[int, list[str]] = {}
    for source, year in reasons:
        if source in asked and year in shown:
            told.setdefault(year, []).append(reasons[source, year])
    parts = [f"En {year} {'; '.join(dict.fromkeys(each))}" for year, each in told.items()]
    return (f"{'. '.join(parts)}: {NOT_LESS}",) if parts else ()


def within_whole(series: tuple[Series, ...]) -> tuple[Series, ...]:
    """The same stacked shares, none of whose bars is longer than its whole.

    Each part is rounded by itself, so that together they may say 102 %: what is told of each stays,
    the lengths are fitted into 100.
    """
    sums: dict[str, float] = {}
    for point in (point for each in series for point in each.points):
        sums[point.category] = sums.get(point.category, 0) + (point.amount or 0)
    return tuple(
        replace(each, points=tuple(_fitted(point, sums[point.category]) for point in each.points))
        for each in series
    )


def _fitted(point: Point, percent_sum: float) -> Point:
    if point.amount is None or percent_sum <= WHOLE_PCT:
        return point
    return replace(point, amount=point.amount * WHOLE_PCT / percent_sum)


def each_base(bases: Mapping[str, Figure], what: str = "grupo") -> tuple[str, ...]:
    """Of how many cases the percentages are: «Total de cada año: 2019, 1 280; …»."""
    told = "; ".join(f"{name}, {figure.text}" for name, figure in bases.items())
    return (f"Total de cada {what}: {told}.",) if told else ()


@cache
def not_comparable() -> dict[tuple[str, int], str]:
    """Years of a source that can't be compared with others, and why."""
    path = ROOT / "data" / "reference" / "not_comparable.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return {(row["source"], int(row["year"])): row["reason"] for row in csv.DictReader(handle)}
