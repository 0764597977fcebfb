"""The quick exit in Chromium: gone is gone, whatever the tab remembers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.test_browser import drawn, go

pytestmark = pytest.mark.browser
AWAY = "https://www.gob.pe/"


@pytest.fixture
def left(context: BrowserContext) -> list[Request]:
    """What was asked of the site that is gone to; it answers with a page of its own."""
    found: list[Request] = []

    def answer(route) -> None:
        found.append(route.request)
        route.fulfill(content_type="text/html", body="<p>Portal del Estado</p>")

    context.route(f"{AWAY}**", answer)
    return found


def press(page: Page) -> None:
    button = page.get_by_role("button", name="Salida rápida")
    button.focus()
    page.keyboard.press("Enter")


def escape(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Escape")


def shown(page: Page) -> list[str]:
    """Notes what the tab opens from now on: the socket of a page that draws itself."""
    sockets: list[str] = []
    page.on("websocket", lambda opened: sockets.append(opened.url))
    return sockets


@pytest.mark.parametrize("leave", [press, escape])
def test_who_leaves_has_left(
    page: Page, server: str, left: list[Request], leave: Callable[[Page], None]
) -> None:
    go(page, server)
    page.get_by_role("link", name="Perfil").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Perfil")
    drawn(page)
    leave(page)
    expect(page.get_by_text("Portal del Estado")).to_be_visible()
    assert [request.headers.get("referer") for request in left] == [None]
    sockets = shown(page)
    page.go_back()
    expect(page.get_by_text("Portal del Estado")).to_be_visible()
    for path in ("tendencias?sexo=Mujeres", "no-existe", "no/existe"):
        page.goto(server + path, wait_until="commit")
        expect(page.get_by_text("Portal del Estado")).to_be_visible()
    assert sockets == [], "no page of the site began to draw itself"
    assert len(left) == 5


def test_a_new_tab_opens_the_site_again(
    context: BrowserContext, server: str, left: list[Request]
) -> None:
    page = context.new_page()
    go(page, server)
    escape(page)
    expect(page.get_by_text("Portal del Estado")).to_be_visible()
    other = context.new_page()
    go(other, server)
    expect(other.get_by_role("heading", level=1)).to_have_text("Panorama")


def test_twice_or_slowly_is_no_exit(page: Page, server: str, left: list[Request]) -> None:
    go(page, server + "metodologia")
    for _ in range(2):
        page.keyboard.press("Escape")
    page.evaluate("Date.now = () => 4e12")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("a")  # another key, as between two lists that are closed
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Metodología")
    assert left == []
