"""What a source tells of the attended people, what it does not, and what its words mean."""

from __future__ import annotations

from observatorio.cube import Cube
from observatorio.disclosure import share_pct
from observatorio.filters import Filters, NotShown, dimension_name
from observatorio.numbers import either, percent
from observatorio.views.profile_words import TITLES

ABOUT_PEOPLE = tuple(TITLES)
DERIVED = "derivado"
# As the codebook of the CEM's register of cases (variable CONDICION) defines them.
CONDITIONS = {
    "nuevo": "la persona acude a un CEM por primera vez.",
    "reingreso": "ya había sido atendida en un CEM y vuelve: la persona agresora es otra.",
    "reincidente": "ya había sido atendida en un CEM y vuelve: la persona agresora es la misma.",
    "derivado": "lo atendió más de un CEM: puede estar contado en cada uno.",
    "continuador": "vuelve después de más de un año de su última atención.",
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


def counted_twice(cube: Cube, source: str, years: tuple[int, int]) -> tuple[str, ...]:
    """That derived cases can be in the totals twice, and what part they are; nothing of others.

    A case is «derivado» where more than one CEM handled it (codebook of the register, CONDICION).
    """
    if "condition" not in told_of(cube, source):
        return ()
    filters = Filters(source, years)
    try:
        found = cube.figures(filters, ["condition"]).get((DERIVED,))
    except NotShown:
        found = None
    share = share_pct(found, cube.whole(filters))
    size = "" if share is None else f" (alrededor del {percent(share)})"
    return (f"Los derivados{size}, atendidos por más de un CEM, pueden contarse dos veces.",)
