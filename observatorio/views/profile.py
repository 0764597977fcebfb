"""Who the attended people are: age, sex and type of violence, within the published tables."""

from __future__ import annotations

from collections.abc import Collection

from observatorio.certainty import highest, span_of
from observatorio.charts.model import Chart, Point, Series, point_of
from observatorio.cube import Cube
from observatorio.disclosure import LEAST_BASE, Figure, share_pct
from observatorio.filters import Filters, NotShown
from observatorio.invented import titled
from observatorio.numbers import listed, percent
from observatorio.views.common import provenance
from observatorio.views.people import UNDER_18, UNKNOWN, ages_of, sides
from observatorio.views.profile_words import TITLES


def crossed(cube: Cube, filters: Filters, rows: str, columns: str) -> Chart:
    """Stacked bars of two dimensions under the filters, e.g. age by sex."""
    filters = cube.canonical(filters)
    figures = cube.figures(filters, [rows, columns])
    names, groups = (present(cube, filters, dim) for dim in (rows, columns))
    series = tuple(
        Series(
            label,
            tuple(point_of(name, figures.get((code, group)), code) for code, name in names.items()),
            group,
        )
        for group, label in groups.items()
        if group != "sin_dato" or any(figures.get((code, group)) for code in names)
    )
    unit = cube.sources[filters.source].unit
    return Chart(
        f"{rows}_{columns}",
        f"¿Cómo se reparten los {unit} por {TITLES[rows].lower()} y {TITLES[columns].lower()}?",
        _share(cube, filters, rows),
        tuple(names.values()),
        series,
        provenance(cube, filters.source, filters),
        kind="stacked_row",
        category_title=TITLES[rows],
    )


def simple(cube: Cube, filters: Filters, dimension: str) -> Chart:
    """Bars of one dimension under the filters."""
    filters = cube.canonical(filters)
    figures = cube.figures(filters, [dimension])
    names = present(cube, filters, dimension)
    points = tuple(
        point_of(label, figures.get((code,)), code)
        for code, label in names.items()
        if figures.get((code,)) is not None
    )
    unit = cube.sources[filters.source].unit
    return Chart(
        dimension,
        f"¿Cuántos {unit} hay por {TITLES[dimension].lower()}?",
        _largest(points, cube.whole(filters, dimension), cube.edition.base),
        tuple(p.category for p in points),
        (Series(titled(cube.sources[filters.source]), points, filters.source),),
        provenance(cube, filters.source, filters),
        kind="row",
        category_title=TITLES[dimension],
    )


def present(
    cube: Cube, filters: Filters, dimension: str, codes: Collection[str] | None = None
) -> dict[str, str]:
    """Codes and labels of a dimension that the filters leave, in order, «sin dato» last.

    With `codes`, only those among them. Where all are under 18, no one is called «mujer».
    """
    names = cube.categories(filters.source, dimension)
    if dimension == "sex" and set(ages_of(cube, filters)) <= {*UNDER_18, UNKNOWN}:
        called = sides(cube, filters)
        names = {code: called.get(code, name).capitalize() for code, name in names.items()}
    chosen = filters.chosen.get(dimension) or tuple(names)
    return {c: n for c, n in names.items() if c in chosen and (codes is None or c in codes)}


def _largest(points: tuple[Point, ...], base: Figure | None, rounding: int) -> str:
    known = {p.category: p.figure for p in points if p.figure}
    if all(figure.hidden for figure in known.values()) or (base and base.low < LEAST_BASE):
        return "Hay muy pocos casos para comparar."
    top = highest({name: span_of(figure, rounding) for name, figure in known.items()})
    if len(top) > 1:
        return f"Lo más frecuente, sin diferencia clara: {listed([name.lower() for name in top])}."
    share = share_pct(known[top[0]], base)
    size = "" if share is None else f", alrededor del {percent(share)} del total"
    return f"Lo más frecuente: {top[0].lower()}{size}."


def _share(cube: Cube, filters: Filters, dimension: str) -> str:
    try:
        return simple(cube, filters, dimension).headline
    except NotShown:
        return "Reparto de los casos según las dos características."
