"""Territorio: the zones of the district."""

from __future__ import annotations

import streamlit as st

from observatorio.charts.palette import MAP_STEPS
from observatorio.filters import NotShown
from observatorio.maps import HEIGHT, classes, deck
from observatorio.numbers import whole
from observatorio.ui.charts import is_dark, show
from observatorio.ui.filters import current_filters
from observatorio.ui.frame import view
from observatorio.views.territory import Zone, by_zone, joined, shares, zones


def legend(shown: list[Zone]) -> str:
    bounds = classes(shown)
    lows = [0, *bounds[:-1]]
    swatches = "".join(
        f"<span style='display:inline-block;margin-right:.9rem'><span class='k' style='display:"
        f"inline-block;width:1rem;height:1rem;background:{step};border:1px solid #8886'></span> "
        f"{whole(low + 1 if low else 0)}–{whole(high)}</span>"
        for step, low, high in zip(MAP_STEPS, lows, bounds, strict=True)
    )
    grey = "gris: sin cifra o protegida · " if any(not has_length(zone) for zone in shown) else ""
    return f"<div class='odv-src' style='margin:0'>{swatches} {grey}○ servicios</div>"


def has_length(zone: Zone) -> bool:
    return zone.figure is not None and not zone.figure.hidden


def draw_map() -> None:
    try:
        shown = zones(view().cube, current_filters())
    except NotShown:
        return
    if not shown:
        st.info("Aún no se ha cargado una capa de zonas para este distrito.")
        return
    st.subheader("Mapa de zonas", anchor=False)
    st.pydeck_chart(
        deck(shown, view().cube.rows("services"), dark=is_dark()),
        height=HEIGHT,
        alt="Mapa del distrito por zonas; las mismas cifras están en el gráfico y en la tabla.",
    )
    st.html(legend(shown))
    if shown[0].kind == "referencial":
        kind = f"{view().settings.zones.label.capitalize()}: límites aproximados, sin valor legal."
    else:
        kind = "Zonas oficiales."
    st.caption(f"{kind} Los refugios no se muestran en ningún mapa. {joined(view().cube)}")


def tell_shares() -> None:
    for sentence in shares(view().cube, current_filters()):
        st.markdown(f"- {sentence}")


left, right = st.columns([1, 1])
with left:
    draw_map()
    tell_shares()
with right:
    show(lambda: by_zone(view().cube, current_filters()))
