"""The router: page configuration, navigation, shared filters and the frame around every page."""

from __future__ import annotations

import streamlit as st

from observatorio.ui import frame, slides
from observatorio.ui.filters import draw_filters
from observatorio.ui.pages import OVERVIEW, PAGES, page_at
from observatorio.ui.turns import TURNS

frame.configure()
chosen = st.navigation(
    [
        st.Page(
            page.file, title=page.title, url_path=page.slug, icon=f":material/{page.icon}:",
            default=page is OVERVIEW,
        )
        for page in PAGES
    ]
)  # fmt: skip
with TURNS.own(), frame.around(page_at(chosen.url_path)) as view:
    if view is not None:
        if view.cube.sources:
            draw_filters(view)
        slides.begin()
        chosen.run()
        slides.offer(view)
