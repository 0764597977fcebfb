"""Metodología: sources explained, rules with this edition's numbers, true examples."""

from __future__ import annotations

import csv
import dataclasses
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ingest.deliveries import add
from ingest.publish import publish
from ingest.settings import load_work_settings
from ingest.sources.base import Options
from observatorio.config import ROOT, Privacy
from observatorio.cube import Cube
from observatorio.editions import current_cube
from observatorio.views import method
from observatorio.views.method_words import SECTIONS
from tests.conftest import public_of
from tests.test_pages import open_page, told, words_of
from tests.test_sidpol import file_of, year_of

NEEDED = (
    "CEM",
    "DEMUNA",
    "IDC",
    "Ubigeo",
    "Medidas de protección",
    "Reingreso",
    "RENAMU",
    "SIDPOL",
)


@pytest.fixture
def cube(demo_data: Path) -> Cube:
    return current_cube(public_of(demo_data), "150106")


@pytest.fixture
def demo(demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(demo_data)))


@pytest.fixture
def only_police(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cube:
    """A district that delivered one open source alone, in two editions."""
    settings = dataclasses.replace(load_work_settings(), data_dir=tmp_path / "own")
    for year in (2018, 2019):
        file = tmp_path / f"{year}.csv"
        file.write_bytes(file_of(*year_of(year, 10)))
        assert add("sidpol", file, Options(), settings).outcome == "accepted"
        publish(settings)
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(settings.public_dir))
    return current_cube(settings.public_dir, "150106")


def test_glossary_is_whole_sorted_and_without_doubles(cube) -> None:
    path = ROOT / "data" / "reference" / "glossary.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    terms = [row["term"] for row in rows]
    assert len(set(terms)) == len(terms)
    found = method.glossary(cube, Privacy(10, 5))
    shown = [term.replace("{threshold}", "5") for term in terms]
    assert list(found) == sorted(shown, key=str.lower), "the edition's threshold, not the settings'"
    assert not any("{" in text or "Carabayllo" in text for text in found.values())
    assert all(row["meaning"].strip().endswith(".") for row in rows)
    assert set(NEEDED) <= set(terms)


def test_states_have_examples_of_the_edition(cube, published) -> None:
    value, protected, absent, before = method.states(cube)
    (cases,) = published.execute(
        "SELECT value FROM cells WHERE ubigeo = '150106' AND source = 'cem' AND year = 2021 "
        "AND table_id = 'total'"
    ).fetchone()
    assert value.example == f"CEM (inventado), 2021: {told(cases)} casos atendidos."
    assert protected.example.endswith(": menos de 5.")
    assert "sin dato" not in protected.example
    assert absent.example == "CEM, abril de 2022."
    assert published.execute(
        "SELECT state FROM coverage WHERE source = 'cem' AND year = 2022 AND month = 4"
    ).fetchone() == ("no entregado",)
    assert before.example == "DEMUNA, enero de 2017."


def test_the_protected_example_is_a_protected_cell(cube, published) -> None:
    words = method.states(cube)[1].example
    year = int(re.findall(r"\d{4}", words)[0])
    label = re.findall(r"«(.+?)»", words)[0]
    found = published.execute(
        "SELECT count(*) FROM cells WHERE source = 'cem' AND year = ? AND value IS NULL "
        "AND (SELECT code FROM categories WHERE source = 'cem' AND lower(label) = ? LIMIT 1) "
        "IN (age_group, sex, violence_type, relationship, condition, month::VARCHAR, zone)",
        [year, label],
    ).fetchone()
    assert found is not None
    assert found[0] >= 1


def test_notes_count_the_cells(cube, published) -> None:
    rows = published.execute(
        "SELECT source, note, count(*) FROM cells WHERE ubigeo = '150106' GROUP BY ALL"
    ).fetchall()
    short = dict(published.execute("SELECT source, short_title FROM sources").fetchall())
    assert sorted((n["Fuente"], n["Nota"], n["Celdas"]) for n in method.notes(cube)) == sorted(
        (short[source], note, told(count)) for source, note, count in rows
    )
    assert all(n["Qué significa"] for n in method.notes(cube))


