"""Percepción: printed shares with their base and citation, and nothing that was not printed."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ingest.deliveries import add
from ingest.publish import publish
from ingest.settings import load_work_settings
from ingest.sources.base import Options
from observatorio.config import ROOT
from observatorio.cube import Cube
from observatorio.editions import current_cube
from observatorio.views import perception
from tests.conftest import public_of
from tests.test_pages import open_page, told, words_of
from tests.test_published import file_of as survey_of
from tests.test_sidpol import file_of, year_of

NO_BREAK = "\u00a0"
USUAL = {
    "source": "encuesta", "table": "services_survey", "year": 2022, "first_month": "",
    "last_month": "", "unit": "porcentaje", "base": 55,
}  # fmt: skip


def printed() -> list[dict[str, str]]:
    """The survey's figures as they stand in the file of the repository."""
    path = ROOT / "data" / "published" / "survey_carabayllo.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture
def cube(demo_data: Path) -> Cube:
    return current_cube(public_of(demo_data), "150106")


@pytest.fixture
def demo(demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(demo_data)))


@pytest.fixture
def district(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A district with police complaints and the survey given, published."""

    def _district(*rows: dict[str, object]) -> Cube:
        settings = dataclasses.replace(load_work_settings(), data_dir=tmp_path / "own")
        file = tmp_path / "denuncias.csv"
        file.write_bytes(file_of(*year_of(2018, 10)))
        assert add("sidpol", file, Options(), settings).outcome == "accepted"
        if rows:
            figures = tmp_path / "encuesta.csv"
            figures.write_text(survey_of(*({**USUAL, **row} for row in rows)), encoding="utf-8")
            assert add("published", figures, Options(), settings).outcome == "accepted"
        publish(settings)
        monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(settings.public_dir))
        return current_cube(settings.public_dir, "150106")

    return _district


def test_answers_are_those_printed(cube) -> None:
    (survey,) = perception.surveys(cube)
    shown = sorted((a.question, a.answer, a.share_pct, a.base) for a in survey.answers)
    assert shown == sorted(
        (r["dimension"], r["category"], float(r["value"]), int(r["base"])) for r in printed()
    )
    assert survey.citation == printed()[0]["source_ref"]
    assert survey.base == 55


def test_opinions_stand_apart_from_yes_and_no(cube) -> None:
    (survey,) = perception.surveys(cube)
    opinions, closed = perception.split(survey)
    assert {a.answer for a in closed} == {"no"}
    assert {a.answer for a in opinions} == {"regular", "mala", "muy mala"}
    assert len(opinions) + len(closed) == len(printed())


def test_bars_have_the_printed_length_their_base_and_citation(cube) -> None:
    (survey,) = perception.surveys(cube)
    opinions, _ = perception.split(survey)
    chart = perception.bars(cube, survey, opinions, "¿?")
    assert [p.value for p in chart.series[0].points] == [a.share_pct for a in opinions]
    assert [p.label for p in chart.series[0].points] == [
        f"{a.share_pct:.0f}{NO_BREAK}%" for a in opinions
    ]
    assert chart.unit == "% de 55 mujeres"
    assert survey.citation in chart.provenance.line
    assert f"53{NO_BREAK}% respondió «regular» a «Rapidez del servicio»" in chart.headline
    assert not chart.provenance.demonstration


def test_what_was_not_printed_is_not_made_up(cube) -> None:
    (survey,) = perception.surveys(cube)
    lines = perception.unsaid(survey)
    assert len(lines) == len({r["dimension"] for r in printed()})
    (rapid,) = [line for line in lines if "Rapidez" in line]
    assert rapid == (
        f"«Rapidez del servicio»: se imprimió solo «regular» (53{NO_BREAK}%) y «muy mala» "
        f"(12{NO_BREAK}%)."
    )
    assert "35" not in rapid


def test_beside_stand_last_whole_years(cube, published) -> None:
    (survey,) = perception.surveys(cube)
    found = {b.info.source: (b.year, b.figure.value) for b in perception.beside(cube, survey)}
    for source, (year, value) in found.items():
        assert year == (2022 if source == "sidpol" else 2021)
        assert published.execute(
            "SELECT value FROM cells WHERE ubigeo = '150106' AND source = ? AND year = ? AND "
            "table_id = 'total' AND measure = (SELECT measure FROM sources WHERE source = ?)",
            [source, year, source],
        ).fetchone() == (value,)
    assert list(found) == ["cem", "sidpol", "police_points", "demuna"]


def test_few_answers_give_no_share(district) -> None:
    cube = district({"dimension": "Trato", "category": "malo", "value": 40, "base": 19})
    (survey,) = perception.surveys(cube)
    chart = perception.bars(cube, survey, survey.answers, "¿?")
    (point,) = chart.series[0].points
    assert (point.value, point.text) == (None, "muy pocas respuestas")
    assert "muy pocas personas" in chart.headline
    assert not open_page("perception").error


def test_a_base_that_is_not_said(district) -> None:
    cube = district({"dimension": "Trato", "category": "malo", "value": 40, "base": ""})
    (survey,) = perception.surveys(cube)
    assert survey.base is None
    assert "No representa a todas" in perception.caution(survey)
    assert "Respuestas de mujeres encuestadas" in words_of(open_page("perception"))


def test_the_citation_names_the_report_first(demo, published) -> None:
    ((report,),) = published.execute(
        "SELECT DISTINCT source_ref FROM published_figures WHERE source = 'encuesta'"
    ).fetchall()
    cited = words_of(open_page("perception")).split("«Percepción». Fuente: ")[1]
    assert cited.startswith(report.split(":")[0])


def test_page_says_base_caution_and_source(demo, published) -> None:
    said = words_of(open_page("perception"))
    assert "Respuestas de 55 mujeres encuestadas, tal como se imprimieron en: " in said
    assert "cada una pesa 1,8 puntos" in said
    assert f"93{NO_BREAK}% respondió «no»" in said
    assert printed()[0]["source_ref"] in said
    (cases,) = published.execute(
        "SELECT value FROM cells WHERE ubigeo = '150106' AND source = 'cem' AND year = 2021 "
        "AND table_id = 'total'"
    ).fetchone()
    assert told(cases) in said


def test_page_of_a_district_without_a_survey(district) -> None:
    assert perception.surveys(district()) == []
    assert "Todavía no hay una encuesta publicada" in words_of(open_page("perception"))


@pytest.mark.browser
def test_shares_on_screen_are_the_public_file_s(browser: Browser, server: str, published) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{server}percepcion")
    page.get_by_role("heading", name="Y qué contaron los servicios").wait_for(timeout=60_000)
    for summary in page.get_by_text("Ver la tabla", exact=True).all():
        summary.click()
    expect(page.locator("[data-testid=stTable]")).to_have_count(2)
    shown = {}
    for line in page.locator("[data-testid=stTable] tbody tr").all():
        name, value = [cell.inner_text() for cell in line.locator("th, td").all()]
        shown[name.replace(NO_BREAK, " ")] = value
    rows = published.execute(
        "SELECT dimension, category, value FROM published_figures WHERE source = 'encuesta'"
    ).fetchall()
    assert shown == {f"{q}: «{a}»": f"{value:.0f}{NO_BREAK}%" for q, a, value in rows}
    page.close()
