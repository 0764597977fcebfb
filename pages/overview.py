"""Panorama: what happened, per source, without ever adding one source to another."""

from __future__ import annotations

import html

import streamlit as st

from observatorio.charts.palette import color
from observatorio.numbers import month_of
from observatorio.ui.charts import show
from observatorio.ui.filters import current_filters
from observatorio.ui.frame import view
from observatorio.views.overview import Card, cards
from observatorio.views.trends import yearly


def card(value: Card) -> str:
    info = value.info
    number = value.figure.text if value.figure else "—"
    unit = f"{html.escape(info.unit)} en {value.year}" if value.year else html.escape(info.unit)
    mark = " · demostración" if info.demonstration else ""
    mark += " · la cifra cambió en esta edición" if value.figure and value.figure.changed else ""
    return (
        f"<div class='odv-card'><h3><span class='k' style='background:{color(info.source)}'>"
        f"</span>{html.escape(info.title)}</h3><div class='n'>{number}</div>"
        f"<div class='u'>{unit}</div><div class='c'>{html.escape(value.change_text)}</div>"
        f"<div class='d'>Datos hasta {month_of(info.last_month)}{mark}</div></div>"
    )


st.markdown(
    "Cada fuente cuenta algo distinto: las cifras se leen una al lado de la otra y **nunca "
    "se suman**."
)
values = cards(view().cube)
for column, value in zip(st.columns(max(len(values), 1)), values, strict=True):
    with column.container(border=True, height="stretch"):
        st.html(card(value))
show(lambda: yearly(view().cube, current_filters()))
