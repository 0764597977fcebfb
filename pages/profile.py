"""Perfil: who the attended people are, in three views."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatorio.charts.model import Chart
from observatorio.filters import NotShown
from observatorio.ui.charts import draw
from observatorio.ui.filters import current_filters
from observatorio.ui.frame import view
from observatorio.ui.text import plain
from observatorio.views import profile_children as nna
from observatorio.views import profile_years as years
from observatorio.views.profile_ages import pyramid
from observatorio.views.profile_printed import printed_shares
from observatorio.views.profile_shares import compared, composed, shares
from observatorio.views.profile_source import conditions, lacking, told_of

ALL, CHILDREN, AGGRESSION = "Todas las edades", "Niñas, niños y adolescentes", "Agresión y riesgo"
AGES, SEX, TYPE, BOND = "age_group", "sex", "violence_type", "relationship"
Builder = tuple[set[str], Callable[[], Chart]]
cube, filters = view().cube, current_filters()
told = told_of(cube, filters.source)


def everybody() -> list[Builder]:
    return [
        ({AGES, SEX}, lambda: pyramid(cube, filters)),
        ({TYPE}, lambda: shares(cube, filters, TYPE)),
        ({AGES, TYPE}, lambda: composed(cube, filters, AGES, TYPE)),
        ({SEX, TYPE}, lambda: compared(cube, filters, SEX, TYPE)),
    ]


def children() -> list[Builder]:
    try:
        st.subheader(plain(nna.summary(cube, filters)), anchor=False)
    except NotShown as reason:
        st.info(plain(str(reason)), icon=":material/shield_person:")
        return []
    for reference in nna.references(cube, filters.source):
        st.caption(plain(reference.text))
    everyone = nna.only_children(cube, filters.source)
    shown = [] if everyone else [({AGES}, lambda: years.by_year(cube, filters))]
    return [
        *shown,
        ({AGES}, lambda: years.counts(cube, filters)),
        ({AGES, TYPE}, lambda: nna.by_type(cube, filters)),
        ({AGES, SEX}, lambda: nna.by_sex(cube, filters)),
    ]


def aggression() -> list[Builder]:
    return [
        ({BOND}, lambda: shares(cube, filters, BOND)),
        ({SEX, BOND}, lambda: compared(cube, filters, SEX, BOND)),
        ({"risk_level"}, lambda: shares(cube, filters, "risk_level")),
        ({"condition"}, lambda: shares(cube, filters, "condition")),
    ]


def draw_pairs(builders: list[Builder]) -> None:
    """The charts that can be shown, two by two, and once why the others can't."""
    charts, reasons = [], []
    for needed, build in builders:
        if needed <= told:
            try:
                charts.append(build())
            except NotShown as reason:
                reasons.append(str(reason))
    for start in range(0, len(charts), 2):
        columns = st.columns(2, gap="medium")
        for number, chart in enumerate(charts[start : start + 2]):
            with columns[number]:
                draw(chart)
    if reasons:
        st.info("\n\n".join(map(plain, dict.fromkeys(reasons))), icon=":material/shield_person:")


if told:
    chosen = st.segmented_control(
        "Qué mirar", [ALL, CHILDREN, AGGRESSION], default=ALL, required=True, key="vista",
        bind="query-params", label_visibility="collapsed",
    )  # fmt: skip
    draw_pairs({ALL: everybody, CHILDREN: children, AGGRESSION: aggression}[chosen or ALL]())
    if chosen == AGGRESSION and "condition" in told:
        said = conditions(cube, filters.source)
        with st.expander("¿Qué quiere decir cada condición del caso?"):
            st.markdown("\n".join(f"- **{plain(n)}:** {plain(t)}" for n, t in said))
            st.caption("En palabras sencillas; vale la definición de la ficha de cada servicio.")
for sentence in printed_shares(cube, filters):
    st.caption(sentence)
if missing := lacking(cube, filters.source):
    st.info(plain(missing), icon=":material/help:")
