"""What was recorded of the care of attended cases: risk, complaint, measures, legal support.

These are answers to five questions about the same cases, not five steps: nobody is lost from one to
the next, so they stand side by side, each «of every 100 attended cases».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from observatorio.charts.model import Chart, Point, Series, State
from observatorio.cube import Cube
from observatorio.disclosure import Figure, share_pct
from observatorio.filters import Filters
from observatorio.numbers import listed, whole
from observatorio.views.common import (
    MONTHS_A_YEAR,
    apart_note,
    each_base,
    in_its_years,
    months_delivered,
    not_comparable,
    provenance,
    within_whole,
)
from observatorio.views.route_facts import (
    BY_DIMENSION,
    FACTS,
    NOT_VALUED,
    ROUTE_SOURCE,
    SEVERE,
    UNKNOWN,
    Answer,
    Fact,
    Found,
    answers,
    base_of,
    joined,
    series_of,
    share_point,
)
from observatorio.views.spans import year_label

CAUTION = (
    "«Sin dato» quiere decir que no se anotó, o que aún no se sabe. Lo que no está registrado no "
    "es un «no»."
)
RISK = "risk_level"
NOT_CROSSED = (
    "Por nivel de riesgo no se dice {}. Cada cruce que se publica hace más fácil reconocer a "
    "alguien, y estos no están entre los cuadros del observatorio. Su total está arriba, y con "
    "varios años elegidos se ven también año por año."
)
NO_STEPS = (
    "No son pasos sucesivos: cada barra responde una pregunta distinta sobre los mismos casos."
)


@in_its_years
def route(cube: Cube, filters: Filters) -> Chart:
    """Of every 100 attended cases, what was recorded of each question, in parallel bars.

    Raises NotShown where a table is not published under the filters, or on a base under 20.
    """
    filters = cube.canonical(filters)
    base = base_of(cube, filters)
    found = {fact: cube.figures(filters, [fact.dimension]) for fact in FACTS}
    series = tuple(
        Series(
            name,
            tuple(_answered(fact, found[fact], place, base) for fact in FACTS),
            color,
        )
        for place, (name, _, color) in enumerate(answers(FACTS[0]))
    )
    return Chart(
        "ruta",
        "De cada 100 casos atendidos, ¿qué se registró?",
        _headline(found, base),
        tuple(fact.title for fact in FACTS),
        within_whole(series),
        provenance(cube, filters.source, filters),
        kind="stacked_row",
        category_title="Qué se registró",
        notes=(NO_STEPS, f"Base: {base.text} casos atendidos.", *_pandemic(filters)),
        unit="% de los casos atendidos",
        in_percent=True,
    )


@in_its_years
def by_risk(cube: Cube, filters: Filters, dimension: str) -> Chart:
    """Answers to one question within each level of risk, of every 100 cases of that level."""
    filters, fact = cube.canonical(filters), BY_DIMENSION[dimension]
    levels = cube.categories(filters.source, RISK)
    bases = cube.figures(filters, [RISK])
    found = cube.figures(filters, [RISK, dimension])
    names = {code: label for code, label in levels.items() if (code,) in bases}
    if UNKNOWN in names:
        names[UNKNOWN] = NOT_VALUED
    series = series_of(answers(fact), names, found, bases)
    return Chart(
        f"riesgo_{dimension}",
        f"{fact.title}: ¿cambia con el nivel de riesgo?",
        _extremes(series[0], fact),
        tuple(names.values()),
        within_whole(series),
        provenance(cube, filters.source, filters),
        kind="stacked_row",
        category_title="Nivel de riesgo",
        notes=(
            *each_base({name: bases[code,] for code, name in names.items()}, "nivel"),
            *_pandemic(filters),
        ),
        unit="% de los casos de cada nivel de riesgo",
        in_percent=True,
    )


def not_crossed(cube: Cube) -> str:
    """Which questions are not told by level of risk, and why; empty when all are."""
    known = {table.dimensions for table in cube.tables(ROUTE_SOURCE)}
    others = [fact for fact in FACTS if fact.dimension != RISK]
    names = [f.unknown for f in others if frozenset({RISK, f.dimension}) not in known]
    return NOT_CROSSED.format(" ni ".join(names)) if names else ""


@in_its_years
def by_year(cube: Cube, filters: Filters, dimension: str) -> Chart:
    """Answers to one question in each year, of every 100 cases attended in it."""
    filters, fact = cube.canonical(filters), BY_DIMENSION[dimension]
    base_of(cube, filters)
    bases, found = cube.figures(filters, ["year"]), cube.figures(filters, ["year", dimension])
    delivered = months_delivered(cube, filters.source)
    rows = {year: _year_name(filters.source, year, delivered.get(year, [])) for (year,) in bases}
    shown = _levels(cube, filters.source) if dimension == RISK else answers(fact)
    open_years = {rows[year] for year in rows if len(delivered.get(year, [])) < MONTHS_A_YEAR}
    series = _provisional(series_of(shown, rows, found, bases), open_years)
    return Chart(
        f"anual_{dimension}",
        f"{fact.title}: ¿cómo se registró cada año?",
        _first_and_last(series, fact),
        tuple(rows.values()),
        within_whole(series),
        provenance(cube, filters.source, filters),
        kind="stacked_row",
        category_title="Año",
        notes=(
            *each_base({name: bases[year,] for year, name in rows.items()}, "año"),
            *_pandemic(filters),
        ),
        unit="% de los casos atendidos en el año",
        in_percent=True,
    )


def _levels(cube: Cube, source: str) -> tuple[Answer, ...]:
    found = cube.categories(source, RISK)
    return tuple((label, (code,), code) for code, label in found.items())


def _provisional(series: tuple[Series, ...], rows: set[str]) -> tuple[Series, ...]:
    return tuple(
        replace(s, points=tuple(replace(p, provisional=p.category in rows) for p in s.points))
        for s in series
    )


def _year_name(source: str, year: int, months: list[int]) -> str:
    name = year_label(year, months)
    return f"{name} (pandemia)" if (source, year) in not_comparable() else name


def _answered(fact: Fact, found: Found, place: int, base: Figure) -> Point:
    codes = answers(fact)[place][1]
    if not codes:
        return Point(fact.title, None, State.NO_RECORD, label="no corresponde")
    return share_point(fact.title, joined(found, (), codes), base)


def _pandemic(filters: Filters) -> tuple[str, ...]:
    return apart_note([filters.source], filters.years_list())


def _headline(found: Mapping[Fact, Found], base: Figure) -> str:
    shares = {f: share_pct(joined(figures, (), f.yes), base) for f, figures in found.items()}
    said = [
        f"{whole(share)} {fact.told}"
        for fact in (BY_DIMENSION["complaint"], BY_DIMENSION["protection_measure"])
        if (share := shares[fact]) is not None
    ]
    gaps = {f: share_pct(figures.get((UNKNOWN,)), base) or 0 for f, figures in found.items()}
    widest = max(gaps, key=lambda fact: gaps[fact])
    gap = f"; en {whole(gaps[widest])} no se registró {widest.unknown}" if gaps[widest] >= 1 else ""
    return (
        f"De cada 100 casos atendidos, {listed(said)} según el registro{gap}." if said else CAUTION
    )


def _extremes(series: Series, fact: Fact) -> str:
    known = [p for p in series.points if p.amount is not None and p.category != NOT_VALUED]
    if len(known) < 2:  # noqa: PLR2004 - a comparison needs two
        return "No hay cifras suficientes para comparar los niveles de riesgo."
    told = [f"{whole(p.amount or 0)} con {p.category.lower()}" for p in known]
    return f"De cada 100 casos, {fact.told}: {listed(told)}."


def _first_and_last(series: tuple[Series, ...], fact: Fact) -> str:
    shown = next((s for s in series if s.name == SEVERE), series[0])
    known = [p for p in shown.points if p.amount is not None]
    # Only whole years are set against one another.
    compared = [p for p in known if not p.provisional] or known[-1:]
    if not compared:
        return "No hay años con cifras suficientes."
    ends = [compared[0], compared[-1]][: len(compared)]
    told = listed([f"{whole(p.amount or 0)} en {p.category}" for p in ends])
    what = "se valoraron con riesgo severo" if shown.name == SEVERE else fact.told
    return f"De cada 100 casos atendidos, {what}: {told}."
