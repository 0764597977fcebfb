"""Where: published figures by zone, and what part of the records has no zone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from observatorio.charts.model import Chart, Point, Series, State, point_of
from observatorio.cube import Cube
from observatorio.disclosure import Figure, share_pct
from observatorio.filters import Filters, NotShown, NotYet
from observatorio.invented import titled
from observatorio.numbers import listed, percent
from observatorio.sources import profile
from observatorio.units import with_article
from observatorio.views.common import in_its_years, provenance, whole_years
from observatorio.views.zone_rates import RATE_UNIT, rate_notes, rates, smoothed_rates
from observatorio.views.zone_words import (
    NO_ZONE,
    UNKNOWN,
    headline,
    in_order,
    rate_headline,
    scope_of,
)

COUNT, SHARE, RATE = "casos", "porcentaje", "tasa"
SHARES = {
    "fuera_del_distrito": "En {year}, en alrededor del {share} de {unit} la persona vivía fuera "
    "del distrito.",
    "sin_zona": "En {year}, alrededor del {share} de {unit} no tiene zona conocida: {why}.",
}
# Why a record has no zone, where it is not that nobody wrote a known place.
NO_PLACE = "no se anotó el lugar, o no se reconoce"
OFFICE = (
    "Aquí «zona» es el lugar que anota la oficina que atiende. No es siempre donde ocurrió el "
    "hecho ni donde vive la persona, y no es donde está la oficina; la dirección no se recoge."
)
SHARE_NOTE = (
    "Porcentaje del total del distrito, con lo que no tiene zona incluido; cada cifra se redondea "
    "por separado y la suma puede no dar 100."
)
NO_SHARE = "sin porcentaje"


@dataclass(frozen=True)
class Zone:
    """A zone with its published figure (None when the source has none there)."""

    zone: str
    name: str
    geometry: str
    kind: str
    figure: Figure | None


def layer(cube: Cube) -> list[Zone]:
    """Zones of the district without any figure."""
    return [
        Zone(code, name, geometry, kind, None) for code, name, geometry, kind in cube.rows("zones")
    ]


def in_zone_years(cube: Cube, filters: Filters) -> tuple[Filters, str]:
    """The selection in the years that are shown by zone, and which are left out and why."""
    try:
        cube.figures(filters, ["zone"])
    except NotYet as left_out:
        if left_out.years:
            return replace(filters, years=left_out.years), left_out.note
    except NotShown:
        pass  # in no year: whoever asks for the zones is told
    return filters, ""


def zones(cube: Cube, filters: Filters) -> list[Zone]:
    """Zones of the district with the figure of each under the filters.

    Raises NotShown when that crossing is not published.
    """
    figures = cube.figures(filters, ["zone"])
    return [replace(zone, figure=figures.get((zone.zone,))) for zone in layer(cube)]


def numbered(cube: Cube) -> dict[str, str]:
    """Zone → its number on the map and its name; the records without a zone last, unnumbered."""
    zones_shown = enumerate(layer(cube), 1)
    return {z.zone: f"{number} · {z.name}" for number, z in zones_shown} | {NO_ZONE: UNKNOWN}


def points(cube: Cube, filters: Filters, measure: str = COUNT) -> dict[str, Point]:
    """The point of each zone in a measure (cases, share of the total, rate), by its code.

    Raises NotShown when that crossing is not published.
    """
    filters, called = cube.canonical(filters), {z.zone: z.name for z in layer(cube)}
    found = _points(cube, filters, numbered(cube), measure)
    return {c: replace(point, key=c, name=called.get(c, "")) for c, point in found.items()}


def _points(cube: Cube, filters: Filters, names: dict[str, str], measure: str) -> dict[str, Point]:
    if measure == RATE:
        return rates(cube, filters, names)
    figures = {code: f for (code,), f in cube.figures(filters, ["zone"]).items() if code in names}
    if measure == COUNT:
        return {code: point_of(names[code], figure) for code, figure in figures.items()}
    base = cube.whole(filters, "zone")
    return {code: _share_point(names[code], f, base) for code, f in figures.items()}


@in_its_years
def by_zone(cube: Cube, filters: Filters, measure: str = COUNT) -> Chart:
    """Bars of the zones, the highest first where that is true, and what has no zone apart."""
    filters, info = cube.canonical(filters), cube.sources[filters.source]
    shown, scope = points(cube, filters, measure), scope_of(cube, filters)
    order = in_order(shown, scope)
    bars = tuple(shown[code] for code in order)
    counts = bars if measure == COUNT else tuple(points(cube, filters).values())
    series = [Series(titled(info), bars, info.source)]
    if measure == RATE and (marks := smoothed_rates(cube, filters, shown)):
        series.append(Series("Tasa suavizada", marks, "publicado", "mark"))
    return Chart(
        "zonas",
        f"¿En qué zonas hay más {info.unit}{_by(measure)}?",
        scope.told(rate_headline(bars, cube.edition.base))
        if measure == RATE
        else headline(counts, cube.whole(filters, "zone"), cube.edition.base, scope),
        tuple(point.category for point in bars),
        tuple(series),
        provenance(cube, filters.source, filters),
        kind="row",
        category_title="Zona",
        notes=_notes(cube, filters, measure),
        unit={COUNT: info.unit, SHARE: "% del total del distrito", RATE: RATE_UNIT}[measure],
        in_percent=measure == SHARE,
    )


def shares(cube: Cube, filters: Filters) -> list[str]:
    """Sentences on the last whole year: who lives outside, what part of the records has no zone."""
    years = [year for year in whole_years(cube, filters.source) if year <= filters.years[1]]
    rows = cube.rows("indicators", source=filters.source)
    unit = with_article(cube.sources[filters.source].unit)
    why = profile(filters.source).without_zone or NO_PLACE
    return [
        SHARES[name].format(share=percent(value), year=year, unit=unit, why=why)
        for year, name, value, _note in rows
        if years and year == years[-1] and value is not None and name in SHARES
    ]


def meaning(source: str) -> str:
    """What «zona» is in a source: the place of the event, or a place that an office noted."""
    return profile(source).zone_note or OFFICE


def members(cube: Cube, zone: str) -> tuple[list[str], str]:
    """Names of the zones that are published as this one, and why; empty where it stands alone."""
    own = [(name, reason) for code, name, reason in cube.rows("zone_members") if code == zone]
    return [name for name, _ in own], own[0][1] if own else ""


def joined(cube: Cube) -> str:
    """Which zones are published as one and why, in a sentence; empty when none is."""
    names: dict[tuple[str, str], list[str]] = {}
    for zone, name, reason in cube.rows("zone_members"):
        names.setdefault((reason, zone), []).append(name)
    groups: dict[str, list[str]] = {}
    for (reason, _), together in names.items():
        groups.setdefault(reason, []).append(listed(together))
    told = [f"{'; '.join(each)}, porque {reason}" for reason, each in groups.items()]
    return f"Zonas unidas: {'. '.join(told)}." if told else ""


def _share_point(name: str, figure: Figure, base: Figure | None) -> Point:
    share = share_pct(figure, base)
    if share is not None:
        return Point(name, figure, amount=share, label=percent(share))
    if figure.protected:
        return Point(name, None, State.PROTECTED, label=f"{NO_SHARE} ({figure.text})")
    return Point(name, None, State.NO_RECORD, label=f"{NO_SHARE} (menos de 20 en total)")


def _by(measure: str) -> str:
    return " por habitante" if measure == RATE else ""


def _notes(cube: Cube, filters: Filters, measure: str) -> tuple[str, ...]:
    if measure == RATE:
        return (*rate_notes(cube, filters), meaning(filters.source))
    if measure == COUNT:
        return (meaning(filters.source),)
    base = cube.whole(filters, "zone")
    of_how_many = (f"Total del distrito: {base.text}.",) if base else ()
    return (*of_how_many, SHARE_NOTE, meaning(filters.source))
