"""Where: published figures by zone, and what part of the records has no zone."""

from __future__ import annotations

from dataclasses import dataclass

from observatorio.charts.model import Chart, Point, Series, point_of
from observatorio.cube import Cube
from observatorio.disclosure import Figure, combine, share_pct
from observatorio.filters import Filters
from observatorio.numbers import listed, percent
from observatorio.views.common import provenance, whole_years

NO_ZONE = "sin_zona"
UNKNOWN = "Sin zona conocida"
SHARES = {
    "fuera_del_distrito": "En {year}, alrededor del {share} de las personas atendidas vivía fuera "
    "del distrito.",
    "sin_zona": "En {year}, alrededor del {share} de los registros no tiene zona conocida: no se "
    "anotó el lugar, no se reconoce, o el punto es el de la comisaría y no el del hecho.",
}


@dataclass(frozen=True)
class Zone:
    """A zone with its published figure (None when the source has none there)."""

    zone: str
    name: str
    geometry: str
    kind: str
    figure: Figure | None


def zones(cube: Cube, filters: Filters) -> list[Zone]:
    """Zones of the district with the figure of each under the filters.

    Raises NotShown when that crossing is not published.
    """
    figures = cube.figures(filters, ["zone"])
    return [
        Zone(code, name, geometry, kind, figures.get((code,)))
        for code, name, geometry, kind in cube.rows("zones")
    ]


def by_zone(cube: Cube, filters: Filters) -> Chart:
    """Bars of the zones, most cases first, and the cases without a zone apart."""
    filters = cube.canonical(filters)
    figures = cube.figures(filters, ["zone"])
    names = {
        code: f"{number} · {name}" for number, (code, name, *_) in enumerate(cube.rows("zones"), 1)
    }
    names[NO_ZONE] = UNKNOWN
    order = sorted(names, key=lambda code: (code == NO_ZONE, -_size(figures.get((code,)))))
    points = tuple(point_of(names[code], figures[code,]) for code in order if (code,) in figures)
    info = cube.sources[filters.source]
    return Chart(
        "zonas",
        f"¿En qué zonas hay más {info.unit}?",
        _headline(points, cube.whole(filters, "zone")),
        tuple(p.category for p in points),
        (Series(info.title, points, info.source),),
        provenance(cube, filters.source, filters),
        kind="row",
        category_title="Zona",
        notes=(
            "Las zonas se conocen por el lugar que anota cada oficina; la dirección no se recoge.",
        ),
    )


def shares(cube: Cube, filters: Filters) -> list[str]:
    """Sentences on the last whole year: who lives outside, what part of the records has no zone."""
    years = [year for year in whole_years(cube, filters.source) if year <= filters.years[1]]
    rows = cube.rows("indicators", source=filters.source)
    return [
        SHARES[name].format(share=percent(value), year=year)
        for year, name, value, _ in rows
        if years and year == years[-1] and value is not None and name in SHARES
    ]


def joined(cube: Cube) -> str:
    """Which zones are published as one and why, in a sentence; empty when none is."""
    names: dict[tuple[str, str], list[str]] = {}
    for zone, name, reason in cube.rows("zone_members"):
        names.setdefault((reason, zone), []).append(name)
    groups: dict[str, list[str]] = {}
    for (reason, _), members in names.items():
        groups.setdefault(reason, []).append(listed(members))
    told = [f"{'; '.join(zones)}, porque {reason}" for reason, zones in groups.items()]
    return f"Zonas unidas: {'. '.join(told)}." if told else ""


def _size(figure: Figure | None) -> int:
    return figure.low if figure else 0


def _headline(points: tuple[Point, ...], base: Figure | None) -> str:
    top = [p for p in points if p.value and p.category != UNKNOWN][:2]
    if not top:
        return "No hay zonas con cifras que se puedan mostrar."
    share = share_pct(combine(p.figure for p in top if p.figure), base)
    names = listed([f"«{p.category.split(' · ', 1)[-1]}»" for p in top])
    if share is None:
        return f"Donde más casos se registran: {names}."
    verb = "reúne" if len(top) == 1 else "reúnen"
    return f"{names} {verb} alrededor del {percent(share)} del total."
