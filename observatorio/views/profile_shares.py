"""Shares as charts: what part of its own total each category is, and how that changes by group.

A share is of a total's own cell (`share_pct`), never of a sum of parts. The count stays beside it:
a table reads «44 % (560)». Where a sum has protected parts, both bounds are said («40 % a 42 %»)
and the lower one is drawn. Groups whose total is under 20, or hidden, get no bar: a note says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from observatorio.charts.model import Chart, Point, Series
from observatorio.cube import Cube
from observatorio.disclosure import LEAST_BASE
from observatorio.filters import Filters
from observatorio.views.common import each_base, in_its_years, within_whole
from observatorio.views.people import sides
from observatorio.views.profile import crossed, present, simple
from observatorio.views.profile_crossing import Crossing, fit, share_point
from observatorio.views.profile_words import (
    FEW,
    QUESTIONS,
    TITLES,
    most_frequent,
    named,
    spread,
)

UNKNOWN = "sin_dato"
EACH = "Cada cifra se redondea por separado: las partes pueden no sumar 100 %."


@in_its_years
def shares(cube: Cube, filters: Filters, dimension: str) -> Chart:
    """Bars of one dimension as shares of the selection's total; counts where it is too small.

    Raises NotShown when that table is not published.
    """
    filters = cube.canonical(filters)
    counted = simple(cube, filters, dimension)
    base = cube.whole(filters, dimension)
    question = QUESTIONS.get(dimension, counted.question)
    if base is None or not fit(base):
        return replace(counted, question=question, unit=cube.sources[filters.source].unit)
    figures = cube.figures(filters, [dimension])
    names = present(cube, filters, dimension, {code for (code,) in figures})
    points = {code: share_point(name, figures.get((code,)), base) for code, name in names.items()}
    unit = cube.sources[filters.source].unit
    notes = [f"Porcentajes sobre {base.text} {unit}. {EACH}", *_unknown(dimension, points)]
    return replace(
        counted,
        question=question,
        headline=most_frequent(
            dimension, points, unit, cube.edition.base, dimension in filters.active
        ),
        categories=tuple(names.values()),
        series=(replace(counted.series[0], points=tuple(points.values())),),
        notes=tuple(notes),
        unit="% del total",
        in_percent=True,
    )


def crossing(cube: Cube, filters: Filters, groups: str, parts: str) -> Crossing:
    """Figures of `groups` by `parts` and the groups' own totals. Raises NotShown."""
    filters = cube.canonical(filters)
    figures = cube.figures(filters, [groups, parts])
    totals = cube.figures(filters.without(parts), [groups])
    names = present(cube, filters, groups, {group for group, _ in figures})
    bases = {c: f for c in names if (f := totals.get((c,))) is not None and fit(f)}
    small = [(names[c], totals.get((c,))) for c in names if c not in bases]
    return Crossing(
        {code: name for code, name in names.items() if code in bases},
        present(cube, filters, parts, {part for _, part in figures}),
        figures,
        bases,
        tuple(f"{name}: {f.text if f else 'sin entrega'}" for name, f in small),
        cube.edition.base,
        sides(cube, filters),
    )


@in_its_years
def composed(cube: Cube, filters: Filters, groups: str, parts: str) -> Chart:
    """One stacked bar per group, whole = the group's own total. Raises NotShown."""
    found, counted = crossing(cube, filters, groups, parts), _counted(cube, filters, groups, parts)
    if not found.bases:
        return counted
    series = tuple(
        Series(label, tuple(found.point(n, group, part) for group, n in found.groups.items()), part)
        for part, label in found.parts.items()
    )
    drawn = replace(counted, kind="stacked_row", series=within_whole(series))
    return _filled(drawn, (groups, parts), found, TITLES[groups], found.groups)


@in_its_years
def compared(cube: Cube, filters: Filters, groups: str, parts: str) -> Chart:
    """The parts one under the other, with a bar for each group: for few groups. Raises NotShown."""
    found, counted = crossing(cube, filters, groups, parts), _counted(cube, filters, groups, parts)
    if not found.bases:
        return counted
    series = tuple(
        Series(label, tuple(found.point(n, group, part) for part, n in found.parts.items()), group)
        for group, label in found.groups.items()
    )
    drawn = replace(counted, kind="row", series=series)
    return _filled(drawn, (groups, parts), found, TITLES[parts], found.parts)


def _counted(cube: Cube, filters: Filters, groups: str, parts: str) -> Chart:
    """The crossing in counts: what is shown where no group is large enough for shares."""
    counted = crossed(cube, filters, groups, parts)
    unit = cube.sources[filters.source].unit
    question = QUESTIONS[groups, parts].format_map(named(sides(cube, filters)))
    return replace(counted, question=question, headline=FEW, unit=unit)


def _filled(
    drawn: Chart,
    dimensions: tuple[str, str],
    found: Crossing,
    title: str,
    categories: Mapping[str, str],
) -> Chart:
    bases = {name: found.bases[group] for group, name in found.groups.items()}
    return replace(
        drawn,
        headline=spread(dimensions, found),
        categories=tuple(categories.values()),
        category_title=title,
        notes=(*each_base(bases), EACH, *_left_out(found)),
        unit="% de cada grupo",
        in_percent=True,
    )


def _left_out(found: Crossing) -> list[str]:
    if not found.left_out:
        return []
    small = "; ".join(found.left_out)
    return [f"Sin porcentaje, porque su total es menor de {LEAST_BASE} o está protegido: {small}."]


def _unknown(dimension: str, points: Mapping[str, Point]) -> list[str]:
    point = points.get(UNKNOWN)
    if point is None or point.figure is None:
        return []
    return [f"Sin dato de {TITLES[dimension].lower()}: {point.told}."]
