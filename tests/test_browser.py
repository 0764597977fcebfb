"""The real app in Chromium: what a person meets, page by page, with nothing taken from the code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, quote, urlsplit

import duckdb
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from observatorio.filters import Filters
from tests.conftest import DESK, public_of, serving
from tests.test_exports import cells_of, expected
from tests.test_pages import MONTHS, final, summed, told

pytestmark = pytest.mark.browser

PAGES = {
    "": "Panorama",
    "tendencias": "Tendencias",
    "perfil": "Perfil",
    "territorio": "Territorio",
    "fuentes-cruzadas": "Fuentes cruzadas",
    "ruta-de-atencion": "Ruta de atención",
    "percepcion": "Percepción",
    "entregas": "Entregas y calidad",
    "balance-anual": "Balance anual",
    "descargas": "Descargas",
    "metodologia": "Metodología",
}
PHONE = {"width": 390, "height": 844}
WALL = {"width": 1920, "height": 1080}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# Drawn: the footer is there and every picture has been painted.
DRAWN = """() => document.querySelector("footer.odv-foot")
  && !document.querySelector("[data-testid=stSkeleton]")
  && [...document.querySelectorAll("[data-testid=stPlotlyChart]")]
    .every((chart) => chart.querySelector(".main-svg"))
  && [...document.querySelectorAll("[data-testid=stDeckGlJsonChart]")]
    .every((map) => map.querySelector("canvas"))"""
# All that is read or heard: text (icons aside, which no one hears) and what attributes say.
SAID = """() => {
  const said = [document.title];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const around = texts.currentNode.parentElement;
    if (!around.closest("script, style, noscript, [data-testid=stIconMaterial]"))
      said.push(texts.currentNode.data.trim());
  }
  const names = ["aria-label", "aria-description", "aria-roledescription", "aria-valuetext",
    "placeholder", "title", "alt"];
  for (const element of document.querySelectorAll("body *"))
    for (const name of names) said.push((element.getAttribute(name) ?? "").trim());
  return [...new Set(said)].filter(Boolean);
}"""
STREAMLIT = (
    "Choose an option|Choose options|Press Enter|Fullscreen|Page not found|Deploy|Rerun|Settings|"
    "Download as|Search|Show/hide|Close|Open|Sidebar|Skip to|App pages|Select all|Clear all|"
    "No results|Running|Stop|Connection|Remove|Dismiss|Main menu|Loading|Streamlit"
)
# Common words that Spanish does not have.
ENGLISH = (
    "the|and|of|with|options?|select(ed)?|start|end|show|hide|page|this|your|you|has|not|found|"
    "available|more|less|view|click|drag|zoom|from|is|are|was|to|in|by|please|chart|map|table|"
    "download|upload|back|next|previous|expand|collapse|app|on|off"
)
NOT_SPANISH = re.compile(rf"\b({STREAMLIT})|\b({ENGLISH})\b", re.IGNORECASE)
NAMES = ("Open Data Commons Attribution (ODC-By)",)  # names of licences stay as they are


UNDER_EXIT = """() => {
  const box = document.querySelector("#odv-exit").getBoundingClientRect();
  return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2).id;
}"""


@dataclass
class Visit:
    """A page of the browser and what happened behind it."""

    page: Page
    name: str
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)


def listened(page: Page, name: str) -> Visit:
    visit = Visit(page, name)
    page.on("console", lambda m: visit.console.append(f"{m.type}: {m.text}"))
    page.on("pageerror", lambda error: visit.console.append(f"error: {error}"))
    page.on("request", lambda request: visit.requests.append(request.url))
    page.on("websocket", lambda socket: visit.requests.append(socket.url))
    return visit


def go(page: Page, address: str) -> None:
    page.goto(address)
    drawn(page)


def drawn(page: Page) -> None:
    page.wait_for_selector(IDLE, timeout=60_000)
    page.wait_for_function(DRAWN, timeout=60_000)


def english(page: Page) -> list[str]:
    texts = page.evaluate(SAID)
    for name in NAMES:
        texts = [text.replace(name, "") for text in texts]
    return [text for text in texts if NOT_SPANISH.search(text)]


def failures(visit: Visit) -> list[str]:
    return [line for line in visit.console if line.startswith(("error", "warning"))]


def outside(visit: Visit, address: str) -> list[str]:
    host = urlsplit(address).netloc
    kept = ("data", "blob")
    return [
        url
        for url in visit.requests
        if urlsplit(url).scheme not in kept and urlsplit(url).netloc != host
    ]


@pytest.mark.parametrize(
    "text",
    ["Choose an option", "Press Enter to apply", "5 options", "Page not found", "in the map"],
)
def test_english_would_be_seen(text: str) -> None:
    assert NOT_SPANISH.search(text)


# Each page, opened once.


@pytest.fixture(scope="module", params=list(PAGES), ids=PAGES.values())
def visit(request: pytest.FixtureRequest, browser: Browser, server: str) -> Iterator[Visit]:
    context = browser.new_context(viewport=DESK, locale="es-PE")
    visit = listened(context.new_page(), request.param)
    answer = visit.page.goto(server + request.param)
    assert answer is not None
    visit.policies.append(answer.headers["content-security-policy"])
    drawn(visit.page)
    yield visit
    context.close()


def test_deep_link_opens_the_page_in_its_frame(visit: Visit) -> None:
    page, title = visit.page, PAGES[visit.name]
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.title() == f"{title} · Observatorio Distrital de Violencia"
    assert page.evaluate("document.documentElement.lang") == "es"
    expect(page.locator("#odv-exit")).to_be_in_viewport()
    expect(page.locator(".odv-head")).to_contain_text("Línea 100")
    expect(page.locator(".odv-head")).to_be_in_viewport()
    expect(page.locator(".odv-now")).to_be_in_viewport()
    assert "?" in page.locator(".st-key-odv-title").inner_text()
    expect(page.locator("footer.odv-foot")).to_contain_text("Línea 100")
    expect(page.locator(".odv-demo")).to_contain_text("Datos de demostración")
    assert page.get_by_role("dialog").count() == 0
    current = page.locator("[data-testid=stSidebarNavLink][aria-current=page]")
    expect(current).to_contain_text(title)


def test_all_that_is_read_or_heard_is_spanish(visit: Visit) -> None:
    assert english(visit.page) == []


@pytest.mark.parametrize(
    ("scheme", "size"),
    [("light", DESK), ("dark", DESK), ("light", WALL), ("light", PHONE)],
    ids=["desk", "dark", "wall", "phone"],
)
def test_axe_finds_nothing(visit: Visit, scheme: Literal["light", "dark"], size: Any) -> None:
    page = visit.page
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    page.wait_for_timeout(1500 if scheme == "dark" else 600)
    drawn(page)
    results = Axe().run(page, options={"runOnly": WCAG})
    assert results.violations_count == 0, results.generate_report()
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(DESK)


def test_phone_needs_no_sideways_scroll(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size(PHONE)
    # The sidebar takes a while to move out of the way.
    expect(page.get_by_role("button", name="Mostrar páginas y filtros")).to_be_visible()
    page.wait_for_function(
        "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".every((e) => e.scrollWidth === e.clientWidth && e.clientWidth === innerWidth)"
    )
    page.set_viewport_size(DESK)


@pytest.mark.parametrize("size", [DESK, WALL, PHONE], ids=["desk", "wall", "phone"])
def test_the_way_out_stays_in_reach(visit: Visit, size: ViewportSize) -> None:
    """Wherever the page is scrolled to, what lies under the quick exit's middle is the exit."""
    page = visit.page
    page.set_viewport_size(size)
    page.wait_for_timeout(600)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 100000)")
    # The sidebar takes a while to move out of the way.
    page.wait_for_function(f"() => ({UNDER_EXIT})() === 'odv-exit'", timeout=10_000)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    page.set_viewport_size(DESK)


