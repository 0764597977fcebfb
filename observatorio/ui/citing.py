"""How to cite what is on screen, and the address that shows it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode, urlsplit, urlunsplit

from observatorio.cube import Cube
from observatorio.exports.citation import abroad, cite
from observatorio.ui.pages import Page
from observatorio.ui.text import as_html
from observatorio.views.perception import surveys


def address(url: str, query: Mapping[str, Sequence[str]], public: str = "") -> str:
    """The address of a page with its filters; `url` is that page's, with or without a query.

    `public` is where the observatory is read from outside, where that is configured.
    """
    asked = urlencode({name: list(values) for name, values in query.items()}, doseq=True)
    return urlunsplit(urlsplit(abroad(url, public))._replace(query=asked, fragment=""))


def citation(cube: Cube, district: str, page: Page, sources: Sequence[str], url: str) -> str:
    """What to write in a report: district, page, sources, edition and its date, address.

    A page that shows figures of a printed survey names that report first.
    """
    infos = [cube.sources[source] for source in sources]
    observatory = f"Observatorio Distrital de Violencia de {district}"
    reports = [survey.citation for survey in surveys(cube)] if page.surveys else []
    return cite(observatory, f"«{page.title}»", infos, cube.edition, url, reports=reports)


def copyable(name: str, text: str) -> str:
    """A text under its name, closed until asked for, with a button that copies it."""
    named = as_html(name)
    return (
        f"<details class='odv-copy'><summary>{named}</summary><p>{as_html(text)}</p>"
        f"<button type='button' class='odv-button odv-do-copy' aria-label='Copiar: {named}'>"
        "Copiar</button></details>"
    )
