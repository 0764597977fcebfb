"""Each page, drawn without a browser: its figures equal the cube's, its words fit its state."""

from __future__ import annotations

import csv
import dataclasses
import html
import io
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from ingest.deliveries import add
from ingest.publish import publish
from ingest.settings import load_work_settings
from ingest.sources.base import Options
from observatorio.config import ROOT
from observatorio.ui.pages import PAGES as SITE
from tests.conftest import public_of
from tests.export_cubes import SAID, taken
from tests.test_sidpol import file_of, year_of

PAGES = {Path(page.file).stem: page.title for page in SITE}
UNFILTERED = {Path(page.file).stem for page in SITE if not page.filters}
DISTRICT = "150106"
DEMONSTRATION = "Datos de demostración."
MONTHS = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic"]
CELL = "SELECT value, note FROM cells WHERE ubigeo = '150106' AND source = ? AND table_id = ?"
MEASURE = " AND measure = (SELECT s.measure FROM sources s WHERE s.source = cells.source)"


def told(value: float) -> str:
    """A number as the pages write it."""
    return f"{value:,.0f}".replace(",", "\u202f")


def summed(values: list[int | None], threshold: int = 5) -> str:
    """Published cells added up by hand: a protected one is anything from 0 to threshold - 1."""
    low = sum(v or 0 for v in values)
    high = low + sum(threshold - 1 for v in values if v is None)
    if low == high:
        return told(low)
    return f"entre {told(low)} y {told(high)}" if low else f"menos de {high + 1}"


@pytest.fixture
def demo(demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(demo_data)))


def open_page(page: str = "overview", **query: Any) -> AppTest:
    """The app at a page, under the filters of a URL; nothing may have failed."""
    app = drawn(page, **query)
    nothing_failed(app)
    return app


def nothing_failed(app: AppTest) -> None:
    """No fault on the page, and each of its charts is one that Plotly takes (else ValueError)."""
    assert not app.exception
    assert not app.error
    for chart in app.get("plotly_chart"):
        go.Figure(json.loads(chart.proto.spec))


def drawn(page: str = "overview", **query: Any) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    return app if page == "overview" else app.switch_page(f"pages/{page}.py").run()


