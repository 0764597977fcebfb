"""The yearly report on its page: which year, what it holds, and the file when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from observatorio.balance.build import stem_of
from observatorio.balance.files import FORMATS, Format, report_file
from observatorio.balance.scope import Scope, label, offered
from observatorio.ui.citing import address
from observatorio.ui.editions import EDITION_KEY
from observatorio.ui.frame import view
from observatorio.ui.making import in_turn
from observatorio.ui.text import as_html
from observatorio.ui.turns import TURNS

YEAR_KEY = "anio"
MADE = "balance-hecho"
NAMES = {"pdf": "PDF", "docx": "Word"}
TOLD = ("Preparando el balance…", "El balance está listo.")
LIST = "margin:0;padding-left:1.4rem;display:grid;gap:.45rem"
CONTENTS = (
    ("El año en frases", "lo que dice cada fuente, y si subió o bajó de verdad."),
    ("Tendencias", "cada fuente año por año, y los meses."),
    ("A quiénes se atendió", "edad, sexo, tipos de violencia y vínculo; las niñas, niños y "
     "adolescentes aparte."),
    ("Territorio", "mapa, cuadro de zonas y la brecha entre casos y servicios."),
    ("Ruta de atención", "las cinco áreas de la Ley 30364: qué se mide y qué falta medir."),
    ("Entregas de cada sector", "qué llegó, qué falta y qué tan completo está."),
    ("Método, límites y anexo", "cómo se protege a las personas, y los cuadros con sus cifras."),
)  # fmt: skip


def numbered(sentences: Sequence[str]) -> str:
    """The sentences as a numbered list; names in them are text, whatever marks they hold."""
    items = "".join(f"<li>{as_html(text)}</li>" for text in sentences)
    return f"<ol style='{LIST}'>{items}</ol>"


def choose_year() -> Scope:
    """The year of the report: whole ones first; an open one says that it is partial."""
    scopes = {str(s.year): s for s in offered(view().cube, view().settings)}
    year = st.selectbox(
        "Año del balance",
        list(scopes),
        key=YEAR_KEY,
        bind="query-params",
        format_func=lambda code: label(scopes[code]),
        width=320,
    )
    return scopes[year]


def make_buttons(scope: Scope) -> None:
    """A button per format; the file is made when its button is pressed, and then offered."""
    left, right = st.columns(2)
    for column, known in zip((left, right), FORMATS.values(), strict=True):
        with column:
            _one(scope, known)


def _one(scope: Scope, known: Format) -> None:
    name = NAMES[known.ending]
    key = (scope.cube.edition.edition, scope.year, known.ending)
    pressed = st.button(
        f"Preparar {name}",
        key=f"hacer-{known.ending}",
        icon=":material/picture_as_pdf:" if known.ending == "pdf" else ":material/edit_document:",
        width="stretch",
    )
    st.caption(f"{known.use[:1].upper()}{known.use[1:]}.")
    if pressed:
        _make(scope, known)
    kept = st.session_state.get(f"{MADE}-{known.ending}")
    if kept and kept[0] == key:
        _, stem, made = kept
        st.download_button(
            f"Descargar {name}",
            data=made,
            file_name=f"{stem}.{known.ending}",
            mime=known.media,
            key=f"bajar-{known.ending}",
            icon=":material/download:",
            type="primary",
            on_click="ignore",
            width="stretch",
        )


def _make(scope: Scope, known: Format) -> None:
    """Has the file made, telling its reader how it goes; it takes a few seconds."""
    TURNS.leave()
    # Whatever filters the address holds, the report is the same.
    query = {YEAR_KEY: [str(scope.year)], EDITION_KEY: [str(scope.cube.edition.edition)]}
    url = address(st.context.url or "", query, scope.settings.address)
    key = (scope.cube.path, scope.year, known.ending, url, repr(scope.settings))
    make = partial(report_file, scope.cube, scope.settings, scope.year, url, known.ending)
    made = in_turn(key, make, *TOLD)
    if made is not None:
        shown = (scope.cube.edition.edition, scope.year, known.ending)
        st.session_state[f"{MADE}-{known.ending}"] = (shown, stem_of(scope), made)
