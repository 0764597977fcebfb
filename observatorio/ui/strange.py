"""What an address asks for and the edition does not have: said, never dropped in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from observatorio.filters import DIMENSIONS, Filters
from observatorio.numbers import MONTHS_SHORT, listed
from observatorio.ui.frame import View
from observatorio.ui.text import echoed, plain

TOLD = (
    "El enlace pedía {}, que esta edición no tiene (o ya no se llama así). Lo que ve es sin ese "
    "filtro."
)
KEPT = "filters-strange"
MOST_TOLD = 5


def asked_in_vain(view: View, keys: Sequence[str]) -> list[str]:
    """Values of the address that no filter offers, as «Quince» (edad)."""
    known = _known(view)
    return [
        f"«{echoed(value)}» ({key})"
        for key in keys
        for value in st.query_params.get_all(key)
        if value not in known.get(key, frozenset())
    ]


def tell(strange: Sequence[str], filters: Filters) -> None:
    """Says so on the page until its reader chooses something else."""
    if strange:
        more = len(strange) - MOST_TOLD
        named = [*strange[:MOST_TOLD], *([f"{more} más"] if more > 0 else [])]
        st.session_state[KEPT] = (plain(TOLD.format(listed(named))), filters)
    text, when = st.session_state.get(KEPT, ("", None))
    if text and when == filters:
        st.warning(text, icon=":material/link_off:")


def _known(view: View) -> Mapping[str, frozenset[str]]:
    """What the filters offer, by the name that each has in an address."""
    return {name: frozenset(values) for name, values in _offered(view)}


def _offered(view: View) -> Iterator[tuple[str, list[str]]]:
    sources = view.cube.sources
    yield "fuente", [info.short_title for info in sources.values()]
    yield "anios", [str(year) for source in sources for year in view.cube.years(source)]
    for dimension, (key, _) in DIMENSIONS.items():
        codes = {c: t for s in sources for c, t in view.cube.categories(s, dimension).items()}
        names = [MONTHS_SHORT[int(code) - 1] for code in codes] if dimension == "month" else []
        yield key, names or list(codes.values())
