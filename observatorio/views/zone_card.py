"""One zone: its cases by year and by type, the services near it, and what it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from observatorio.certainty import highest, span_of
from observatorio.charts.model import Chart, Point, Series, point_of
from observatorio.cube import Cube
from observatorio.filters import Filters
from observatorio.invented import titled
from observatorio.numbers import listed
from observatorio.views.common import in_its_years, provenance
from observatorio.views.services import Directory, Nearest
from observatorio.views.territory import Zone, members
from observatorio.views.trends import yearly


def of_zone(filters: Filters, zone: str) -> Filters:
    """The same selection in one zone alone."""
    return replace(filters, chosen={**filters.chosen, "zone": (zone,)})


@in_its_years
def by_year(cube: Cube, filters: Filters, zone: Zone) -> Chart:
    """Figures of the zone by year. Raises NotShown when that crossing is not published."""
    chart = yearly(cube, of_zone(filters, zone.zone))
    unit = cube.sources[filters.source].unit
    return replace(chart, key="zona-anual", question=f"{zone.name}: {unit} cada año", events=())


@in_its_years
def by_type(cube: Cube, filters: Filters, zone: Zone) -> Chart:
    """Figures of the zone by type of violence. Raises NotShown when that is not published."""
    inside = of_zone(cube.canonical(filters), zone.zone).without("violence_type")
    figures = cube.figures(inside, ["violence_type"])
    labels = cube.categories(filters.source, "violence_type")
    points = tuple(point_of(label, figures.get((code,)), code) for code, label in labels.items())
    info = cube.sources[filters.source]
    return Chart(
        "zona-tipo",
        f"{zone.name}: {info.unit} por tipo de violencia",
        most(points, cube.edition.base),
        tuple(labels.values()),
        (Series(titled(info), points, info.source),),
        provenance(cube, filters.source, inside),
        kind="row",
        category_title="Tipo de violencia",
        unit=info.unit,
    )


def most(points: Sequence[Point], base: int) -> str:
    """The category with most, or those that can't be set apart."""
    known = {point.category: point for point in points if point.figure}
    top = highest({name: span_of(p.figure, base) for name, p in known.items() if p.figure})
    if not any(known[name].value for name in top):
        return "Sin cifras."
    told = listed([f"{name.lower()}, {known[name].text}" for name in top])
    return f"Lo más registrado: {told}." if len(top) == 1 else f"Sin diferencia clara: {told}."


def made_of(cube: Cube, zone: Zone) -> str:
    """Which zones are published as this one and why, in a sentence; empty when it stands alone."""
    names, reason = members(cube, zone.zone)
    return f"Se publica unida ({listed(names)}) porque {reason}." if names else ""


def near(zone: Zone, services: Directory) -> list[tuple[str, Nearest]]:
    """The nearest service of each kind whose place is known: name of the kind, service."""
    found = [(kind.name, services.nearest(zone, kind.code)) for kind in services.located_kinds]
    return [(name, nearest) for name, nearest in found if nearest is not None]
