"""Descargas: each button and link gives its file, with the figures of the public file."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from observatorio.exports.package import FILES
from observatorio.exports.rows import row_count
from observatorio.filters import Filters
from tests.conftest import public_of
from tests.export_cubes import (
    HOSTILE,
    SAID,
    connected,
    extract_of,
    hostile_folder,
    one_source,
    texts,
    whole_cube,
)
from tests.test_pages import open_page, told, words_of

CHOSEN = Filters("cem", (2018, 2021), {"sex": ("mujer",)})
NAME = "demostracion_Carabayllo_cem_2018-2021_mujer_ed1"
ADDRESS = "descargas?sexo=Mujeres&anios=2018&anios=2021"
API = "api/v1"
FILE_ROUTES = ("cube.csv", "cube.csv?separador=punto-y-coma", "cube.xlsx", "package.zip")


@pytest.fixture
def demo(demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(demo_data)))


# The page.


def test_it_says_what_each_file_is_good_for(demo, published) -> None:
    app = open_page("downloads")
    said = words_of(app)
    (cells,) = published.execute("SELECT count(*) FROM cells").fetchone()
    for part in (
        "CSV para Excel en español", "punto y coma", "Separado por comas", "Libro de Excel",
        "Para analizar con programas", "Para otros sistemas", "/api/v1/openapi.json",
        f"{told(cells)} filas", "vacío no quiere decir cero", "no sume filas de distinto detalle",
        "múltiplos de 5", "Licencia de la fuente", "años 2017 a 2022",
    ):  # fmt: skip
        assert part in said, part
    first = app.get("download_button")[0].proto
    assert (first.label, first.type) == ("Descargar para Excel", "primary")
    (cited,) = [
        text for block in app.get("html")
        if "Cómo citar este archivo" in (text := block.proto.body)
    ]  # fmt: skip
    assert "Edición 1" in cited
    assert "edicion=1" in cited or "http" not in cited


def test_the_links_name_the_edition(demo) -> None:
    links = {link.proto.label: link.proto.url for link in open_page("downloads").get("link_button")}
    assert links == {
        "CSV para Excel en español": "/api/v1/cube.csv?separador=punto-y-coma&edicion=1",
        "CSV con comas": "/api/v1/cube.csv?edicion=1",
        "Libro de Excel": "/api/v1/cube.xlsx?edicion=1",
        "Paquete de datos": "/api/v1/package.zip?edicion=1",
    }


def test_it_counts_what_the_filters_choose(demo, published) -> None:
    rows = one_source(published, CHOSEN)
    app = open_page("downloads", sexo="Mujeres", anios=["2018", "2021"])
    said = words_of(app)
    assert f"{told(len(rows))} filas" in said
    assert "sexo: mujeres" in said


def test_filters_without_a_table_leave_nothing_to_take(demo) -> None:
    app = open_page(
        "downloads", sexo="Mujeres", zona="Lomas de Carabayllo", edad="0 a 11 años", mes="ene"
    )
    files = [b.proto for b in app.get("download_button") if b.proto.label.startswith("Descargar")]
    assert len(files) == 4
    assert all(button.disabled for button in files)
    assert "No se publica ningún cuadro" in app.info[0].value
    assert len(app.get("link_button")) == 4


def test_names_can_not_dress_the_page(demo_data: Path, tmp_path: Path, monkeypatch) -> None:
    """A category that looks like markup is read as it is written."""
    folder = hostile_folder(demo_data, tmp_path)
    with duckdb.connect(str(folder / "public-000001.duckdb")) as con:
        con.execute("UPDATE categories SET label = '**<b>x</b>** [y](z)' WHERE code = 'mujer'")
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(folder))
    app = open_page("downloads", sexo="**<b>x</b>** [y](z)")
    assert not app.exception
    (line,) = [m.value for m in app.markdown if "filas.**" in m.value and "Cambie" in m.value]
    assert r"\*\*\<b\>x\</b\>\*\* \[y\](z)" in line
    assert HOSTILE[4].replace("\n", " ") in line


# In the browser.


@pytest.fixture
def page(browser: Browser):
    context = browser.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    yield context.new_page()
    context.close()


def taken(page: Page, kind: str, name: str) -> tuple[str, bytes]:
    """File name and content behind a button or a link."""
    with page.expect_download(timeout=240_000) as waiting:
        page.get_by_role(kind, name=name, exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


@pytest.mark.browser
def test_each_button_gives_its_file(page: Page, server: str, published) -> None:
    page.goto(server + ADDRESS)
    expect(page.get_by_role("button", name="Descargar para Excel")).to_be_enabled(timeout=30_000)
    expected = one_source(published, CHOSEN)
    name, content = taken(page, "button", "Descargar para Excel")
    assert name == f"{NAME}_punto-y-coma.csv"
    table = pd.read_csv(io.BytesIO(content), sep=";", dtype=str, keep_default_na=False)
    rows = table.drop(columns=SAID).itertuples(index=False, name=None)
    assert sorted(rows) == texts([(row[0], *row[3:]) for row in expected])
    name, content = taken(page, "button", "Descargar XLSX")
    assert name == f"{NAME}.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert texts(list(book["Datos"].values)[1:]) == texts(expected)
    permalink = {row[0]: row[1] for row in book["Fuente y licencia"].values}["Enlace permanente"]
    assert re.fullmatch(rf"{server}descargas\?.*sexo=Mujeres.*edicion=1", permalink)
    name, content = taken(page, "button", "Descargar paquete")
    assert name == f"{NAME}.zip"
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.namelist() == list(FILES)
        data = pd.read_csv(package.open("data.csv"), dtype=str, keep_default_na=False)
    rows = data.drop(columns=SAID).itertuples(index=False, name=None)
    assert sorted(rows) == texts(expected)


@pytest.mark.browser
def test_each_link_gives_the_whole_district(page: Page, server: str, published) -> None:
    page.goto(server + "descargas")
    link = page.get_by_role("link", name="CSV para Excel en español")
    expect(link).to_be_visible(timeout=30_000)
    address = str(link.get_attribute("href"))
    answer = requests.get(server.rstrip("/") + address, timeout=240)
    table = pd.read_csv(io.BytesIO(answer.content), sep=";", dtype=str, keep_default_na=False)
    rows = table.drop(columns=SAID).itertuples(index=False, name=None)
    assert sorted(rows) == texts(whole_cube(published))


@pytest.mark.browser
def test_it_fits_a_phone(browser: Browser, server: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(server + "descargas")
    expect(page.get_by_role("link", name="Paquete de datos")).to_be_visible(timeout=30_000)
    for kind in ("button", "link"):
        for name in ("Descargar", "CSV", "Libro de Excel", "Paquete"):
            for found in page.get_by_role(kind, name=name).all():
                box = found.bounding_box()
                assert box is not None
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


# The routes.


def test_the_routes_give_the_whole_district(server: str, published) -> None:
    expected = texts(whole_cube(published))
    csv = requests.get(f"{server}{API}/cube.csv", timeout=240)
    assert csv.headers["content-type"] == "text/csv; charset=utf-8"
    assert (
        'filename="demostracion_Carabayllo_todas-las-fuentes_ed1.csv"'
        in (csv.headers["content-disposition"])
    )
    table = pd.read_csv(io.BytesIO(csv.content), dtype=str, keep_default_na=False)
    rows = table.drop(columns=SAID).itertuples(index=False, name=None)
    assert sorted(rows) == expected
    xlsx = requests.get(f"{server}{API}/cube.xlsx", timeout=240)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.content))
    assert texts(list(book["Datos"].values)[1:]) == expected
    links = {row[0]: row[1] for row in book["Fuente y licencia"].values}
    assert links["Enlace permanente"] == f"{server}{API}/cube.xlsx?edicion=1"
    package = requests.get(f"{server}{API}/package.zip", timeout=240)
    with zipfile.ZipFile(io.BytesIO(package.content)) as parts:
        assert parts.testzip() is None
        inside = parts.read("data.csv")
    # The same file, but for the address in its citation: each gives itself again.
    assert inside.replace(b"/package.zip?", b"/cube.csv?") == csv.content


@pytest.mark.parametrize("route", FILE_ROUTES)
def test_they_are_kept_by_edition(server: str, route: str) -> None:
    url = f"{server}{API}/{route}"
    first = requests.get(url, timeout=240)
    tag = first.headers["etag"]
    again = requests.get(url, headers={"If-None-Match": tag}, timeout=240)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert first.headers["cache-control"] == "public, no-cache"
    named = requests.get(f"{url}{'&' if '?' in url else '?'}edicion=1", timeout=240)
    assert named.headers["cache-control"] == "public, no-cache"
    assert named.content == first.content
    head = requests.head(url, timeout=240)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-disposition"):
        assert head.headers[name] == first.headers[name]


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        ("cube.csv?separador=tabulador", 400, "separador"),
        ("cube.csv?separador=coma&separador=coma", 400, "separador"),
        ("cube.csv?fuente=cem", 400, "fuente"),
        ("cube.xlsx?separador=coma", 400, "separador"),
        ("package.zip?anios=2020", 400, "anios"),
        ("cube.csv?edicion=99", 404, "edicion"),
        ("package.zip?edicion=x", 400, "edicion"),
    ],
)
def test_what_can_not_be_given_is_told_in_json(
    server: str, path: str, status: int, parameter: str
) -> None:
    answer = requests.get(f"{server}{API}/{path}", timeout=240)
    error = answer.json()["error"]
    assert (answer.status_code, error["codigo"], error["parametro"]) == (status, status, parameter)
    assert answer.headers["cache-control"] == "no-store"
    assert requests.post(f"{server}{API}/{path}", timeout=240).status_code == 405


def test_the_index_and_the_document_name_them(server: str) -> None:
    names = {f"/{API}/{name}" for name in ("cube.csv", "cube.xlsx", "package.zip")}
    assert names <= set(requests.get(f"{server}{API}/", timeout=240).json()["rutas"])
    paths = requests.get(f"{server}{API}/openapi.json", timeout=240).json()["paths"]
    assert names <= {f"/{API}{path}" for path in paths}


def test_the_page_counts_what_a_plain_query_counts(demo_data: Path, tmp_path: Path) -> None:
    extract = extract_of(public_of(demo_data), CHOSEN)
    con = connected(extract.cube, tmp_path)
    assert extract.row_count == len(one_source(con, CHOSEN))
    assert row_count(extract.cube, None) == len(whole_cube(con))
    con.close()
