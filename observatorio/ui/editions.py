"""Which edition is on screen: the newest, or an earlier one that a reader asks for."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from observatorio.cube import Cube, EditionInfo
from observatorio.editions import editions, taken_back
from observatorio.numbers import day_of
from observatorio.ui.text import as_html, echoed, plain
from observatorio.withdrawals import withdrawn

EDITION_KEY = "edicion"


def asked_edition(newest: Cube) -> int | None:
    """The edition that the reader asks for, by the address or the list; None: the newest.

    Where the address names one that can't be read, its reader is told, and sees the newest.
    """
    numbers = [str(number) for number in editions(newest)]
    asked = st.query_params.get(EDITION_KEY)
    if asked is not None and asked not in numbers:
        _say_not_there(newest, asked)
    # The filters stand first, though the edition must be known before them.
    st.session_state["filters-place"] = st.sidebar.container()
    if len(numbers) < 2:  # noqa: PLR2004 - nothing to choose from
        return None
    with st.sidebar:
        chosen = st.selectbox(
            "Edición", numbers, key=EDITION_KEY, bind="query-params", help=HELP, width=140
        )
    return int(chosen)


def _say_not_there(newest: Cube, asked: str) -> None:
    """Why the edition that the address names is not shown."""
    taken = {str(number): mark for number, mark in withdrawn(newest.path.parent).items()}
    if asked in taken:
        told = f"{as_html(taken_back(taken[asked]))} Se muestra la última edición."
        st.html(f"<div class='odv-demo' role='note'>{told}</div>")
    else:
        st.warning(
            plain(
                f"No hay una edición «{echoed(asked)}» que se pueda abrir: se muestra la última."
            ),
            icon=":material/history:",
        )


HELP = "Cada edición guarda las cifras como se publicaron ese día, para poder citarlas."


def say_earlier(shown: EditionInfo, newest: int) -> None:
    """Says in the frame that the figures are those of an earlier edition, and the way back."""
    kept = {n: st.query_params.get_all(n) for n in st.query_params if n != EDITION_KEY}
    st.html(
        "<div class='odv-demo' role='note'><b>Está viendo una edición anterior</b>, la "
        f"{shown.edition}, tal como se publicó el {day_of(shown.published_at.date())}. La última "
        f"es la {newest}: <a href='?{as_html(urlencode(kept, doseq=True))}' target='_self'>ver la "
        "última</a>.</div>"
    )
