"""Descargas: the published cells under the current filters."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from observatorio.exports import csv_bytes, file_name, row_count
from observatorio.filters import not_published
from observatorio.numbers import whole
from observatorio.ui.filters import current_filters
from observatorio.ui.frame import view

COLUMNS = {
    "fuente": "quién cuenta", "anio": "año", "mes": "mes (1 a 12; vacío: todo el año)",
    "edad": "grupo de edad (vacío: todas)", "sexo": "sexo (vacío: todos)",
    "tipo": "tipo de violencia (vacío: todos)", "zona": "zona (vacío: todo el distrito)",
    "valor": "cifra publicada; vacía si está protegida, que no es cero",
    "nota": "exacto, redondeado, «menos de» el umbral (casos o personas), o publicado; si la cifra "
    "es otra que en la edición anterior, «cambió en esta edición»",
    "edicion": "número de la edición",
    "proteccion": "cómo se protegen las cifras; solo en la primera fila",
}  # fmt: skip

cube, filters = view().cube, current_filters()
info = cube.sources[filters.source]
count = row_count(cube, filters)
st.markdown(f"**{info.title}** · {filters.in_words(cube.labels)} · {whole(count)} filas.")
st.download_button(
    "Descargar CSV",
    data=lambda: csv_bytes(cube, filters),
    type="primary",
    file_name=file_name(cube, filters, view().settings.district.name),
    mime="text/csv",
    icon=":material/download:",
    disabled=count == 0,
    on_click="ignore",
)
if count == 0:
    st.info("No se publica ningún cuadro con esos filtros a la vez. Quite alguno.")
st.markdown(
    "Se abre en Excel con sus tildes. Cada fila es una celda publicada: las filas con una "
    "columna vacía son totales de esa columna, así que **no sume filas de distinto "
    "detalle**."
)
st.subheader("Qué significa cada columna", anchor=False)
st.table(
    pd.DataFrame({"Columna": COLUMNS.keys(), "Significado": COLUMNS.values()}).set_index("Columna")
)
if kept_back := not_published(cube.tables(filters.source)):
    st.subheader("Qué cuadros no se publican y por qué", anchor=False)
    st.table(pd.Series(kept_back, name="Motivo").rename_axis("Cuadro").to_frame())
st.caption(
    f"Licencia de la fuente: {info.licence}. Cite: {info.publisher}, «{info.title}», en "
    f"Observatorio Distrital de Violencia de {view().settings.district.name}, edición "
    f"{cube.edition.edition}."
)