def words_of(app: AppTest) -> str:
    """Everything that the page says, tables aside."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.info, app.warning)
    texts = [element.value for kind in kinds for element in kind]
    texts += [element.proto.body for element in app.get("html")]
    return html.unescape(re.sub(r"<[^>]+>", " ", " \n ".join(texts)))


def final(text: str) -> str:
    """A figure as it is said, without the word that it is provisional."""
    return text.removesuffix(" (provisional)")


def table_of(app: AppTest, number: int = 0) -> pd.DataFrame:
    return app.table[number].value


# Every page.


@pytest.mark.parametrize("page", PAGES)
def test_page_stands_in_its_frame(demo, page: str) -> None:
    app = open_page(page)
    assert [title.value for title in app.title] == [PAGES[page]]
    said = words_of(app)
    for expected in (DEMONSTRATION, "Salida rápida", "Línea 100", "Chat 100", "105", "Edición 1"):
        assert expected in said
    for expected in ("Próxima entrega esperada", "Cómo citar", "Enlace a esta vista", "¿"):
        assert expected in said


@pytest.mark.parametrize("page", PAGES)
def test_page_says_its_filters_in_words(demo, page: str) -> None:
    (said,) = [
        text
        for element in open_page(page, sexo="Mujeres", mes=["ene", "feb"]).get("html")
        if "odv-now" in (text := element.proto.body) and "<style" not in text
    ]
    words = "CEM · años 2017 a 2022 · sexo: mujeres · meses: enero y febrero"
    if page == "crossing":
        words = (
            "CEM, Policía (SIDPOL) y DEMUNA en los meses que todas entregaron · años 2017 a 2022 · "
            "meses: enero y febrero"
        )
    assert (words in said) == (page not in UNFILTERED)
    assert ("no cambia con los filtros" in said) == (page in UNFILTERED)


def test_a_page_of_one_source_says_which(demo) -> None:
    told = words_of(open_page("care_route", fuente="DEMUNA"))
    assert "CEM · años" in told
    assert "DEMUNA · años" not in told
    assert "DEMUNA · años" in words_of(open_page("trends", fuente="DEMUNA"))


# Figures by zone of the open year wait, so its charts are of the closed years and say so.
@pytest.mark.parametrize(("page", "last"), [("profile", 2022), ("territory", 2021)])
def test_every_chart_says_where_it_comes_from_and_has_its_table(demo, page: str, last: int) -> None:
    app = open_page(page)
    charts = app.get("plotly_chart")
    lines = [c.value for c in app.caption if c.value.startswith("Fuente: ")]
    assert len(charts) == len(lines) == len(app.table) >= 1
    for line in lines:
        assert f"datos hasta marzo de 2022 · edición 1 · años 2017 a {last}" in line
    assert ("Sin 2022, todavía no" in words_of(app)) == (last == 2021)
    assert sum("Demostración" in m.value for m in app.markdown) == len(charts)


@pytest.mark.parametrize("source", ["cem", "sidpol", "police_points", "demuna"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands_for_every_source(demo, published, page: str, source: str) -> None:
    app = open_page(page)
    app.sidebar.selectbox(key="fuente").select(source).run()
    nothing_failed(app)
    assert app.sidebar.selectbox(key="fuente").value == source


# Tendencias.


def test_trends_has_the_printed_totals_exactly(demo, published) -> None:
    table = table_of(open_page("trends"))
    printed = dict(zip(table.index, table["Total publicado en informes"], strict=True))
    exact = {2017: 832, 2018: 1196, 2019: 1278, 2020: 737, 2021: 1441}
    for year, value in exact.items():
        assert printed[str(year)] == told(value)
    assert printed["2022 (ene–mar)"] == "262 (ene–mar)"
    assert exact == dict(
        published.execute(
            "SELECT year, value::int FROM published_figures WHERE table_name = 'annual_total' "
            "AND ubigeo = '150106' AND last_month = 12"
        ).fetchall()
    )


@pytest.mark.parametrize("source", ["cem", "sidpol", "police_points", "demuna"])
def test_trends_by_year_and_month_equal_the_cube(demo, published, source: str) -> None:
    app = open_page("trends")
    app.sidebar.selectbox(key="fuente").select(source).run()
    years, months = table_of(app), table_of(app, 2)
    rows = published.execute(
        CELL.replace("value, note", "year, value") + MEASURE + " ORDER BY year", [source, "total"]
    ).fetchall()
    shown = {str(label)[:4]: text for label, text in years.iloc[:, 0].items()}
    assert {y: final(text) for y, text in shown.items() if text != "no entregado"} == {
        str(year): summed([value]) for year, value in rows
    }
    rows = published.execute(
        CELL.replace("value, note", "year, month, value") + MEASURE, [source, "month"]
    ).fetchall()
    assert {k: final(v) for k, v in months.iloc[:, 0].items() if v != "no entregado"} == {
        f"{MONTHS[month - 1]} {year}": summed([value]) for year, month, value in rows
    }


def test_trends_tells_protected_from_zero(demo, published) -> None:
    months = table_of(open_page("trends"), 2).iloc[:, 0]
    hidden = published.execute(
        "SELECT year, month FROM cells WHERE source = 'cem' AND table_id = 'month' "
        "AND value IS NULL"
    ).fetchall()
    assert hidden
    for year, month in hidden:
        assert months[f"{MONTHS[month - 1]} {year}"] == "menos de 5"
    assert "0" not in set(months)


# Perfil.


@pytest.mark.parametrize(
    ("number", "table_id", "dimensions"), [(0, "age_sex", ("age_group", "sex"))]
)
def test_profile_equals_the_cube(demo, published, number, table_id, dimensions) -> None:
    rows, columns = dimensions
    shown = table_of(open_page("profile"), number)
    cells = published.execute(
        f"SELECT {rows}, {columns}, list(value) FROM cells WHERE source = 'cem' "
        "AND table_id = ? GROUP BY ALL",
        [table_id],
    ).fetchall()
    labels = dict(
        published.execute(
            "SELECT dimension || code, label FROM categories WHERE source = 'cem'"
        ).fetchall()
    )
    expected = {
        (labels[rows + row], labels[columns + column]): summed(values)
        for row, column, values in cells
    }
    found = {(r, c): text for c in shown.columns for r, text in shown[c].items()}
    assert found == {cell: text for cell, text in expected.items() if cell in found}
    left_out = set(expected) - set(found)
    assert all("sin dato" in " ".join(cell).lower() for cell in left_out), left_out


# Territorio.


def test_territory_equals_the_cube(demo, published) -> None:
    app = open_page("territory")
    shown = {re.sub(r"^\d+ · ", "", k): v for k, v in table_of(app).iloc[:, 0].items()}
    rows = published.execute(
        "SELECT coalesce(z.name, 'Sin zona conocida'), list(c.value) FROM cells c LEFT JOIN zones z"
        " ON z.zone = c.zone AND z.ubigeo = c.ubigeo WHERE c.source = 'cem' AND table_id = 'zone'"
        " GROUP BY ALL"
    ).fetchall()
    assert shown == {name: summed(values) for name, values in rows}
    order = [
        int(re.sub(r"\D", "", v.split(" y ")[0])) for k, v in shown.items() if not k.startswith("S")
    ]
    assert order[0] == max(order)
    assert list(shown)[-1] == "Sin zona conocida"


def test_territory_map_is_local_and_referential(demo) -> None:
    app = open_page("territory")
    spec = app.get("plotly_chart")[0].proto.spec
    assert not {"map", "mapbox", "geo"} & set(json.loads(spec)["layout"])
    assert "http" not in spec
    assert "onificación referencial" in words_of(app)
    assert "refugios no se muestran" in words_of(app)


# Descargas.


def test_downloads_counts_what_the_file_has(demo, published) -> None:
    app = open_page("downloads")
    (rows,) = published.execute(
        "SELECT count(*) FROM cells WHERE source = 'cem' AND table_id IN (SELECT table_id FROM "
        "tables WHERE source = 'cem' AND list_has_all(['month', 'age_group', 'sex', "
        "'violence_type', 'zone', ''], string_split(dimensions, '|')))"
    ).fetchone()
    assert f"{told(rows)} filas" in words_of(app)
    buttons = {button.proto.label: button for button in app.get("download_button")}
    labels = ["Descargar para Excel", "Descargar CSV", "Descargar XLSX", "Descargar paquete"]
    assert list(buttons)[: len(labels)] == labels
    assert not any(buttons[label].proto.disabled for label in labels)


def test_downloads_explains_each_column(demo) -> None:
    named = list(table_of(open_page("downloads")).index)
    assert named == [
        "fuente",
        "anio",
        "mes",
        "edad",
        "sexo",
        "tipo",
        "zona",
        "valor",
        "nota",
        "edicion",
        *SAID,
    ]


# Fuentes.


def test_sources_tells_what_was_read_and_returned(demo, published) -> None:
    said = words_of(open_page("deliveries")).replace("**", "").replace("\\", "")
    for title, publisher, read, refused in published.execute(
        "SELECT title, publisher, rows_read, rows_refused FROM sources "
        "WHERE source IN (SELECT source FROM cells)"
    ).fetchall():
        assert title in said
        assert publisher in said
        back = "menos de 10" if refused is None else told(refused)
        rows = "" if read is None else f"Filas leídas: {told(read)}.\n\n"
        assert f"{rows}Filas devueltas al sector: {back}." in said


# Filters.


def test_filters_come_from_the_url(demo, published) -> None:
    app = open_page("trends", tipo="Física", sexo="Mujeres", anios=["2018", "2019"])
    assert app.sidebar.multiselect(key="tipo").value == ["fisica"]
    assert app.sidebar.select_slider(key="anios").value == (2018, 2019)
    values = dict(
        published.execute(
            "SELECT year, value FROM cells WHERE source = 'cem' AND table_id = 'sex_type' "
            "AND sex = 'mujer' AND violence_type = 'fisica' AND year IN (2018, 2019)"
        ).fetchall()
    )
    shown = table_of(app).iloc[:, 0].to_dict()
    assert shown == {str(year): told(value) for year, value in values.items()}
    (line, *_) = [c.value for c in app.caption if c.value.startswith("Fuente: ")]
    assert "años 2018 a 2019 · tipo de violencia: física · sexo: mujeres" in line


def test_printed_totals_are_not_shown_beside_a_part(demo) -> None:
    table = table_of(open_page("trends", tipo="Física"))
    assert "Total publicado en informes" not in table.columns


def test_several_categories_are_a_sum_of_published_cells(demo, published) -> None:
    app = open_page("trends", tipo=["Física", "Económica o patrimonial"])
    rows = published.execute(
        "SELECT year, list(value) FROM cells WHERE source = 'cem' AND table_id = 'type' "
        "AND violence_type IN ('fisica', 'economica') GROUP BY year"
    ).fetchall()
    shown = {k[:4]: final(v) for k, v in table_of(app).iloc[:, 0].items()}
    assert shown == {str(year): summed(values) for year, values in rows}
    assert any(text.startswith("entre ") for text in shown.values())


@pytest.mark.parametrize("page", ["profile", "territory"])
def test_a_crossing_that_is_not_published_says_why(demo, page: str) -> None:
    app = open_page(page, tipo="Física", edad="0 a 11 años", sexo="Mujeres", zona="San Benito")
    assert app.info
    assert not app.table
    for info in app.info:
        assert re.search(r"No se publica el cruce|casos|reconocid", info.value)


def test_an_unknown_value_in_the_url_is_no_fault(demo) -> None:
    app = open_page("trends", tipo="nada", anios=["1850", "texto"], fuente="<b>x</b>")
    assert app.sidebar.multiselect(key="tipo").value == []
    assert table_of(app).iloc[0, 0] == "832"


def test_clearing_the_filters_brings_back_everything(demo) -> None:
    app = open_page("trends", tipo="Física", zona="San Benito", anios=["2018", "2019"])
    assert app.sidebar.multiselect(key="zona").value
    app.sidebar.button[0].click().run()
    assert not app.exception
    assert not app.error
    assert [box.value for box in app.sidebar.multiselect] == [[], [], [], [], []]
    assert app.sidebar.select_slider(key="anios").value == (2017, 2026)


def test_a_source_without_a_dimension_says_so(demo) -> None:
    app = open_page("trends", tipo="Física")
    app.sidebar.selectbox(key="fuente").select("sidpol").run()
    box = app.sidebar.multiselect(key="tipo")
    assert box.disabled
    assert "No disponible" in box.proto.placeholder
    assert "Esta fuente no tiene cuadros por tipo de violencia." in words_of(app)
    lines = [c.value for c in app.caption if c.value.startswith("Fuente: ")]
    assert lines
    assert "tipo de violencia" not in " ".join(lines)


# Other states.


@pytest.fixture
def real_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One real delivery, published: two whole years of SIDPOL, 10 complaints a month."""
    settings = dataclasses.replace(load_work_settings(), data_dir=tmp_path / "real")
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(settings.public_dir))
    file = tmp_path / "denuncias.csv"
    file.write_bytes(file_of(*year_of(2018, 10), *year_of(2019, 10)))
    assert add("sidpol", file, Options(), settings).outcome == "accepted"
    publish(settings)
    return tmp_path


