"""The section on places: a map of the zones, its table, and where services are far."""

from __future__ import annotations

from observatorio.balance.model import Block, Grid, Map, Section, Text, but_first
from observatorio.balance.scope import Scope
from observatorio.filters import Filters, NotShown
from observatorio.invented import called, titled
from observatorio.map_classes import classes_of
from observatorio.maps import Shown
from observatorio.sources import BY_ZONE
from observatorio.views import territorial_gap as gap_view
from observatorio.views import territory as zone_view
from observatorio.views import zone_words
from observatorio.views.common import provenance
from observatorio.views.services import Directory, directory
from observatorio.views.zone_rates import NO_POPULATION, has_rates
from observatorio.views.zone_table import every_measure, map_notes

NO_LAYER = "Aún no se ha cargado una capa de zonas para este distrito: no hay mapa ni distancias."
NO_ZONES = "Ninguna fuente publica cifras por zona de este año: {}"
MOST_KINDS = 4  # columns of distances that fit in a page's width


def territory(scope: Scope) -> Section:
    """Map and table of the zones, and the territorial gap."""
    if not zone_view.layer(scope.cube):
        return Section("Territorio", (Text(NO_LAYER),))
    reasons = []
    for source in (s for s in BY_ZONE if s in scope.sources):
        try:
            return Section("Territorio", tuple(_of_source(scope, scope.only(source))))
        except NotShown as reason:
            reasons.append(str(reason))
    why = " ".join(reasons) or "ninguna de las que entregaron trae la zona."
    return Section("Territorio", (Text(NO_ZONES.format(why)),))


def _of_source(scope: Scope, filters: Filters) -> list[Block]:
    cube, info = scope.cube, scope.cube.sources[filters.source]
    found, services = zone_view.zones(cube, filters), directory(cube)
    table = every_measure(cube, filters)
    rows = tuple(tuple(str(cell) for cell in row) for row in table.itertuples(index=False))
    others = len(table.columns) - 1
    notes = () if has_rates(cube, filters) else (NO_POPULATION,)
    header = tuple(str(name) for name in table.columns)
    widths = (100 - 18 * others, *[18] * others)
    title = f"{called(info)}: zona por zona"
    grid = Grid(title, header, rows, widths, but_first(header), notes, fine=True)
    told = [Text(sentence) for sentence in zone_view.shares(cube, filters)]
    return [
        Text(f"Esta parte es de una sola fuente: {titled(info)}. {zone_view.meaning(info.source)}"),
        grid, *told, _map(scope, filters, services), 
        *_gap(found, services, info.unit, cube.edition.base, zone_words.scope_of(cube, filters)),
    ]  # fmt: skip


def _map(scope: Scope, filters: Filters, services: Directory) -> Map:
    cube, info = scope.cube, scope.cube.sources[filters.source]
    found, points = zone_view.zones(cube, filters), zone_view.points(cube, filters)
    chart, limits = zone_view.by_zone(cube, filters), zone_words.scope_of(cube, filters)
    darker = "" if limits.unplaced else f", más oscuras cuantos más {info.unit}"
    shaded = {code: point for code, point in points.items() if code != zone_words.NO_ZONE}
    told = "; ".join(f"{p.category}, {p.told}" for p in points.values())
    return Map(
        f"{called(info)}: ¿en qué zonas hay más {info.unit}?",
        chart.headline,
        Shown(found, shaded, services),
        classes_of(list(shaded.values()), counts=True, shaded=not limits.unplaced),
        provenance(cube, filters.source, filters),
        info.unit,
        f"Mapa de las zonas del distrito{darker}. {told}.",
        map_notes(cube, scope.settings.zones.label),
    )


def _gap(
    found: list[zone_view.Zone],
    services: Directory,
    unit: str,
    base: int,
    limits: zone_words.Scope,
) -> list[Block]:
    """Cases and the distance to the nearest service of each kind, the widest gap first.

    Where most records have no zone, none is first.
    """
    kinds = services.located_kinds
    if not kinds:
        return []
    first, shown = kinds[0], kinds[:MOST_KINDS]
    ranked = not limits.unplaced
    gaps = gap_view.gaps(found, services, first.code, ranked=ranked)
    rows = tuple(
        (
            f"{gap.number} · {gap.zone.name}",
            gap.figure.told if gap.figure else "sin cifra",
            *(near.text if (near := gap.nearest.get(kind.code)) else "—" for kind in shown),
        )
        for gap in gaps
    )
    header = ("Zona", unit.capitalize(), *(kind.to_closest for kind in shown))
    notes = (gap_view.order(first) if ranked else "", gap_view.HOW, services.missing)
    widths = (30, 12, *[58 / len(shown)] * len(shown))
    return [
        Text(gap_view.headline(gaps, first, unit, base, limits), "lead"),
        Grid("La brecha territorial: casos y distancia", header, rows, widths, but_first(header),
             notes=tuple(filter(None, notes)), fine=True),
    ]  # fmt: skip
