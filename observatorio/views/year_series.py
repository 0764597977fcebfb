"""The years of one source as a series, and the year that is shaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from observatorio.charts.model import Series
from observatorio.cube import Cube
from observatorio.disclosure import Figure
from observatorio.filters import Filters, NotShown
from observatorio.invented import titled
from observatorio.views import rates
from observatorio.views.changes import PANDEMIC_YEAR
from observatorio.views.common import PANDEMIC, not_comparable
from observatorio.views.spans import Spans


def year_series(
    cube: Cube,
    filters: Filters,
    spans: Spans,
    figures: Mapping[int, Figure | None],
    as_rate: bool,
) -> Series:
    """A point per year, of its figure or of its rate."""
    points = [spans.point(year, spans.label(year), figure) for year, figure in figures.items()]
    if as_rate:
        pairs = zip(figures, points, strict=True)
        points = [rates.rated(cube, filters, year, point) for year, point in pairs]
    return Series(titled(cube.sources[filters.source]), tuple(points), filters.source)


def by_year(cube: Cube, filters: Filters) -> dict[int, Figure]:
    """Figures by year under the filters; years without any are left out."""
    return {year: figure for (year,), figure in cube.figures(filters, ["year"]).items()}


def in_shown_years(
    cube: Cube, source: str, dimension: str
) -> dict[int, dict[tuple[Any, ...], Figure]]:
    """Figures by a dimension in each year that its table shows; those that wait are left out.

    Raises NotShown, with the reason of the last year, where no year is shown.
    """
    found, refused = {}, None
    for year in cube.years(source):
        try:
            found[year] = cube.figures(Filters(source, (year, year)), [dimension])
        except NotShown as reason:
            refused = reason
    if refused and not found:
        raise refused
    return found


def pandemic_band(source: str, label: str | None) -> tuple[tuple[str, str, str], ...]:
    """The shaded 2020 of a source that closed then; `label` is its category, if it is shown."""
    known = label and (source, PANDEMIC_YEAR) in not_comparable()
    return ((label, label, PANDEMIC),) if label and known else ()
