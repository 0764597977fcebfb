"""Fuentes cruzadas: the same months, each source with its unit, ratios and never a sum."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.testing.v1 import AppTest

from ingest.deliveries import add
from ingest.publish import publish
from ingest.settings import WorkSettings, load_work_settings
from ingest.sources.base import Options
from observatorio.cube import Cube
from observatorio.disclosure import figure_of
from observatorio.editions import current_cube
from observatorio.views import crossing, crossing_series
from observatorio.views.crossing_words import counted, reasons
from tests.conftest import all_real, public_of
from tests.test_pages import open_page, summed, told, words_of
from tests.test_renamu import as_csv, row
from tests.test_sidpol import file_of, year_of

SOURCES = ["cem", "sidpol", "demuna"]
YEARS = (2017, 2022)
PRINCIPAL = (
    " AND measure = (SELECT s.measure FROM sources s WHERE s.source = cells.source)"
    " AND ubigeo = '150106'"
)
DISTRICT = " AND ubigeo = '150106'"
Published = duckdb.DuckDBPyConnection


@pytest.fixture
def cube(handed_in: Path) -> Cube:
    return current_cube(public_of(handed_in), "150106")


@pytest.fixture
def demo(handed_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(handed_in)))


@pytest.fixture
def only_police(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkSettings:
    """A district that delivered nothing but two years of police complaints."""
    settings = dataclasses.replace(load_work_settings(), data_dir=tmp_path / "own")
    file = tmp_path / "denuncias.csv"
    file.write_bytes(file_of(*year_of(2018, 10), *year_of(2019, 10)))
    assert add("sidpol", file, Options(), settings).outcome == "accepted"
    publish(settings)
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(settings.public_dir))
    return settings


@pytest.fixture(scope="module")
def with_renamu(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Cube:
    """The demonstration, and what the municipality declared to INEI of 2021."""
    folder = tmp_path_factory.mktemp("renamu")
    shutil.copytree(demo_data, folder / "data")
    settings = dataclasses.replace(load_work_settings(), data_dir=folder / "data")
    file = folder / "renamu.csv"
    file.write_text(as_csv(row("2022", said={"6": 150, "8": 40})), encoding="utf-8")
    assert add("renamu", file, Options(edition="2022"), settings).outcome == "accepted"
    publish(settings, force="prueba")
    return current_cube(all_real(settings.public_dir), "150106")


def shared(con: Published, sources: list[str]) -> dict[int, list[int]]:
    """Year → months that each of the sources delivered."""
    each = [
        set(
            con.execute(
                "SELECT year, month FROM coverage WHERE source = ? "
                "AND state IN ('recibido', 'parcial')",
                [source],
            ).fetchall()
        )
        for source in sources
    ]
    found: dict[int, list[int]] = {}
    for year, month in sorted(set.intersection(*each)):
        found.setdefault(year, []).append(month)
    return found


def total(con: Published, source: str, year: int) -> int:
    query = (
        f"SELECT value FROM cells WHERE source = ? AND year = ? AND table_id = 'total'{DISTRICT}"
    )
    (value,) = con.execute(query + PRINCIPAL, [source, year]).fetchone() or (None,)
    assert value is not None
    return int(value)


def of_shared(con: Published, source: str, year: int) -> int:
    """The source's figure of the months that all compared sources have of that year."""
    if source != "sidpol":
        return total(con, source, year)
    months = shared(con, SOURCES)[year] if year > 2018 else list(range(1, 13))
    return sum(value or 0 for value in months_of(con, source, year, months))


def months_of(con: Published, source: str, year: int, months: list[int]) -> list[int | None]:
    query = (
        f"SELECT value FROM cells WHERE source = ? AND year = ? AND table_id = 'month'{DISTRICT}"
    )
    rows = con.execute(
        f"{query}{PRINCIPAL} AND list_contains(?::INTEGER[], month) ORDER BY month",
        [source, year, months],
    ).fetchall()
    return [value for (value,) in rows]


# The same months.


