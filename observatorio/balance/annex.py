"""The annex: the published figures of the year, table by table, as they stand in the edition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from observatorio.balance.model import Block, Grid, Section, Text, but_first, even
from observatorio.balance.scope import Scope
from observatorio.charts.model import Point
from observatorio.disclosure import Figure
from observatorio.filters import Filters, NotShown, dimension_name
from observatorio.invented import called
from observatorio.numbers import listed, month_name
from observatorio.views.common import MONTHS_A_YEAR
from observatorio.views.spans import Spans
from observatorio.views.year_series import by_year

NO_CELL = "—"
# One dimension by one, and crossings that a page holds; the total of a row stands last.
SINGLE = ("violence_type", "relationship", "risk_level", "complaint", "protection_measure",
          "precautionary_measure", "legal_support", "condition")  # fmt: skip
CROSSED = (
    ("age_group", "sex"),
    ("risk_level", "complaint"),
    ("age_group", "violence_type"),
    ("zone", "violence_type"),
)
ABOUT = (
    "Son las cifras publicadas de esta edición, una por una. Los totales son celdas propias: no se "
    "suman de las partes, que se redondean cada una por su lado."
)


def annex(scope: Scope) -> Section:
    """Every table of the year, numbered."""
    grids = [_years(scope), _months(scope)]
    for source in scope.sources:
        grids += [g for pair in CROSSED if (g := _crossed(scope, source, pair))]
        single = [g for name in SINGLE if (g := _single(scope, source, name))]
        grids += [_together(scope, source, single)] if single else []
    numbered = [
        replace(g, title=f"Cuadro {n}. {g.title}", fine=True) for n, g in enumerate(grids, 1)
    ]
    blocks: list[Block] = [Text(ABOUT), *numbered]
    return Section("Anexo de cuadros", tuple(blocks))


def _told(figure: Figure | None) -> str:
    return figure.told if figure else NO_CELL


def _years(scope: Scope) -> Grid:
    """Totals by year, a column per source."""
    cube = scope.cube
    years = sorted({y for s in scope.sources for y in scope.until(s).years_list()})
    columns = {}
    for source in scope.sources:
        found, spans = by_year(cube, scope.until(source)), _spans(scope, source, years)
        columns[source] = [(spans.point(y, str(y), found.get(y)), spans.part(y)) for y in years]
    rows = tuple(
        (str(year), *(_marked(*columns[s][place]) for s in scope.sources))
        for place, year in enumerate(years)
    )
    header = ("Año", *(called(cube.sources[source]) for source in scope.sources))
    return Grid("Totales por año", header, rows, even(header), but_first(header))


def _spans(scope: Scope, source: str, years: Sequence[int]) -> Spans:
    """Spans of a source over all the years of the table, also those before it began."""
    return Spans.of(scope.cube, Filters(source, (years[0], years[-1])))


def _marked(point: Point, months: str) -> str:
    """The figure; of a year that is not whole, its months too."""
    return f"{point.told} {months}" if months and point.figure else point.told


def _months(scope: Scope) -> Grid:
    """Months of the year, a column per source that tells them."""
    cube, shown = scope.cube, []
    for source in scope.sources:
        try:
            shown.append((source, cube.figures(scope.only(source), ["month"])))
        except NotShown:
            continue
    spans = {source: _spans(scope, source, [scope.year]) for source, _ in shown}
    rows = tuple(
        (month_name(m).capitalize(),
         *(spans[s].point(scope.year, "", found.get((m,)), [m]).told for s, found in shown))
        for m in range(1, MONTHS_A_YEAR + 1)
    )  # fmt: skip
    header = ("Mes", *(called(cube.sources[source]) for source, _ in shown))
    return Grid(f"Meses de {scope.year}", header, rows, even(header), but_first(header))


def _crossed(scope: Scope, source: str, pair: Sequence[str]) -> Grid | None:
    """Two dimensions; a column of the rows' own totals. None where that is not published."""
    cube, filters = scope.cube, scope.only(source)
    try:
        found, totals = cube.figures(filters, pair), cube.figures(filters, [pair[0]])
    except NotShown:
        # A crossing may not be published while its rows by themselves are.
        return _single(scope, source, "zone") if pair[0] == "zone" else None
    rows_of, columns = (
        {code: label for code, label in cube.categories(source, name).items()
         if any(key[place] == code for key in found)}
        for place, name in enumerate(pair)
    )  # fmt: skip
    if not found:
        return None
    rows = tuple(
        (label, *(_told(found.get((code, other))) for other in columns),
         _told(totals.get((code,))))
        for code, label in rows_of.items()
    )  # fmt: skip
    names = listed([dimension_name(name) for name in pair])
    header = (dimension_name(pair[0]).capitalize(), *columns.values(), "Total")
    return Grid(f"{_what(scope, source)} por {names}", header, rows, figures=but_first(header))


def _single(scope: Scope, source: str, dimension: str) -> Grid | None:
    """One dimension; None where it is not published or not delivered."""
    cube = scope.cube
    try:
        found = cube.figures(scope.only(source), [dimension])
    except NotShown:
        return None
    labels = cube.categories(source, dimension)
    rows = tuple((label, _told(found[code,])) for code, label in labels.items() if (code,) in found)
    name = dimension_name(dimension)
    title = f"{_what(scope, source)} por {name}"
    header = (name.capitalize(), scope.cube.sources[source].unit.capitalize())
    return Grid(title, header, rows, (70, 30), figures=(1,)) if rows else None


def _together(scope: Scope, source: str, grids: list[Grid]) -> Grid:
    """Tables of one dimension as one, which saves pages: what, answer, figure."""
    if len(grids) == 1:
        return grids[0]
    rows = tuple((grid.header[0], *row) for grid in grids for row in grid.rows)
    header = ("Qué se registró", "Respuesta", grids[0].header[1])
    return Grid(
        f"{_what(scope, source)}: otras características", header, rows, (36, 40, 24), figures=(2,)
    )


def _what(scope: Scope, source: str) -> str:
    info = scope.cube.sources[source]
    return f"{called(info)}: {info.unit}"