def test_the_demonstration_is_said_in_one_line(visit: Visit) -> None:
    visit.page.set_viewport_size(DESK)
    assert visit.page.locator(".odv-demo").evaluate("e => e.getBoundingClientRect().height") < 40


def test_what_is_folded_is_spanish_and_accessible_too(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size(DESK)
    folded = page.locator("[data-testid=stMain] details:not([open]) > summary")
    for _ in range(folded.count()):
        folded.first.click()
    page.wait_for_timeout(600)
    drawn(page)
    assert english(page) == []
    results = Axe().run(page, options={"runOnly": WCAG})
    assert results.violations_count == 0, results.generate_report()


def test_nothing_fails_and_nothing_is_asked_outside(visit: Visit, server: str) -> None:
    assert failures(visit) == []
    assert outside(visit, server) == []
    assert len(visit.requests) > 10
    (policy,) = visit.policies
    parts = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    host = urlsplit(server).netloc
    assert parts["default-src"] == "'none'"
    assert parts["connect-src"] == f"'self' ws://{host} wss://{host}"
    assert "http" not in policy
    assert "unsafe-inline" not in parts["script-src"] + parts["worker-src"]
    assert "'unsafe-eval'" not in policy


# A large screen.

LETTERS = """() => [...document.querySelectorAll("[data-testid=stMain] .js-plotly-plot text")]
  .filter((e) => e.textContent.trim() && e.getBoundingClientRect().height)
  .map((e) => parseFloat(getComputedStyle(e).fontSize))"""


@pytest.mark.parametrize("name", ["tendencias", "perfil", "fuentes-cruzadas", "ruta-de-atencion"])
def test_a_large_screen_opens_in_large_letters(name: str, browser: Browser, server: str) -> None:
    """Without anything kept from an earlier visit, as in the room where it is projected."""
    context = browser.new_context(viewport=WALL, locale="es-PE")
    page = context.new_page()
    with page.expect_navigation(url=f"**/{name}"):
        page.goto(server + name)
    drawn(page)
    page.wait_for_function(f"() => Math.min(...({LETTERS})()) >= 17", timeout=20_000)
    # The sidebar has its own headings, and its own size.
    title = page.locator("[data-testid=stMain] h3").first
    assert title.evaluate("e => parseFloat(getComputedStyle(e).fontSize) * e.currentCSSZoom") > 26
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("e => e.scrollWidth === e.clientWidth")
    context.close()


# A process that has just started.


@pytest.mark.parametrize("name", list(PAGES))
def test_first_request_of_a_process_is_a_deep_link(
    name: str, demo_data: Path, context: BrowserContext
) -> None:
    visit = listened(context.new_page(), name)
    page, dialogs = visit.page, "[role=dialog], [data-testid=stException]"
    page.add_init_script(
        "window.seen = 0; new MutationObserver(() => { window.seen += "
        f"document.querySelectorAll('{dialogs}').length; }})"
        ".observe(document, {subtree: true, childList: true});"
    )
    with serving(public_of(demo_data)) as address:
        go(page, address + name)
        expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[name])
        expect(page.locator("#odv-exit")).to_be_visible()
        assert page.evaluate("window.seen") == 0
        assert failures(visit) == []
        assert outside(visit, address) == []


