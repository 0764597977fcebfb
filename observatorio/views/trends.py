"""How the figures move: by year and by month, one source at a time."""

from __future__ import annotations

from observatorio.charts.model import Chart, Point, Series, point_of
from observatorio.cube import Cube
from observatorio.disclosure import OPEN, Figure, figure_of
from observatorio.filters import Filters
from observatorio.numbers import MONTHS_SHORT, whole
from observatorio.statistics import Change, change
from observatorio.views.common import (
    MONTHS_A_YEAR,
    PANDEMIC,
    PANDEMIC_NOTE,
    months_delivered,
    not_comparable,
    provenance,
)

PUBLISHED_SERIES = "annual_total"


def year_label(year: int, months: list[int]) -> str:
    """«2021», or «2022 (ene–mar)» for a year that is not whole."""
    if len(months) == MONTHS_A_YEAR or not months:
        return str(year)
    return f"{year} ({MONTHS_SHORT[min(months) - 1]}–{MONTHS_SHORT[max(months) - 1]})"


def yearly(cube: Cube, filters: Filters) -> Chart:
    """Figures by year under the filters, with the published totals as marks where they apply."""
    filters, source = cube.canonical(filters), filters.source
    figures = cube.figures(filters, ["year"])
    delivered = months_delivered(cube, source)
    labels = {year: year_label(year, delivered.get(year, [])) for year in filters.years_list()}
    points = tuple(point_of(labels[year], figures.get((year,))) for year in filters.years_list())
    series = [Series(cube.sources[source].title, points, source)]
    marks = _published(cube, filters, labels)
    if marks and not filters.active:
        series.append(Series("Total publicado en informes", marks, "publicado", "mark"))
    notes = [PANDEMIC_NOTE] if (source, 2020) in not_comparable() else []
    return Chart(
        "anual",
        f"¿Cuántos {_unit(cube, source)} hay cada año?",
        _headline(cube, filters, {y: figures.get((y,)) for y in filters.years_list()}),
        tuple(labels.values()),
        tuple(series),
        provenance(cube, source, filters),
        category_title="Año",
        notes=tuple(notes),
        bands=_pandemic(source, labels.get(2020)),
    )


def monthly(cube: Cube, filters: Filters) -> Chart:
    """Figures by month under the filters, in one line per source."""
    filters, source = cube.canonical(filters), filters.source
    figures = cube.figures(filters, ["year", "month"])
    delivered = months_delivered(cube, source)
    last = max(((y, max(m)) for y, m in delivered.items() if m), default=(0, 0))
    months = [(y, m) for y in filters.years_list() for m in range(1, 13) if (y, m) <= last]
    points = tuple(point_of(f"{MONTHS_SHORT[m - 1]} {y}", figures.get((y, m))) for y, m in months)
    series = Series(cube.sources[source].title, points, source, "line")
    band = (f"mar {2020}", f"dic {2020}", PANDEMIC)
    return Chart(
        "mensual",
        f"¿En qué meses hay más {_unit(cube, source)}?",
        _highest(points),
        tuple(p.category for p in points),
        (series,),
        provenance(cube, source, filters),
        kind="line",
        category_title="Mes",
        bands=(band,) if (source, 2020) in not_comparable() else (),
    )


def last_change(
    cube: Cube, source: str, figures: dict[int, Figure | None], years: list[int]
) -> tuple[int, int, Change] | None:
    """The last two whole years with a figure, and the change between them in words."""
    known = [y for y in years if (f := figures.get(y)) is not None and f.value is not None]
    if len(known) < 2 or known[-2] != known[-1] - 1:  # noqa: PLR2004 - two years to compare
        return None
    before, after = known[-2], known[-1]
    reason = not_comparable().get((source, before)) or not_comparable().get((source, after))
    if reason:
        return before, after, Change(None, None, "no comparable", reason)
    pair = [figures[y] for y in (before, after)]
    return before, after, change(*(f.low for f in pair if f is not None))


def _published(cube: Cube, filters: Filters, labels: dict[int, str]) -> tuple[Point, ...]:
    rows = cube.rows(
        "published", source=filters.source, table_names=[PUBLISHED_SERIES], area=cube.ubigeo
    )
    points = []
    for _, year, first, last, _, _, value, *_ in rows:
        if year in labels:
            span = (
                ""
                if (first, last) == (1, MONTHS_A_YEAR)
                else (f"{MONTHS_SHORT[first - 1]}–{MONTHS_SHORT[last - 1]}")
            )
            printed = figure_of(int(value), OPEN, cube.edition.threshold)
            points.append(Point(labels[year], printed, mark=span))
    return tuple(points)


def _headline(cube: Cube, filters: Filters, figures: dict[int, Figure | None]) -> str:
    delivered = months_delivered(cube, filters.source)
    whole_ones = [y for y in filters.years_list() if len(delivered.get(y, [])) == MONTHS_A_YEAR]
    found = last_change(cube, filters.source, figures, whole_ones)
    if found is None:
        return "Elija más años para ver un cambio." if figures else "Sin datos en estos años."
    before, after, moved = found
    if moved.reason:
        return f"{after} no se compara con {before}: {moved.reason}."
    values = [figures[y] for y in (before, after)]
    told = " a ".join(f.text for f in values if f)
    return f"De {before} a {after}: {moved.text} ({told} {_unit(cube, filters.source)})."


def _highest(points: tuple[Point, ...]) -> str:
    known = [p for p in points if p.value is not None]
    if not known:
        return "No hay meses con cifras que se puedan mostrar."
    top = max(known, key=lambda p: p.value or 0)
    return f"El mes con más registros fue {top.category}: {whole(top.value or 0)}."


def _pandemic(source: str, label: str | None) -> tuple[tuple[str, str, str], ...]:
    return ((label, label, PANDEMIC),) if label and (source, 2020) in not_comparable() else ()


def _unit(cube: Cube, source: str) -> str:
    return cube.sources[source].unit
