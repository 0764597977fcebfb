"""INEI's table of population with a column per year, in the ways in which it comes."""

from __future__ import annotations

import dataclasses

import pytest

from ingest.deliveries import add
from ingest.registry import Registry
from ingest.sources.base import Options
from observatorio.config import District
from observatorio.database import open_read_only
from tests.test_workbooks import book_of

TITLE = ["PERÚ: POBLACIÓN PROYECTADA AL 30 DE JUNIO DE CADA AÑO, SEGÚN DISTRITO, 2024-2025"]
FOOT = ["Fuente: INEI, Estimaciones y proyecciones de población"]
TWO_ROWS = [
    TITLE,
    [],
    ["UBIGEO", "DEPARTAMENTO, PROVINCIA Y DISTRITO", "Total", None],
    [None, None, 2024, 2025],
    ["150000", "LIMA", 900, 901],
    ["150106", "CARABAYLLO 1/", 446878, 458341],
    ["150110", "COMAS", 1, 2],
    ["1/ Con límites por definir"],
    FOOT,
]
BOTH = [(2024, "total", 446878), (2025, "total", 458341)]
OVER = [
    TITLE,
    ["Ubigeo", "Distrito", "Total", None, "Hombres", None, "Mujeres", None],
    [None, None, *[2024, 2025] * 3],
    ["150106", "Carabayllo", 446878, 458341, 200000, 210000, 246878, 248341],
]
UNDER = [
    TITLE,
    ["Ubigeo", "Distrito", 2024, None, None, 2025],
    [None, None, *["Total", "Hombre", "Mujer"] * 2],
    ["150106", "Carabayllo", 446878, 200000, 246878, 458341, 210000, 248341],
]
SEXES = sorted(
    [
        *BOTH,
        (2024, "hombre", 200000),
        (2025, "hombre", 210000),
        (2024, "mujer", 246878),
        (2025, "mujer", 248341),
    ]
)


def line(*cells: object, mark: str = ";") -> str:
    return mark.join(map(str, cells)) + "\n"


@pytest.fixture
def held(deliver, registry):
    """What the registry holds of a file: year, sex and figure."""

    def _held(name: str, content: bytes | str) -> list[tuple]:
        answer = deliver("population", name, content)
        assert answer.outcome == "accepted", answer.message
        found = registry().execute("SELECT year, sex, population FROM population ORDER BY ALL")
        return found.fetchall()

    return _held


@pytest.mark.parametrize(
    ("rows", "figures"), [(TWO_ROWS, BOTH), (OVER, SEXES), (UNDER, SEXES)], ids=("a", "o", "u")
)
def test_titles_over_and_under_the_years(held, rows, figures):
    assert held("inei.xlsx", book_of({"Cuadro": rows})) == figures


@pytest.mark.parametrize(
    "content",
    [
        TITLE[0]
        + "\n\n"
        + line("UBIGEO", "DISTRITO", 2024, 2025)
        + line(150106, "x", "446 878", 458341),
        "Proyección\n" + line("Código", 2024, "2025 P/") + line("150106", "446,878", "458.341"),
        line("CCDD", "CCPP", "CCDI", "Distrito", 2024, 2025) + line(15, 1, 6, "x", 446878, 458341),
        line("Departamento", "Provincia", "Distrito", "Año 2024", "Año 2025")
        + line("Lima", "Lima", "Carabayllo 1/", "446\u00a0878", 458341)
        + line("Puno", "Puno", "Carabayllo", 3, 4),
        line("Distrito", 2024, 2025) + line("Comas", 1, 2) + line("CARABAYLLO", 446878, 458341),
        line("ubigeo", "sexo", "grupo de edad", 2024, 2025)
        + line(150106, "Total", "Total", 446878, 458341),
    ],
)
def test_ways_of_writing(held, content):
    assert held("inei.csv", content) == BOTH


def test_what_is_said_of_all_is_kept_with_each_figure(deliver, registry):
    answer = deliver("population", "inei.xlsx", book_of({"Cuadro": TWO_ROWS}))
    assert (answer.rows_read, answer.accepted, answer.refused, answer.left_out) == (6, 2, 0, 4)
    assert any("sin ninguna cifra" in told and told.endswith("2") for told in answer.reasons)
    said = registry().execute("SELECT DISTINCT kind, source_ref FROM population").fetchall()
    assert said == [("proyeccion", "INEI, Estimaciones y proyecciones de población")]


def test_a_cell_that_is_no_figure_goes_back_and_a_blank_one_is_none(deliver, registry):
    years = [2018, 2019, 2020, 2021]
    rows = [TITLE, ["UBIGEO", *years], ["150106", 380, "…", "muchos", 12.5]]
    answer = deliver("population", "inei.xlsx", book_of({"a": rows}))
    assert (answer.outcome, answer.refused) == ("refused", 2)
    rows[2] = ["150106", 380, "…", 400, 401]
    answer = deliver("population", "inei.xlsx", book_of({"a": rows}))
    assert (answer.accepted, answer.refused) == (3, 0)


def test_a_lost_zero_comes_back(settings, tmp_path):
    district = District("010101", "Chachapoyas", "Chachapoyas", "Amazonas")
    ours = dataclasses.replace(settings, district=district)
    file = tmp_path / "inei.csv"
    rows = (1, "AMAZONAS", 9, 9), (101, "CHACHAPOYAS", 8, 8), (10101, "CHACHAPOYAS", 36602, 37870)
    file.write_text(line("UBIGEO", "LUGAR", 2018, 2019) + "".join(line(*row) for row in rows))
    assert add("population", file, Options(), ours).accepted == 2
    path = Registry(ours).current
    assert path is not None
    with open_read_only(path) as con:
        found = con.execute("SELECT ubigeo, population FROM population ORDER BY ALL").fetchall()
    assert found == [("010101", 36602), ("010101", 37870)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (line("UBIGEO", 2024, 2025, 2024) + line(150106, 1, 2, 3), "en varias columnas"),
        (
            "POBLACIÓN URBANA PROYECTADA\n" + line("UBIGEO", 2024) + line(150106, 1),
            "una parte de la población",
        ),
        (
            "PROYECCIÓN DE 15 A 49 AÑOS\n" + line("UBIGEO", 2024) + line(150106, 1),
            "una parte de la población",
        ),
        (line("UBIGEO", 2007, 2017) + line(150106, 1, 2), "de un censo o una proyección"),
        (
            line("Distrito", 2024, 2025) + 2 * line("CARABAYLLO", 1, 2),
            "varias filas pueden ser de «Carabayllo»",
        ),
        (line("UBIGEO", 2024, 2025) + line(150106, 1, 2, 3), "más celdas que el encabezado"),
        (line("UBIGEO", 2024, 2025) + line(150110, 1, 2), "ninguna de sus filas"),
    ],
)
def test_what_can_not_be_known_is_refused(deliver, content, words):
    answer = deliver("population", "inei.csv", content)
    assert answer.outcome == "refused"
    assert words in answer.message


def test_a_sheet_per_sex_is_of_that_sex(held):
    rows = {
        "Hombres": [TITLE, ["UBIGEO", 2024, 2025], ["150106", 200000, 210000]],
        "Mujeres": [TITLE, ["UBIGEO", 2024, 2025], ["150106", 246878, 248341]],
    }
    assert held("inei.xlsx", book_of(rows)) == [one for one in SEXES if one[1] != "total"]
