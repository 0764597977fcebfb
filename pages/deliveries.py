"""Entregas y calidad: what arrived, who owes what, and how far the figures can be trusted."""

from __future__ import annotations

import streamlit as st

from observatorio import clock
from observatorio.cube import SourceInfo
from observatorio.invented import NOT_PRINTED
from observatorio.numbers import day_of, listed
from observatorio.ui import coverage, tables
from observatorio.ui.frame import view
from observatorio.ui.text import plain
from observatorio.views.deliveries import Month, debt_rows, debts, headline, months_of, unasked
from observatorio.views.quality import (
    dates,
    lacking,
    origin,
    reconciled,
    reports,
    returned,
    told_reconciliation,
)

cube, contacts, today = view().cube, view().settings.contacts, clock.today()


def draw_source(info: SourceInfo, months: list[Month]) -> None:
    with st.container(border=True):
        st.subheader(plain(info.title), anchor=False)
        mark = ":orange-badge[Demostración] " if info.demonstration else ""
        st.markdown(mark + dates(info, today))
        if months:
            st.html(coverage.grid(months, info.short_title))
        with st.expander("De dónde salen estas cifras"):
            facts = [f"**{name}:** {plain(text)}" for name, text in origin(info).items()]
            st.markdown("\n\n".join(facts))


def draw_debts() -> None:
    found = debts(cube, today)
    st.markdown(f"**{plain(headline(found))}**")
    if found:
        caption = f"Quién debe qué, al {day_of(today)}"
        st.html(tables.html_table(debt_rows(found), caption, (13, 14, 23, 15, 10, 25)))
    if told := unasked(cube):
        st.caption(plain(told))
    office = contacts.get("office", "")
    if office and any(debt.months for debt in found):
        asking = f"{office}: pida los meses que faltan a cada entidad antes de la sesión."
        st.caption(plain(asking))


def draw_reconciliation() -> None:
    st.subheader("¿Coinciden los registros con lo que se publicó?", anchor=False)
    found = {source: rows for source in cube.sources if (rows := reconciled(cube, source))}
    invented = [info.short_title for info in cube.sources.values() if info.demonstration]
    if invented:
        st.markdown(plain(NOT_PRINTED.format(listed(invented))))
    elif not found:
        st.markdown("No hay totales publicados en informes con los que comparar.")
    for source, rows in found.items():
        info = cube.sources[source]
        st.markdown(plain(told_reconciliation(rows)))
        caption = f"{info.title}: {info.unit}"
        st.html(tables.html_table([one.row for one in rows], caption, (20, 20, 20, 40)))
        st.caption(plain(f"Informe: {reports(cube, source)}."))


def draw_quality() -> None:
    st.subheader("¿Qué parte de lo registrado no trae el dato?", anchor=False)
    if rows := lacking(cube):
        st.html(
            tables.html_table(rows, "Porcentaje de lo registrado en el año que no trae el dato")
        )
        st.caption("Lo que no se anotó no desaparece: se muestra como «sin dato» o «sin zona».")
    else:
        st.markdown("Ninguna fuente entregada dice edad, sexo, tipo o zona.")
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
