"""Ruta de atención: shares of each question's cases, and which indicators have no data yet."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest
from playwright.sync_api import Page

from ingest.publish import publish
from observatorio.charts.model import Chart, State
from observatorio.cube import Cube
from observatorio.disclosure import Figure
from observatorio.editions import current_cube
from observatorio.filters import Filters, NotShown
from observatorio.numbers import percent
from observatorio.views.care_route import by_risk, by_year, not_crossed, route
from observatorio.views.route_areas import AREAS, Indicator, areas, indicators, measured, summary
from observatorio.views.route_facts import FACTS, share_point
from tests.conftest import public_of
from tests.test_browser import go
from tests.test_cube import cases_of, months, new_world
from tests.test_pages import open_page, told, words_of
from tests.test_sidpol import file_of, year_of

UBIGEO = "150106"
ALL = Filters("cem", (2017, 2022))
YES = {"risk_level": ("leve", "moderado", "severo")}
TABLES = {
    "risk_level": "risk",
    "complaint": "complaint",
    "protection_measure": "protection",
    "precautionary_measure": "precautionary",
    "legal_support": "legal_support",
}
VALUE = "SELECT value FROM cells WHERE source = 'cem' AND ubigeo = '150106' AND table_id = "


@pytest.fixture
def demo(demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(demo_data)))


@pytest.fixture(scope="module")
def cube(demo_data: Path) -> Cube:
    return current_cube(public_of(demo_data), UBIGEO)


def value(con: duckdb.DuckDBPyConnection, table: str, where: str) -> int | None:
    """Published cells added up by hand; None when one is protected."""
    values = [v for (v,) in con.execute(f"{VALUE}'{table}' AND {where}").fetchall()]
    assert values
    return None if None in values else sum(values)


def amounts(chart: Chart, name: str) -> dict[str, float | None]:
    (series,) = [s for s in chart.series if s.name == name]
    return {point.category: point.amount for point in series.points}


def told_shares(chart: Chart, name: str) -> dict[str, str]:
    """What is told of each bar; its length may be fitted, so that a row is never over 100 %."""
    (series,) = [s for s in chart.series if s.name == name]
    return {p.category: "" if p.amount is None else p.label for p in series.points}


def said_share(part: int | None, base: int | None) -> str:
    """A protected part has no percentage: its own words are told."""
    value = share(part, base)
    return "" if value is None else percent(value)


def assert_within_whole(chart: Chart) -> None:
    for at in range(len(chart.categories)):
        assert sum(s.points[at].amount or 0 for s in chart.series) <= 100 + 1e-9


def share(part: int | None, base: int | None) -> float | None:
    return None if part is None or not base or base < 20 else min(100.0, 100 * part / base)


# The views.


@pytest.mark.parametrize("number", [2019, 2021])
def test_shares_are_of_the_total_of_the_same_cases(cube: Cube, published, number: int) -> None:
    chart = route(cube, Filters("cem", (number, number)))
    total = value(published, "total", f"year = {number}")
    for name, code in (("Sí", "si"), ("No", "no"), ("Sin dato", "sin_dato")):
        shown = amounts(chart, name)
        for fact in FACTS:
            codes = YES.get(fact.dimension, ("si",)) if code == "si" else (code,)
            if fact.dimension == "risk_level" and code == "no":
                assert shown[fact.title] is None
                continue
            listed = ", ".join(f"'{known}'" for known in codes)
            where = f"year = {number} AND {fact.dimension} IN ({listed})"
            part = value(published, TABLES[fact.dimension], where)
            assert told_shares(chart, name)[fact.title] == said_share(part, total)
    assert_within_whole(chart)


@pytest.mark.parametrize("dimension", ["complaint", "protection_measure"])
def test_shares_by_risk_are_of_the_cases_of_that_risk(cube, published, dimension: str) -> None:
    chart = by_risk(cube, Filters("cem", (2021, 2021)), dimension)
    assert chart.categories[-1] == "Riesgo sin dato"
    codes = {"Riesgo leve": "leve", "Riesgo moderado": "moderado", "Riesgo severo": "severo"}
    table = {"complaint": "risk_complaint", "protection_measure": "risk_protection"}[dimension]
    for name, answer in (("Sí", "si"), ("No", "no"), ("Sin dato", "sin_dato")):
        for label, code in codes.items():
            where = f"year = 2021 AND risk_level = '{code}'"
            part = value(published, table, f"{where} AND {dimension} = '{answer}'")
            assert told_shares(chart, name)[label] == said_share(
                part, value(published, "risk", where)
            )
    assert_within_whole(chart)
    severe = value(published, "risk", "year = 2021 AND risk_level = 'severo'")
    assert "Total de cada nivel: Riesgo leve, " in chart.notes[0], "of how many"
    assert f"Riesgo severo, {told(severe)}" in chart.notes[0]


def test_questions_that_are_not_crossed_with_risk_are_named(demo, cube: Cube, published) -> None:
    """The same from the file: none of its tables has them together with the level of risk."""
    crossed = {d for (d,) in published.execute("SELECT dimensions FROM tables").fetchall()}
    assert {"risk_level|complaint", "risk_level|protection_measure"} < crossed
    assert not {"risk_level|precautionary_measure", "risk_level|legal_support"} & crossed
    assert "no se dice si hubo medidas cautelares ni si se desea patrocinio legal." in not_crossed(
        cube
    )
    assert not_crossed(cube) in words_of(open_page("care_route"))


def test_shares_by_year_are_of_each_year(cube: Cube, published) -> None:
    chart = by_year(cube, ALL, "protection_measure")
    assert chart.categories[3:] == ("2020 (pandemia)", "2021", "2022 (ene–mar)")
    for place, number in enumerate(range(2017, 2023)):
        part = value(published, "protection", f"year = {number} AND protection_measure = 'si'")
        total = value(published, "total", f"year = {number}")
        assert told_shares(chart, "Sí")[chart.categories[place]] == said_share(part, total)
    assert_within_whole(chart)
    open_year = [s.points[-1].provisional for s in chart.series]
    assert open_year == [True] * 3
    assert "2021" in chart.headline, "an open year is not set against whole ones"
    assert "2022" not in chart.headline


def test_risk_by_year_keeps_what_is_not_known(cube: Cube) -> None:
    names = [series.name for series in by_year(cube, ALL, "risk_level").series]
    assert names == ["Riesgo leve", "Riesgo moderado", "Riesgo severo", "Sin dato"]


def test_headline_says_the_shares_that_are_drawn(cube: Cube) -> None:
    chart = route(cube, ALL)
    yes, unknown = amounts(chart, "Sí"), amounts(chart, "Sin dato")
    assert f"{yes['Denuncia']:.0f} tienen denuncia" in chart.headline
    assert f"{yes['Medidas de protección']:.0f} tienen medidas de protección" in chart.headline
    widest = max(v for v in unknown.values() if v is not None)
    assert f"en {widest:.0f} no se registró" in chart.headline


@pytest.mark.parametrize(
    ("part", "base", "state", "said"),
    [
        (Figure(40, 40, "rounded"), Figure(80, 80, "exact"), State.VALUE, "50"),
        (Figure(0, 4, "below"), Figure(80, 80, "exact"), State.PROTECTED, "menos de 5"),
        (Figure(10, 18, "sum"), Figure(80, 80, "exact"), State.PROTECTED, "entre 10 y 18"),
        (Figure(10, 10, "rounded"), Figure(15, 15, "rounded"), State.PROTECTED, "10"),
        (None, Figure(80, 80, "exact"), State.NOT_DELIVERED, "no entregado"),
    ],
)
def test_states_of_a_share(part, base: Figure, state: State, said: str) -> None:
    point = share_point("Denuncia", part, base)
    assert point.state is state
    assert said in point.told
    assert (point.value is None) == (state is not State.VALUE), "a count is never drawn as a share"


def test_the_count_stands_beside_the_share_and_says_that_it_changed() -> None:
    base = Figure(80, 80, "exact")
    assert share_point("x", Figure(40, 40, "r"), base).told == "50\u00a0% (40 casos)"
    changed = dataclasses.replace(Figure(40, 40, "r"), changed=True)
    assert share_point("x", changed, base).told == "50\u00a0% (40 casos, cambió)"


def test_no_share_on_few_cases(tmp_path: Path) -> None:
    world = new_world(tmp_path, zones=False)
    cases = cases_of(np.random.default_rng(3), months((2020, 1), (2020, 6)), 2)[:12]
    world.add_cases("a.csv", cases)
    world.publish(date(2021, 1, 5), force="prueba")
    small = current_cube(world.settings.public_dir, UBIGEO)
    with pytest.raises(NotShown):
        route(small, Filters("cem", (2020, 2020)))
    found = areas(small)
    assert not [m for m in found[4] if m.has_data]


# The five areas.


def test_reference_names_what_exists(cube: Cube) -> None:
    assert {indicator.area for indicator in indicators()} == set(AREAS)
    for indicator in indicators():
        assert indicator.note
        if not indicator.measured_by:
            assert not indicator.table_id
        elif indicator.measured_by in cube.sources:
            tables = {table.table_id: table for table in cube.tables(indicator.measured_by)}
            dimensions = tables[indicator.table_id].dimensions
            assert len(dimensions) == (1 if indicator.codes else 0)
            known = [cube.categories(indicator.measured_by, name) for name in dimensions]
            assert all(code in known[0] for code in indicator.codes)


def test_since_when_and_last_value_are_those_of_the_cells(cube: Cube, published) -> None:
    found = {m.indicator.name: m for group in areas(cube).values() for m in group}
    total = value(published, "total", "year = 2021")
    part = value(published, "complaint", "year = 2021 AND complaint = 'si'")
    complaint = found["Casos del CEM con denuncia"]
    assert complaint.last == f"{share(part, total):.0f}\u00a0% de los casos atendidos (2021)"
    assert found["Casos atendidos en los CEM"].last == f"{told(total)} casos atendidos (2021)"
    for name, source in (("Casos del CEM con denuncia", "cem"),):
        first = published.execute("SELECT min(year) FROM cells WHERE source = ?", [source])
        assert found[name].since == first.fetchall()[0][0]


def test_what_a_report_printed_is_named_with_its_year(cube: Cube) -> None:
    found = {m.indicator.name: m for group in areas(cube).values() for m in group}
    schools = found["Escuelas con trabajo sostenido de prevención"]
    assert schools.source == "una cifra impresa (2021)"
    assert "1 000 directores y docentes o más y 30 talleres o más" in schools.last.replace(
        "\u202f", " "
    )
    kind = found["Trato respetuoso y sin discriminación según quienes acuden"]
    assert kind.source == "una cifra impresa (2022)"
    assert "29\u00a0% «mala» y 47\u00a0% «regular» (55 respuestas)" in kind.last


def test_what_nobody_hands_over_says_who_would(cube: Cube) -> None:
    found = areas(cube)
    for measures in found.values():
        for m in measures:
            if not m.indicator.measured_by:
                assert not m.has_data
                told = f"Quién lo tendría: {m.indicator.note}."
                if m.indicator.printed:
                    assert m.source.startswith("una cifra impresa (20")
                    assert m.last.endswith(told)
                else:
                    assert (m.source, m.last) == ("", f"Aún sin datos. {told}")
    every = [m for group in found.values() for m in group]
    said = summary(found)
    assert f"De {len(every)} indicadores" in said
    assert f"{len([m for m in every if m.since])} tienen datos" in said
    assert "«Prevención» y «Sanción y reeducación»" in said


def test_a_source_or_a_table_that_is_not_there_is_explained(cube: Cube) -> None:
    absent = measured(cube, Indicator(1, "x", "renamu", "total", (), "y"))
    assert (absent.since, absent.last) == (
        None,
        "Aún sin datos: esta fuente todavía no hace entregas.",
    )
    unknown = measured(cube, Indicator(1, "x", "sidpol", "risk", ("leve",), "y"))
    assert unknown.last.startswith("No se publica.")


# The page.


def test_page_shows_the_route_and_its_caution(demo) -> None:
    app = open_page("care_route")
    said = words_of(app)
    assert "no es un «no»" in said
    assert "No son pasos sucesivos" in said
    assert "4. Sanción y reeducación: se miden 0 de 3" in said
    assert len(app.get("plotly_chart")) == 4
    assert "De cada 100 casos" in said


@pytest.mark.parametrize("source", ["sidpol", "demuna"])
def test_another_source_is_told_that_the_figures_are_of_the_cem(demo, source: str) -> None:
    app = open_page("care_route")
    app.sidebar.selectbox(key="fuente").select(source).run()
    assert not app.exception
    assert "las cifras de esta página son de los CEM" in words_of(app)


def test_a_filter_without_a_table_is_explained_once(demo) -> None:
    app = open_page("care_route", sexo="Mujeres")
    reasons = [info.value for info in app.info if "No se publica el cruce" in info.value]
    assert len(reasons) == 1
    assert not app.get("plotly_chart")
    assert "Sanción y reeducación" in words_of(app)


def test_one_year_only(demo) -> None:
    app = open_page("care_route", anios=["2021", "2021"])
    assert "Ver año por año" not in words_of(app)
    assert len(app.get("plotly_chart")) == 3


def test_a_district_without_a_cem_is_told_so(deliver, settings, monkeypatch) -> None:
    deliver("sidpol", "a.csv", file_of(*year_of(2018, 10)))
    publish(settings)
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(settings.public_dir))
    said = words_of(open_page("care_route"))
    assert "todavía no hay entregas de los CEM" in said
    assert "Denuncias por violencia registradas por la Policía" in said


@pytest.mark.browser
def test_figures_on_screen_are_those_of_the_file(
    page: Page, server: str, published: duckdb.DuckDBPyConnection
) -> None:
    go(page, server + "ruta-de-atencion?anios=2021&anios=2021")
    page.get_by_text("Ver la tabla", exact=True).first.click()
    table = page.locator("[data-testid=stTable]").first
    total = value(published, "total", "year = 2021")
    for label, dimension in (("Denuncia", "complaint"), ("Medidas de prot", "protection_measure")):
        part = value(published, TABLES[dimension], f"year = 2021 AND {dimension} = 'si'")
        row = table.locator("tr", has_text=label).inner_text()
        assert f"{share(part, total):.0f}\u00a0% ({told(part)} casos)" in row
    page.get_by_text("Ver la tabla", exact=True).nth(1).click()
    by_risk = page.locator("[data-testid=stTable]").nth(1)
    severe = value(published, "risk", "year = 2021 AND risk_level = 'severo'")
    filed = value(
        published, "risk_complaint", "year = 2021 AND risk_level = 'severo' AND complaint = 'si'"
    )
    row = by_risk.locator("tr", has_text="severo").inner_text()
    assert f"{share(filed, severe):.0f}\u00a0%" in row
    assert told(filed) in row
