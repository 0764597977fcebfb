"""Slides: those of the page on screen, and a list of one's own that grows from page to page.

While a page is drawn its charts are only remembered; a file is made when its button is pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from observatorio.charts.model import Chart
from observatorio.filters import Filters
from observatorio.slides.files import deck_file
from observatorio.slides.model import Deck, Map, Slide
from observatorio.slides.names import file_name
from observatorio.slides.origin import origin_of
from observatorio.slides.overview import overview_charts
from observatorio.ui.citing import address
from observatorio.ui.frame import View, counted, view
from observatorio.ui.making import Order, file_button
from observatorio.ui.pages import OVERVIEW

HERE, MINE = "slides-here", "my-slides"
MEDIA = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ICON = ":material/slideshow:"
LIST = "Mis diapositivas"
MOST = 60
ADD = "Añadir a mis diapositivas"
FULL = f"Su lista ya tiene {MOST} diapositivas. Quite alguna en Descargas."
EACH = "Cada diapositiva dice su fuente, su edición y sus filtros."
NOTE = "Gráficos que se pueden editar, con su fuente y sus notas para quien expone."
Item = tuple[Chart, Map | None]


def begin() -> None:
    """A page begins: nothing is drawn on it yet."""
    st.session_state[HERE] = []


def collect(chart: Chart, drawn: Map | None = None) -> None:
    """Remembers a chart (or the map that goes with it) as drawn on this page."""
    if not chart.empty:
        st.session_state.setdefault(HERE, []).append((chart, drawn))


def mine() -> list[Slide]:
    """One's own list, in its order."""
    found: list[Slide] = st.session_state.get(MINE, [])
    return found


def offer_choice(chart: Chart, drawn: Map | None = None) -> None:
    """A box to tick: this chart, as it is now, goes to one's own list, or leaves it."""
    shown = view()
    slide = Slide(chart, origin_of(shown.cube, shown.page.title, chart), drawn)
    # One box for each place of a page, whatever it shows: Streamlit keeps each key, with its chart,
    # for as long as the tab is open. So the box is told what is true of this chart.
    key = f"slide-{chart.key}-{drawn is not None:d}"
    chosen = slide in mine()
    st.session_state[key] = chosen
    full = not chosen and len(mine()) >= MOST
    st.checkbox(
        ADD,
        key=key,
        on_change=_toggle,
        args=(slide, key),
        disabled=full,
        help=FULL if full else "Su lista está en la página Descargas.",
    )


def _toggle(slide: Slide, key: str) -> None:
    others = [other for other in mine() if other != slide]
    st.session_state[MINE] = [*others, slide] if st.session_state[key] else others


def offer(shown: View) -> None:
    """At the foot of a page with charts: exactly those charts as slides."""
    items: list[Item] = st.session_state.get(HERE, [])
    overview = shown.page == OVERVIEW
    if not items and not overview:
        return
    make = partial(_overview, shown) if overview else partial(_slides_of, shown, items)
    shown_sources = shown.cube.sources.values() if overview else ()
    marked = [info.demonstration for info in shown_sources]
    marked += [chart.provenance.demonstration for chart, _ in items]
    filters: Filters = st.session_state["filters"]
    name = file_name(
        shown.settings.district.name, shown.page.title, *_filters_in_codes(shown, filters),
        demonstration=any(marked), editions=[shown.cube.edition.edition],
    )  # fmt: skip
    deck = partial(_page_deck, shown, filters, page_address(shown), make)
    button("Esta página en diapositivas", deck, name, "slides-of-page", told=NOTE)


def button(
    label: str,
    deck: Callable[[], Deck],
    name: str,
    key: str,
    *,
    kind: str = "secondary",
    told: str | None = None,
) -> None:
    """A button that makes the slides when it is pressed; `told` is shown to who points at it."""
    file_button(
        label,
        partial(_order, deck),
        file_name=name,
        mime=MEDIA,
        icon=ICON,
        key=key,
        type="primary" if kind == "primary" else "secondary",
        help=told,
    )


def _filters_in_words(shown: View, filters: Filters) -> str:
    if not shown.page.filtered:
        return "Todo lo publicado: esta página no cambia con los filtros."
    source, used = counted(shown, filters)
    name = shown.cube.sources[source].title if source else "Cada fuente por su lado"
    return f"{name} · {used.in_words(shown.cube.labels)}"


def _filters_in_codes(shown: View, filters: Filters) -> list[str]:
    """The same for the name of a file."""
    if not shown.page.filtered:
        return []
    source, used = counted(shown, filters)
    years = "-".join(map(str, dict.fromkeys(used.years)))
    return [
        *([source] if source else []), years,
        *(code for name in sorted(used.active) for code in used.chosen[name]),
    ]  # fmt: skip


def _order(deck: Callable[[], Deck]) -> Order:
    made = deck()
    return made, partial(deck_file, made)


def _slides_of(shown: View, items: Sequence[Item]) -> list[Slide]:
    return [Slide(c, origin_of(shown.cube, shown.page.title, c), drawn) for c, drawn in items]


def _overview(shown: View) -> list[Slide]:
    return _slides_of(shown, [(chart, None) for chart in overview_charts(shown.cube)])


def _page_deck(shown: View, filters: Filters, url: str, make: Callable[[], list[Slide]]) -> Deck:
    slides, about = make(), _filters_in_words(shown, filters)
    page = shown.page
    return deck_of(shown, slides, title=page.title, question=page.question, about=about, url=url)


def deck_of(
    shown: View,
    slides: Sequence[Slide],
    *,
    title: str,
    about: str,
    question: str = "",
    url: str = "",
) -> Deck:
    """Slides of this district under a title."""
    district, contacts = shown.settings.district, shown.settings.contacts
    office = str(contacts.get("office") or f"Observatorio de {district.name}")
    return Deck(
        title, question, about, district.name, office, tuple(slides), district.logo, url,
        tuple(contacts.get("helplines", ())),
    )  # fmt: skip


def page_address(shown: View) -> str:
    """The address that shows the page again, in its edition."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    query["edicion"] = [str(shown.cube.edition.edition)]
    return address(st.context.url or "", query, shown.settings.address)
