"""What is said of the zones in a sentence, and what limits it: rounding, no zone, some chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from observatorio.certainty import Span, clearly_first, highest, span_of, tied
from observatorio.charts.model import Point
from observatorio.cube import Cube
from observatorio.disclosure import Figure, combine, share_pct
from observatorio.filters import Filters, NotShown
from observatorio.numbers import listed, percent

NO_ZONE = "sin_zona"
UNKNOWN = "Sin zona conocida"
# What is said wherever zones are named as those with most cases.
MORE_PEOPLE = "quizá ahí vive más gente"
# With so many records without a zone, those that have one say nothing of all.
MOST_UNPLACED = 40


@dataclass(frozen=True)
class Scope:
    """What limits each sentence on zones.

    `unplaced` says that most records have no zone, and then no zone is ranked; `chosen` that only
    some zones were asked for.
    """

    unplaced: str = ""
    chosen: bool = False

    def told(self, sentence: str) -> str:
        """The sentence on the zones, within these limits."""
        if self.unplaced:
            return self.unplaced
        begin = f"{sentence[:1].lower()}{sentence[1:]}"
        return f"Entre las zonas elegidas, {begin}" if self.chosen else sentence


def in_order(shown: Mapping[str, Point], scope: Scope) -> list[str]:
    """Codes of the zones, the highest first; as on the map where no order is true; no zone last."""
    if scope.unplaced:
        return sorted(shown, key=lambda code: (code == NO_ZONE, code))
    return sorted(shown, key=lambda code: (code == NO_ZONE, -(shown[code].value or 0)))


def scope_of(cube: Cube, filters: Filters) -> Scope:
    """The limits of what can be said of zones under these filters; none where none is published."""
    filters = cube.canonical(filters)
    try:
        figures = cube.figures(filters.without("zone"), ["zone"])
    except NotShown:
        return Scope()
    share = share_pct(figures.get((NO_ZONE,)), cube.whole(filters, "zone"))
    unit = cube.sources[filters.source].unit
    return Scope(_unplaced(share or 0.0, unit), "zone" in filters.active)


def _unplaced(share: float, unit: str) -> str:
    """«8 de cada 10 denuncias no tienen zona: …» from 40 % on; empty below."""
    if share < MOST_UNPLACED:
        return ""
    tenths = round(share / 10)
    begin = f"{tenths} de cada 10 {unit}" if tenths < 10 else f"Casi todos los registros ({unit})"  # noqa: PLR2004
    return f"{begin} no tienen zona: esto no dice dónde hay más."


def headline(points: Iterable[Point], base: Figure | None, rounding: int, scope: Scope) -> str:
    """The two zones with most cases and what part of the total they are, where that is clear.

    `rounding` is what the edition rounds to.
    """
    known = {p.called: p.figure for p in points if p.figure and p.key != NO_ZONE}
    if all(figure.hidden for figure in known.values()):
        return scope.told("No hay zonas con cifras que se puedan mostrar.")
    top = clearly_first(known, 2, rounding) or clearly_first(known, 1, rounding)
    top = top or list(known) * (len(known) == 1)
    if not top:
        return scope.told(_not_clear(known, rounding))
    share = share_pct(combine(known[name] for name in top), base)
    names = listed([f"«{name}»" for name in top])
    if share is None:
        return scope.told(f"Donde más casos se registran: {names}; {MORE_PEOPLE}.")
    verb = "reúne" if len(top) == 1 else "reúnen"
    return scope.told(f"{names} {verb} alrededor del {percent(share)} del total; {MORE_PEOPLE}.")


def _not_clear(known: Mapping[str, Figure], rounding: int) -> str:
    names = tied(highest({name: span_of(figure, rounding) for name, figure in known.items()}))
    if names:
        return f"Donde más casos se registran, sin diferencia clara: {names}; {MORE_PEOPLE}."
    return "Ninguna zona tiene claramente más casos que las otras."


def rate_headline(bars: tuple[Point, ...], rounding: int) -> str:
    """The highest of the stable rates, or those that can't be set apart."""
    rated = [p for p in bars if p.amount is not None]
    known = {p.category: p for p in rated if not p.unstable}
    if not known:
        return "Ninguna zona tiene casos suficientes para una tasa estable."
    top = highest({name: point_span(p, rounding) for name, p in known.items()})
    if len(top) > 1:
        names = tied([known[name].called for name in top]) or "varias zonas"
        return f"Las tasas más altas, sin diferencia clara: {names}."
    begin = "La tasa más alta" if len(known) == len(bars) else "De las tasas estables, la más alta"
    first = known[top[0]]
    return f"{begin} es la de «{first.called}»: {first.label} por 10 000 habitantes."


def point_span(point: Point, rounding: int) -> Span:
    """Between what the point's true value lies, in the unit that it is drawn in."""
    assert point.figure is not None
    span, value = span_of(point.figure, rounding), point.figure.value
    return span.times(point.amount / value) if point.amount is not None and value else span


def zones_named(count: int) -> tuple[str, str]:
    """Subject and verb of a sentence on one zone or two: «las zonas», «reunieron»."""
    return ("las zonas", "reunieron") if count > 1 else ("la zona", "reunió")
