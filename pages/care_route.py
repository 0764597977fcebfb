"""Ruta de atención: what was recorded of the care of each case, and what nobody measures yet."""

from __future__ import annotations

import streamlit as st

from observatorio.filters import Filters
from observatorio.ui import tables
from observatorio.ui.charts import show
from observatorio.ui.filters import current_filters
from observatorio.ui.frame import view
from observatorio.ui.text import plain
from observatorio.views.care_route import CAUTION, by_risk, by_year, not_crossed, route
from observatorio.views.route_areas import AREAS, Measured, areas, summary
from observatorio.views.route_facts import BY_DIMENSION, ROUTE_SOURCE

cube, asked = view().cube, current_filters()
filters = Filters(ROUTE_SOURCE, asked.years, asked.chosen)


def draw_route() -> None:
    if ROUTE_SOURCE not in cube.sources:
        st.info(
            "Solo los CEM anotan la ruta de cada caso, y todavía no hay entregas de los CEM.",
            icon=":material/hourglass_empty:",
        )
        return
    if asked.source != ROUTE_SOURCE:
        st.info(
            "Solo los CEM anotan la ruta de cada caso: las cifras de esta página son de los CEM.",
            icon=":material/info:",
        )
    st.markdown(f"**Para leer con cuidado.** {CAUTION}")
    if show(lambda: route(cube, filters)) is None:
        return
    left, right = st.columns(2)
    with left:
        show(lambda: by_risk(cube, filters, "complaint"))
    with right:
        show(lambda: by_risk(cube, filters, "protection_measure"))
    if told := not_crossed(cube):
        st.caption(plain(told))
    draw_years()


def draw_years() -> None:
    if filters.years[0] == filters.years[1]:
        return
    dimension = st.segmented_control(
        "Ver año por año",
        list(BY_DIMENSION),
        default="protection_measure",
        format_func=lambda name: BY_DIMENSION[name].title,
        key="paso",
        bind="query-params",
        required=True,
    )
    show(lambda: by_year(cube, filters, dimension or "protection_measure"))


def row(found: Measured) -> dict[str, str]:
    """An indicator as it is read."""
    return {
        "Indicador": found.name,
        "Quién lo mide": found.source or "nadie todavía",
        "Desde": str(found.since) if found.since else "—",
        "Último dato": found.last,
    }


def draw_areas() -> None:
    found = areas(cube)
    st.subheader("¿Qué se mide de la Ley 30364 y qué falta medir?", anchor=False)
    st.markdown(f"**{plain(summary(found))}**")
    st.caption("Del distrito entero y de todos los años: esta tabla no cambia con los filtros.")
    st.html(tables.STYLE)
    for number, group in found.items():
        known = len([measured for measured in group if measured.has_data])
        title = f"{number}. {AREAS[number]}: se miden {known} de {len(group)}"
        st.html(tables.html_table([row(m) for m in group], title, (38, 14, 8, 40)))


draw_route()
draw_areas()
