"""The frame of every page: district, demonstration banner, helplines, quick exit, edition."""

from __future__ import annotations

import html
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import streamlit as st

from observatorio.config import ConfigError, Settings, load_settings
from observatorio.cube import Cube, NothingPublished, current_cube
from observatorio.numbers import day_of, listed
from observatorio.ui.style import QUICK_EXIT, STYLE

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
NO_FIGURES = (
    "La edición publicada no tiene cifras de {}. Cargue los archivos de los sectores y publique "
    "con «python run.py ingest publish»."
)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class View:
    """What a page works with: configuration and the current edition."""

    settings: Settings
    cube: Cube


def configure() -> None:
    """Page configuration and the look that the theme can't say."""
    st.set_page_config(page_title=TITLE, page_icon=str(ICON), layout="wide")
    st.html(STYLE)


@contextmanager
def around(title: str) -> Iterator[View | None]:
    """Draws the frame around a page; gives None, with an explanation, when there is no view.

    A fault of a page is written to the server's log; its reader is told in Spanish, in the frame.
    """
    st.set_page_config(page_title=f"{title} · {TITLE}")
    found = _view()
    if isinstance(found, str):
        _without_view(found)
        yield None
        return
    st.session_state["view"] = found
    _header(found, title)
    try:
        yield found
    except Exception:
        _LOG.exception("page %s", title)
        st.error(FAULT, icon=":material/error:")
    _footer(found)


def _view() -> View | str:
    """Configuration and current edition, or why there is none."""
    try:
        settings = load_settings()
        cube = current_cube(settings.public_dir, settings.district.ubigeo)
        if not cube.sources:
            return NO_FIGURES.format(settings.district.name)
        return View(settings, cube)
    except (ConfigError, NothingPublished) as problem:
        return str(problem)
    except Exception:
        _LOG.exception("current edition")
        return NO_EDITION


def _without_view(reason: str) -> None:
    _bar("")
    st.title(TITLE, anchor=False)
    st.info(reason, icon=":material/info:")


def view() -> View:
    """The view that the frame made for the page being drawn."""
    current: View = st.session_state["view"]
    return current


def _bar(district: str) -> None:
    st.html(
        f"<div class='odv-head'><span>{TITLE}{district}</span>"
        "<button class='odv-exit' type='button' id='odv-exit'>Salida rápida</button></div>"
    )
    st.html(QUICK_EXIT, unsafe_allow_javascript=True)


def _header(view: View, title: str) -> None:
    _bar(f" · <b>{html.escape(view.settings.district.name)}</b>")
    demonstration = [s.short_title for s in view.cube.sources.values() if s.demonstration]
    if demonstration:
        st.html(
            "<div class='odv-demo' role='note'><b>Datos de demostración.</b> Las cifras de "
            f"{html.escape(listed(demonstration))} son sintéticas: ninguna persona en ellas "
            "es real. Los totales publicados en informes sí son reales y se citan.</div>"
        )
    st.title(title, anchor=False)


def _due(day: date | None) -> str:
    late = day is not None and day < date.today()
    return f"{day_of(day)} (aún no llega)" if late else day_of(day)


def _footer(view: View) -> None:
    edition, contacts = view.cube.edition, view.settings.contacts
    dates = [s.received for s in view.cube.sources.values() if s.received]
    due = [s.next_expected for s in view.cube.sources.values() if s.next_expected]
    lines = " · ".join(html.escape(line) for line in contacts.get("helplines", []))
    st.html(
        "<footer class='odv-foot'>"
        f"<p><b>Si usted o alguien cerca vive violencia:</b> {lines}</p>"
        f"<p>Edición {edition.edition}, publicada el {day_of(edition.published_at.date())}. "
        f"Última entrega: {day_of(max(dates, default=None))}. "
        f"Próxima entrega esperada: {_due(min(due, default=None))}.</p>"
        f"<p>{html.escape(view.cube.explanation())}</p>{_open_sources(view.cube)}</footer>"
    )


def _open_sources(cube: Cube) -> str:
    """Where some sources are protected and others are open, which are shown as published."""
    titles = [s.title for s in cube.sources.values() if not s.protected]
    if not titles or len(titles) == len(cube.sources):
        return ""
    return f"<p>{html.escape(listed(titles))}: sus cifras se muestran como fueron publicadas.</p>"
