"""Balance anual: the report of a year, to read or to edit."""

from __future__ import annotations

import streamlit as st

from observatorio.balance.build import cover_of
from observatorio.balance.sentences import sentences, title
from observatorio.ui.balance import CONTENTS, choose_year, make_buttons, numbered
from observatorio.ui.text import plain

st.markdown(
    "El informe de las organizaciones de mujeres (2022) recomienda que la municipalidad haga cada "
    "año un balance público. Este se hace solo con las cifras publicadas, y dice lo mismo en PDF "
    "y en Word."
)
scope = choose_year()
if partial := cover_of(scope).partial:
    st.info(plain(partial), icon=":material/hourglass_empty:")
make_buttons(scope)
said = sentences(scope)
left, right = st.columns(2, gap="large")
with left:
    st.subheader(plain(title(said)), anchor=False)
    st.html(numbered(said))
with right:
    st.subheader("Qué contiene", anchor=False)
    st.markdown("\n".join(f"- **{name}:** {text}" for name, text in CONTENTS))
    st.caption(
        "Los acuerdos de la instancia todavía no están en el balance. El PDF se puede leer con "
        "lector de pantalla; en Word se puede corregir y completar todo menos los dibujos."
    )