def test_real_data_bears_no_demonstration_mark(real_data: Path) -> None:
    for page in PAGES:
        app = open_page(page)
        assert "emostración" not in words_of(app), page
    said = words_of(open_page())
    assert "denuncias · hasta diciembre de 2019" in said
    assert "Frente a 2018: sin cambio claro." in said


def test_nothing_published_is_said_kindly(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(tmp_path))
    for page in PAGES:
        app = open_page(page)
        assert "Todavía no hay una edición publicada" in app.info[0].value
        assert "Salida rápida" in words_of(app)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, "No se encuentra el archivo de configuración"),
        ("[district", "no se puede leer como TOML"),
        ("[zones]\n", "falta o está mal el valor 'district'"),
        ('[district]\nubigeo="1"\nname="a"\nprovince="b"\ndepartment="c"\n', "seis cifras"),
    ],
)
def test_a_bad_configuration_is_said_in_spanish(
    demo, tmp_path: Path, monkeypatch, text: str | None, expected: str
) -> None:
    file = tmp_path / "propia.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("OBSERVATORIO_CONFIG", str(file))
    app = open_page()
    assert expected in app.info[0].value
    assert "propia.toml" in app.info[0].value


def test_an_edition_that_can_not_be_read_is_said_in_spanish(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "public-000001.duckdb").write_bytes(b"no es una base")
    (tmp_path / "current.json").write_text('{"file": "public-000001.duckdb"}', encoding="utf-8")
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(tmp_path))
    assert "su archivo está dañado, y no se puede leer" in open_page().info[0].value


