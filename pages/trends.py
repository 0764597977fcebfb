"""Tendencias: the figures by year, over the same months, by source and by month."""

from __future__ import annotations

import streamlit as st

from observatorio.filters import NotShown
from observatorio.ui.charts import draw, show
from observatorio.ui.filters import current_filters
from observatorio.ui.frame import view
from observatorio.ui.text import plain, plain_table
from observatorio.views.common import apart_note
from observatorio.views.events import happenings, of_years
from observatorio.views.like_for_like import open_year, question, same_period
from observatorio.views.rates import why_no_rate
from observatorio.views.trends import (
    by_month_and_year,
    monthly,
    monthly_question,
    side_by_side,
    yearly,
)

# Written plainly: the address of the page has it.
COUNT, RATE = "Cantidad", "Tasa por 10 000 habitantes"
FOUR = 4  # sources stand two by two where three would leave one alone


def in_rates() -> bool:
    """True when the reader asks for rates and this selection has them; else says why not."""
    asked = st.segmented_control(
        "Cómo ver los años",
        [COUNT, RATE],
        default=COUNT,
        required=True,
        key="medida",
        label_visibility="collapsed",
        bind="query-params",
    )
    reason = why_no_rate(cube, filters) if asked == RATE else ""
    if reason:
        st.info(plain(reason), icon=":material/info:")
    return asked == RATE and not reason


def by_month_too() -> bool:
    """True when months (or quarters) are published under these filters; else one chart says why."""
    try:
        return bool(monthly(cube, filters))
    except NotShown:
        return False


cube, filters = view().cube, current_filters()
as_rate = in_rates()
years = show(lambda: yearly(cube, filters, as_rate))
happened = of_years(happenings(cube.ubigeo), filters.years)
if happened:
    with st.expander("Qué pasó en estos años"):
        st.markdown(
            "\n".join(
                f"- **{plain(e.title)}** ({e.when}). {plain(e.detail)} _Fuente: {plain(e.source)}._"
                for e in happened
            )
        )
so_far = open_year(cube, filters) if years is not None and by_month_too() else None
if so_far:
    year_so_far, by_month = st.columns([2, 3], gap="medium")
    with year_so_far:
        show(lambda: same_period(cube, filters, as_rate), question(so_far[0]))
else:
    by_month = st.container()
with by_month:
    months = show(lambda: monthly(cube, filters), monthly_question(cube, filters.source))
    if months is not None and not months.empty and months.months:
        with st.expander("El mismo mes, año por año"):
            st.table(plain_table(by_month_and_year(months)))

st.header("Cada fuente por su lado", anchor=False)
st.markdown(
    "Los mismos años en todas las fuentes, sin otros filtros. **Cada una cuenta algo distinto y "
    "tiene su propia escala**: se mira si suben o bajan, no cuál es más alta, y nunca se suman."
)
small = side_by_side(cube, filters.years)
with st.container(key="odv-small-four" if len(small) == FOUR else "odv-small"):
    for chart in small:
        with st.container(border=True, height="stretch"):
            draw(chart)
if any(chart.bands for chart in small):
    shown = range(filters.years[0], filters.years[1] + 1)
    st.caption(plain(" ".join(apart_note(cube.sources, shown))))