def test_a_process_that_has_ended_is_told_in_spanish(page: Page, demo_data: Path) -> None:
    with serving(public_of(demo_data)) as address:
        go(page, address)
    expect(page.get_by_role("dialog")).to_contain_text("El observatorio no responde")
    assert english(page) == []


def test_an_address_without_a_page_is_said_in_spanish(page: Page, server: str) -> None:
    """By a page of its own: Streamlit's dialog covers the way out on a telephone."""
    page.goto(server + "no-existe")
    expect(page.get_by_role("heading", level=1)).to_have_text("Esta dirección no existe")
    assert english(page) == []
    page.get_by_role("link", name="primera página").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Panorama")


# Filters.


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def has_filter(page: Page, words: str) -> None:
    expect(page.locator(".odv-now")).to_contain_text(words)


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    # An open list closes when what is behind it scrolls, so the sidebar comes to rest first.
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    box.click()
    page.get_by_role("option", name=option, exact=True).click()
    page.keyboard.press("Escape")


def test_filters_live_in_the_url(page: Page, context: BrowserContext, server: str) -> None:
    words = "tipo de violencia: sexual"
    go(page, server + "tendencias")
    choose(page, "Tipo de violencia", "Sexual")
    has_filter(page, words)
    assert query(page) == {"tipo": ["Sexual"]}
    assert english(page) == []
    page.reload()
    has_filter(page, words)
    page.get_by_role("link", name="Perfil").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Perfil")
    has_filter(page, words)
    expect(page).to_have_url(f"{server}perfil?tipo=Sexual")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tendencias")
    has_filter(page, words)
    expect(page).to_have_url(f"{server}tendencias?tipo=Sexual")
    another = context.browser.new_context(locale="es-PE").new_page()
    go(another, page.url)
    has_filter(another, words)
    another.context.close()


