"""How the figures move: by year, over the same months and by month, one source at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from observatorio.charts.model import Chart, Point, Series
from observatorio.cube import Cube
from observatorio.disclosure import OPEN, figure_of, share_pct
from observatorio.filters import Filters, NotShown, NotYet
from observatorio.invented import called, titled
from observatorio.numbers import listed, month_label, month_name, percent, whole
from observatorio.units import how_many
from observatorio.views import rates
from observatorio.views.changes import (
    PANDEMIC_YEAR,
    Figures,
    headline,
    highest,
    moves,
    rise_note,
)
from observatorio.views.common import (
    MONTHS_A_YEAR,
    PANDEMIC,
    apart_note,
    in_its_years,
    not_comparable,
    provenance,
)
from observatorio.views.events import Happening, happenings, on_axis
from observatorio.views.printed import printed
from observatorio.views.profile_source import counted_twice
from observatorio.views.quarters import quarterly
from observatorio.views.spans import Spans, short_months
from observatorio.views.year_series import by_year, pandemic_band, year_series

# Totals of reports; where a year has none, the sum over the centres in the ministry's table.
PUBLISHED_SERIES = {"annual_total": "informes", "centre_total": "la tabla abierta del ministerio"}
PANDEMIC_MONTH = 3  # of 2020, when services closed


@in_its_years
def yearly(cube: Cube, filters: Filters, as_rate: bool = False) -> Chart:
    """Figures (or rates) by year, with the published totals as marks where they apply.

    A rate is of a whole year: what is open waits for `same_period`.
    """
    filters = cube.canonical(filters)
    source, spans = filters.source, Spans.of(cube, filters)
    years = spans.whole if as_rate else filters.years_list()
    found = by_year(cube, filters)
    figures = {year: found.get(year) for year in years}
    labels = {year: spans.label(year) for year in years}
    series = [year_series(cube, filters, spans, figures, as_rate)]
    if not as_rate and not filters.active and (marks := _published(cube, source, labels)):
        series.append(Series(*marks, "publicado", "mark"))
    axis = {str(year): label for year, label in labels.items()}
    return Chart(
        "anual",
        _question(cube, source, as_rate),
        rates.headline(cube, filters, figures)
        if as_rate
        else headline(cube, source, figures, spans),
        tuple(labels.values()),
        tuple(series),
        provenance(cube, source, filters),
        category_title="Año",
        notes=tuple(_yearly_notes(cube, filters, spans, figures, as_rate)),
        bands=pandemic_band(source, labels.get(PANDEMIC_YEAR)),
        events=on_axis(_happened(cube, source, spans), axis),
        unit=rates.UNIT if as_rate else cube.sources[source].unit,
    )


@in_its_years
def monthly(cube: Cube, filters: Filters) -> Chart:
    """Figures by month under the filters, as one line over all years; else by quarter."""
    filters = cube.canonical(filters)
    source, spans = filters.source, Spans.of(cube, filters)
    try:
        found = cube.figures(filters, ["year", "month"])
    except NotYet:
        raise
    except NotShown as months_refused:
        try:
            return quarterly(cube, filters)
        except NotYet:
            raise
        except NotShown:
            raise months_refused from None
    names = {at: month_label(*at) for at in spans.pairs}
    points = tuple(spans.month_point(at, found.get(at)) for at in names)
    closed = [n for (y, m), n in names.items() if y == PANDEMIC_YEAR and m >= PANDEMIC_MONTH]
    shaded = closed and (source, PANDEMIC_YEAR) in not_comparable()
    axis = {f"{y}-{m:02d}": name for (y, m), name in names.items()}
    return Chart(
        "mensual",
        monthly_question(cube, source),
        highest(cube, source, {(y, m): figure for (y, m), figure in found.items()}, spans),
        tuple(names.values()),
        (Series(titled(cube.sources[source]), points, source, "line"),),
        provenance(cube, source, filters),
        kind="line",
        category_title="Mes",
        notes=(*apart_note([source], filters.years_list()), *spans.month_notes()),
        bands=((closed[0], closed[-1], PANDEMIC),) if shaded else (),
        events=on_axis(_happened(cube, source, spans), axis),
        unit=cube.sources[source].unit,
    )


def monthly_question(cube: Cube, source: str) -> str:
    """What is asked of the months."""
    return f"¿En qué meses hubo más {cube.sources[source].unit}?"


def by_month_and_year(chart: Chart) -> pd.DataFrame:
    """What a monthly chart tells, with a row per month of the year and a column per year."""
    told = {p.key: p.told for s in chart.series for p in s.points}
    years, months = (sorted(set(each)) for each in zip(*chart.months.values(), strict=True))
    names = [month_name(month).capitalize() for month in months]
    data = {str(year): [told.get((year, month), "—") for month in months] for year in years}
    return pd.DataFrame(data, index=pd.Index(names, name="Mes"))


def side_by_side(cube: Cube, years: tuple[int, int]) -> list[Chart]:
    """One small chart per source over the same years, each with its own unit and scale."""
    return [_small(cube, source, years) for source in cube.sources]


def _small(cube: Cube, source: str, years: tuple[int, int]) -> Chart:
    info, filters = cube.sources[source], Filters(source, years)
    spans, found = Spans.of(cube, filters), by_year(cube, filters)
    figures = {year: found.get(year) for year in filters.years_list()}
    labels = {year: spans.label(year) for year in figures}
    return Chart(
        f"lado-{source}",
        called(info),
        headline(cube, source, figures, spans),
        tuple(labels.values()),
        (year_series(cube, filters, spans, figures, as_rate=False),),
        replace(provenance(cube, source), total=cube.whole(filters)),
        category_title="Año",
        bands=pandemic_band(source, labels.get(PANDEMIC_YEAR)),
        unit=info.unit,
        small=True,
    )


def _published(
    cube: Cube, source: str, labels: Mapping[int, str]
) -> tuple[str, tuple[Point, ...]] | None:
    """Printed totals, each on its year, with its months where it has not all, and who printed."""
    points: dict[int, Point] = {}
    tables = set()
    for one in printed(cube, source, *PUBLISHED_SERIES):
        if one.year in labels and one.year not in points:
            tables.add(one.table)
            figure = figure_of(int(one.value), OPEN, cube.edition.threshold)
            part = "" if len(one.months) == MONTHS_A_YEAR else short_months(one.months)
            points[one.year] = Point(labels[one.year], figure, mark=part, key=one.year)
    where = listed([words for table, words in PUBLISHED_SERIES.items() if table in tables])
    return (f"Total publicado en {where}", tuple(points.values())) if points else None


def _yearly_notes(
    cube: Cube, filters: Filters, spans: Spans, figures: Figures, as_rate: bool
) -> list[str]:
    source, years = filters.source, filters.years_list()
    changes = [move.change for move in moves(cube, source, figures, spans)]
    notes = [*apart_note([source], years), *rise_note(*changes)]
    if as_rate:
        left = [str(year) for year in years if spans.months[year] and year not in spans.whole]
        notes += [f"{year} no tiene tasa del año: le faltan meses." for year in left]
        return [*notes, *spans.partial_note(), *rates.rate_notes(cube, filters, spans.whole)]
    twice = counted_twice(cube, source, filters.years)
    return [*notes, *twice, *_every_kind(cube, filters, figures, spans), *spans.month_notes()]


def _every_kind(cube: Cube, filters: Filters, figures: Figures, spans: Spans) -> list[str]:
    """Of how many complaints of every kind those of the last whole year are part, as context."""
    totals = dict(cube.rows("every_kind", source=filters.source)) if not filters.active else {}
    year = max((y for y in spans.whole if y in totals), default=None)
    if year is None:
        return []
    every = figure_of(int(totals[year]), OPEN, cube.edition.threshold)
    share = share_pct(figures.get(year), every)
    if share is None:
        return []
    return [
        f"De las {every.text} denuncias de toda clase de {year}, {percent(share)} son de violencia "
        "contra la mujer e integrantes del grupo familiar."
    ]


def _happened(cube: Cube, source: str, spans: Spans) -> list[Happening]:
    """Events up to the last delivered month; the emergency is not told twice where it is shaded."""
    last = max(spans.pairs, default=(0, 0))
    until = f"{last[0]}-{last[1]:02d}"
    shaded = (source, PANDEMIC_YEAR) in not_comparable()
    return [
        event
        for event in happenings(cube.ubigeo)
        if event.first[: len(until)] <= until and not (shaded and event.kind == "emergencia")
    ]


def _question(cube: Cube, source: str, as_rate: bool) -> str:
    unit = cube.sources[source].unit
    per = f" por cada {whole(rates.PER)} habitantes" if as_rate else ""
    return f"¿{how_many(unit)} hubo cada año{per}?"
