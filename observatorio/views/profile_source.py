"""What a source tells of the attended people, what it does not, and what its words mean."""

from __future__ import annotations

from observatorio.cube import Cube
from observatorio.filters import dimension_name
from observatorio.numbers import either
from observatorio.views.profile_words import TITLES

ABOUT_PEOPLE = tuple(TITLES)
# In plain words; what counts is the form that each office fills in.
CONDITIONS = {
    "nuevo": "la persona acude por primera vez por estos hechos.",
    "reingreso": "ya había sido atendida, dejó de acudir y vuelve por los mismos hechos.",
    "reincidente": "ya había sido atendida y vuelve por hechos nuevos.",
    "derivado": "llega desde otro servicio, que la envió.",
    "continuador": "su atención empezó antes y sigue.",
}


def told_of(cube: Cube, source: str) -> set[str]:
    """Dimensions about people in the source's tables, published or not."""
    tables = cube.tables(source)
    return {name for name in ABOUT_PEOPLE if any(name in table.dimensions for table in tables)}


def lacking(cube: Cube, source: str) -> str:
    """What the source does not tell, in a sentence; empty when it tells everything."""
    told = told_of(cube, source)
    names = [dimension_name(name) for name in ABOUT_PEOPLE if name not in told]
    if not names:
        return ""
    title = cube.sources[source].short_title
    if not told:
        return (
            f"{title} cuenta {cube.sources[source].unit}, pero no dice quiénes son las personas: "
            f"no trae {_nor(names)}.{_elsewhere(cube, source)}"
        )
    return f"{title} no trae {_nor(names)}."


def conditions(cube: Cube, source: str) -> list[tuple[str, str]]:
    """Name and meaning of each condition that the source has."""
    names = cube.categories(source, "condition")
    return [(names[code], text) for code, text in CONDITIONS.items() if code in names]


def _elsewhere(cube: Cube, source: str) -> str:
    others = [
        info.short_title for name, info in cube.sources.items()
        if name != source and told_of(cube, name)
    ]  # fmt: skip
    return f" Para conocer el perfil, elija otra fuente: {either(others)}." if others else ""


def _nor(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} ni {names[-1]}" if len(names) > 1 else names[0]