@pytest.mark.parametrize("sources", [SOURCES, ["cem", "sidpol"], ["police_points", "demuna"]])
def test_only_months_that_all_delivered_are_compared(cube, published, sources) -> None:
    expected = {y: tuple(months) for y, months in shared(published, sources).items()}
    assert crossing.common_months(cube, sources, YEARS) == expected
    assert len(expected) >= 4


def test_each_figure_is_the_public_file_s(cube, published) -> None:
    found = crossing.periods(cube, SOURCES, YEARS)
    assert [p.year for p in found] == list(shared(published, SOURCES))
    for period in found:
        for source in SOURCES:
            figure = period.figures[source]
            assert figure is not None
            assert figure.value == of_shared(published, source, period.year)


def test_chosen_months_are_sums_of_published_months(cube, published) -> None:
    for source in SOURCES:
        for period in crossing.periods(cube, SOURCES, YEARS, ("2", "5", "6")):
            values = months_of(published, source, period.year, list(period.months))
            figure = period.figures[source]
            assert figure is not None
            assert figure.text == summed(values)
            assert period.months == ((2,) if period.year == 2022 else (2, 5, 6))


def test_labels_say_which_months() -> None:
    labels = [
        crossing.Period(2022, months, {}).label
        for months in (tuple(range(1, 13)), (1, 2, 3), (4,), (2, 5, 6))
    ]
    assert labels == ["2022", "2022 (ene–mar)", "2022 (abr)", "2022 (3 meses)"]


# The gap.


def test_ratio_is_one_figure_over_another(cube, published) -> None:
    found = crossing.periods(cube, SOURCES, YEARS)
    chart = crossing.gap(cube, found, "cem", "sidpol")
    for point, year in zip(chart.series[0].points, shared(published, SOURCES), strict=True):
        wanted = 100 * total(published, "cem", year) / of_shared(published, "sidpol", year)
        assert point.amount == pytest.approx(wanted)
        assert point.label == f"{wanted:.1f}".replace(".", ",")
        assert point.provisional == (year == 2022)
    assert "%" not in chart.headline + chart.question
    assert (
        "En 2021, por cada 100 denuncias policiales (SIDPOL), los CEM atendieron" in chart.headline
    )
    assert "2020" not in chart.headline


@pytest.mark.parametrize(("part", "base"), [(19, 100), (100, 19), (None, 100), (100, None)])
def test_no_ratio_on_few_or_protected(part: int | None, base: int | None) -> None:
    figures = [figure_of(value, "rounded", 5) for value in (part, base)]
    assert crossing.ratio(*figures) is None
    assert crossing.ratio(None, figures[1]) is None


def test_ratio_of_twenty_is_told() -> None:
    assert crossing.ratio(figure_of(20, "exact", 5), figure_of(40, "exact", 5)) == 0.5


def test_few_cases_have_no_length_in_the_chart(cube) -> None:
    found = crossing.periods(cube, SOURCES, (2020, 2020), ("4",))
    chart = crossing.gap(cube, found, "cem", "sidpol")
    (point,) = chart.series[0].points
    assert (point.value, point.text) == (None, "muy pocos casos para comparar")
    assert "muy pocos casos" in chart.headline


def test_words_of_a_ratio() -> None:
    assert counted("cem", 4.64) == "los CEM atendieron alrededor de 4,6 casos"
    assert counted("cem", 1.04) == "los CEM atendieron alrededor de 1,0 casos"
    assert counted("demuna", 1.44) == "la DEMUNA atendió alrededor de 1,4 casos de violencia"
    assert counted("otra", 3) == "la otra fuente tiene alrededor de 3,0 registros"


def test_a_small_difference_is_told_as_none(cube) -> None:
    """8,6 and 8,5 stand on the bars: the sentence says the same."""
    found = crossing.periods(cube, SOURCES, YEARS)
    chart = crossing.gap(cube, found, "demuna", "sidpol")
    bars = {point.category: point for point in chart.series[0].points}
    first, last = (next(b for y, b in bars.items() if y == str(year)) for year in (2019, 2021))
    assert f"alrededor de {last.label} casos" in chart.headline
    same = abs(last.amount - first.amount) < 0.1 * first.amount
    assert (f"casi lo mismo que en 2019 ({first.label})" in chart.headline) == same
    (note,) = [note for note in chart.notes if "2020" in note]
    assert "cuarentena" in note
    assert "los CEM" not in note


