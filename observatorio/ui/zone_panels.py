"""The territorial gap as a table, and the card of one zone."""

from __future__ import annotations

import streamlit as st

from observatorio.cube import Cube
from observatorio.filters import Filters
from observatorio.numbers import decimal
from observatorio.ui.charts import show
from observatorio.ui.text import as_html, plain
from observatorio.ui.zone_map import one_of
from observatorio.views.services import Directory, Kind
from observatorio.views.territorial_gap import HOW, Gap, gaps, headline, order
from observatorio.views.territory import Zone
from observatorio.views.zone_card import by_type, by_year, made_of, near
from observatorio.views.zone_words import Scope

QUESTION = "¿Dónde hay muchos casos y servicios lejos?"
DISTANCES = "¿Qué tan lejos están los servicios de cada zona?"
NONE, OUTSIDE = "sin cifra", "fuera de los filtros"
ORDER_BY = "Ordenar por la distancia a"
TABLE_STYLE = """<style>
.odv-gap{border-collapse:collapse;width:100%;font-size:.95rem;font-variant-numeric:tabular-nums}
.odv-gap th,.odv-gap td{padding:.38rem .4rem;border-bottom:1px solid rgba(130,126,120,.28);
  text-align:right;vertical-align:top}
.odv-gap th{font-weight:600}.odv-gap th:first-child{text-align:left;min-width:7rem}
.odv-gap tbody th{font-weight:400}.odv-gap .by{font-weight:650}
@media (max-width:640px){.odv-gap{font-size:.82rem}.odv-gap th,.odv-gap td{padding:.35rem .2rem}
  .odv-gap th:first-child{min-width:5.4rem}}
.odv-gap small{display:block;opacity:.85;line-height:1.2}
.odv-near{margin:.2rem 0 .6rem;padding-left:1.1rem}
</style>"""


def gap(zones: list[Zone], services: Directory, unit: str, base: int, scope: Scope) -> None:
    """Zones with many cases and far services first, with the distance to each kind."""
    kinds, figures = services.located_kinds, any(zone.figure for zone in zones)
    st.subheader(QUESTION if figures else DISTANCES, anchor=False)
    if not kinds:
        st.markdown("No hay servicios con ubicación registrada: no se pueden medir distancias.")
        return
    codes = {kind.code: kind for kind in kinds}
    names = {code: kind.name for code, kind in codes.items()}
    kind = codes[one_of(ORDER_BY, names, "servicio")] if figures else kinds[0]
    ranked = figures and not scope.unplaced
    found = gaps(zones, services, kind.code, ranked=ranked)
    st.markdown(plain(headline(found, kind, unit, base, scope)))
    first = sorted(kinds, key=lambda other: other is not kind)
    st.html(TABLE_STYLE + _table(found, first, kind, unit, OUTSIDE if scope.chosen else NONE))
    said = filter(None, [order(kind) if ranked else "", HOW, services.missing])
    st.caption(plain(" ".join(said)))


def _table(found: list[Gap], kinds: list[Kind], by: Kind, unit: str, none: str) -> str:
    with_figures = any(gap.figure for gap in found)
    heads = [unit.capitalize()] if with_figures else []
    head = "".join(f"<th scope='col'>{as_html(name)}</th>" for name in heads)
    head += "".join(
        f"<th scope='col'{' class=by' if k is by else ''}>{as_html(k.name)}, km</th>" for k in kinds
    )
    rows = "".join(_row(each, kinds, by, none if with_figures else "") for each in found)
    return (
        "<div class='odv-wrap' tabindex='0' role='region' aria-label='Casos y distancias por zona'>"
        f"<table class='odv-gap'><thead><tr><th scope='col'>Zona</th>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(gap: Gap, kinds: list[Kind], by: Kind, none: str) -> str:
    """A zone; `none` is said where it has no figure, and empty where no zone has."""
    figure = gap.figure.told if gap.figure else none
    cells = f"<td>{as_html(figure)}</td>" if none else ""
    for kind in kinds:
        near_by = gap.nearest[kind.code]
        if near_by is not None:
            inside = "<small>en la zona</small>" if near_by.inside else ""
            look = " class='by'" if kind is by else ""
            cells += f"<td{look}>{decimal(near_by.km)}{inside}</td>"
    name = f"{gap.number} · {gap.zone.name}"
    return f"<tr><th scope='row'>{as_html(name)}</th>{cells}</tr>"


def card(cube: Cube, filters: Filters, zone: Zone, services: Directory) -> None:
    """What is known of one zone: by year, by type, the services near it, its members."""
    with st.container(border=True):
        st.subheader(plain(f"La zona «{zone.name}»"), anchor=False)
        if said := made_of(cube, zone):
            st.markdown(plain(said))
        left, middle, right = st.columns([2, 2, 1.3])
        with left:
            show(lambda: by_year(cube, filters, zone))
        with middle:
            show(lambda: by_type(cube, filters, zone))
        with right:
            _near(zone, services)


def _near(zone: Zone, services: Directory) -> None:
    st.markdown("**Servicios más cercanos, en línea recta**")
    lines = "".join(
        f"<li><b>{as_html(kind)}:</b> {as_html(found.service.name)}, {found.text}</li>"
        for kind, found in near(zone, services)
    )
    st.html(f"<ul class='odv-near'>{lines}</ul>" if lines else "Sin ubicaciones registradas.")
