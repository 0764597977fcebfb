"""Fuentes: where the figures come from, what arrived and what is missing."""

from __future__ import annotations

import streamlit as st

from observatorio.numbers import day_of, month_of, whole
from observatorio.ui.coverage import grid
from observatorio.ui.frame import view

cube = view().cube
for info in cube.sources.values():
    with st.container(border=True):
        mark = " — **datos de demostración**" if info.demonstration else ""
        st.subheader(info.title, anchor=False)
        st.markdown(
            f"Cuenta **{info.unit}**{mark}. {info.caveats}\n\n"
            f"**Produce:** {info.publisher}. **Licencia:** {info.licence}.\n\n"
            f"**Datos:** {month_of(info.first_month)} a {month_of(info.last_month)}. "
            f"**Última entrega:** {day_of(info.received)}. "
            f"**Próxima esperada:** {day_of(info.next_expected)}. "
            f"**Filas leídas:** {whole(info.rows_read)}; devueltas al sector: "
            f"{whole(info.rows_refused)}."
        )
        if info.source != "renamu":
            st.html(grid(cube, info.source))
st.caption(
    "Recibido: llegó de todas las oficinas. Parcial: falta alguna. No entregado no es cero: "
    "no sabemos. Sin registro: la fuente aún no empezaba."
)