def test_minors_are_compared_with_the_demuna(cube, published) -> None:
    query = (
        "SELECT sum(value) FROM cells WHERE source = 'cem' AND table_id = 'age' AND year = 2021 "
        f"AND age_group IN ('0-11', '12-17'){DISTRICT}"
    )
    (cem,) = published.execute(query).fetchone()
    said = crossing_series.minors(cube, crossing.periods(cube, SOURCES, YEARS))
    assert f"los CEM atendieron {told(cem)} casos" in said
    assert f"la DEMUNA, {told(total(published, 'demuna', 2021))}" in said
    assert crossing_series.minors(cube, crossing.periods(cube, ["cem", "sidpol"], YEARS)) == ""


# Each alone, on the same axis.


def test_multiples_share_their_axis_and_keep_their_unit(cube) -> None:
    found = crossing.periods(cube, SOURCES, YEARS)
    for build in (crossing_series.yearly, crossing_series.monthly):
        charts = [build(cube, found, source) for source in SOURCES]
        assert len({chart.categories for chart in charts}) == 1
        assert [c.unit for c in charts] == ["casos atendidos", "denuncias", "casos de violencia"]
        assert all(len(chart.series) == 1 for chart in charts)
        assert all(chart.bands for chart in charts)


def test_months_are_the_public_file_s(cube, published) -> None:
    found = crossing.periods(cube, SOURCES, YEARS)
    points = crossing_series.monthly(cube, found, "cem").series[0].points
    wanted = [
        value
        for year, months in shared(published, SOURCES).items()
        for value in months_of(published, "cem", year, months)
    ]
    assert [p.figure.value if p.figure else "?" for p in points] == wanted
    assert None in wanted
    assert [p.provisional for p in points] == [False] * (len(points) - 2) + [True, True]


def test_a_year_that_is_not_usual_is_left_out_of_the_change(cube) -> None:
    found = crossing.periods(cube, SOURCES, YEARS)
    for source in SOURCES:
        assert "De 2019 a 2021: " in crossing_series.yearly(cube, found, source).headline
    one = crossing.periods(cube, SOURCES, (2021, 2021))
    assert "No hay dos años" in crossing_series.yearly(cube, one, "cem").headline


def test_a_source_of_whole_years_says_so_in_an_open_one(with_renamu: Cube) -> None:
    sources = ["demuna", "renamu"]
    found = crossing.periods(with_renamu, sources, YEARS)
    assert [p.year for p in found] == [2021]
    assert crossing_series.reconciled(with_renamu)[0].startswith("De 2021, la DEMUNA entregó")
    assert crossing_series.reconciled(with_renamu)[0].endswith("declaró al INEI 190.")
    (chosen,) = crossing.periods(with_renamu, sources, YEARS, ("1",))
    assert chosen.figures["renamu"] is None
    table = crossing.side_by_side(with_renamu, [chosen], sources)
    assert table["RENAMU: casos de violencia en el año"] == ["solo da el año entero"]
    chart = crossing.gap(with_renamu, [chosen], "renamu", "demuna")
    assert chart.series[0].points[0].text == "solo da el año entero"


def test_reasons_fit_the_sources() -> None:
    assert not any("DEMUNA" in reason for reason in reasons(["cem", "sidpol"]))
    assert any("dos veces" in reason for reason in reasons(["sidpol", "police_points"]))
    assert any("RENAMU" in reason for reason in reasons(["cem", "renamu"]))


# The page.


def headers_of(app: AppTest) -> list[str]:
    return [header.value for header in app.header]


def side_by_side(app: AppTest) -> dict[str, list[str]]:
    """The table of all compared sources, row by row."""
    tables = [t.value for t in app.table if any(": " in str(c) for c in t.value.columns)]
    (found,) = [t for t in tables if t.index.name == "Año"]
    return {
        str(index): list(values) for index, values in zip(found.index, found.values, strict=True)
    }


