"""Panorama: what happened, per source, without ever adding one source to another."""

from __future__ import annotations

import streamlit as st

from observatorio.clock import today
from observatorio.ui.frame import view
from observatorio.ui.glance import rows, told
from observatorio.views.findings import findings
from observatorio.views.news import deliveries, news
from observatorio.views.overview import cards, notes

cube = view().cube
shown = cards(cube)
st.html(rows(shown, notes(shown)))
found = [f"{f.text} Fuente: {' y '.join(f.sources)}." for f in findings(cube)]
arrived = deliveries(cube, today())
blocks = [
    told("Hallazgos del último año completo", found) if found else "",
    told("Entregas de los sectores", arrived) if arrived else "",
    told(f"Qué hay de nuevo en la edición {cube.edition.edition}", news(cube)),
]
st.html(f"<div class='odv-blocks'>{''.join(blocks)}</div>")
