"""An open year beside the same months of the years before it; never annualised."""

from __future__ import annotations

from dataclasses import replace

from observatorio.charts.model import Chart
from observatorio.cube import Cube
from observatorio.disclosure import Figure
from observatorio.filters import Filters, NotShown
from observatorio.views import rates
from observatorio.views.changes import (
    PANDEMIC_YEAR,
    between,
    rise_note,
    same_months_headline,
)
from observatorio.views.common import long_months, provenance, same_months
from observatorio.views.quarters import of_months
from observatorio.views.spans import Spans
from observatorio.views.year_series import by_year, pandemic_band, year_series


def open_year(cube: Cube, filters: Filters) -> tuple[int, list[int]] | None:
    """The open year and the months in which it can be compared with the year before it.

    That year is looked at also where it was not chosen. None when the last year with figures is
    whole, or the source has none before it.
    """
    filters = cube.canonical(filters)
    spans = Spans.of(cube, filters)
    last = spans.open_year
    if last is None:
        return None
    shared = same_months(cube, filters.source, last - 1, last)
    months = [month for month in shared if month in spans.asked]
    return (last, months) if months else None


def same_period(cube: Cube, filters: Filters, as_rate: bool = False) -> Chart:
    """The open year beside the same months of the years before it; never annualised.

    Raises NotShown when no year is open, or its months are not published under these filters, nor
    quarters that are the same months.
    """
    filters = cube.canonical(filters)
    found = open_year(cube, filters)
    if found is None:
        raise NotShown("En los años elegidos no hay un año abierto que comparar.")
    (last, months), source = found, filters.source
    filters = replace(filters, years=(min(filters.years[0], last - 1), filters.years[1]))
    spans, period = Spans.of(cube, filters), long_months(months)
    years = [year for year in filters.years_list() if set(months) <= set(spans.months[year])]
    figures = _over(cube, filters, spans, months, years)
    unit = rates.UNIT if as_rate else cube.sources[source].unit
    notes = rates.rate_notes(cube, filters, years) if as_rate else []
    spans = replace(spans, months={year: months for year in years}, asked=tuple(months))
    moved = between(cube, source, figures, last - 1, last, months=months)
    return Chart(
        "mismos-meses",
        question(last),
        rates.headline(cube, filters, figures, period)
        if as_rate
        else same_months_headline(cube, source, figures, spans),
        tuple(str(year) for year in years),
        (year_series(cube, filters, spans, figures, as_rate),),
        provenance(cube, source, filters),
        category_title=f"Año ({period})",
        notes=tuple([*rise_note(moved), *spans.month_notes(), *notes]),
        bands=pandemic_band(source, str(PANDEMIC_YEAR) if PANDEMIC_YEAR in years else None),
        unit=f"{unit}, {period}",
    )


def question(last: int) -> str:
    """What is asked of the open year."""
    return f"¿Cómo va {last} frente a los mismos meses?"


def _over(
    cube: Cube, filters: Filters, spans: Spans, months: list[int], years: list[int]
) -> dict[int, Figure | None]:
    """Figures of some months of each year; of a year that has just those, its own total."""
    found = of_months(cube, filters, months)
    totals = found if "month" in filters.active else by_year(cube, filters)
    return {
        year: totals.get(year) if spans.months[year] == months else found.get(year)
        for year in years
    }
