"""The pyramid: ages from the youngest to the oldest, women left and men right."""

from __future__ import annotations

from dataclasses import replace

from observatorio.charts.model import Chart, Point, Series, point_of
from observatorio.cube import Cube
from observatorio.disclosure import Figure
from observatorio.filters import Filters, NotShown
from observatorio.views.common import in_its_years, provenance
from observatorio.views.people import ages_of, people
from observatorio.views.profile import crossed, present
from observatorio.views.profile_crossing import fit, share_point
from observatorio.views.profile_words import FEW, UNKNOWN, about, leaders

QUESTION = "¿Qué edad y qué sexo tienen las personas atendidas?"
SIDES = ("mujer", "hombre")


@in_its_years
def pyramid(cube: Cube, filters: Filters) -> Chart:
    """Counts by age, women and men back to back; rows of one sex where the other is filtered out.

    Raises NotShown when that crossing is not published.
    """
    filters = cube.canonical(filters)
    if set(filters.chosen.get("sex", SIDES)) != set(SIDES):
        return _one_sex(cube, filters)
    figures = cube.figures(filters, ["age_group", "sex"])
    ages = present(cube, filters, "age_group", {age for age, _ in figures})
    sexes = present(cube, filters, "sex")
    series = tuple(
        Series(
            sexes[sex],
            tuple(point_of(name, figures.get((age, sex)), age) for age, name in ages.items()),
            sex,
        )
        for sex in SIDES
    )
    return Chart(
        "age_group_sex",
        QUESTION,
        _headline(cube, filters, figures, ages),
        tuple(ages.values()),
        series,
        provenance(cube, filters.source, filters),
        kind="pyramid",
        category_title="Edad",
        notes=tuple(_unknown(cube, filters)),
        unit=cube.sources[filters.source].unit,
    )


def _one_sex(cube: Cube, filters: Filters) -> Chart:
    """The rows of the chosen sex: half a pyramid says nothing of the other half."""
    counted = crossed(cube, filters, "age_group", "sex")
    unit = cube.sources[filters.source].unit
    return replace(counted, question=QUESTION, kind="row", unit=unit)


def _headline(
    cube: Cube, filters: Filters, figures: dict[tuple[str, str], Figure], ages: dict[str, str]
) -> str:
    """Share of women, and the most numerous group of age and sex."""
    base = cube.whole(filters, "age_group", "sex")
    if base is None or not fit(base):
        return FEW
    said = [women(cube, filters), _largest(figures, ages, base, cube.edition.base)]
    text = "; ".join(filter(None, said))
    return f"{text[:1].upper()}{text[1:]}." if text else FEW


def women(cube: Cube, filters: Filters) -> str:
    """The share of women among those selected, as a part of a sentence; empty when unknown."""
    base, figure = cube.whole(filters, "sex"), _by_sex(cube, filters).get(("mujer",))
    if base is None or figure is None or figure.hidden or not fit(base):
        return ""
    unit = cube.sources[filters.source].unit
    who = people("mujer", ages_of(cube, filters))
    return f"{about(share_point('', figure, base))} de los {unit} corresponde a {who}"


def _largest(
    figures: dict[tuple[str, str], Figure], ages: dict[str, str], base: Figure, rounding: int
) -> str:
    points = {
        f"{age}|{sex}": share_point(f"{people(sex, [age])} de {ages[age].lower()}", figure, base)
        for (age, sex), figure in figures.items()
        if sex in SIDES and age in ages and age != UNKNOWN
    }
    top = leaders(points, rounding)
    if len(top) != 1:
        return "" if not top else "ningún grupo de edad y sexo es claramente el más numeroso"
    point: Point = points[top[0]]
    return f"el grupo más numeroso: {point.category}, {about(point)} del total"


def _by_sex(cube: Cube, filters: Filters) -> dict[tuple[str], Figure]:
    """Figures by sex; none where that table is not published under these filters."""
    try:
        return cube.figures(filters, ["sex"])
    except NotShown:
        return {}


def _unknown(cube: Cube, filters: Filters) -> list[str]:
    """Those whose sex is unknown have no side: they are said, not drawn."""
    figure = _by_sex(cube, filters).get((UNKNOWN,))
    if figure is None:
        return []
    unit = cube.sources[filters.source].unit
    return [f"Sin dato de sexo, fuera del dibujo: {figure.told} ({unit})."]
