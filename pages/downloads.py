"""Descargas: the published cells under the current filters, and those of the whole district."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from observatorio.filters import not_published
from observatorio.ui import downloads
from observatorio.ui.filters import current_filters
from observatorio.ui.frame import view
from observatorio.ui.slide_list import my_slides
from observatorio.ui.text import plain_table

filters = current_filters()
extract = downloads.extract_of(view(), filters)

st.subheader("Lo que está viendo", anchor=False)
st.markdown(downloads.said(extract))
if extract.row_count == 0:
    st.info("No se publica ningún cuadro con esos filtros a la vez. Quite alguno.")
downloads.offer_files(extract)
st.markdown(
    "Cada fila es una celda publicada: las filas con una columna vacía son totales de esa columna, "
    "así que **no sume filas de distinto detalle**. Donde la cifra está protegida, `valor` queda "
    "vacío y `nota` lo dice: **vacío no quiere decir cero**."
)
downloads.tell_origin(extract)

st.subheader("Todo el distrito", anchor=False)
downloads.offer_whole_district(replace(extract, filters=None))

my_slides()

st.subheader("Qué significa cada columna del CSV", anchor=False)
named = downloads.meanings()
st.table(
    pd.DataFrame({"Columna": named.keys(), "Significado": named.values()}).set_index("Columna")
)
if kept_back := not_published(view().cube.tables(filters.source)):
    st.subheader("Qué cuadros no se publican y por qué", anchor=False)
    st.table(plain_table(pd.Series(kept_back, name="Motivo").rename_axis("Cuadro").to_frame()))
