"""The territorial gap: where many cases and a far service come together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observatorio.certainty import Span, highest, span_of, tied
from observatorio.disclosure import Figure
from observatorio.views.services import Directory, Kind, Nearest
from observatorio.views.territory import Zone
from observatorio.views.zone_words import Scope

ORDER = (
    "Primero las zonas donde se juntan más casos y más distancia: se multiplican los casos por los "
    "kilómetros hasta {kind}. Es un orden para conversar, no una nota."
)
HOW = (
    "La distancia es en línea recta, desde el punto más interior de la zona hasta el servicio más "
    "cercano del distrito; el camino real es más largo, y en una zona extensa la gente puede vivir "
    "lejos de ese punto."
)
MOST = "Donde más se juntan casos y distancia"
NOT_CLEAR = "Ninguna zona junta claramente más casos y distancia que las otras."
ALL = Scope()


@dataclass(frozen=True)
class Gap:
    """A zone, its figure, and the nearest service of each kind (None where no place is known)."""

    number: int
    zone: Zone
    nearest: dict[str, Nearest | None]

    @property
    def figure(self) -> Figure | None:
        """The published figure of the zone."""
        return self.zone.figure

    def weight(self, kind: str) -> float:
        """Cases times kilometres; below zero without a figure or a place, so that it comes last."""
        near = self.nearest.get(kind)
        if self.figure is None or self.figure.hidden or near is None:
            return -1.0
        return self.figure.low * near.km

    @property
    def told(self) -> str:
        """The figure in words."""
        return self.figure.text if self.figure else ""

    def span(self, kind: str, base: int) -> Span | None:
        """Between what its cases times kilometres lie, whatever is hidden; None without one."""
        near = self.nearest.get(kind)
        if self.figure is None or near is None:
            return None
        return span_of(self.figure, base).times(near.km)


def gaps(
    zones: Sequence[Zone], services: Directory, kind: str, *, ranked: bool = True
) -> list[Gap]:
    """Each zone and its distances, most cases and farthest from a `kind` of service first.

    Not `ranked` they stand by their numbers: where most records have no zone, no order is true.
    """
    kinds = [known.code for known in services.located_kinds]
    made = [
        Gap(number, zone, {code: services.nearest(zone, code) for code in kinds})
        for number, zone in enumerate(zones, 1)
    ]
    return sorted(made, key=lambda gap: (-gap.weight(kind), gap.number)) if ranked else made


def headline(found: Sequence[Gap], kind: Kind, unit: str, base: int, scope: Scope = ALL) -> str:
    """The zone where cases and distance come together most, or those that can't be set apart.

    `base` is what the edition rounds to; `scope` limits what can be said.
    """
    known = [gap for gap in found if gap.nearest.get(kind.code)]
    if not known:
        return "No hay servicios con ubicación registrada para medir distancias."
    if all(gap.weight(kind.code) < 0 for gap in known):
        return "No hay cifras por zona que se puedan mostrar: solo se dan las distancias."
    spans = {gap.number: span for gap in known if (span := gap.span(kind.code, base))}
    top = highest(spans)
    first = [gap for gap in known if gap.number in top]
    if len(first) == 1:
        near = first[0].nearest[kind.code]
        said = f"{MOST}: «{first[0].zone.name}», con {first[0].told} {unit} y {kind.closest} a "
        return scope.told(f"{said}{near.distance if near else ''}.")
    names = tied([gap.zone.name for gap in first])
    return scope.told(f"{MOST}, sin diferencia clara: {names}." if names else NOT_CLEAR)


def order(kind: Kind) -> str:
    """How the list is ordered, in a sentence."""
    return ORDER.format(kind=kind.closest)
