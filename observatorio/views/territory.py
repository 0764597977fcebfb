"""Where: published figures by zone, and what part of the records has no zone."""

from __future__ import annotations

from dataclasses import dataclass

from observatorio.charts.model import Chart, Point, Series, State
from observatorio.cube import Cube
from observatorio.disclosure import Figure
from observatorio.filters import Filters
from observatorio.numbers import percent
from observatorio.views.common import provenance, require_table, whole_years

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
    figures = _figures(cube, filters)
    return [
        Zone(code, name, geometry, kind, figures.get((code,)))
        for code, name, geometry, kind in cube.rows("zones")
    ]


def by_zone(cube: Cube, filters: Filters) -> Chart:
    """Bars of the zones, most cases first, and the cases without a zone apart."""
    figures = _figures(cube, filters)
    names = {
        code: f"{number} · {name}" for number, (code, name, *_) in enumerate(cube.rows("zones"), 1)
    }
    names[NO_ZONE] = UNKNOWN
    order = sorted(names, key=lambda code: (code == NO_ZONE, -_size(figures.get((code,)))))
    points = tuple(_point(names[code], figures[code,]) for code in order if (code,) in figures)
    info = cube.sources[filters.source]
    return Chart(
        "zonas",
        f"¿En qué zonas hay más {info.unit}?",
        _headline(points),
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


def _figures(cube: Cube, filters: Filters) -> dict[tuple[str, ...], Figure]:
    table = require_table(cube, filters.source, ("zone",), filters)
    return cube.figures(cube.cells(filters.source, table, filters), ["zone"])


def _size(figure: Figure | None) -> int:
    return figure.low if figure else 0


def _point(name: str, figure: Figure) -> Point:
    return Point(name, figure, State.PROTECTED if figure.protected else State.VALUE)


def _headline(points: tuple[Point, ...]) -> str:
    known = [p for p in points if p.value and p.category != UNKNOWN]
    total = sum(p.value or 0 for p in points)
    if not known or not total:
        return "No hay zonas con cifras que se puedan mostrar."
    top = known[:2]
    share = 100 * sum(p.value or 0 for p in top) / total
    names = " y ".join(p.category.split(" · ", 1)[-1] for p in top)
    return f"{names} reúnen alrededor del {percent(share)} de los casos."
