"""Entregas y calidad: what arrived, who owes what, and how far the figures can be trusted."""

from __future__ import annotations

from datetime import date

import streamlit as st

from observatorio.cube import SourceInfo
from observatorio.numbers import day_of, month_of, whole
from observatorio.ui import coverage, tables
from observatorio.ui.frame import view
from observatorio.views.deliveries import Month, debt_rows, debts, headline, months_of
from observatorio.views.quality import lacking, reconciled, reports, returned, told_reconciliation

cube, contacts, today = view().cube, view().settings.contacts, date.today()


def origin(info: SourceInfo) -> str:
    """Where the figures of a source come from and how they are to be read."""
    return (
        f"Cuenta **{info.unit}**. {info.caveats}\n\n"
        f"**Produce:** {info.publisher}. **Licencia:** {info.licence}.\n\n"
        f"**Filas leídas:** {whole(info.rows_read)}; devueltas al sector: "
        f"{whole(info.rows_refused)}."
    )


def draw_source(info: SourceInfo, months: list[Month]) -> None:
    with st.container(border=True):
        st.subheader(info.title, anchor=False)
        mark = ":orange-badge[Demostración] " if info.demonstration else ""
        span = f"{month_of(info.first_month)} a {month_of(info.last_month)}"
        st.markdown(
            f"{mark}**Datos:** {span}. **Última entrega:** {day_of(info.received)}. "
            f"**Próxima esperada:** {day_of(info.next_expected)}."
            if info.first_month
            else f"{mark}Entrega una vez al año."
        )
        if months:
            st.html(coverage.grid(months, info.short_title))
        with st.expander("De dónde salen estas cifras"):
            st.markdown(origin(info))


def draw_debts() -> None:
    found = debts(cube, today)
    st.markdown(f"**{headline(found)}**")
    if found:
        caption = f"Quién debe qué, al {day_of(today)}"
        st.html(tables.html_table(debt_rows(found), caption, (13, 14, 23, 15, 10, 25)))
    office = contacts.get("office", "")
    if office and any(debt.months for debt in found):
        st.caption(f"{office}: pida los meses que faltan a cada entidad antes de la sesión.")


def draw_reconciliation() -> None:
    st.subheader("¿Coinciden los registros con lo que se publicó?", anchor=False)
    found = {source: rows for source in cube.sources if (rows := reconciled(cube, source))}
    if not found:
        st.markdown("No hay totales publicados en informes con los que comparar.")
    for source, rows in found.items():
        info = cube.sources[source]
        st.markdown(told_reconciliation(rows))
        st.html(tables.html_table(rows, f"{info.title}: {info.unit}", (20, 20, 20, 40)))
        st.caption(f"Informe: {reports(cube, source)}.")
        if info.demonstration:
            st.caption("Los registros de demostración se hicieron para sumar estos totales.")


def draw_quality() -> None:
    st.subheader("¿Qué parte de los casos no trae el dato?", anchor=False)
    if rows := lacking(cube):
        st.html(tables.html_table(rows, "De cada 100 casos del año, sin el dato"))
        st.caption("Lo que no se anotó no desaparece: se muestra como «sin dato» o «sin zona».")
    else:
        st.markdown("Ninguna fuente entregada dice edad, sexo, tipo o zona de cada caso.")
    st.subheader("¿Por qué se devolvieron filas?", anchor=False)
    if rows := returned(cube):
        st.html(tables.html_table(rows, "Filas devueltas al sector, por motivo", (25, 60, 15)))
        st.caption("Una fila con dos motivos está en ambos. El detalle lo recibe solo su sector.")
    else:
        st.markdown("Ningún sector tiene filas devueltas.")


st.html(coverage.STYLE)
st.html(tables.STYLE)
draw_debts()
arrivals = months_of(cube, today)
st.subheader("¿Qué meses llegaron?", anchor=False)
st.html(coverage.legend([month for months in arrivals.values() for month in months]))
columns = st.columns(2)
for place, source in enumerate(cube.sources.values()):
    with columns[place % 2]:
        draw_source(source, arrivals.get(source.source, []))
draw_reconciliation()
draw_quality()
