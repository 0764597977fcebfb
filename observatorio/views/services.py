"""Services of the district: where they are, and how far each zone is from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from observatorio.cube import Cube
from observatorio.geography import Place, contains, distance_km, inner_place
from observatorio.numbers import decimal, listed
from observatorio.views.territory import Zone


@dataclass(frozen=True)
class Kind:
    """A kind of service: in words (one, many, the nearest), and the letter and shape it has."""

    code: str
    name: str
    many: str
    nearest: str
    letter: str
    symbol: str
    glyph: str
    feminine: bool = False

    @property
    def closest(self) -> str:
        """«el CEM más cercano», «la comisaría más cercana»."""
        return f"{'la' if self.feminine else 'el'} {self.nearest}"

    @property
    def to_closest(self) -> str:
        """«Al CEM más cercano», «A la comisaría más cercana»."""
        return f"{'A la' if self.feminine else 'Al'} {self.nearest}"


# Those that a person in danger needs first stand first; an unknown kind keeps its own name.
KINDS = (
    Kind("cem", "CEM", "CEM", "CEM más cercano", "C", "diamond", "◇"),
    Kind("comisaria", "Comisaría", "comisarías", "comisaría más cercana", "P", "square", "□", True),
    Kind("demuna", "DEMUNA", "DEMUNA", "DEMUNA más cercana", "D", "triangle-up", "△", True),
    Kind("salud", "Salud", "establecimientos de salud",
         "establecimiento de salud más cercano", "S", "circle", "○"),
    Kind("csmc", "Salud mental", "centros de salud mental comunitarios",
         "centro de salud mental más cercano", "M", "hexagon", "⬡"),
    Kind("alegra", "Asistencia legal", "centros de asistencia legal",
         "centro de asistencia legal más cercano", "L", "pentagon", "⬠"),
    Kind("ugel", "UGEL", "UGEL", "UGEL más cercana", "U", "hexagram", "✶", True),
)  # fmt: skip
OTHER = ("cross", "✚")


@dataclass(frozen=True)
class Service:
    """A service that may be shown; `place` is (longitude, latitude), or None where not known."""

    name: str
    kind: str
    place: Place | None
    hours: str = ""
    telephone: str = ""


@dataclass(frozen=True)
class Nearest:
    """The nearest service of a kind: straight line in km, and whether it is in the zone itself."""

    service: Service
    km: float
    inside: bool

    @property
    def text(self) -> str:
        """«6,6 km», or «1,2 km (en la zona)»."""
        return f"{self.distance} (en la zona)" if self.inside else self.distance

    @property
    def distance(self) -> str:
        """Kilometres with one decimal."""
        return f"{decimal(self.km)} km"


@dataclass(frozen=True)
class Directory:
    """The services of the district."""

    services: tuple[Service, ...]

    @cached_property
    def kinds(self) -> list[Kind]:
        """Kinds that there are, in their order."""
        known = {kind.code: kind for kind in KINDS}
        present = dict.fromkeys(service.kind for service in self.services)
        order = [code for code in known if code in present]
        others = [code for code in present if code not in known]
        return [known[code] for code in order] + [_unknown(code) for code in others]

    @property
    def located_kinds(self) -> list[Kind]:
        """Kinds with at least one service whose place is known."""
        located = {service.kind for service in self.located}
        return [kind for kind in self.kinds if kind.code in located]

    @property
    def located(self) -> list[Service]:
        """Services whose place is known."""
        return [service for service in self.services if service.place]

    @property
    def placeless(self) -> list[Service]:
        """Services whose place is not known."""
        return [service for service in self.services if not service.place]

    def nearest(self, zone: Zone, kind: str) -> Nearest | None:
        """The service of a kind that is nearest to the zone's inner place; None without any."""
        origin = inner_place(zone.geometry)
        found = [
            (distance_km(origin, service.place), service)
            for service in self.located
            if service.kind == kind and service.place
        ]
        if not found:
            return None
        km, service = min(found, key=lambda pair: pair[0])
        inside = [s for _, s in found if s.place and contains(zone.geometry, s.place)]
        return Nearest(service, km, bool(inside))

    @property
    def missing(self) -> str:
        """Which services have no place, in a sentence; empty where all have one."""
        names = [service.name for service in self.placeless]
        if not names:
            return ""
        verb = "no tiene" if len(names) == 1 else "no tienen"
        so = "no aparece" if len(names) == 1 else "no aparecen"
        both = [k.many for k in self.located_kinds if k.code in {s.kind for s in self.placeless}]
        doubt = f" La distancia a un servicio de {listed(both)} puede ser menor." if both else ""
        return f"{listed(names)} {verb} ubicación registrada: {so} en el mapa ni se miden.{doubt}"


def directory(cube: Cube) -> Directory:
    """The services that the edition shows; shelters are never among them."""
    made = [
        Service(name, kind, _place(longitude, latitude), hours or "", telephone or "")
        for name, kind, latitude, longitude, hours, telephone in cube.rows("services")
    ]
    return Directory(tuple(made))


def _unknown(code: str) -> Kind:
    name = code.replace("_", " ")
    return Kind(code, name, name, f"servicio «{name}» más cercano", code[:1].upper(), *OTHER)


def _place(longitude: float | None, latitude: float | None) -> Place | None:
    if pd.isna(longitude) or pd.isna(latitude):
        return None
    return float(longitude or 0), float(latitude or 0)
