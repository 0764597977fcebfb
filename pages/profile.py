"""Perfil: age, sex and type of violence of the attended people."""

from __future__ import annotations

import streamlit as st

from observatorio.ui.charts import show
from observatorio.ui.filters import current_filters
from observatorio.ui.frame import view
from observatorio.views.profile import crossed

cube, filters = view().cube, current_filters()
left, right = st.columns(2)
with left:
    show(lambda: crossed(cube, filters, "age_group", "sex"))
with right:
    show(lambda: crossed(cube, filters, "age_group", "violence_type"))
with left:
    show(lambda: crossed(cube, filters, "violence_type", "sex"))
