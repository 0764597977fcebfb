"""«Mis diapositivas» on the page Descargas: the list, its order, and its file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from observatorio.numbers import listed
from observatorio.slides.model import Deck, Slide
from observatorio.slides.names import file_name
from observatorio.slides.words import plain
from observatorio.ui.citing import address
from observatorio.ui.frame import View, view
from observatorio.ui.slides import ADD, EACH, LIST, MINE, button, deck_of, mine
from observatorio.ui.text import as_html

NONE = (
    f"Aún no eligió ninguna. En cualquier gráfico pulse «Llevar» y marque «{ADD}»: la lista se "
    "arma de página en página, y aquí se ordena y se descarga."
)
CHOSEN = "Cifras elegidas para la reunión"
HOW = (
    "Cada diapositiva conserva la edición y los filtros con que la eligió. La lista dura mientras "
    "esta ventana siga abierta."
)


def my_slides() -> None:
    """The list of chosen slides: in which order they stand, which go, and the file."""
    st.subheader(LIST, anchor=False)
    slides = mine()
    if not slides:
        st.markdown(NONE)
        return
    st.caption(HOW)
    for place, slide in enumerate(slides):
        _row(place, slide, len(slides))
    with st.container(horizontal=True, key="odv-my-slides"):
        marked = any(slide.chart.provenance.demonstration for slide in slides)
        name = file_name(
            view().settings.district.name, LIST, demonstration=marked,
            editions=sorted({slide.origin.edition for slide in slides}),
        )  # fmt: skip
        deck = partial(_deck, view(), tuple(slides), st.context.url or "")
        button("Descargar mis diapositivas", deck, name, "take-my-slides", kind="primary")
        st.button("Vaciar la lista", on_click=_keep, args=([],), icon=":material/delete_sweep:")


def _deck(shown: View, slides: tuple[Slide, ...], here: str) -> Deck:
    pages = listed([f"«{page}»" for page in dict.fromkeys(s.origin.page for s in slides)])
    about = f"Páginas: {pages}"
    # The list itself has no address: its figures stand in the observatory, in this edition.
    newest = max(slide.origin.edition for slide in slides)
    url = address(here, {"edicion": [str(newest)]}, shown.settings.address)
    return deck_of(shown, slides, title=CHOSEN, question=EACH, about=about, url=url)


def _row(place: int, slide: Slide, count: int) -> None:
    """A slide of the list, in words, with what can be done to it."""
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        told = slide.chart.provenance
        kind = "Mapa. " if slide.map else ""
        st.html(
            f"<div><b>{place + 1}. {as_html(kind + plain(slide.chart.headline))}</b><br>"
            f"<small>{as_html(slide.origin.page)} · {as_html(plain(told.line))}</small>"
            "</div>",
            width="stretch",
        )
        for sign, word, moved in (
            ("arrow_upward", "Subir", place - 1), ("arrow_downward", "Bajar", place + 1)
        ):  # fmt: skip
            st.button(
                word,
                key=f"move-{word}-{place}",
                help=f"{word} la diapositiva {place + 1}",
                icon=f":material/{sign}:",
                on_click=_move,
                args=(place, moved),
                disabled=not 0 <= moved < count,
                type="tertiary",
            )
        st.button(
            "Quitar",
            key=f"drop-{place}",
            help=f"Quitar la diapositiva {place + 1}",
            icon=":material/close:",
            on_click=_keep,
            args=([other for at, other in enumerate(mine()) if at != place],),
            type="tertiary",
        )


def _move(place: int, to: int) -> None:
    slides = list(mine())
    slides.insert(to, slides.pop(place))
    _keep(slides)


def _keep(slides: list[Slide]) -> None:
    st.session_state[MINE] = slides