def test_a_coarser_note_has_its_own_meaning(cube) -> None:
    assert "mayor que 5" in method._meaning(cube, "rounded", 10)
    assert "múltiplo de 5" in method._meaning(cube, "rounded", 5)
    assert "de 0 a 4. Puede ser cero" in method._meaning(cube, "below_persons", None)


def test_rules_say_the_numbers_of_this_edition(cube) -> None:
    rules = dict(method.protection(cube, Privacy(wait_records=37)))
    assert "«menos de 5»" in rules["Menos de 5"]
    assert "Menos de 37 casos nuevos" in rules["Espera"]
    assert not any("{" in text for text in rules.values())


def test_each_source_says_why_2020_is_apart(cube, only_police) -> None:
    ((name, said),) = method.not_compared(cube)
    assert name == "2020 no se compara"
    assert said.startswith("CEM: hubo cierre o restricciones de servicios")
    assert "Policía (SIDPOL): hubo cuarentena" in said
    assert "DEMUNA: hubo cierre o restricciones de servicios" in said
    assert "CEM" not in str(method.not_compared(only_police))


def test_examples_of_changes_say_what_the_function_says() -> None:
    said = [row["Se dice"] for row in method.judged()]
    assert said[0].startswith("sin cambio claro (+7")
    assert said[1].startswith("subió 13")
    assert said[2].startswith("bajó 50")


def test_log_has_every_edition(cube, only_police) -> None:
    ((name, text),) = method.editions(cube)
    assert name.startswith("Edición 1, ")
    assert "CEM: enero de 2017 a marzo de 2022 (demostración)" in text
    log = method.editions(only_police)
    assert [name.split(",")[0] for name, _ in log] == ["Edición 2", "Edición 1"]
    assert "enero de 2018 a diciembre de 2019" in log[0][1]
    assert "enero de 2018 a diciembre de 2018" in log[1][1]
    assert "demostración" not in log[0][1]
    assert "Respecto de la anterior: Policía (SIDPOL): enero a diciembre de 2019." in log[0][1]
    assert "anterior" not in log[1][1]


def test_states_without_an_example_say_so(only_police) -> None:
    assert method.states(only_police)[1].example == "No hay en esta edición."
    assert not open_page("method").error


def test_page_tells_every_source_with_its_unit_and_limits(demo, published) -> None:
    said = words_of(open_page("method"))
    for unit, caveats, licence in published.execute(
        "SELECT unit, caveats, licence FROM sources WHERE source IN (SELECT source FROM cells)"
    ).fetchall():
        for text in (unit, caveats, licence):
            assert text in said
    for text in ("Ley 30364", "Ley 29733", "Sanción y reeducación", "redondeado a 10", "MIT"):
        assert text in said
    for term in NEEDED:
        assert f"**{term}.**" in said
    for title in SECTIONS.values():
        assert said.count(title) >= 2


def test_page_says_which_tables_are_kept_back(demo, published) -> None:
    said = words_of(open_page("method"))
    kept = published.execute(
        "SELECT t.label, t.reason FROM tables t JOIN measures m USING (source, measure) "
        "WHERE t.state <> 'publico' AND m.principal AND t.ubigeo = '150106'"
    ).fetchall()
    assert kept
    for label, reason in kept:
        assert f"{label}.** {reason}" in said


@pytest.mark.browser
def test_screen_shows_the_edition_and_links_lead(browser: Browser, server: str, published) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{server}metodologia")
    log = page.locator("li", has_text="Edición 1, ")
    log.wait_for(timeout=60_000)
    (cells, protected) = published.execute("SELECT cells, protected FROM editions").fetchone()
    assert f"{told(cells)} celdas ({told(protected)} protegidas)" in log.inner_text()
    page.get_by_role("link", name="Glosario").click()
    page.wait_for_function(
        "() => { const top = document.getElementById('glosario').getBoundingClientRect().top;"
        " return top >= 0 && top < innerHeight; }"
    )
    assert page.url.startswith(f"{server}metodologia")
    page.close()
