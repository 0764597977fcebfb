"""The five questions that the register of a case answers about its care, and how each is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from observatorio.charts.model import Point, Series, State
from observatorio.cube import Cube
from observatorio.disclosure import LEAST_BASE, Figure, combine, share_pct
from observatorio.filters import Filters, NotShown
from observatorio.numbers import percent

ROUTE_SOURCE = "cem"
UNKNOWN = "sin_dato"
NOT_VALUED, SEVERE = "Riesgo sin dato", "Riesgo severo"
YES, NO = "si", "no"


@dataclass(frozen=True)
class Fact:
    """A question about each case: which answers are a yes and a no, and how its figures are said.

    `told` completes «de cada 100 casos atendidos, N …»; `unknown`, «en N no se registró …».
    """

    dimension: str
    title: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    told: str
    unknown: str


FACTS = (
    Fact(
        "risk_level",
        "Riesgo valorado",
        ("leve", "moderado", "severo"),
        (),
        "tienen el riesgo valorado",
        "el nivel de riesgo",
    ),
    Fact("complaint", "Denuncia", ("si",), ("no",), "tienen denuncia", "si hubo denuncia"),
    Fact(
        "protection_measure",
        "Medidas de protección",
        ("si",),
        ("no",),
        "tienen medidas de protección",
        "si hubo medidas de protección",
    ),
    Fact(
        "precautionary_measure",
        "Medidas cautelares",
        ("si",),
        ("no",),
        "tienen medidas cautelares",
        "si hubo medidas cautelares",
    ),
    Fact(
        "legal_support",
        "Desea patrocinio legal",
        ("si",),
        ("no",),
        "desean patrocinio legal",
        "si se desea patrocinio legal",
    ),
)
BY_DIMENSION = {fact.dimension: fact for fact in FACTS}
# An answer as it is drawn: its name, the categories that make it up, the key of its colour.
Answer = tuple[str, tuple[str, ...], str]
Found = Mapping[tuple[Any, ...], Figure]


def answers(fact: Fact) -> tuple[Answer, ...]:
    """Yes, no, and what is not known, which is never left out."""
    return (("Sí", fact.yes, YES), ("No", fact.no, NO), ("Sin dato", (UNKNOWN,), UNKNOWN))


def base_of(cube: Cube, filters: Filters) -> Figure:
    """The total's own cell; raises NotShown where it is not published or bears no percentage."""
    base = cube.figures(filters).get(())
    if base is None:
        raise NotShown("No hay casos entregados para estos filtros. Sin entrega no es cero.")
    if base.value is None or base.value < LEAST_BASE:
        raise NotShown(f"Con menos de {LEAST_BASE} casos no se muestran porcentajes.")
    return base


def joined(found: Found, head: tuple[Any, ...], codes: tuple[str, ...]) -> Figure | None:
    """What the categories of an answer count together; None where nothing was delivered."""
    return combine(found[*head, code] for code in codes if (*head, code) in found)


def share_point(category: str, part: Figure | None, base: Figure) -> Point:
    """A share with its count beside it; what has no share has no length, and says why."""
    if part is None:
        return Point(category, None, State.NOT_DELIVERED)
    share = share_pct(part, base)
    if part.hidden:
        return Point(category, part, State.PROTECTED)
    if share is None:
        return Point(category, None, State.PROTECTED, label=part.text, mark="sin porcentaje")
    count = f"{part.text} casos{', cambió' if part.changed else ''}"
    return Point(category, part, State.VALUE, amount=share, label=percent(share), mark=count)


def series_of(
    shown: tuple[Answer, ...], rows: Mapping[Any, str], found: Found, bases: Found
) -> tuple[Series, ...]:
    """One series per answer; each row (a key of `rows`) is a share of its own cell in `bases`."""
    return tuple(
        Series(
            name,
            tuple(
                share_point(label, joined(found, (row,), codes), bases[row,])
                for row, label in rows.items()
            ),
            color,
        )
        for name, codes, color in shown
    )
