"""The page of the yearly report: years, what it says, and the files that its buttons make."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import docx
import duckdb
import pikepdf
import pytest
from playwright.sync_api import Page
from streamlit.testing.v1 import AppTest

from observatorio.balance.model import Items
from observatorio.config import ROOT
from tests.balance_cubes import changed, demo_report
from tests.conftest import public_of
from tests.test_browser import go
from tests.test_pages import told


def opened(public: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    return app.switch_page("pages/balance.py").run()


@pytest.fixture
def app(demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    return opened(public_of(demo_data), monkeypatch)


def downloads(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


def test_whole_years_come_first_and_the_page_says_what_the_year_says(app, demo_data) -> None:
    assert not app.exception
    (years,) = [box for box in app.selectbox if box.key == "anio"]
    assert years.options[0] == "2025"
    assert years.options[-2:] == ["2026 (parcial: hasta mayo)", "2022 (parcial: faltan meses)"]
    balance = demo_report(demo_data, 2025)
    said = next(block for block in balance.blocks if isinstance(block, Items)).entries
    (listed,) = [e.proto.body for e in app.get("html") if e.proto.body.startswith("<ol")]
    assert [html.unescape(item) for item in re.findall("<li>(.+?)</li>", listed)] == list(said)
    assert balance.sections[0].title in [element.value for element in app.subheader]
    assert downloads(app) == []
    assert app.info == []


def test_an_open_year_is_said_to_be_partial(app) -> None:
    app.selectbox(key="anio").select("2022").run()
    assert not app.exception
    assert ["no está completo" in element.value for element in app.info] == [True]


def test_a_button_makes_the_file_of_the_year_chosen(app, demo_data) -> None:
    app.selectbox(key="anio").select("2019").run()
    app.button(key="hacer-pdf").click().run()
    app.button(key="hacer-docx").click().run()
    assert not app.exception
    assert downloads(app) == ["Descargar PDF", "Descargar Word"]
    assert [status.label for status in app.status] == ["El balance está listo."]
    stem = demo_report(demo_data, 2019).stem
    kept = {name: app.session_state[f"balance-hecho-{name}"] for name in ("pdf", "docx")}
    assert {name: found[1] for name, found in kept.items()} == {"pdf": stem, "docx": stem}
    with pikepdf.open(io.BytesIO(kept["pdf"][2])) as made:
        title = made.open_metadata()["dc:title"]
    assert title == docx.Document(io.BytesIO(kept["docx"][2])).core_properties.title
    assert title.startswith("Balance anual 2019")


def test_a_file_of_another_year_is_not_offered(app) -> None:
    app.button(key="hacer-docx").click().run()
    assert downloads(app) == ["Descargar Word"]
    app.selectbox(key="anio").select("2018").run()
    assert downloads(app) == []


def test_the_page_stands_where_only_one_source_has_delivered(
    demo_data, tmp_path, monkeypatch
) -> None:
    public = changed(demo_data, tmp_path / "public", "DELETE FROM cells WHERE source <> 'sidpol'")
    app = opened(public, monkeypatch)
    assert not app.exception
    assert not app.error
    assert any("denuncias (Policía, SIDPOL)" in e.proto.body for e in app.get("html"))


@pytest.mark.browser
def test_figures_on_screen_are_those_of_the_file(
    page: Page, server: str, published: duckdb.DuckDBPyConnection
) -> None:
    go(page, server + "balance-anual?anio=2021")
    said = page.locator("[data-testid=stMain] ol").inner_text()
    totals = published.execute(
        "SELECT c.value FROM cells c JOIN sources s ON s.source = c.source "
        "AND s.measure = c.measure WHERE c.year = 2021 AND c.table_id = 'total' "
        "AND c.ubigeo = '150106'"
    ).fetchall()
    assert len(totals) == 4
    for (value,) in totals:
        assert told(value) in said
    parts = published.execute(
        "SELECT sum(value) FILTER (WHERE age_group IN ('0-11', '12-17')), sum(value) FROM cells "
        "WHERE source = 'cem' AND year = 2021 AND table_id = 'age'"
    ).fetchone()
    assert parts is not None
    assert re.search(rf"alrededor del {100 * parts[0] / 1441:.0f}\s%", said)
