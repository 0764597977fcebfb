"""Shows a chart value on a page: headline, picture, source line, table; or why it is not shown."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from observatorio.charts.model import Chart
from observatorio.charts.plotly import figure
from observatorio.charts.text import alternative, table
from observatorio.filters import NotShown

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}


def show(build: Callable[[], Chart]) -> Chart | None:
    """Draws the chart that `build` makes; where it is not published, says why instead."""
    try:
        chart = build()
    except NotShown as reason:
        st.info(str(reason), icon=":material/shield_person:")
        return None
    draw(chart)
    return chart


def draw(chart: Chart) -> None:
    """Question, headline, picture, source line and the same figures as a table."""
    st.subheader(chart.question, anchor=False)
    mark = " :orange-badge[Demostración]" if chart.provenance.demonstration else ""
    st.markdown(f"{chart.headline}{mark}")
    if chart.empty:
        st.info(
            "No hay cifras entregadas para estos filtros. Sin entrega no es cero.",
            icon=":material/hourglass_empty:",
        )
        return
    st.plotly_chart(
        figure(chart, dark=is_dark()),
        config=CONFIG,
        theme=None,
        alt=alternative(chart),
        key=f"chart-{chart.key}",
    )
    st.caption(" ".join([chart.provenance.line + ".", *chart.remarks]))
    with st.expander("Ver la tabla"):
        st.table(table(chart).set_index(table(chart).columns[0]))


def is_dark() -> bool:
    """True when the reader's theme is dark."""
    return st.context.theme.type == "dark"
