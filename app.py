"""The router: page configuration, navigation, shared filters and the frame around every page."""

from __future__ import annotations

import streamlit as st

from observatorio.ui import frame, slides
from observatorio.ui.filters import draw_filters
from observatorio.ui.turns import TURNS

PAGES = (
    ("pages/overview.py", "Panorama", "panorama", ":material/home:"),
    ("pages/trends.py", "Tendencias", "tendencias", ":material/trending_up:"),
    ("pages/profile.py", "Perfil", "perfil", ":material/groups:"),
    ("pages/territory.py", "Territorio", "territorio", ":material/map:"),
    ("pages/crossing.py", "Fuentes cruzadas", "fuentes-cruzadas", ":material/compare_arrows:"),
    ("pages/care_route.py", "Ruta de atención", "ruta-de-atencion", ":material/route:"),
    ("pages/perception.py", "Percepción", "percepcion", ":material/forum:"),
    ("pages/deliveries.py", "Entregas y calidad", "entregas", ":material/fact_check:"),
    ("pages/balance.py", "Balance anual", "balance-anual", ":material/summarize:"),
    ("pages/downloads.py", "Descargas", "descargas", ":material/download:"),
    ("pages/method.py", "Metodología", "metodologia", ":material/menu_book:"),
)

frame.configure()
page = st.navigation(
    [
        st.Page(file, title=title, url_path=path, icon=icon, default=path == "panorama")
        for file, title, path, icon in PAGES
    ]
)
with TURNS.own(), frame.around(page.title) as view:
    if view is not None:
        draw_filters(view)
        slides.begin()
        page.run()
        slides.offer(view)
