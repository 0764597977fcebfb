"""Panorama: its figures are the cube's, its sentences are true of them, and it fits one screen."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from playwright.sync_api import Browser

from observatorio.certainty import clearly_first
from observatorio.config import ROOT, ConfigError, Settings, load_settings
from observatorio.cube import Cube
from observatorio.disclosure import Figure
from observatorio.editions import current_cube
from observatorio.ui.citing import address
from observatorio.views.findings import findings
from observatorio.views.news import FIRST, deliveries, news
from observatorio.views.overview import cards, open_year
from tests.conftest import public_of, serving
from tests.test_cube import World
from tests.test_editions import Register
from tests.test_pages import open_page, told, words_of
from tests.test_renamu import as_dbf
from tests.test_renamu import row as renamu_row

SHORT = {"cem": "CEM", "sidpol": "Policía (SIDPOL)", "police_points": "Comisarías"}
TOTAL = (
    "SELECT value FROM cells WHERE ubigeo = '150106' AND source = ? AND year = ? AND table_id = "
    "'total' AND measure = (SELECT s.measure FROM sources s WHERE s.source = cells.source)"
)
MONTHLY = TOTAL.replace("'total'", "'month'")
CEM_2021 = "SELECT value FROM cells WHERE source = 'cem' AND year = 2021 AND table_id = ?"


@pytest.fixture
def demo(demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(demo_data)))


@pytest.fixture
def cube(demo_data: Path) -> Cube:
    return current_cube(public_of(demo_data), "150106")


def cube_of(world: World) -> Cube:
    return current_cube(world.settings.public_dir, world.settings.district.ubigeo)


def rows_of(text: str) -> list[str]:
    return re.findall(r"<li class='odv-card'>.*?</li>", text)


def shown_rows() -> list[str]:
    return [row for element in open_page().get("html") for row in rows_of(element.proto.body)]


# The sources.


def test_each_source_has_its_last_whole_year(
    demo: None, published: duckdb.DuckDBPyConnection
) -> None:
    rows = shown_rows()
    sources = published.execute(
        "SELECT source, short_title, unit, demonstration FROM sources "
        "WHERE source IN (SELECT source FROM cells)"
    ).fetchall()
    assert len(rows) == len(sources) == 4
    for source, title, unit, demonstration in sources:
        ((last,),) = published.execute(
            "SELECT max(year) FROM (SELECT year FROM coverage WHERE source = ? AND state IN "
            "('recibido', 'parcial') GROUP BY year HAVING count(*) = 12)",
            [source],
        ).fetchall()
        ((value,),) = published.execute(TOTAL, [source, last]).fetchall()
        (row,) = [text for text in rows if f"</span>{title}" in html.unescape(text)]
        assert f"<div class='n'>{told(value)}</div><div class='d'>en {last}</div>" in row
        assert unit in row
        assert ("Demostración" in row) == demonstration


def test_the_open_year_is_compared_over_the_same_months(
    cube: Cube, published: duckdb.DuckDBPyConnection
) -> None:
    for source in (name for name in cube.sources if name != "sidpol"):
        # The open year has just those months: its total's own cell answers, as in Tendencias.
        now = published.execute(TOTAL, [source, 2022]).fetchall()
        before = published.execute(MONTHLY + " AND month <= 3", [source, 2021]).fetchall()
        text = open_year(cube, source).text
        assert text.startswith(f"Enero a marzo de 2022: {told(sum(v for (v,) in now))}, ")
        assert text.endswith(f"mismos meses de 2021 ({told(sum(v for (v,) in before))}).")
        assert re.search(r"subió|bajó|sin cambio claro", text)
        assert open_year(cube, source).provisional
    # Real figures reach further: January to May of 2026, 1 458, against 1 602 of 2025.
    told_police = open_year(cube, "sidpol").text
    assert told_police.startswith("Enero a mayo de 2026: 1\u202f458, ")


def test_a_year_that_is_not_comparable_is_passed_over(cube: Cube) -> None:
    said = {card.info.source: card.change_text for card in cards(cube)}
    assert said.keys() >= {"cem", "sidpol", "police_points", "demuna"}
    assert said.pop("sidpol").startswith("Frente a 2024: ")
    for text in said.values():
        assert text.startswith("Frente a 2019: ")


def test_sources_are_never_added(demo: None, published: duckdb.DuckDBPyConnection) -> None:
    values = published.execute(
        "SELECT value FROM cells WHERE table_id = 'total' AND year = 2021 AND measure = "
        "(SELECT s.measure FROM sources s WHERE s.source = cells.source)"
    ).fetchall()
    assert len(values) == 4
    said = words_of(open_page())
    assert told(sum(v for (v,) in values)) not in said
    assert "nunca se suman" in said


def test_small_bars_stand_on_zero(cube: Cube, published: duckdb.DuckDBPyConnection) -> None:
    (row,) = [text for text in rows_of(page_rows(cube)) if "</span>CEM" in text]
    heights = [float(h) for h in re.findall(r"height:([\d.]+)%", row)]
    values = [published.execute(TOTAL, ["cem", y]).fetchall()[0][0] for y in range(2017, 2022)]
    assert heights == [round(100 * value / max(values), 1) for value in values]
    assert f"2017: {values[0]}; 2018: {told(values[1])}" in row


def page_rows(cube: Cube) -> str:
    from observatorio.ui.glance import rows

    return rows(cards(cube), "")


def test_filters_change_nothing_here(demo: None) -> None:
    assert shown_rows() == [
        row
        for element in open_page(sexo="Mujeres", anios=["2018", "2019"]).get("html")
        for row in rows_of(element.proto.body)
    ]


# Findings.


def percent_in(text: str) -> int:
    (found,) = re.findall(r"alrededor del (\d+)\s%", text)
    return int(found)


def test_findings_are_true_of_the_published_figures(
    cube: Cube, published: duckdb.DuckDBPyConnection
) -> None:
    minors, relationship, zones = findings(cube)
    ((total,),) = published.execute(CEM_2021, ["total"]).fetchall()
    young = published.execute(CEM_2021 + " AND age_group IN ('0-11', '12-17')", ["age"]).fetchall()
    assert percent_in(minors.text) == round(100 * sum(v for (v,) in young) / total)
    ((label, top),) = published.execute(
        "SELECT lower(k.label), value FROM cells c JOIN categories k ON k.source = 'cem' AND "
        "k.dimension = 'relationship' AND k.code = c.relationship WHERE c.source = 'cem' AND "
        "year = 2021 AND table_id = 'relationship' ORDER BY value DESC NULLS LAST LIMIT 1"
    ).fetchall()
    assert f"«{label}»" in relationship.text
    assert percent_in(relationship.text) == round(100 * top / total)
    largest = published.execute(
        "SELECT z.name, value FROM cells c JOIN zones z USING (zone) WHERE c.source = 'cem' AND "
        "year = 2021 AND table_id = 'zone' ORDER BY value DESC NULLS LAST LIMIT 2"
    ).fetchall()
    assert all(f"«{name}»" in zones.text for name, _ in largest)
    assert percent_in(zones.text) == round(100 * sum(v for _, v in largest) / total)
    assert all(
        "2021" in f.text and f.sources == ("CEM (inventado)",)
        for f in (minors, relationship, zones)
    )


def rounded(value: int) -> Figure:
    return Figure(value, value, "rounded")


@pytest.mark.parametrize(
    ("values", "number", "expected"),
    [
        ({"a": 100, "b": 80}, 1, ["a"]),
        ({"a": 100, "b": 95}, 1, []),
        ({"a": 100, "b": 95, "c": 40}, 2, ["a", "b"]),
        ({"a": 100, "b": 60, "c": 55}, 2, []),
        ({"a": 100}, 1, []),
        ({}, 1, []),
    ],
)
def test_an_order_is_told_only_where_rounding_can_not_turn_it(
    values: dict[str, int], number: int, expected: list[str]
) -> None:
    assert clearly_first({k: rounded(v) for k, v in values.items()}, number, 5) == expected


def test_a_protected_figure_is_never_taken_for_small_without_its_bound() -> None:
    unknown = Figure(0, None, "below_persons", False, 4)
    assert clearly_first({"a": rounded(100), "b": unknown}, 1, 5) == []
    assert clearly_first({"a": rounded(100), "b": Figure(0, 4, "below")}, 1, 5) == ["a"]


# Deliveries and editions.


def test_deliveries_are_late_from_the_day_after(cube: Cube) -> None:
    awaited = {info.source: info.next_expected for info in cube.sources.values()}
    assert {source for source, day in awaited.items() if day} == {"sidpol"}, "others are invented"
    due = date(2022, 5, 15)
    infos = {s: replace(i, next_expected=i.next_expected or due) for s, i in cube.sources.items()}
    asked = SimpleNamespace(sources=infos)
    on_time = deliveries(asked, due)
    assert on_time[0].startswith("CEM, Comisarías y DEMUNA: al día")
    late = deliveries(asked, date(2022, 5, 16))
    assert late[0].startswith("CEM, Comisarías y DEMUNA: con retraso desde el 15 de mayo de 2022")
    assert late[1:] == deliveries(cube, due)
    assert late[1].startswith("Policía (SIDPOL): al día (datos hasta mayo de 2026)")


def test_the_first_edition_has_nothing_to_compare_with(cube: Cube) -> None:
    assert news(cube) == [FIRST]


def test_news_of_editions_that_follow_each_other(tmp_path: Path) -> None:
    register = Register(tmp_path)
    register.more((2020, 1), (2020, 12))
    register.hand_in()
    register.publish(date(2021, 1, 5))
    one = cube_of(register.world)
    assert news(one) == [FIRST]
    (card,) = cards(one)
    assert card.change_text.startswith("No comparable: en 2020 hubo cierre")
    register.more((2021, 1), (2021, 3))
    register.hand_in()
    register.publish(date(2021, 4, 5))
    two = cube_of(register.world)
    entered, figures = news(two)
    assert entered == "CEM: enero a marzo de 2021."
    con = duckdb.connect(shutil.copy(two.path, tmp_path / "copy.duckdb"), read_only=True)
    ((changed,),) = con.execute("SELECT count(*) FROM cells WHERE changed").fetchall()
    con.close()
    assert (str(changed) in figures) if changed else ("Ninguna" in figures)
    (card,) = cards(two)
    assert "no comparable con los mismos meses de 2020: en 2020 hubo" in card.open_text
    assert card.open_text.startswith("Enero a marzo de 2021: ")
    register.publish(date(2021, 4, 6))
    assert news(cube_of(register.world))[0] == "No entraron meses nuevos."


def test_a_delivery_that_waits_is_not_told_as_entered(tmp_path: Path) -> None:
    register = Register(tmp_path)
    register.more((2020, 1), (2020, 12))
    register.hand_in()
    register.publish(date(2021, 1, 5))
    register.exactly(2021, 1, 12)
    register.hand_in()
    register.publish(date(2021, 2, 5))
    assert news(cube_of(register.world))[0] == (
        "CEM: nueva entrega, sin meses nuevos en esta edición."
    )


def test_months_that_waited_are_told_when_they_enter(tmp_path: Path) -> None:
    """Whether they enter with a later delivery, or without any."""
    register = Register(tmp_path)
    register.more((2020, 1), (2020, 12))
    register.hand_in()
    register.publish(date(2021, 1, 5))
    register.exactly(2021, 1, 12)
    register.hand_in()
    register.publish(date(2021, 2, 5))
    register.publish(date(2021, 2, 6), force="prueba")
    forced = cube_of(register.world)
    assert news(forced)[0] == "CEM: enero de 2021, que esperaba de una entrega anterior."
    assert forced.sources["cem"].last_month == date(2021, 1, 1)
    register.exactly(2021, 2, 12)
    register.hand_in()
    register.publish(date(2021, 3, 5))
    assert "sin meses nuevos" in news(cube_of(register.world))[0]
    register.exactly(2021, 3, 30)
    register.hand_in()
    register.publish(date(2021, 4, 5))
    assert news(cube_of(register.world))[0] == "CEM: febrero a marzo de 2021."
    register.publish(date(2021, 4, 6))
    assert news(cube_of(register.world))[0] == "No entraron meses nuevos."


def test_a_district_with_one_open_year_and_no_zones(tmp_path: Path) -> None:
    register = Register(tmp_path)
    register.more((2021, 1), (2021, 5))
    register.hand_in()
    register.publish(date(2021, 6, 5))
    cube = cube_of(register.world)
    (card,) = cards(cube)
    assert (card.year, card.figure, card.years) == (None, None, ())
    assert card.change_text == "Aún no hay un año completo."
    assert card.open_text == "2021: no hay los mismos meses de 2020 con que comparar."
    assert findings(cube) == []
    assert "sin un año completo" in page_rows(cube)


# The address.


def test_a_configured_address_stands_in_every_link() -> None:
    inside, query = "http://127.0.0.1:8501/perfil?x=1", {"sexo": ["Mujeres"], "edicion": ["3"]}
    public = "https://obs.example.pe/violencia"
    assert address(inside, query, public) == f"{public}/perfil?sexo=Mujeres&edicion=3"
    assert address(inside, query) == "http://127.0.0.1:8501/perfil?sexo=Mujeres&edicion=3"
    # Behind a proxy the browser's address has the path already; another path only looks like it.
    assert address(f"{public}/perfil", query, public) == address(inside, query, public)
    assert address("http://a/violencias", {}, public) == f"{public}/violencias"


@pytest.mark.parametrize(
    "line",
    ['address = "ftp://a.pe"', 'address = "https://a b"', 'address = "https://a.pe/?q=1"',
     'address = "a.pe"', "address = 5", 'address = "https://a.pe:99999"',
     'address = "https://yo:clave@a.pe"', 'address = "https://ñ.pe"', 'adress = "https://a.pe"'],
)  # fmt: skip
def test_a_wrong_public_address_is_told_in_spanish(tmp_path: Path, line: str) -> None:
    with pytest.raises(ConfigError, match=r"site\.adr?d?ress.*(se espera la dir|no existe)"):
        configured_at(tmp_path, line)


@pytest.mark.parametrize(
    "text", ["", "https://a.pe", "http://10.0.0.7:8501/", "https://a-b.gob.pe/odv/"]
)
def test_a_public_address_ends_without_a_stroke(tmp_path: Path, text: str) -> None:
    assert configured_at(tmp_path, f'address = "{text}"').address == text.rstrip("/")


def configured_at(folder: Path, line: str) -> Settings:
    """The project's configuration with another line in [site]."""
    text = (ROOT / "observatorio.toml").read_text(encoding="utf-8")
    before, after = text.split("[site]\n")
    file = folder / "observatorio.toml"
    file.write_text(f"{before}[site]\n{line}\n{after.split(chr(10), 1)[1]}", encoding="utf-8")
    return load_settings(file)


