"""Fuentes cruzadas: the gap between sources on the same months, each with its unit."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from observatorio.invented import kept_apart
from observatorio.sources import COMPARED
from observatorio.ui import tables
from observatorio.ui.charts import draw, show
from observatorio.ui.filters import YEARS_KEY, current_filters
from observatorio.ui.frame import say_filters, view
from observatorio.ui.text import plain, plain_table
from observatorio.views import crossing
from observatorio.views.crossing_series import minors, monthly, reconciled, yearly
from observatorio.views.crossing_words import places, reasons

BY_YEAR, BY_MONTH = "Años", "Meses"
cube, filters = view().cube, current_filters()


def gaps(found: list[crossing.Period], chosen: list[str]) -> None:
    if couples := crossing.pairs(cube, chosen):
        st.header("Cuánto se alejan", anchor=False)
    columns = st.columns(min(len(couples), 2) or 1)
    for number, (part, base) in enumerate(couples):
        with columns[number % len(columns)]:
            draw(crossing.gap(cube, found, part, base))
    if told := minors(cube, found):
        st.markdown(plain(told))


def multiples(found: list[crossing.Period], chosen: list[str]) -> None:
    st.header("Los mismos meses, cada fuente con su unidad", anchor=False)
    beside = pd.DataFrame(crossing.side_by_side(cube, found, chosen))
    st.table(plain_table(beside.set_index("Año")))
    step = st.segmented_control(
        "Ver por", [BY_YEAR, BY_MONTH], default=BY_YEAR, required=True, key="paso",
        bind="query-params",
    )  # fmt: skip
    st.caption(crossing.OWN_SCALE)
    if step == BY_MONTH:
        for name in chosen:
            show(partial(monthly, cube, found, name))
        return
    for column, name in zip(st.columns(len(chosen)), chosen, strict=True):
        with column:
            draw(yearly(cube, found, name))


def explained(chosen: list[str]) -> None:
    st.header("Por qué no coinciden", anchor=False)
    st.markdown("\n".join(f"- {reason}" for reason in reasons(chosen)))
    if {"demuna", "renamu"} & set(chosen):
        st.markdown("\n\n".join(map(plain, reconciled(cube))))
    st.header("Qué lugar dice cada fuente", anchor=False)
    st.html(tables.STYLE)
    st.html(places_table())


def places_table() -> str:
    """What each source says of places and people; on a phone, one block per source."""
    rows = [{"Fuente": info.short_title} | places(name) for name, info in cube.sources.items()]
    return tables.html_table(rows, "De dónde es lo que cuenta cada una, y de quiénes habla")


st.markdown(
    "Cada sector cuenta lo que llega a su puerta. Aquí se ponen lado a lado, **solo en los meses "
    "que todos los comparados entregaron**, y no se suman nunca: lo que interesa es la distancia."
)
options = list(cube.sources)
picked = st.multiselect(
    "Fuentes que se comparan",
    options,
    default=[name for name in COMPARED if name in options] or options[:2],
    key="comparar",
    bind="query-params",
    format_func=lambda code: cube.sources[code].short_title,
)
chosen = [name for name in options if name in picked]
say_filters(view(), filters, chosen)
if len(chosen) < 2:  # noqa: PLR2004 - two to compare
    st.info("Para comparar hacen falta dos fuentes.", icon=":material/compare_arrows:")
else:
    years = st.session_state.get(YEARS_KEY, filters.years)
    found = crossing.periods(cube, chosen, years, filters.chosen.get("month", ()))
    if found:
        apart = kept_apart(cube, chosen)
        st.caption(plain(f"Meses comparados: {crossing.span(found)}. {apart}"))
        gaps(found, chosen)
        multiples(found, chosen)
    else:
        st.info(plain(crossing.apart(cube, chosen)), icon=":material/hourglass_empty:")
explained(chosen)
