"""What the profile's charts ask and say: questions, names and headlines computed from figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from observatorio.certainty import Span, highest, span_of
from observatorio.charts.model import Point
from observatorio.numbers import listed, percent
from observatorio.views.profile_crossing import Crossing

TITLES = {
    "age_group": "Edad",
    "sex": "Sexo",
    "violence_type": "Tipo de violencia",
    "relationship": "Vínculo con la persona agresora",
    "risk_level": "Nivel de riesgo",
    "condition": "Condición del caso",
}
QUESTIONS: dict[str | tuple[str, str], str] = {
    "violence_type": "¿Qué tipos de violencia se atienden?",
    "relationship": "¿Qué vínculo hay con la persona agresora?",
    "risk_level": "¿Qué nivel de riesgo se valoró?",
    "condition": "¿Son casos nuevos o personas que vuelven?",
    ("age_group", "violence_type"): "¿Cambia el tipo de violencia con la edad?",
    ("sex", "violence_type"): "¿Cambia el tipo de violencia entre {women} y {men}?",
    ("sex", "relationship"): "¿Cambia el vínculo entre {women} y {men}?",
    ("age_group", "sex"): "¿Cuántas son niñas y cuántos son niños?",
}
CHANGES = {"age_group": "con la edad", "sex": "entre {women} y {men}"}
MOST = {
    "violence_type": "La más frecuente es la violencia {}: {} de los {}.",
    "risk_level": "Lo más frecuente es el {}: {} de los {}.",
    "condition": "Lo más frecuente es el caso {}: {} de los {}.",
}
RELATIONS = {
    "pareja": "es pareja o expareja",
    "familiar": "es un familiar",
    "sin_vinculo": "no tiene vínculo de pareja ni familiar",
}
# The category that a reader looks for first, where it is not the most frequent one.
FIRST = {("risk_level", "severo"): "En {} de los {} se valoró un riesgo severo."}
UNKNOWN = "sin_dato"
FEW = "Hay muy pocos casos para comparar."
# Differences under so many points of percentage are not worth a headline.
CLEAR_POINTS = 5
MANY = "cinco"


def about(point: Point) -> str:
    """«alrededor del 44 %»; «al menos el 40 %» where protected parts are inside."""
    low = point.amount or 0.0
    if point.figure is not None and point.figure.protected and low >= 1:
        return f"al menos el {percent(low)}"
    return f"alrededor del {point.label}" if point.label[:1].isdigit() else point.label


def leaders(points: Mapping[str, Point], base: int) -> list[str]:
    """Codes that could be the most frequent: one, or several that the figures can't set apart.

    `base` is what the edition rounds to. Empty where no point has a figure to show.
    """
    found = {code: point.figure for code, point in points.items() if point.figure}
    if all(figure.hidden for figure in found.values()):
        return []
    top = highest({code: span_of(figure, base) for code, figure in found.items()})
    return sorted(top, key=lambda code: found[code].hidden)


def most_frequent(
    dimension: str, points: Mapping[str, Point], unit: str, base: int, chosen: bool = False
) -> str:
    """Headline of shares by one dimension; «sin dato» is named when it is what there is most of.

    `chosen` says that a filter left only some categories, so that others may be more frequent.
    """
    top = leaders(points, base)
    if not top or points[top[0]].amount is None:
        return FEW
    if chosen:
        told = [f"{p.category.lower()}, {about(p)}" for p in points.values() if p.label]
        return f"De los {unit}: {'; '.join(told)}."
    if len(top) > 1:
        names = listed([points[code].category.lower() for code in top])
        return f"Lo más frecuente, sin diferencia clara: {names}."
    return _one(dimension, top[0], points, unit)


def _one(dimension: str, code: str, points: Mapping[str, Point], unit: str) -> str:
    """The sentence on the most frequent category, or on the one that a reader looks for."""
    if code == UNKNOWN:
        name = TITLES[dimension].lower()
        return f"Lo más frecuente es que no se anotó ({name}): {about(points[UNKNOWN])}."
    for (wanted, first), said in FIRST.items():
        if wanted == dimension and first in points and points[first].amount is not None:
            return said.format(about(points[first]), unit)
    share = about(points[code])
    if code in RELATIONS:
        relation = RELATIONS[code]
        return f"Lo más frecuente: la persona agresora {relation} ({share} de los {unit})."
    return MOST[dimension].format(points[code].category.lower(), share, unit)


@dataclass(frozen=True)
class _Row:
    """A part in several groups: its points, and between what its share lies in each (0 to 100)."""

    points: Mapping[str, Point]
    spans: Mapping[str, Span]

    @property
    def certain(self) -> float:
        """Points that the groups differ by at least, whatever rounding and protection hide."""
        return max(s.low for s in self.spans.values()) - min(s.high for s in self.spans.values())

    @property
    def possible(self) -> float:
        """Points of percentage that they can differ by at most."""
        return max(s.high for s in self.spans.values()) - min(s.low for s in self.spans.values())

    @property
    def ends(self) -> tuple[str, str]:
        """Two groups that differ by that at least, the lower first, in words."""
        low = min(self.spans, key=lambda group: self.spans[group].high)
        high = max(self.spans, key=lambda group: self.spans[group].low)
        return (
            self._told(low, f"{percent(math.ceil(self.spans[low].high))} o menos"),
            self._told(high, f"{percent(math.floor(self.spans[high].low))} o más"),
        )

    def _told(self, group: str, bound: str) -> str:
        point = self.points[group]
        known = point.figure is not None and not point.figure.protected
        return f"{point.label if known else bound} ({point.category.lower()})"


def spread(dimensions: tuple[str, str], found: Crossing) -> str:
    """Headline of shares by groups: the part that differs most, from its lowest to its highest."""
    groups = [code for code in found.groups if code != UNKNOWN]
    rows = {part: _row(found, groups, part) for part in found.parts if part != UNKNOWN}
    if len(groups) < 2:  # noqa: PLR2004 - two groups to compare
        return _single({part: p for part, row in rows.items() for p in row.points.values()}, found)
    if not any(point.label for row in rows.values() for point in row.points.values()):
        return FEW
    how = CHANGES[dimensions[0]].format_map(named(found.people))
    most = max(rows, key=lambda part: rows[part].certain)
    name, row = _part(dimensions[1], found.parts[most]), rows[most]
    if row.certain >= CLEAR_POINTS:
        first = all(other.possible <= row.certain for part, other in rows.items() if part != most)
        return _changed(how, name, row, first)
    return _alike(how, name, list(rows.values()))


def named(people: Mapping[str, str]) -> dict[str, str]:
    """What the questions and headlines call women and men (`people.sides`)."""
    return {"women": people["mujer"], "men": people["hombre"]}


def _row(found: Crossing, groups: list[str], part: str) -> _Row:
    points = {group: found.point(found.groups[group], group, part) for group in groups}
    return _Row(points, {group: found.span(group, part) for group in groups})


def _changed(how: str, part: str, row: _Row, first: bool) -> str:
    """A part that surely differs; that it differs most is said where no other part may do more."""
    low, high = row.ends
    if first:
        return f"Lo que más cambia {how} es {part}: de {low} a {high}."
    return f"Cambia {how} {part}: de {low} a {high}."


def _alike(how: str, part: str, rows: Sequence[_Row]) -> str:
    """That no part differs much; or that hidden differences are too small to be told."""
    if all(row.possible < CLEAR_POINTS for row in rows) and len(rows) > 1:
        return f"El reparto es parecido {how}: diferencias de menos de {MANY} puntos."
    if len(rows) == 1:
        return f"No hay un cambio claro {how} en {part}."
    return f"No se puede afirmar que el reparto cambie {how}: son pocos casos o cifras redondeadas."


def _single(points: Mapping[str, Point], found: Crossing) -> str:
    """Headline where a filter leaves one group: what there is most of in it."""
    top = leaders(points, found.rounding)
    if not top or points[top[0]].amount is None:
        return FEW
    names = listed([found.parts[code].lower() for code in top])
    share = f" ({about(points[top[0]])})" if len(top) == 1 else ", sin diferencia clara"
    return f"{points[top[0]].category}: lo más frecuente es {names}{share}."


def _part(dimension: str, label: str) -> str:
    name = label.lower()
    if dimension == "violence_type":
        return f"la violencia {name}"
    return f"el vínculo «{name}»" if dimension == "relationship" else f"la parte de {name}"