def test_another_district_has_no_figures_of_ours(demo, tmp_path: Path, monkeypatch) -> None:
    text = (ROOT / "observatorio.toml").read_text(encoding="utf-8")
    text = text.replace('"150106"', '"150110"', 1).replace('"Carabayllo"', '"Comas"', 1)
    file = tmp_path / "observatorio.toml"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("OBSERVATORIO_CONFIG", str(file))
    assert "no hay cifras publicadas de Comas" in open_page().info[0].value


def test_a_fault_of_a_page_is_told_inside_the_frame(demo, monkeypatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("secreto")

    monkeypatch.setattr("observatorio.views.overview.cards", fails)
    app = drawn()
    assert not app.exception
    assert "no se pudo mostrar" in app.error[0].value
    assert "secreto" not in words_of(app) + app.error[0].value
    assert "Línea 100" in words_of(app)


def test_every_cell_of_the_csv_is_of_the_cube(demo, published, demo_data: Path) -> None:
    """The page's file, built by its own callable, has the cube's figures and nothing else."""
    from observatorio.editions import current_cube
    from observatorio.exports import csv_bytes
    from observatorio.filters import Filters

    cube = current_cube(demo_data / "store" / "public", DISTRICT)
    rows = list(
        csv.DictReader(
            io.StringIO(csv_bytes(taken(cube, Filters("cem", (2017, 2022)))).decode("utf-8-sig"))
        )
    )
    total = [
        row for row in rows if not any(row[n] for n in ("mes", "edad", "sexo", "tipo", "zona"))
    ]
    assert {row["anio"]: row["valor"] for row in total} == {
        str(year): str(value)
        for year, value in published.execute(
            "SELECT year, value FROM cells WHERE source = 'cem' AND table_id = 'total'"
        ).fetchall()
    }


# What an address asks for in vain.


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"edad": "Quince"}, "«Quince» (edad)"),
        ({"fuente": "sidpol"}, "«sidpol» (fuente)"),
        ({"anios": ["1990", "2021"]}, "«1990» (anios)"),
        ({"zona": "<b>Ninguna</b>", "edad": "0 a 11 años"}, r"«\<b\>Ninguna\</b\>» (zona)"),
    ],
)
def test_what_a_link_asks_in_vain_is_said(demo, query, said: str) -> None:
    app = open_page("overview", **query)
    (warning,) = app.warning
    assert f"El enlace pedía {said}, que esta edición no tiene" in warning.value


def test_a_good_link_is_not_doubted(demo) -> None:
    names = {"fuente": "CEM", "edad": ["0 a 11 años"], "mes": ["ene"], "anios": ["2018", "2021"]}
    assert not open_page("trends", **names).warning


def test_a_filter_that_a_source_does_not_publish_is_said_beside_the_others(demo) -> None:
    said = words_of(open_page("trends", fuente="DEMUNA", tipo="Sexual"))
    assert "sin aplicar, porque esta fuente no lo publica: tipo de violencia" in said
    assert "sin aplicar" not in words_of(open_page("trends", tipo="Sexual"))