def test_an_address_that_the_server_completes_is_no_other_place(page: Page, server: str) -> None:
    go(page, server + "perfil")
    places = "() => history.length"
    before = page.evaluate(places)
    page.evaluate("history.pushState({}, '', '/perfil?tipo=Sexual')")
    assert query(page) == {"tipo": ["Sexual"]}
    assert page.evaluate(places) == before
    page.evaluate("history.pushState({}, '', '/tendencias?tipo=Sexual')")
    assert page.evaluate(places) == before + 1


def test_filters_survive_the_pages_that_do_not_use_them(page: Page, server: str) -> None:
    asked = {"tipo": ["Sexual"], "mes": ["ene", "feb"], "anios": ["2018", "2020"]}
    words = "CEM · años 2018 a 2020 · tipo de violencia: sexual · meses: enero y febrero"
    go(page, f"{server}tendencias?tipo=Sexual&mes=ene&mes=feb&anios=2018&anios=2020")
    has_filter(page, words)
    unused = ("Percepción", "Panorama", "Metodología", "Entregas y calidad")
    for title in unused:
        page.get_by_role("link", name=title).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        has_filter(page, "no cambia con los filtros")
        drawn(page)
        assert query(page) == asked
        expect(page.get_by_role("combobox", name="Fuente")).to_be_hidden()
    page.get_by_role("link", name="Perfil").click()
    has_filter(page, words)
    drawn(page)
    for title in reversed(unused):
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        drawn(page)
        assert query(page) == asked
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tendencias")
    has_filter(page, words)
    assert query(page) == asked


def test_a_slow_browser_keeps_the_filters(page: Page, context: BrowserContext, server: str) -> None:
    """Its reader goes on before the filters are drawn: they must not begin empty then."""
    asked = "tipo=Sexual&mes=ene&mes=feb&anios=2018&anios=2020"
    words = "CEM · años 2018 a 2020 · tipo de violencia: sexual · meses: enero y febrero"
    slow = context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(f"{server}tendencias?{asked}")
    expect(page.locator(".odv-now")).to_be_attached(timeout=180_000)
    for title in ("Percepción", "Perfil"):
        page.get_by_role("link", name=title).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title, timeout=180_000)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    drawn(page)
    has_filter(page, words)
    assert query(page) == parse_qs(asked)


def test_the_link_of_a_view_shows_it_again(page: Page, server: str) -> None:
    go(page, server + "tendencias")
    choose(page, "Meses", "ene")
    has_filter(page, "meses: enero")
    drawn(page)
    page.locator(".odv-copy summary", has_text="Enlace a esta vista").click()
    link = page.locator(".odv-copy p").nth(1).inner_text()
    assert link == f"{server}tendencias?mes=ene&edicion=1"
    cited = page.locator(".odv-copy p").first.text_content() or ""
    assert all(part in cited for part in ("Carabayllo", "Centros Emergencia", "Edición 1", link))
    another = page.context.new_page()
    go(another, link)
    has_filter(another, "meses: enero")


def test_clearing_the_filters(page: Page, server: str) -> None:
    address = f"{server}tendencias?tipo={quote('Física')}&anios=2018&anios=2020&sexo=Mujeres"
    go(page, address)
    has_filter(page, "años 2018 a 2020 · tipo de violencia: física · sexo: mujeres")
    page.get_by_role("button", name="Quitar filtros").click()
    has_filter(page, "años 2017 a 2022")
    drawn(page)
    assert query(page) == {}
    assert "física" not in page.locator(".odv-now").inner_text()
    thumbs = page.locator("[data-testid=stSidebar] input[type=range]")
    texts = [thumb.get_attribute("aria-valuetext") for thumb in thumbs.all()]
    assert texts == ["2017", "2026"]


