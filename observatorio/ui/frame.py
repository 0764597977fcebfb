"""The frame of every page: district, demonstration banner, helplines, quick exit, edition."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from observatorio.clock import today
from observatorio.config import ConfigError, Settings, load_settings
from observatorio.cube import Cube
from observatorio.editions import NothingPublished, cube_of, current_cube
from observatorio.filters import DIMENSIONS, Filters
from observatorio.invented import banner
from observatorio.numbers import day_of, listed
from observatorio.ui.citing import address, citation, copyable
from observatorio.ui.editions import asked_edition, say_earlier
from observatorio.ui.missing import list_missing
from observatorio.ui.pages import Page
from observatorio.ui.style import STYLE
from observatorio.ui.text import as_html, plain

DEMO = "Datos de demostración."
TITLE = "Observatorio Distrital de Violencia"
ICON = Path(__file__).with_name("icon.png")
FAULT = (
    "Esta página no se pudo mostrar; el problema quedó anotado en el servidor. Pruebe con «Quitar "
    "filtros» o con otra página."
)
NO_EDITION = (
    "La edición publicada no se pudo abrir; el problema quedó anotado en el servidor. Publique de "
    "nuevo con «python run.py ingest publish»."
)
COMPARED = "{} en los meses que todas entregaron"
NOT_COMPARED = "Ninguna fuente comparada"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class View:
    """What a page works with: configuration, the edition shown, the page, the newest edition."""

    settings: Settings
    cube: Cube
    page: Page
    newest: int


def configure() -> None:
    """Page configuration and the look that the theme can't say."""
    st.set_page_config(page_title=TITLE, page_icon=str(ICON), layout="wide")
    st.html(STYLE)


@contextmanager
def around(page: Page) -> Iterator[View | None]:
    """Draws the frame around a page; gives None, with an explanation, when there is no view.

    A fault of a page is written to the server's log; its reader is told in Spanish, in the frame.
    """
    st.set_page_config(page_title=f"{page.title} · {TITLE}")
    bar = st.empty()  # stands first, also above what is said of the edition asked for
    found = _view(page)
    if isinstance(found, str):
        _without_view(bar, found)
        yield None
        return
    st.session_state["view"] = found
    _header(bar, found)
    if not found.cube.sources:
        list_missing(found.settings.district.name, found.cube)
    if not found.cube.sources and not page.empty_too:
        _footer(found)
        yield None
        return
    try:
        yield found
    except Exception:
        _LOG.exception("page %s", page.slug)
        st.error(FAULT, icon=":material/error:")
    _footer(found)


def _view(page: Page) -> View | str:
    """Configuration and current edition, or why there is none."""
    try:
        settings = load_settings()
        newest = current_cube(settings.public_dir, settings.district.ubigeo)
        cube = cube_of(newest.path.parent, newest.ubigeo, asked_edition(newest))
        return View(settings, cube, page, newest.edition.edition)
    except (ConfigError, NothingPublished) as problem:
        return str(problem)
    except Exception:
        _LOG.exception("current edition")
        return NO_EDITION


def _without_view(bar: DeltaGenerator, reason: str) -> None:
    """What is left where nothing can be shown: whose it is, where to find help, what is missing."""
    try:
        settings = load_settings()
    except ConfigError:
        _bar(bar, "", ())
        st.title(TITLE, anchor=False)
        st.info(plain(reason), icon=":material/info:")
        return
    lines = settings.contacts.get("helplines", ())
    _bar(bar, f" · <b>{as_html(settings.district.name)}</b>", lines)
    st.title(TITLE, anchor=False)
    st.info(plain(reason), icon=":material/info:")
    list_missing(settings.district.name, None)
    st.html(f"<footer class='odv-foot'>{_help(lines)}</footer>")


def view() -> View:
    """The view that the frame made for the page being drawn."""
    current: View = st.session_state["view"]
    return current


def _bar(bar: DeltaGenerator, district: str, helplines: Sequence[str]) -> None:
    """Stays in sight while the page scrolls: whose it is, where to find help, the way out."""
    lines = " · ".join(as_html(line) for line in helplines)
    bar.html(
        f"<div class='odv-head'><span class='w'>{TITLE}{district}</span>"
        f"<span class='h'>{f'<b>Ayuda:</b> {lines}' if lines else ''}</span>"
        "<button class='odv-button' type='button' id='odv-exit' title='O pulse Escape tres veces'>"
        "Salida rápida</button></div>"
    )