def test_page_shows_the_gap_and_the_figures(demo, published) -> None:
    app = open_page("crossing")
    rows = side_by_side(app)
    assert list(rows) == ["2019", "2020", "2021", "2022 (ene–mar)"]
    for label, values in rows.items():
        assert values == [told(of_shared(published, s, int(label[:4]))) for s in SOURCES]
    said = words_of(app)
    assert "Meses comparados: enero de 2019 a marzo de 2022." in said
    assert "por cada 100 denuncias policiales (SIDPOL), los CEM atendieron alrededor de" in said
    assert "no son necesariamente" in said
    sums = [sum(total(published, s, y) for s in SOURCES) for y in (2019, 2020, 2021)]
    assert not any(told(value) in said for value in sums)


def test_page_compares_what_the_url_says(demo, published) -> None:
    app = open_page("crossing", comparar=["CEM", "Policía (SIDPOL)"], anios=["2018", "2019"])
    assert side_by_side(app) == {
        str(y): [told(total(published, s, y)) for s in ("cem", "sidpol")] for y in (2018, 2019)
    }
    app.multiselect(key="comparar").set_value(["cem"]).run()
    assert "Para comparar hacen falta dos fuentes" in words_of(app)


def test_page_by_month_keeps_protected_apart(demo) -> None:
    app = open_page("crossing", paso="Meses", anios=["2020", "2020"])
    texts = [str(v) for table in app.table for v in table.value.to_numpy().ravel()]
    assert "menos de 5" in texts
    assert "0" not in texts


def test_page_says_when_no_month_is_shared(demo) -> None:
    app = open_page("crossing", anios=["2017", "2017"])
    said = words_of(app)
    assert "no tienen meses en común" in said
    assert "CEM: de 2017 a 2022" in said
    assert "Qué lugar dice cada fuente" in headers_of(app)


def test_page_of_a_district_with_one_source(only_police) -> None:
    app = open_page("crossing")
    assert "Para comparar hacen falta dos fuentes" in words_of(app)
    assert "Por qué no coinciden" in headers_of(app)


@pytest.mark.browser
def test_figures_on_screen_are_the_public_file_s(browser: Browser, server: str, published) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{server}fuentes-cruzadas")
    heading = page.get_by_role("heading", name="Los mismos meses")
    heading.wait_for(timeout=60_000)
    table = page.locator("[data-testid=stTable]", has_text="CEM (inventado): casos atendidos").first
    table.wait_for(timeout=60_000)
    rows = table.locator("tbody tr").all()
    shown = [[cell.inner_text() for cell in line.locator("th, td").all()] for line in rows]
    assert shown == [
        ["2022 (ene–mar)" if year == 2022 else str(year)]
        + [told(of_shared(published, source, year)) for source in SOURCES]
        for year in shared(published, SOURCES)
    ]
    page.close()


@pytest.mark.browser
def test_only_the_filters_that_count_are_seen_and_the_title_names_the_compared(
    page: Page, server: str
) -> None:
    """What is chosen for other pages stays chosen: in the address and on the page that uses it."""
    page.goto(f"{server}fuentes-cruzadas?sexo=Mujeres&comparar=CEM&comparar=DEMUNA")
    said = page.locator(".odv-now")
    expect(said).to_contain_text("CEM y DEMUNA en los meses que todas entregaron", timeout=60_000)
    expect(said).not_to_contain_text("mujeres")
    expect(page.get_by_role("combobox", name="Meses")).to_be_visible()
    for name in ("Fuente", "Sexo", "Edad", "Zona", "Tipo de violencia"):
        expect(page.get_by_role("combobox", name=name, exact=True)).to_be_hidden()
    page.get_by_role("link", name="Perfil").click()
    expect(said).to_contain_text("sexo: mujeres")
    expect(page.get_by_role("combobox", name="Sexo", exact=True)).to_be_visible()
