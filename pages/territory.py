"""Territorio: zones, services, and where both are far from each other."""

from __future__ import annotations

import streamlit as st

from observatorio.filters import NotShown
from observatorio.ui import zone_map, zone_panels
from observatorio.ui.charts import show
from observatorio.ui.filters import current_filters
from observatorio.ui.frame import view
from observatorio.ui.text import plain
from observatorio.views.services import Directory, directory
from observatorio.views.territory import (
    COUNT,
    RATE,
    SHARE,
    Zone,
    by_zone,
    in_zone_years,
    layer,
    meaning,
    shares,
    zones,
)
from observatorio.views.zone_rates import NO_POPULATION, has_rates
from observatorio.views.zone_table import map_notes
from observatorio.views.zone_words import scope_of

MEASURES = {COUNT: "Casos", SHARE: "% del total", RATE: "Por 10 000 habitantes"}
NO_LAYER = "Aún no se ha cargado una capa de zonas para este distrito: no hay mapa ni distancias."


def known_zones() -> tuple[list[Zone], bool]:
    """Zones with their figures, and whether figures by zone can be shown; if not, says why."""
    try:
        return zones(view().cube, filters), True
    except NotShown as reason:
        st.info(plain(str(reason)), icon=":material/shield_person:")
        return layer(view().cube), False


def choose_measure() -> str:
    """Cases, share, or (where the population of the zones is known) rate."""
    offered = dict(MEASURES)
    if not has_rates(view().cube, filters):
        del offered[RATE]
    return zone_map.one_of("Medida", offered, "medida")


def draw(found: list[Zone], figures: bool, services: Directory) -> None:
    """Map, card of the chosen zone, bars, and the territorial gap."""
    cube = view().cube
    unit = cube.sources[filters.source].unit
    *bars, looks, picks = st.columns([1, 1, 1.6] if figures else [1, 2.6])
    measure = COUNT
    for place in bars:
        with place:
            measure = choose_measure()
    with looks:
        close = zone_map.choose_look(found)
    with picks:
        chosen = zone_map.choose(found)
    zone_map.show(cube, filters, found, services, zone_map.Look(measure, chosen, close, figures))
    notes = [*map_notes(cube, view().settings.zones.label), left_out]
    st.caption(plain(" ".join(note for note in notes if note)))
    for zone in (zone for zone in found if zone.zone == chosen):
        zone_panels.card(cube, filters, zone, services)
    # Without figures there is no chart: what is left to say has all the width.
    left, right = st.columns(2, gap="large") if figures else (st.container(), st.container())
    with left:
        if figures:
            show(lambda: by_zone(cube, filters, measure))
            if not has_rates(cube, filters):
                st.caption(NO_POPULATION)
        else:
            st.caption(plain(meaning(filters.source)))
        for sentence in shares(cube, filters):
            st.markdown(f"- {plain(sentence)}")
    with right:
        zone_panels.gap(found, services, unit, cube.edition.base, scope_of(cube, filters))


filters, left_out = in_zone_years(view().cube, current_filters())
found, figures = known_zones()
if found:
    draw(found, figures, directory(view().cube))
else:
    st.info(NO_LAYER)
