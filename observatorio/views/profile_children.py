"""Niñas, niños y adolescentes: how many, what part of the total, by sex and by type."""

from __future__ import annotations

from dataclasses import dataclass, replace

from observatorio.charts.model import Chart
from observatorio.cube import Cube
from observatorio.disclosure import OPEN, Figure, combine, figure_of, share_pct
from observatorio.filters import Filters, NotShown
from observatorio.numbers import month_of, percent
from observatorio.views.common import MONTHS_A_YEAR, in_its_years
from observatorio.views.printed import printed
from observatorio.views.profile_ages import women
from observatorio.views.profile_crossing import fit, share_point
from observatorio.views.profile_shares import compared, composed
from observatorio.views.profile_words import UNKNOWN, about

AGES = ("0-11", "12-17")
PEOPLE = "niñas, niños y adolescentes"
NO_AGE = (
    "El filtro de edad deja fuera a las niñas, niños y adolescentes. Quítelo, o elija de 0 a 11 o "
    "de 12 a 17 años."
)
PUBLISHED_AGES, PUBLISHED_TOTAL = "by_age", "annual_total"


@dataclass(frozen=True)
class Reference:
    """A share of under-18s printed in a report: `part` of `base` cases in `year`."""

    year: int
    part: Figure
    base: Figure
    source_ref: str

    @property
    def text(self) -> str:
        """The reference as a sentence, with where it was printed."""
        share = percent(share_pct(self.part, self.base) or 0.0, 1)
        return (
            f"Cifra publicada, como referencia: en {self.year}, {self.part.text} de "
            f"{self.base.text} casos ({share}) correspondieron a {PEOPLE}. {self.source_ref}."
        )


def children(cube: Cube, filters: Filters) -> Filters:
    """The selection narrowed to the ages under 18; raises NotShown when it leaves them out."""
    chosen = filters.chosen.get("age_group")
    ages = tuple(age for age in AGES if not chosen or age in chosen)
    if not ages:
        raise NotShown(NO_AGE)
    return cube.canonical(replace(filters, chosen={**filters.chosen, "age_group": ages}))


def only_children(cube: Cube, source: str) -> bool:
    """True for a source that attends nobody of 18 or more."""
    ages = set(cube.categories(source, "age_group")) - {UNKNOWN}
    return bool(ages) and ages <= set(AGES)


def summary(cube: Cube, filters: Filters) -> str:
    """How many and what part of the total, in one sentence; raises NotShown."""
    ours = children(cube, filters)
    info = cube.sources[filters.source]
    figure = cube.figures(ours).get(())
    if figure is None:
        return f"No hay {info.unit} entregados para estos filtros. Sin entrega no es cero."
    said = f"{_when(cube, ours)}, {figure.text} {info.unit} correspondieron a {who_of(ours)}"
    base = cube.whole(filters, "age_group")
    if only_children(cube, filters.source):
        return f"{said}. Esta fuente atiende solo a menores de 18 años."
    if base is None or figure.hidden or not fit(base):
        return f"{said}."
    return f"{said}: {about(share_point('', figure, base))} del total."


@in_its_years
def by_sex(cube: Cube, filters: Filters) -> Chart:
    """Girls and boys of each age group, as shares of it. Raises NotShown."""
    ours = children(cube, filters)
    chart = composed(cube, ours, "age_group", "sex")
    share = "" if "sex" in ours.active else women(cube, ours)
    headline = f"Entre {who_of(ours)}, {share}. {chart.headline}" if share else chart.headline
    return replace(chart, key="children_sex", headline=headline)


@in_its_years
def by_type(cube: Cube, filters: Filters) -> Chart:
    """Types of violence, a bar for each age group, as shares of it. Raises NotShown."""
    chart = compared(cube, children(cube, filters), "age_group", "violence_type")
    question = "¿Qué tipos de violencia viven antes y después de los 12 años?"
    if len(chart.series) == 1:
        question = chart.question
    return replace(chart, key="children_type", question=question)


def references(cube: Cube, source: str) -> list[Reference]:
    """Printed shares of under-18s: years of which a report gives both ages and the total."""
    told: dict[tuple[int, int, int], dict[str, Figure]] = {}
    refs: dict[int, str] = {}
    for one in printed(cube, source, PUBLISHED_AGES, PUBLISHED_TOTAL):
        figure = figure_of(int(one.value), OPEN, cube.edition.threshold)
        told.setdefault((one.year, one.first_month, one.last_month), {})[one.category] = figure
        if one.table == PUBLISHED_AGES:
            refs[one.year] = one.reference
    return [
        Reference(year, part, found["total"], refs[year])
        for (year, _first, _last), found in told.items()
        if {*AGES, "total"} <= set(found) and (part := combine(found[age] for age in AGES))
    ]


def _when(cube: Cube, filters: Filters) -> str:
    """«De 2017 a marzo de 2022»: the last year ends where the deliveries do."""
    first, last = filters.years
    day = cube.sources[filters.source].last_month
    open_year = day is not None and day.year == last and day.month < MONTHS_A_YEAR
    if open_year and "month" not in filters.active:
        start = "enero" if first == last else str(first)
        return f"De {start} a {month_of(day)}"
    return f"En {first}" if first == last else f"De {first} a {last}"


def who_of(filters: Filters) -> str:
    """Who is counted: all under 18, or the one age group that a filter leaves."""
    ages = filters.chosen.get("age_group", AGES)
    names = {"0-11": "niñas y niños de 0 a 11 años", "12-17": "adolescentes de 12 a 17 años"}
    return names[ages[0]] if len(ages) == 1 else PEOPLE
