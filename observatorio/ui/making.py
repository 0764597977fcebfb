"""What a reader is told while a file is made, or while others' files are made first."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from concurrent.futures import wait
from functools import partial
from typing import Any

import streamlit as st

from observatorio.makers import NotMade
from observatorio.workshop import WORKSHOP, Full, Made

LOOK_S, TAKEN_S = 0.5, 2.0
TOLD = ("Preparando el archivo…", "El archivo está listo: búsquelo en sus descargas.")
Order = tuple[Hashable, Made]


def in_turn(key: Hashable, make: Made, doing: str, done: str) -> bytes | None:
    """The file, made in its turn; None, with an explanation, where it can't be had now.

    `doing` says what is being done, `done` that it is.
    """
    try:
        order = WORKSHOP.order(key, make)
    except Full as no:
        st.warning(str(no), icon=":material/hourglass_empty:")
        return None
    with st.status(doing) as status:
        while not order.done():
            status.update(label=_before(WORKSHOP.ahead(key)) or doing)
            wait([order], timeout=LOOK_S)
        try:
            made = order.result()
        except NotMade as no:
            status.update(label=str(no), state="error")
            return None
        status.update(label=done, state="complete")
    return made


@st.fragment
def file_button(label: str, order: Callable[[], Order], **looks: Any) -> None:
    """A button that hands over its file when it is made, and tells below it how that goes.

    `order` says what the file depends on and what makes it; it is asked when the button is pressed.
    """
    pressed = st.download_button(label, data=partial(_made, order), **looks)
    if pressed and in_turn(*order(), *TOLD) is not None:
        # Streamlit throws files away that no page holds when a run ends: not before the browser
        # has taken this one.
        time.sleep(TAKEN_S)


def _made(order: Callable[[], Order]) -> bytes:
    return WORKSHOP.order(*order()).result()


def _before(count: int) -> str:
    if not count:
        return ""
    files = "un archivo" if count == 1 else f"{count} archivos"
    return f"Hay {files} de otras personas antes: el suyo viene enseguida, sin volver a pedirlo."
