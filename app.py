"""The router: page configuration, navigation, shared filters and the frame around every page."""

from __future__ import annotations

import streamlit as st

from observatorio.ui import frame, slides
from observatorio.ui.addresses import PAGES
from observatorio.ui.filters import draw_filters
from observatorio.ui.turns import TURNS

frame.configure()
page = st.navigation(
    [
        st.Page(file, title=title, url_path=path, icon=icon, default=path == "panorama")
        for file, title, path, icon in PAGES
    ]
)
with TURNS.own(), frame.around(page.title) as view:
    if view is not None:
        if view.cube.sources:
            draw_filters(view)
        slides.begin()
        page.run()
        slides.offer(view)
