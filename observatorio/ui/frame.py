"""The frame of every page: district, demonstration banner, helplines, quick exit, edition."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from observatorio.config import ConfigError, Settings, load_settings
from observatorio.cube import Cube, NothingPublished, current_cube
from observatorio.numbers import day_of, listed
from observatorio.ui.style import QUICK_EXIT, STYLE

TITLE = "Observatorio Distrital de Violencia"
ICON = Path(__file__).with_name("icon.png")


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
    """Draws the frame around a page; gives None, with an explanation, when nothing is published."""
    try:
        settings = load_settings()
        view = View(settings, current_cube(settings.public_dir, settings.district.ubigeo))
    except (ConfigError, NothingPublished) as problem:
        st.title(TITLE, anchor=False)
        st.info(str(problem), icon=":material/info:")
        yield None
        return
    st.session_state["view"] = view
    _header(view, title)
    yield view
    _footer(view)


def view() -> View:
    """The view that the frame made for the page being drawn."""
    current: View = st.session_state["view"]
    return current


def _header(view: View, title: str) -> None:
    district = html.escape(view.settings.district.name)
    st.html(
        f"<div class='odv-head'><span>{TITLE} · <b>{district}</b></span>"
        f"<button class='odv-exit' type='button' id='odv-exit'>Salida rápida</button></div>"
    )
    st.html(QUICK_EXIT, unsafe_allow_javascript=True)
    demonstration = [s.title for s in view.cube.sources.values() if s.demonstration]
    if demonstration:
        st.html(
            "<div class='odv-demo' role='note'><b>Datos de demostración.</b> Las cifras de "
            f"{html.escape(listed(demonstration))} son sintéticas: ninguna persona en ellas "
            "es real. Los totales publicados en informes sí son reales y se citan.</div>"
        )
    st.title(title, anchor=False)


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
        f"Próxima entrega esperada: {day_of(min(due, default=None))}.</p>"
        f"<p>Las cifras se redondean a múltiplos de {edition.base} y las menores de "
        f"{edition.threshold} no se muestran, para que nadie pueda ser reconocido. Por eso las "
        "partes pueden no sumar el total.</p></footer>"
    )