def test_slider_says_years_and_moves_by_keyboard(page: Page, server: str) -> None:
    go(page, server + "tendencias")
    thumbs = page.locator("[data-testid=stSidebar] input[type=range]")
    assert [t.get_attribute("aria-label") for t in thumbs.all()] == ["Años, desde", "Años, hasta"]
    slider = page.locator("[data-testid=stSidebar] [data-testid=stSlider]").inner_text()
    assert re.fullmatch(r"Años[\s\d]*", slider)
    thumbs.first.focus()
    page.keyboard.press("ArrowRight")
    has_filter(page, "años 2018 a 2022")
    assert query(page) == {"anios": ["2018", "2026"]}


def test_the_open_lists_are_spanish(page: Page, server: str) -> None:
    go(page, server + "territorio")
    for label in ("Fuente", "Zona"):
        page.get_by_role("combobox", name=label, exact=True).click()
        page.keyboard.type("zzz")
        page.wait_for_timeout(300)
        assert english(page) == []
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.get_by_text("Mapa para mover y acercar").click()
    moving = page.locator("[data-testid=stDeckGlJsonChart]")
    expect(moving).to_be_visible()
    # Its buttons stand above it: they must not lie under the line that stays in sight.
    moving.evaluate("map => map.scrollIntoView({block: 'center'})")
    moving.hover()
    page.get_by_role("button", name=re.compile("Pantalla completa")).click()
    expect(page.get_by_role("button", name=re.compile("Salir de pantalla"))).to_be_visible()
    assert english(page) == []


# Figures on screen.


def table(page: Page, number: int = 0) -> dict[str, list[str]]:
    """The table under a chart, as it is read: first cell → the others."""
    chart = page.get_by_text("Ver la tabla", exact=True).nth(number)
    chart.click()
    shown = page.locator("[data-testid=stExpander] table").nth(number)
    expect(shown).to_be_visible()
    rows = [row.locator("th, td").all_inner_texts() for row in shown.locator("tbody tr").all()]
    return {first.strip(): [cell.strip() for cell in rest] for first, *rest in rows}


def test_trends_on_screen_equal_the_cube(
    page: Page, server: str, published: duckdb.DuckDBPyConnection
) -> None:
    go(page, server + "tendencias")
    years = published.execute(
        "SELECT year, value FROM cells WHERE source = 'cem' AND table_id = 'total' ORDER BY year"
    ).fetchall()
    printed = {2017: "832", 2018: told(1196), 2019: told(1278), 2020: "737", 2021: told(1441)}
    rows = {f"{y}": [summed([v]), printed[y]] for y, v in years if y < 2022}
    rows["2022 (ene–mar)"] = [f"{summed([years[-1][1]])} (provisional)", "262 (ene–mar)"]
    assert table(page) == rows
    months = published.execute(
        "SELECT year, month, value FROM cells WHERE source = 'cem' AND table_id = 'month'"
    ).fetchall()
    shown = {name: [final(text)] for name, (text,) in table(page, 2).items()}
    assert shown == {f"{MONTHS[m - 1]} {y}": [summed([v])] for y, m, v in months}
    drawn_texts = page.locator("[data-testid=stPlotlyChart]").first.inner_text()
    for value in printed.values():
        assert value in drawn_texts


def test_territory_on_screen_equals_the_cube(
    page: Page, server: str, published: duckdb.DuckDBPyConnection
) -> None:
    go(page, f"{server}territorio?anios=2018&anios=2021")
    rows = published.execute(
        "SELECT coalesce(z.name, 'Sin zona conocida'), list(c.value) FROM cells c LEFT JOIN zones z"
        " ON z.zone = c.zone AND z.ubigeo = c.ubigeo WHERE c.source = 'cem' AND table_id = 'zone'"
        " AND c.year BETWEEN 2018 AND 2021 GROUP BY ALL"
    ).fetchall()
    shown = {re.sub(r"^\d+ · ", "", name): cells[0] for name, cells in table(page).items()}
    assert shown == {name: summed(values) for name, values in rows}


