"""How people are called by their sex and age: under 18 they are girls, boys and adolescents."""

from __future__ import annotations

from collections.abc import Collection

from observatorio.cube import Cube
from observatorio.filters import Filters

CHILDREN, ADOLESCENTS = "0-11", "12-17"
UNDER_18 = (CHILDREN, ADOLESCENTS)
UNKNOWN = "sin_dato"
NAMES = {
    "mujer": ("niñas", "adolescentes mujeres", "mujeres"),
    "hombre": ("niños", "adolescentes hombres", "hombres"),
}


def people(sex: str, ages: Collection[str]) -> str:
    """«niñas», «niñas y adolescentes mujeres», «mujeres»: of a sex and the age groups meant.

    Where adults are among them it is the adults' word, which counts girls and boys too.
    """
    child, adolescent, adult = NAMES[sex]
    known = set(ages) - {UNKNOWN}
    if not known or not known <= set(UNDER_18):
        return adult
    return " y ".join(
        name for age, name in ((CHILDREN, child), (ADOLESCENTS, adolescent)) if age in known
    )


def ages_of(cube: Cube, filters: Filters) -> tuple[str, ...]:
    """The age groups that a selection can hold: those chosen, else all that its source has."""
    return filters.chosen.get("age_group") or tuple(cube.categories(filters.source, "age_group"))


def sides(cube: Cube, filters: Filters) -> dict[str, str]:
    """Sex → what those people are called in this selection."""
    ages = ages_of(cube, filters)
    return {sex: people(sex, ages) for sex in NAMES}