def _header(bar: DeltaGenerator, view: View) -> None:
    _bar(bar, f" · <b>{as_html(view.settings.district.name)}</b>", _helplines(view))
    if invented := banner(view.cube):
        st.html(f"<div class='odv-demo' role='note'><b>{DEMO}</b> {as_html(invented)}</div>")
    if view.cube.edition.edition != view.newest:
        say_earlier(view.cube.edition, view.newest)
    with st.container(key="odv-title", horizontal=True, vertical_alignment="bottom"):
        st.title(view.page.title, anchor=False, width="content")
        st.markdown(view.page.question, width="content")
    st.session_state["filters-in-words"] = st.empty()


def say_filters(view: View, filters: Filters, compared: Sequence[str] = ()) -> None:
    """Puts the filters in words under the title of the page, and the edition beside them.

    `compared` are the sources of a page that compares several.
    """
    words, edition = _filters_in_words(view, filters, compared), view.cube.edition
    st.session_state["compared"] = list(compared)
    slot: DeltaGenerator = st.session_state["filters-in-words"]
    slot.html(
        f"<div class='odv-now'><span class='f'>{as_html(words)}</span><span>Edición "
        f"{edition.edition} · {day_of(edition.published_at.date())}</span></div>"
    )


def counted(view: View, filters: Filters) -> tuple[str | None, Filters]:
    """The one source of the page (None where it compares several), and the filters that count."""
    if view.page.compares:
        return None, filters.without(*DIMENSIONS.keys() - view.page.filters)
    return view.page.sources_of(filters.source, list(view.cube.sources))[0], filters


def _filters_in_words(view: View, filters: Filters, compared: Sequence[str]) -> str:
    if not view.page.filtered:
        return "Esta página no cambia con los filtros: muestra todo lo publicado."
    source, used = counted(view, filters)
    names = [view.cube.sources[each].short_title for each in compared]
    several = COMPARED.format(listed(names)) if names else NOT_COMPARED
    name = view.cube.sources[source].short_title if source else several
    ignored: list[str] = st.session_state.get("filters-ignored", []) if source else []
    told = f" · sin aplicar, porque esta fuente no lo publica: {listed(ignored)}" if ignored else ""
    return f"{name} · {used.in_words(view.cube.labels)}{told}"


def _helplines(view: View) -> Sequence[str]:
    lines: Sequence[str] = view.settings.contacts.get("helplines", [])
    return lines


def _due(day: date | None) -> str:
    late = day is not None and day < today()
    return f"{day_of(day)} (aún no llega)" if late else day_of(day)


def _footer(view: View) -> None:
    edition = view.cube.edition
    dates = [s.received for s in view.cube.sources.values() if s.received]
    due = [s.next_expected for s in view.cube.sources.values() if s.next_expected]
    st.html(
        f"<footer class='odv-foot'>{_help(_helplines(view))}"
        f"<p>Edición {edition.edition}, publicada el {day_of(edition.published_at.date())}. "
        f"Última entrega: {day_of(max(dates, default=None))}. "
        f"Próxima entrega esperada: {_due(min(due, default=None))}.</p>{_citing(view)}"
        f"{_explained(view.cube)}</footer>"
    )


def _help(helplines: Sequence[str]) -> str:
    """Where to find help, at the end of every page."""
    lines = " · ".join(as_html(line) for line in helplines)
    return f"<p><b>Si usted o alguien cerca vive violencia:</b> {lines}</p>"


def _citing(view: View) -> str:
    """How to cite the page, and the address that shows it again with its filters."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    query |= {"edicion": [str(view.cube.edition.edition)]}
    url = address(st.context.url or "", query, view.settings.address)
    filters: Filters | None = st.session_state.get("filters")
    known = list(view.cube.sources)
    sources = view.page.sources_of(filters.source, known) if filters else known
    sources = st.session_state.get("compared") or sources
    text = citation(view.cube, view.settings.district.name, view.page, sources, url)
    return copyable("Cómo citar", text) + copyable("Enlace a esta vista", url)


def _explained(cube: Cube) -> str:
    """How the figures are protected; nothing where there are none."""
    if not cube.sources:
        return ""
    return f"<p>{as_html(cube.explanation())}</p>{_open_sources(cube)}"


def _open_sources(cube: Cube) -> str:
    """Where some sources are protected and others are open, which are shown as published."""
    titles = [s.title for s in cube.sources.values() if not s.protected]
    if not titles or len(titles) == len(cube.sources):
        return ""
    return f"<p>{as_html(listed(titles))}: sus cifras se muestran como fueron publicadas.</p>"
