"""Slides from where people ask for them: the foot of a page, «Llevar», and the page Descargas."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from observatorio.charts.layout import clean
from observatorio.slides.deck import deck_bytes
from observatorio.slides.model import Deck, Slide
from observatorio.ui.slides import ADD, HERE, MINE
from tests.test_browser import DESK, drawn, go
from tests.test_pages import PAGES, demo, open_page, words_of  # noqa: F401 - `demo` is a fixture

WITHOUT_CHARTS = {"deliveries", "downloads", "method", "balance"}
TAKE = "Esta página en diapositivas"


def boxes(app: AppTest) -> list[Any]:
    return [box for box in app.checkbox if box.label == ADD]


def chosen(app: AppTest) -> list[Slide]:
    return list(app.session_state[MINE]) if MINE in app.session_state else []


def button(app: AppTest, label: str, at: int = 0) -> Any:
    return [b for b in app.button if label in (b.help, b.label)][at]


def titles(file: bytes) -> list[str]:
    return [slide.shapes.title.text for slide in Presentation(io.BytesIO(file)).slides]


# Without a browser.


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("demo")
def test_every_page_with_charts_offers_them_and_no_other(page: str) -> None:
    app = open_page(page)
    offered = [b.label for b in app.get("download_button") if b.label == TAKE]
    assert len(offered) == (page not in WITHOUT_CHARTS)
    remembered = app.session_state[HERE]
    assert len(remembered) == len(app.get("plotly_chart")) == len(boxes(app))


@pytest.mark.usefixtures("demo")
def test_a_page_forgets_what_another_has_drawn() -> None:
    app = open_page("perception")
    assert len(app.session_state[HERE]) == 2
    app.switch_page("pages/territory.py").run()
    keys = [chart.key for chart, _ in app.session_state[HERE]]
    assert keys == ["mapa", "zonas"]
    drawn_maps = [drawn for _, drawn in app.session_state[HERE] if drawn]
    assert len(drawn_maps) == 1
    app.switch_page("pages/method.py").run()
    assert app.session_state[HERE] == []


@pytest.mark.usefixtures("demo")
def test_a_chosen_chart_keeps_its_filters_edition_and_figures() -> None:
    app = open_page("trends", sexo="Mujeres")
    boxes(app)[0].check().run()
    (first,) = chosen(app)
    assert "sexo: mujeres" in first.chart.provenance.filters
    assert (first.origin.page, first.origin.edition) == ("Tendencias", 1)
    app.multiselect(key="sexo").set_value([]).run()
    assert not boxes(app)[0].value
    assert chosen(app) == [first]
    boxes(app)[0].check().run()
    one, other = chosen(app)
    assert one == first
    assert "sexo" not in other.chart.provenance.filters
    assert one.chart.figures != other.chart.figures
    file = deck_bytes(Deck("Lista", "", "Cada una", "Carabayllo", "IDC", (one, other)))
    said = [
        "\n".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        for slide in Presentation(io.BytesIO(file)).slides
    ][1:-1]
    assert ["sexo: mujeres" in text for text in said] == [True, False]


@pytest.mark.usefixtures("demo")
def test_the_list_is_ordered_shortened_and_emptied() -> None:
    app = open_page("trends")
    for at in (0, 1):
        boxes(app)[at].check().run()
    app.switch_page("pages/territory.py").run()
    boxes(app)[0].check().run()
    before = chosen(app)
    assert [slide.map is not None for slide in before] == [False, False, True]
    app.switch_page("pages/downloads.py").run()
    assert all(clean(slide.chart.headline) in words_of(app) for slide in before)
    assert [b.label for b in app.get("download_button")][-1] == "Descargar mis diapositivas"
    button(app, "Bajar la diapositiva 1").click().run()
    assert chosen(app) == [before[1], before[0], before[2]]
    button(app, "Subir la diapositiva 3").click().run()
    assert chosen(app) == [before[1], before[2], before[0]]
    button(app, "Quitar la diapositiva 1").click().run()
    assert chosen(app) == [before[2], before[0]]
    app.switch_page("pages/territory.py").run()
    assert boxes(app)[0].value
    boxes(app)[0].uncheck().run()
    assert chosen(app) == [before[0]]
    app.switch_page("pages/downloads.py").run()
    button(app, "Vaciar la lista").click().run()
    assert chosen(app) == []
    assert "Aún no eligió ninguna" in words_of(app)


@pytest.mark.usefixtures("demo")
def test_a_full_list_takes_no_more() -> None:
    app = open_page("trends")
    boxes(app)[0].check().run()
    app.session_state[MINE] = chosen(app) * 60
    app.run()
    assert [box.disabled for box in boxes(app)] == [False, *[True] * (len(boxes(app)) - 1)]


# In the browser.


@pytest.fixture(scope="module")
def page(browser: Browser, server: str) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="es-PE", accept_downloads=True)
    yield context.new_page()
    context.close()


def taken(page: Page, label: str, folder: Path) -> tuple[str, bytes]:
    """What pressing a button gives: the name of the file, and the file."""
    with page.expect_download(timeout=240_000) as download:
        page.get_by_role("button", name=label).click()
    file = folder / "taken.pptx"
    download.value.save_as(file)
    return download.value.suggested_filename, file.read_bytes()


@pytest.mark.browser
def test_the_slides_of_a_page_are_the_charts_on_screen(page: Page, server: str, tmp_path) -> None:
    go(page, f"{server}perfil?anios=2019&anios=2021&sexo=Mujeres")
    shown = page.locator(".js-plotly-plot").count()
    name, file = taken(page, TAKE, tmp_path)
    assert name == "demostracion_carabayllo_perfil_cem_2019-2021_mujer_ed1.pptx"
    found = titles(file)
    assert len(found) == shown + 2
    screen = clean(page.locator("[data-testid=stMain]").inner_text())
    assert found[0] == "Perfil"
    assert all(title in screen for title in found[1:-1])
    cover = Presentation(io.BytesIO(file)).slides[0]
    words = " ".join(s.text_frame.text for s in cover.shapes if s.has_text_frame)
    assert "años 2019 a 2021 · sexo: mujeres" in words


def leave_the_list(page: Page) -> None:
    """The list closes, and so does the help of what the pointer was over."""
    page.keyboard.press("Escape")
    page.mouse.move(0, 0)


@pytest.mark.browser
def test_a_list_grows_from_page_to_page_and_is_taken(page: Page, server: str, tmp_path) -> None:
    go(page, f"{server}percepcion")
    page.get_by_role("button", name="Llevar").first.click()
    page.get_by_text(ADD).first.click()
    drawn(page)
    expect(page.get_by_role("checkbox", name=ADD).first).to_be_checked()
    leave_the_list(page)
    page.get_by_role("link", name="Territorio").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Territorio")
    drawn(page)
    page.get_by_role("button", name="Llevar").first.click()
    page.get_by_text(ADD).first.click()
    drawn(page)
    leave_the_list(page)
    page.get_by_role("link", name="Descargas").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Descargas")
    drawn(page)
    expect(page.get_by_role("button", name="Quitar", exact=True)).to_have_count(2)
    name, file = taken(page, "Descargar mis diapositivas", tmp_path)
    assert name == "demostracion_carabayllo_mis-diapositivas_ed1.pptx"
    written = Presentation(io.BytesIO(file))
    assert len(written.slides) == 4
    first, second = list(written.slides)[1:-1]
    assert any(shape.has_chart for shape in first.shapes)
    assert any(shape.has_table for shape in second.shapes)
    screen = clean(page.locator("[data-testid=stMain]").inner_text())
    assert all(slide.shapes.title.text in screen for slide in (first, second))
