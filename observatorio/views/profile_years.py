"""Niñas, niños y adolescentes year by year: what part of the total, and how many."""

from __future__ import annotations

from dataclasses import replace

from observatorio.certainty import Span, highest, share_span
from observatorio.charts.model import Chart, Point, Series, State, point_of
from observatorio.cube import Cube
from observatorio.disclosure import LEAST_BASE, Figure, share_pct
from observatorio.filters import Filters, NotShown
from observatorio.invented import titled
from observatorio.numbers import percent
from observatorio.views.changes import PANDEMIC_YEAR
from observatorio.views.common import (
    apart_note,
    each_base,
    in_its_years,
    months_delivered,
    not_comparable,
    provenance,
    provisional_months,
    whole_years,
)
from observatorio.views.profile import present
from observatorio.views.profile_children import children, references, who_of
from observatorio.views.profile_crossing import fit, share_point
from observatorio.views.profile_words import about
from observatorio.views.spans import Spans, year_label
from observatorio.views.year_series import pandemic_band

NO_SHARE = "sin %"
TOO_FEW = (
    "Con estos filtros, cada año tiene muy pocos casos (o cifras protegidas) para decir qué parte "
    "corresponde a niñas, niños y adolescentes."
)


@in_its_years
def by_year(cube: Cube, filters: Filters) -> Chart:
    """Share of under-18s in each year's total, with the printed ones as marks. Raises NotShown."""
    ours, source = children(cube, filters), filters.source
    figures = cube.figures(ours, ["year"])
    totals = cube.figures(ours.without("age_group"), ["year"])
    labels = year_labels(cube, ours)
    points = {
        year: _yearly(labels[year], figures.get((year,)), totals.get((year,))) for year in labels
    }
    if not any(point.figure for point in points.values()):
        raise NotShown(TOO_FEW)
    points = {y: _settled(cube, source, y, point) for y, point in points.items()}
    spans = {
        y: share_span(figures[y,], totals[y,], cube.edition.base)
        for y, point in points.items()
        if point.amount is not None
    }
    series = [Series(titled(cube.sources[source]), tuple(points.values()), source)]
    if marks := _marks(cube, filters, labels):
        series.append(Series("Cifra publicada en informes", marks, "publicado", "mark"))
    return Chart(
        "children_share",
        f"¿Qué parte de los {cube.sources[source].unit} corresponde a {who_of(ours)}?",
        _last(cube, ours, points, spans),
        tuple(labels.values()),
        tuple(series),
        provenance(cube, source, cube.canonical(filters)),
        category_title="Año",
        notes=(
            *apart_note([source], labels),
            *each_base({labels[y]: totals[y,] for y in spans}, "año"),
            *Spans.of(cube, ours).month_notes(),
            *_without_share(points),
        ),
        bands=pandemic_band(source, labels.get(PANDEMIC_YEAR)),
        unit="% del total",
        in_percent=True,
    )


@in_its_years
def counts(cube: Cube, filters: Filters) -> Chart:
    """Counts by year, a column for each age group. Raises NotShown."""
    ours, source = children(cube, filters), filters.source
    figures = cube.figures(ours, ["year", "age_group"])
    labels, ages = year_labels(cube, ours), present(cube, ours, "age_group")
    series = tuple(
        Series(
            name,
            tuple(Spans.of(cube, ours).point(y, labels[y], figures.get((y, age))) for y in labels),
            age,
        )
        for age, name in ages.items()
    )
    unit = cube.sources[source].unit
    return Chart(
        "children_counts",
        f"¿Cuántos {unit} corresponden a {who_of(ours)} cada año?",
        _counted(cube, ours, {a: s for a, s in zip(ages, series, strict=True)}, labels),
        tuple(labels.values()),
        series,
        provenance(cube, source, ours),
        category_title="Año",
        notes=(*apart_note([source], labels), *Spans.of(cube, ours).month_notes()),
        bands=pandemic_band(source, labels.get(PANDEMIC_YEAR)),
        unit=unit,
    )


def year_labels(cube: Cube, filters: Filters) -> dict[int, str]:
    """Years of the selection as the axis names them: «2021», «2022 (ene–mar)»."""
    delivered = months_delivered(cube, filters.source)
    return {year: year_label(year, delivered.get(year, [])) for year in filters.years_list()}


def _yearly(name: str, part: Figure | None, base: Figure | None) -> Point:
    if part is None or base is None:
        return point_of(name, None)
    if fit(base):
        return share_point(name, part, base)
    # Without a percentage there is no length: neither the count nor zero may be drawn for it.
    return Point(name, None, State.PROTECTED, label=NO_SHARE)


def _settled(cube: Cube, source: str, year: int, point: Point) -> Point:
    """The point, told to be provisional where its year has a month that may still grow."""
    grows = any(of == year for of, _ in provisional_months(cube, source))
    return replace(point, provisional=grows and point.amount is not None)


def _without_share(points: dict[int, Point]) -> tuple[str, ...]:
    if not any(point.label == NO_SHARE for point in points.values()):
        return ()
    return (f"«{NO_SHARE}»: el total de ese año es menor de {LEAST_BASE} o está protegido.",)


def _marks(cube: Cube, filters: Filters, labels: dict[int, str]) -> tuple[Point, ...]:
    if cube.canonical(filters).active:
        return ()
    return tuple(
        Point(labels[r.year], r.part, mark=f"{r.part.text} de {r.base.text}", amount=share,
              label=percent(share, 1))
        for r in references(cube, filters.source)
        if r.year in labels and (share := share_pct(r.part, r.base)) is not None
    )  # fmt: skip


def _last(cube: Cube, filters: Filters, points: dict[int, Point], spans: dict[int, Span]) -> str:
    """Headline: the last whole year's share, and the year of the highest one."""
    known = {y: p for y, p in points.items() if p.amount is not None}
    done = [y for y in whole_years(cube, filters.source) if y in known]
    if not done:
        return "No hay un año completo con cifras suficientes para un porcentaje."
    year, unit = done[-1], cube.sources[filters.source].unit
    said = f"En {year}, {about(known[year])} de los {unit} correspondió a {who_of(filters)}"
    top = highest({y: spans[y] for y in done})
    # Nor is a year that can't be compared set against the others.
    if len(top) > 1 or top == [year] or (filters.source, top[0]) in not_comparable():
        return f"{said}."
    return f"{said}; el porcentaje más alto fue en {top[0]}: {known[top[0]].label}."


def _counted(
    cube: Cube, filters: Filters, series: dict[str, Series], labels: dict[int, str]
) -> str:
    done = [year for year in whole_years(cube, filters.source) if year in labels]
    if not done:
        return "Todavía no hay un año completo entre los elegidos."
    told = [
        f"{p.text} de {s.name.lower()}"
        for s in series.values()
        for p in s.points
        if p.key == done[-1]
    ]
    return f"En {done[-1]}: {' y '.join(told)}."
