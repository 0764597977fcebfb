"""Quarters stand for months where only they are published (by age, by zone)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from observatorio.certainty import NAMED, highest, span_of
from observatorio.charts.model import Chart, Series
from observatorio.cube import Cube
from observatorio.disclosure import Figure, combine
from observatorio.filters import Filters, NotShown
from observatorio.invented import titled
from observatorio.numbers import listed
from observatorio.views.changes import PANDEMIC_YEAR
from observatorio.views.common import PANDEMIC, apart_note, not_comparable, provenance
from observatorio.views.spans import Spans, short_months
from observatorio.views.year_series import by_year

MONTHS = 3  # of a quarter
QUARTERS = (1, 2, 3, 4)
NAMES = {1: "primer", 2: "segundo", 3: "tercer", 4: "cuarto"}
WHY = "Con estos filtros no se publica cada mes: se muestra cada trimestre."


def months_of(quarter: int) -> tuple[int, ...]:
    """The three months (1 to 12) of a quarter."""
    return tuple(range(MONTHS * (quarter - 1) + 1, MONTHS * quarter + 1))


def quarters_of(months: Collection[int]) -> list[int]:
    """The quarters (1 to 4) that are just these months; none where some quarter is not whole."""
    found = [quarter for quarter in QUARTERS if set(months_of(quarter)) <= set(months)]
    return found if len(months) == MONTHS * len(found) else []


def by_quarter(cube: Cube, filters: Filters) -> dict[tuple[int, int], Figure]:
    """Figures by (year, quarter) of all months, under the other filters. Raises NotShown."""
    found = cube.figures(filters.without("month"), ["year", "quarter"])
    return {(int(year), int(quarter)): figure for (year, quarter), figure in found.items()}


def of_months(cube: Cube, filters: Filters, months: Collection[int]) -> dict[int, Figure]:
    """Figures of some months by year, of the quarters that they are where months are refused.

    Raises NotShown where neither is published.
    """
    chosen = {**filters.chosen, "month": tuple(str(month) for month in months)}
    try:
        return by_year(cube, replace(filters, chosen=chosen))
    except NotShown:
        quarters = quarters_of(months)
        if not quarters:
            raise
        return _joined(by_quarter(cube, filters), quarters)


def _joined(found: dict[tuple[int, int], Figure], quarters: Collection[int]) -> dict[int, Figure]:
    parts: dict[int, list[Figure]] = {}
    for (year, quarter), figure in found.items():
        if quarter in quarters:
            parts.setdefault(year, []).append(figure)
    return {year: whole for year, each in parts.items() if (whole := combine(each))}


def quarterly(cube: Cube, filters: Filters) -> Chart:
    """Figures by quarter, as one line over all years; of quarters with all their months delivered.

    Raises NotShown when quarters are not published either, or are not the months asked for.
    """
    source, spans = filters.source, Spans.of(cube, filters)
    quarters = quarters_of(spans.asked)
    if not quarters:
        raise NotShown("Los meses elegidos no son trimestres enteros.")
    whole = [(y, q) for y, had in spans.months.items() for q in quarters
             if set(months_of(q)) <= set(had)]  # fmt: skip
    shown = [(y, q) for y in spans.months for q in quarters if whole and (y, q) <= max(whole)]
    found = {at: f for at, f in by_quarter(cube, filters).items() if at in whole}
    names = {(y, q): f"{short_months(months_of(q))} {y}" for y, q in shown}
    closed = [names[at] for at in shown if at[0] == PANDEMIC_YEAR]
    shaded = closed and (source, PANDEMIC_YEAR) in not_comparable()
    points = [
        replace(spans.point(y, names[y, q], found.get((y, q)), months_of(q)), key=f"{y}-T{q}")
        for y, q in shown
    ]
    info = cube.sources[source]
    return Chart(
        "mensual",
        f"¿En qué trimestres hubo más {info.unit}?",
        most(found, info.unit, cube.edition.base),
        tuple(names.values()),
        (Series(titled(info), tuple(points), source, "line"),),
        provenance(cube, source, filters),
        kind="line",
        category_title="Trimestre",
        notes=(WHY, *apart_note([source], filters.years_list()), *spans.month_notes()),
        bands=((closed[0], closed[-1], PANDEMIC),) if shaded else (),
        unit=info.unit,
    )


def most(found: dict[tuple[int, int], Figure], unit: str, base: int) -> str:
    """The quarter with most, or those that can't be set apart; `base` is what is rounded to."""
    top = highest({at: span_of(figure, base) for at, figure in found.items()})
    if not any(found[at].low for at in top):
        return "No hay trimestres con cifras que se puedan mostrar."
    told = [f"el {NAMES[q]} trimestre de {y} ({found[y, q].text})" for y, q in top]
    if len(top) == 1:
        return f"El trimestre con más {unit} fue {told[0]}."
    if len(top) > NAMED:
        return f"Ningún trimestre tiene claramente más {unit} que los otros."
    return f"Los trimestres con más {unit}, sin diferencia clara: {listed(told)}."
