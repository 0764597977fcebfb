"""The territorial gap: where many cases and a far service come together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observatorio.disclosure import Figure
from observatorio.views.services import Directory, Kind, Nearest
from observatorio.views.territory import Zone

ORDER = (
    "Primero las zonas donde se juntan más casos y más distancia: se multiplican los casos por los "
    "kilómetros hasta {kind}. Es un orden para conversar, no una nota."
)
HOW = (
    "La distancia es en línea recta, desde el punto más interior de la zona hasta el servicio más "
    "cercano del distrito; el camino real es más largo, y en una zona extensa la gente puede vivir "
    "lejos de ese punto."
)


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


def gaps(zones: Sequence[Zone], services: Directory, kind: str) -> list[Gap]:
    """Each zone and its distances, most cases and farthest from a `kind` of service first."""
    kinds = [known.code for known in services.located_kinds]
    made = [
        Gap(number, zone, {code: services.nearest(zone, code) for code in kinds})
        for number, zone in enumerate(zones, 1)
    ]
    return sorted(made, key=lambda gap: (-gap.weight(kind), gap.number))


def headline(found: Sequence[Gap], kind: Kind, unit: str) -> str:
    """The first of the list in a sentence; the farthest one where no figure can be shown."""
    known = [gap for gap in found if gap.nearest.get(kind.code)]
    if not known:
        return "No hay servicios con ubicación registrada para medir distancias."
    first = known[0]
    near = first.nearest[kind.code]
    assert near is not None
    if first.weight(kind.code) < 0 or first.figure is None:
        return "No hay cifras por zona que se puedan mostrar: solo se dan las distancias."
    return (
        f"Donde más se juntan casos y distancia: «{first.zone.name}», con {first.figure.text} "
        f"{unit} y {kind.closest} a {near.distance}."
    )


def order(kind: Kind) -> str:
    """How the list is ordered, in a sentence."""
    return ORDER.format(kind=kind.closest)
