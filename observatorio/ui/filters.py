"""The shared filters: drawn once for all pages, kept in the URL."""

from __future__ import annotations

from collections import defaultdict

import streamlit as st

from observatorio.filters import DIMENSIONS, Filters, refused
from observatorio.numbers import MONTHS_SHORT
from observatorio.ui.frame import View, say_filters
from observatorio.ui.strange import asked_in_vain, tell
from observatorio.ui.text import plain

SOURCE_KEY, YEARS_KEY = "fuente", "anios"
KEYS = (SOURCE_KEY, YEARS_KEY, *(key for key, _ in DIMENSIONS.values()))
# From top to bottom, and what is meant where nothing is chosen.
ORDER = {
    "month": "Todos",
    "age_group": "Todas",
    "sex": "Todos",
    "violence_type": "Todos",
    "zone": "Todas",
}
NOT_HERE = (
    "Esta página muestra todo lo publicado: los filtros no la cambian. Los que haya elegido se "
    "guardan para las otras páginas."
)


def draw_filters(view: View) -> Filters:
    """Draws the filters in the sidebar, says them in words, and keeps them for the page.

    Those that change nothing on this page are out of sight but drawn all the same: a widget that is
    not drawn would forget its value, and the URL with it.
    """
    strange = asked_in_vain(view, KEYS)
    st.session_state["filters-ignored"] = []
    with st.session_state["filters-place"]:
        if not view.page.filtered:
            st.caption(NOT_HERE)
        filters = _widgets(view)
    st.session_state["filters"] = filters
    if not view.page.compares:  # else the page says them, once it knows what is compared
        say_filters(view, filters)
    tell(strange, filters)
    return filters


def _widgets(view: View) -> Filters:
    _send_again(view)
    # What a page does not use stands in a place of its own that is not shown.
    seen, unseen = (st.container(key=f"odv-filters{end}") for end in ("", "-hidden"))
    place = defaultdict(lambda: unseen, dict.fromkeys(view.page.filters, seen))
    place["years"].subheader("Filtros", anchor=False)
    with place["source"]:
        source = _source(view)
    with place["years"]:
        years = _years(view, source)
    chosen = {}
    for name in ORDER:
        with place[name]:
            chosen[name] = _choice(view, source, name)
    with place["years"]:
        _clearing(view)
    return view.cube.canonical(Filters(source, years, chosen))


def _clearing(view: View) -> None:
    st.button(
        "Quitar filtros",
        on_click=_clear,
        args=(_all_years(view),),
        icon=":material/filter_alt_off:",
        width="stretch",
    )


def _send_again(view: View) -> None:
    """Tells the browser the chosen values once more on the first run of a page.

    A browser that is slow may draw a filter only after its reader has gone on to another page. It
    would begin empty then, and its emptiness would be taken for the reader's choice.
    """
    if st.session_state.get("filters-of") == view.page.slug:
        return
    st.session_state["filters-of"] = view.page.slug
    for key in KEYS:
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]


def current_filters() -> Filters:
    """The filters of the page being drawn."""
    filters: Filters = st.session_state["filters"]
    return filters


def _source(view: View) -> str:
    sources = list(view.cube.sources)
    return st.selectbox(
        "Fuente",
        sources,
        key=SOURCE_KEY,
        bind="query-params",
        format_func=lambda code: view.cube.sources[code].short_title,
    )


def _years(view: View, source: str) -> tuple[int, int]:
    years = _all_years(view)
    if len(years) == 1:
        return years[0], years[0]
    first, last = st.select_slider(
        "Años", years, value=(years[0], years[-1]), key=YEARS_KEY, bind="query-params"
    )
    own = view.cube.years(source)
    if first < min(own) or last > max(own):
        st.caption(f"Esta fuente tiene cifras de {min(own)} a {max(own)}.")
    return (first, last) if first <= max(own) and last >= min(own) else (min(own), max(own))


def _all_years(view: View) -> list[int]:
    return sorted({year for source in view.cube.sources for year in view.cube.years(source)})


def _choice(view: View, source: str, dimension: str) -> tuple[str, ...]:
    key, label = DIMENSIONS[dimension]
    reason = refused(view.cube.tables(source), dimension)
    options = view.cube.categories(source, dimension)
    known = [code for code in options if code not in ("sin_dato", "sin_zona") and not reason]
    everywhere = {code for s in view.cube.sources for code in view.cube.categories(s, dimension)}
    # The widget stays in place for every source, so that the URL keeps its meaning; where a source
    # has no published table with the dimension, it is not available and the reason is beside it.
    picked = st.multiselect(
        label,
        known or sorted(everywhere, key=lambda code: (len(code), code)),
        key=key,
        bind="query-params",
        format_func=lambda code: _label(view, dimension, code),
        placeholder=ORDER[dimension] if known else "No disponible en esta fuente",
        disabled=not known,
    )
    if reason:
        st.caption(plain(reason))
    if picked and not known:
        st.session_state["filters-ignored"].append(label.lower())
    return tuple(code for code in picked if code in known) if known else ()


def _label(view: View, dimension: str, code: str) -> str:
    """Months by their short names, so that several fit in a line."""
    if dimension == "month":
        return MONTHS_SHORT[int(code) - 1]
    return view.cube.labels[dimension].get(code, code)


def _clear(years: list[int]) -> None:
    for key, _ in DIMENSIONS.values():
        st.session_state[key] = []
    # Forgetting the widget's value would not move the slider in the browser.
    if len(years) > 1:
        st.session_state[YEARS_KEY] = (years[0], years[-1])