def test_the_address_reproduces_the_view() -> None:
    query = {"tipo": ["Física", "Sexual"], "anios": ["2018", "2020"]}
    told_address = address("http://a.pe:8501/tendencias?viejo=1#x", query)
    assert told_address == (
        "http://a.pe:8501/tendencias?tipo=F%C3%ADsica&tipo=Sexual&anios=2018&anios=2020"
    )
    assert address("http://a.pe/", {}) == "http://a.pe/"


# On screen.


@pytest.fixture(scope="module")
def with_renamu(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's published editions, and one more with three years of the RENAMU."""
    data = shutil.copytree(demo_data, tmp_path_factory.mktemp("five") / "data")
    folder = tmp_path_factory.mktemp("renamu")
    years = {"2019": 14, "2020": 9, "2022": 12}
    files = [folder / f"RENAMU_{year}.dbf" for year in years]
    for file, (year, count) in zip(files, years.items(), strict=True):
        file.write_bytes(as_dbf(renamu_row(year, said={"6": count, "7": 20})))
    for order in (["add", "renamu", *map(str, files)], ["publish"]):
        done = subprocess.run(
            [sys.executable, "-m", "ingest", *order],
            check=False,
            cwd=ROOT,
            env=os.environ | {"OBSERVATORIO_DATA": str(data)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    return public_of(data)


def test_a_source_that_informs_by_year_is_told_by_year(with_renamu: Path) -> None:
    cube = current_cube(with_renamu, "150106")
    card = cards(cube)[-1]
    assert card.info.source == "renamu"
    assert (card.until, card.open_text) == ("2021", "Informa una vez al año.")
    assert news(cube)[0] == "RENAMU: 2018 a 2021."
    assert "hasta 2021" in page_rows(cube)


@pytest.mark.browser
def test_five_sources_fit_one_screen_too(browser: Browser, with_renamu: Path) -> None:
    with serving(with_renamu) as address:
        page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="es-PE")
        page.goto(address)
        page.wait_for_selector("footer.odv-foot")
        assert page.locator(".odv-card").count() == 5
        bottom = page.locator(".odv-blocks").evaluate("e => e.getBoundingClientRect().bottom")
        assert bottom <= 768
        page.close()


@pytest.mark.browser
def test_it_fits_one_screen_and_says_what_the_file_says(
    browser: Browser, server: str, published: duckdb.DuckDBPyConnection
) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="es-PE")
    page.goto(server)
    page.wait_for_selector("footer.odv-foot")
    bottom = page.locator(".odv-blocks").evaluate("e => e.getBoundingClientRect().bottom")
    assert bottom <= 768
    help_bottom = page.locator(".odv-head .h").evaluate("e => e.getBoundingClientRect().bottom")
    assert help_bottom < 100
    rows = {
        row.locator("h2").inner_text().split("\n")[0].removesuffix("Demostración").strip(): row
        for row in page.locator(".odv-card").all()
    }
    for source, title in SHORT.items():
        year = 2025 if source == "sidpol" else 2021
        ((value,),) = published.execute(TOTAL, [source, year]).fetchall()
        assert rows[title].locator(".n").inner_text() == told(value)
    page.close()
