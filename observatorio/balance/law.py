"""The five areas of Law 30364 in one year: what is measured of each, and what by nobody."""

from __future__ import annotations

from dataclasses import replace

from observatorio.balance.model import Block, Grid, Section, Text
from observatorio.balance.parts import attention
from observatorio.balance.scope import Scope
from observatorio.disclosure import share_pct
from observatorio.filters import NotShown
from observatorio.numbers import percent
from observatorio.views.route_areas import AREAS, Indicator, Measured, areas, measured, summary
from observatorio.views.route_facts import joined

HEADER = ("Indicador", "Quién lo mide", "Dato del año")
NOT_THIS_YEAR = "Sin datos de este año."


def route_section(scope: Scope) -> Section:
    """The route of attention: what was recorded of each case, and what the law asks for."""
    found = {area: [of_year(scope, m.indicator) for m in group]
             for area, group in areas(scope.cube).items()}  # fmt: skip
    grids = [_grid(area, group) for area, group in found.items()]
    told = summary(found).replace("en esta edición", f"de {scope.year}")
    blocks: list[Block] = [*attention(scope), Text(told, "lead"), *grids]
    return Section("Ruta de atención", tuple(blocks))


def of_year(scope: Scope, indicator: Indicator) -> Measured:
    """The indicator's value in the year of the report; without one, why there is none."""
    known = measured(scope.cube, indicator)
    if not known.has_data:
        return known
    if indicator.measured_by not in scope.sources:
        return replace(known, since=None, last=NOT_THIS_YEAR)
    try:
        text = _value(scope, indicator)
    except NotShown as reason:
        return replace(known, since=None, last=f"No se publica. {reason}")
    if not text:
        return replace(known, since=None, last=NOT_THIS_YEAR)
    source = indicator.measured_by
    part = "" if scope.is_whole(source) else f" ({scope.when(source).lower()})"
    return replace(known, last=f"{text}{part}")


def _value(scope: Scope, indicator: Indicator) -> str:
    cube, filters = scope.cube, scope.only(indicator.measured_by)
    unit = cube.sources[indicator.measured_by].unit
    total = cube.figures(filters).get(())
    if not indicator.codes:
        return f"{total.text} {unit}" if total else ""
    tables = {t.table_id: t.dimensions for t in cube.tables(indicator.measured_by)}
    (dimension,) = tables[indicator.table_id]
    part = joined(cube.figures(filters, [dimension]), (), indicator.codes)
    if part is None:
        return ""
    share = share_pct(part, total)
    return f"{part.text} {unit}" if share is None else f"{percent(share)} de los {unit}"


def _grid(area: int, group: list[Measured]) -> Grid:
    known = len([one for one in group if one.has_data])
    rows = tuple(
        (one.indicator.name, one.source or "nadie todavía", one.last) for one in group
    )  # fmt: skip
    title = f"{area}. {AREAS[area]}: se miden {known} de {len(group)}"
    return Grid(title, HEADER, rows, (40, 16, 44), fine=True)
