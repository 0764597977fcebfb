"""Text files that are not what they look like: swallowed rows, cut lines, columns twice."""

from __future__ import annotations

import csv
import io
import shutil

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st
from shapely.geometry import box

from ingest.archive import Archive
from ingest.deliveries import add
from ingest.errors import Refused
from ingest.reading.files import sha256_of
from ingest.reading.whole import must_be_whole
from ingest.sources.base import Options
from tests.cem_rows import row, text, union_columns, usual
from tests.test_renamu import as_csv
from tests.test_renamu import row as municipality

WIDTH = 5
CELLS = st.text(st.sampled_from('ab ",\n;é'), max_size=6)


def written(rows: list[list[str]]) -> str:
    made = io.StringIO()
    csv.writer(made, lineterminator="\n").writerows(rows)
    return made.getvalue()


@pytest.fixture
def judge(tmp_path):
    """What is said of a text of `WIDTH` columns; nothing when it is whole."""

    def _judge(data: str, **options: bool) -> str:
        file = tmp_path / "a.csv"
        file.write_text(data, encoding="utf-8", newline="")
        try:
            must_be_whole(file, ",", WIDTH, "a.csv", **options)
        except Refused as no:
            return no.message
        return ""

    return _judge


@given(st.lists(st.lists(CELLS, min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=6))
@example_settings(max_examples=60)
def test_what_a_writer_wrote_is_whole(tmp_path_factory, rows):
    """Cells of several lines, quotes and separators in them: unless a line of one has a row's."""
    rows = [[cell.replace(",", ";") for cell in cells] for cells in rows]
    file = tmp_path_factory.mktemp("w") / "a.csv"
    file.write_text(written([list("abcde"), *rows]), encoding="utf-8", newline="")
    must_be_whole(file, ",", WIDTH, "a.csv")


ROWS = [[f"{n}", "uno", "dos", "tres", "El Mirador"] for n in range(40)]


@pytest.mark.parametrize("at", [0, 2, 4])
def test_an_unclosed_quote_is_named_by_its_line(judge, at):
    rows = [list(cells) for cells in ROWS]
    lines = written(rows).splitlines()
    cells = lines[9].split(",")
    cells[at] = '"' + cells[at]
    lines[9] = ",".join(cells)
    assert "línea 10 " in judge("\n".join(lines) + "\n")
    # Closed again by another stray quote some lines below: the rows between would be one cell.
    for below in (10, 11, 20):
        other = list(lines)
        cells = other[below].split(",")
        cells[at] += '"'
        other[below] = ",".join(cells)
        assert "línea 10 " in judge("\n".join(other) + "\n")


def test_a_quote_inside_a_word_opens_nothing(judge):
    lines = written(ROWS).replace("El Mirador", 'El "Mirador', 1)
    assert judge(lines) == ""


@pytest.mark.parametrize(
    ("end", "cut"),
    [
        ("1,uno,dos,tres,El Mirador", False),
        ("1,uno,dos,tres,El Mira", True),
        ("1,uno,dos,tres,El ", True),
        ("1,uno,dos,tres,", True),
        ("1,uno,dos", True),
        ("1,uno,dos\n", True),
        ("1,uno,dos,tres,Otro lugar", False),
        ("1,uno,dos,tres,El Mira\n", False),
    ],
)
def test_a_last_line_that_is_cut(judge, end, cut):
    assert ("cortado" in judge(written(ROWS) + end)) == cut


@pytest.mark.parametrize("end", ["Total,40\n", "Total,40", "\nElaborado por la DEMUNA"])
def test_a_total_below_a_register_is_no_cut_line(judge, end):
    assert judge(written(ROWS) + end, footers=True) == ""
    assert "cortado" in judge(written(ROWS) + "12,uno", footers=True)


REGISTER = "Fecha,Edad,Sexo,Materia,Zona\n" + "07/01/2022,9,mujer,6,El Mirador\n" * 30


@pytest.mark.parametrize(
    ("source", "data", "said"),
    [
        ("cem", text(usual(40)).replace("CARABAYLLO,", '"CARABAYLLO,', 9), "línea 2 "),
        ("demuna", REGISTER + "07/01/2022,9,mujer,6,El Mi", "cortado"),
        ("demuna", REGISTER.replace("9,mujer", '9,"mujer', 1) + REGISTER, "línea 2 "),
        (
            "demuna",
            REGISTER.replace("Zona\n", "Sexo\n").replace("Mirador", "hombre"),
            "«Sexo» está dos veces",
        ),
    ],
)
def test_no_source_takes_a_broken_text(deliver, settings, source, data, said):
    outcome = deliver(source, "a.csv", data)
    assert (outcome.outcome, said in outcome.message) == ("refused", True), outcome.message
    assert Archive(settings).deliveries() == []


@pytest.mark.parametrize(
    ("other", "outcome"), [("2", "accepted"), ("3", "refused"), ("", "refused")]
)
def test_two_columns_of_one_name(deliver, other, outcome):
    header, *rows = text(usual(20)).splitlines()
    data = "\n".join([f"{header},tipo_violencia", *(f"{line},{other}" for line in rows)]) + "\n"
    answer = deliver("cem", "a.csv", data)
    assert answer.outcome == outcome
    assert ("está dos veces" in answer.message) == (outcome == "refused")


def test_twins_that_differ_are_told(deliver):
    twins = {"VULNERABILIDAD_VICTIMA_LGBTI": "1", "VULNERABILIDAD_VICTIMA_LGTBI": "9"}
    rows = [row(**twins), *usual(9, **dict.fromkeys(twins, "1"))]
    answer = deliver("cem", "a.csv", text(rows, union_columns()))
    assert answer.outcome == "accepted"
    assert sum("dice otra cosa" in reason for reason in answer.reasons) == 1


# Options and names


@pytest.mark.parametrize(
    ("source", "option", "value"),
    [
        ("sidpol", "edition", "zz"),
        ("demuna", "edition", "zz"),
        ("police_points", "edition", "zz"),
        ("sidpol", "date_order", "dmy"),
        ("population", "months", ("2022-01",)),
        ("cem", "mapping", "mapeo.toml"),
        ("cem", "sheets", ("Hoja 1",)),
    ],
)
def test_an_option_that_would_change_nothing_is_refused(deliver, source, option, value):
    names = {"edition": "--edition-of-format", "sheets": "--sheet"}
    answer = deliver(source, "a.csv", text(usual(3)), **{option: value})
    assert answer.outcome == "refused"
    assert names.get(option, f"--{option.replace('_', '-')}") in answer.message


@pytest.mark.parametrize("source", ["cem", "renamu"])
def test_an_unknown_edition_is_refused_with_the_known_ones(deliver, source):
    made = {"cem": text(usual(3)), "renamu": as_csv(municipality("2022"))}
    answer = deliver(source, "a.csv", made[source], edition="zz")
    assert (answer.outcome, "«zz»" in answer.message) == ("refused", True)


def test_a_name_with_brackets_is_read_as_a_name(tmp_path, settings):
    shapes = [box(-77.04, -11.85, -77.03, -11.84), box(-77.03, -11.85, -77.02, -11.84)]
    for folder, names in (("a", ["Uno", "Dos"]), ("b", ["Uno", "Tre"])):
        (tmp_path / folder).mkdir()
        frame = gpd.GeoDataFrame({"name": names}, geometry=shapes, crs="EPSG:4326")
        frame.to_file(tmp_path / folder / "z.shp")
        for part in list((tmp_path / folder).iterdir()):
            shutil.copy(part, part.with_name(part.name.replace("z.", "zonas[1].")))
    first, second = (tmp_path / folder / "zonas[1].shp" for folder in "ab")
    assert sha256_of(first) == sha256_of(tmp_path / "a" / "z.shp")
    assert sha256_of(first) != sha256_of(second)
    assert [add("zones", file, Options(), settings).outcome for file in (first, second)] == [
        "accepted",
        "accepted",
    ]
    assert add("zones", second, Options(), settings).outcome == "unchanged"
