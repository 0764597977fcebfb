"""What a reader is told while a file is made, or while others' files are made first."""

from __future__ import annotations

from collections.abc import Hashable
from concurrent.futures import wait

import streamlit as st

from observatorio.makers import NotMade
from observatorio.workshop import WORKSHOP, Full, Made

LOOK_S = 0.5


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


def made_in_turn(key: Hashable, make: Made) -> bytes:
    """The same for a button that hands over the file itself; raises Full where too many wait."""
    return WORKSHOP.order(key, make).result()


def say_waiting() -> None:
    """Beside such buttons: how many files of others are made first, where there are some."""
    if told := _before(WORKSHOP.ahead()):
        st.caption(told)


def _before(count: int) -> str:
    if not count:
        return ""
    files = "un archivo" if count == 1 else f"{count} archivos"
    return f"Hay {files} de otras personas antes: el suyo viene enseguida, sin volver a pedirlo."
