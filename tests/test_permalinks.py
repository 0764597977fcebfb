"""A link that names its edition shows the same figures after later editions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from ingest.publish import rollback
from observatorio.editions import NothingPublished, cube_of
from tests.conftest import serving
from tests.test_browser import choose, drawn, english, go, has_filter
from tests.test_editions import JANUARY, Register
from tests.test_pages import DISTRICT, open_page
from tests.test_pages import drawn as drawn_app

LINKS = (
    ("trends", {"anios": ["2020", "2020"]}),
    ("trends", {"mes": ["ene", "feb"], "sexo": "Mujeres"}),
    ("profile", {"tipo": "Física"}),
    ("downloads", {}),
)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Two editions: the second corrects the past and has more months."""
    made = Register(tmp_path_factory.mktemp("editions"))
    made.more((2019, 1), (2020, 12))
    made.hand_in()
    made.publish(JANUARY)
    return made


@pytest.fixture(scope="module")
def cited(register: Register) -> dict[int, list[str]]:
    """What each link showed on the day that it was cited, when there was one edition."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OBSERVATORIO_PUBLIC", str(register.world.settings.public_dir))
        shown = {at: said(name, edicion="1", **query) for at, (name, query) in enumerate(LINKS)}
    del register.cases[::3]
    register.more((2021, 1), (2021, 3))
    register.hand_in()
    register.publish(date(2021, 4, 5), force="prueba")
    return shown


@pytest.fixture
def later(
    register: Register, cited: dict[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> dict[int, list[str]]:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(register.world.settings.public_dir))
    return cited


def said(page: str, **query: object) -> list[str]:
    """The words and tables of a page, what the frame says of the edition aside."""
    app = open_page(page, **query)
    words = [m.value for m in [*app.main.markdown, *app.main.caption, *app.main.info]]
    return words + [str(table.value.to_dict()) for table in app.main.table]


@pytest.mark.parametrize("at", range(len(LINKS)))
def test_a_cited_link_shows_the_same_figures_later(later: dict[int, list[str]], at: int) -> None:
    name, query = LINKS[at]
    assert said(name, edicion="1", **query) == later[at]
    assert said(name, **query) != later[at]
    assert said(name, edicion="2", **query) != later[at]


def test_an_earlier_edition_says_so(later: object) -> None:
    told = [block.value for block in open_page("trends", edicion="1").main.get("html")]
    assert any("Está viendo una edición anterior" in text for text in told)
    told = [block.value for block in open_page("trends").main.get("html")]
    assert not any("edición anterior" in text for text in told)


def test_an_edition_that_is_not_there_is_told(later: object) -> None:
    for strange in ("9", "../x", "1 OR 1=1"):
        app = drawn_app(edicion=strange)
        assert not app.exception
        assert strange[:12] in app.main.warning[0].value


def test_every_page_links_to_its_edition(later: object) -> None:
    for edition, query in (("1", {"edicion": "1"}), ("2", {})):
        foot = next(
            b.value for b in open_page("trends", **query).main.get("html") if "odv-foot" in b.value
        )
        assert f"edicion={edition}" in foot
        assert f"Edición {edition}, " in foot


def test_an_edition_taken_back_is_not_shown(tmp_path: Path) -> None:
    made = Register(tmp_path)
    made.more((2020, 1), (2020, 12))
    made.hand_in()
    made.publish(JANUARY)
    made.more((2021, 1), (2021, 1))
    made.hand_in()
    made.publish(date(2021, 2, 5))
    rollback(made.world.settings, 1)
    folder = made.world.settings.public_dir
    assert cube_of(folder, DISTRICT, 1).edition.edition == 1
    with pytest.raises(NothingPublished, match="La edición 2 se retiró"):
        cube_of(folder, DISTRICT, 2)


# In a browser.


@pytest.fixture(scope="module")
def address(register: Register, cited: object) -> Iterator[str]:
    with serving(register.world.settings.public_dir) as found:
        yield found


def shown_edition(page: Page, number: int) -> None:
    expect(page.locator(".odv-now")).to_contain_text(f"Edición {number} ")


def test_the_link_travels_between_editions_and_pages(page: Page, address: str) -> None:
    go(page, address + "tendencias?sexo=Mujeres")
    shown_edition(page, 2)
    choose(page, "Edición", "1")
    shown_edition(page, 1)
    has_filter(page, "sexo: mujeres")
    drawn(page)
    assert parse_qs(urlsplit(page.url).query) == {"sexo": ["Mujeres"], "edicion": ["1"]}
    page.get_by_role("link", name="Perfil").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Perfil")
    shown_edition(page, 1)
    drawn(page)
    assert english(page) == []
    page.locator(".odv-copy summary", has_text="Enlace a esta vista").click()
    link = page.locator(".odv-copy p").nth(1).inner_text()
    assert parse_qs(urlsplit(link).query) == {"sexo": ["Mujeres"], "edicion": ["1"]}
    page.get_by_role("link", name="ver la última").click()
    shown_edition(page, 2)
    has_filter(page, "sexo: mujeres")
    go(page, link)
    shown_edition(page, 1)
    has_filter(page, "sexo: mujeres")