def test_the_downloaded_file(
    page: Page, server: str, published: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    go(page, f"{server}descargas?sexo=Mujeres&anios=2018&anios=2021")
    with page.expect_download(timeout=240_000) as waiting:
        page.get_by_role("button", name="Descargar CSV").click()
    name = waiting.value.suggested_filename
    assert name == "demostracion_Carabayllo_cem_2018-2021_mujer_ed1.csv"
    file = tmp_path / name
    waiting.value.save_as(file)
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = cells_of(content)
    filters = Filters("cem", (2018, 2021), {"sex": ("mujer",)})
    assert sorted(rows) == sorted(expected(published, filters))
    hidden = [row for row in rows if row[7] == ""]
    assert hidden
    assert all(row[8].startswith("menos de 5") for row in hidden)
    assert all("demostración" in row[8] for row in rows)
    assert len(pd.read_csv(file)) == len(rows)
    (count,) = duckdb.connect().execute("SELECT count(*) FROM read_csv(?)", [str(file)]).fetchone()
    assert count == len(rows)


# Hands.


FOCUSED = """() => {
  const element = document.activeElement;
  return [element.id, element.getAttribute("aria-label"), element.innerText].join(" ").trim();
}"""


# What takes the focus, numbered, and its name.
FOCUSABLE = """() => {
  const wanted = "a[href], button, input, select, textarea, summary, [tabindex]";
  const shown = [...document.querySelectorAll(wanted)].filter((e) =>
    e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true})
    && e.getClientRects().length);
  shown.forEach((e, number) => e.setAttribute("data-number", number));
  return shown.map((e) => e.getAttribute("aria-label") || e.innerText || e.id || e.outerHTML);
}"""
# Of a group of choices one stands in Tab's way; arrows go on to the others.
REACHED = """() => {
  const now = document.activeElement, group = now.closest("[role=radiogroup], [role=toolbar]");
  return [now.getAttribute("data-number"),
    group ? group.querySelectorAll("[data-number]").length - 1 : 0];
}"""
# What is pressed and can't take the focus, nor holds or stands in what can.
DEAF = """() => [...document.querySelectorAll(
    "[role=button], [role=link], [role=tab], [role=switch]")]
  .filter((e) => e.checkVisibility({visibilityProperty: true}) && e.tabIndex < 0
    && !e.querySelector("a, button, input") && !e.closest("[role=radiogroup], [role=toolbar]"))
  .map((e) => e.outerHTML.slice(0, 120))"""


def reached_by_keys(page: Page, steps: int) -> set[str]:
    """Numbers of what Tab comes to, and arrows inside a group."""
    found = set()
    for _ in range(steps):
        page.keyboard.press("Tab")
        number, others = page.evaluate(REACHED)
        found.add(number)
        for _ in range(others):
            page.keyboard.press("ArrowRight")
            found.add(page.evaluate(REACHED)[0])
    return found


def test_keyboard_reaches_everything_on_each_page(visit: Visit) -> None:
    page = visit.page
    # As it opens: after a phone's width the sidebar may still be closed.
    go(page, page.url)
    page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges()")
    names = page.evaluate(FOCUSABLE)
    reached = reached_by_keys(page, len(names) + 10)
    assert [name for number, name in enumerate(names) if str(number) not in reached] == []
    assert len(names) > len(PAGES)
    assert page.evaluate(DEAF) == []


def test_keyboard_goes_from_the_pages_to_the_filters_and_figures(page: Page, server: str) -> None:
    go(page, server + "tendencias")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    text = "\n".join(reached)
    assert reached[0].endswith("Ir al contenido principal")
    for name in (*PAGES.values(), "Fuente", "Años, desde", "Años, hasta", "Tipo de violencia"):
        assert name in text, name
    for name in ("Meses", "Edad", "Sexo", "Zona", "Quitar filtros", "odv-exit", "Ver la tabla"):
        assert name in text, name


def test_a_phone_can_change_page_and_filter(page: Page, server: str) -> None:
    page.set_viewport_size(PHONE)
    go(page, server)
    page.get_by_role("button", name="Mostrar páginas y filtros").click()
    page.get_by_role("link", name="Entregas y calidad").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Entregas y calidad")
    drawn(page)
    assert english(page) == []
