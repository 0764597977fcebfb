"""What a page says where there are no figures yet: what is missing, and who would bring it."""

from __future__ import annotations

import streamlit as st

from observatorio.cube import Cube
from observatorio.ui.text import as_html, plain
from observatorio.views.missing import missing

NO_FIGURES = (
    "Todavía no hay cifras publicadas de {}. Cuando cada institución entregue su archivo y se "
    "publique, aparecerán aquí."
)


def list_missing(district: str, cube: Cube | None) -> None:
    """Which sources have delivered nothing, and who would bring them."""
    st.info(plain(NO_FIGURES.format(district)), icon=":material/hourglass_empty:")
    items = "".join(
        f"<li><b>{as_html(title)}.</b> Lo trae: {as_html(publisher)}.</li>"
        for title, publisher in missing(cube)
    )
    st.html(f"<h2>Qué falta y quién lo trae</h2><ul>{items}</ul>")
