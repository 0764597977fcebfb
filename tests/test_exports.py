"""The CSV that people take away, against the cube read with plain queries."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatorio.cube import Cube
from observatorio.editions import current_cube
from observatorio.exports import FORMULA_STARTS, HEADER, csv_bytes, file_name, row_count, safe
from observatorio.filters import Filters
from tests.export_cubes import ADDRESS, SAID, noted, open_years, taken

COLUMNS = ["fuente", "anio", "mes", "edad", "sexo", "tipo", "zona", "valor", "nota", "edicion"]
DIMENSIONS = ["age_group", "sex", "violence_type", "zone"]
OTHERS = [
    "quarter", "relationship", "risk_level", "condition", "complaint", "protection_measure",
    "precautionary_measure", "legal_support",
]  # fmt: skip
CHOICES = {
    "age_group": [(), ("0-11",), ("12-17", "60+")],
    "sex": [(), ("mujer",)],
    "violence_type": [(), ("economica", "sexual")],
    "zone": [()],
}
Row = tuple[str, ...]


@pytest.fixture(scope="module")
def cube(demo_data: Path) -> Cube:
    return current_cube(demo_data / "store" / "public", "150106")


def read(content: bytes) -> list[Row]:
    assert content.startswith(b"\xef\xbb\xbf")
    return cells_of(content)


def cells_of(content: bytes) -> list[Row]:
    """The lines of a file, once its last columns are as they should be: in the first line alone."""
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert header == [*COLUMNS, *SAID]
    assert [[bool(cell) for cell in row[10:]] for row in rows] == [
        [n == 0] * len(SAID) for n in range(len(rows))
    ]
    return [tuple(row[:10]) for row in rows]


def expected(con: duckdb.DuckDBPyConnection, filters: Filters) -> list[Row]:
    """The source's cells, filtered one by one in Python, as text."""
    title, measure, demonstration = con.execute(
        "SELECT title, measure, demonstration FROM sources WHERE source = ?", [filters.source]
    ).fetchone()
    labels = dict(
        con.execute(
            "SELECT dimension || '=' || code, label FROM categories WHERE source = ?",
            [filters.source],
        ).fetchall()
    )
    opened = open_years(con)
    cells = con.execute("SELECT * FROM cells").df().astype(object)
    cells = cells.where(cells.notna(), None).to_dict("records")
    found = []
    for cell in cells:
        ours = (cell["source"], cell["measure"]) == (filters.source, measure)
        if not ours or any(cell[name] is not None for name in OTHERS):
            continue
        if not filters.years[0] <= cell["year"] <= filters.years[1]:
            continue
        if any(codes and cell[name] not in codes for name, codes in filters.chosen.items()):
            continue
        named = [labels[f"{d}={cell[d]}"] if cell[d] else None for d in DIMENSIONS]
        line = [title, None, None, None, cell["year"], cell["quarter"], cell["month"]]
        note = noted((*line, cell["note"], None), opened)
        note += " · demostración" if demonstration else ""
        row = [title, cell["year"], cell["month"], *named, cell["value"], note, cell["edition"]]
        found.append(tuple("" if v is None else str(v) for v in row))
    return found


def combinations() -> list[Filters]:
    chosen = [
        dict(zip(CHOICES, codes, strict=True)) for codes in itertools.product(*CHOICES.values())
    ]
    all_of = [Filters("cem", years, c) for years in ((2017, 2022), (2020, 2020)) for c in chosen]
    return all_of + [Filters(s, (2017, 2022)) for s in ("sidpol", "police_points", "demuna")]


@pytest.mark.parametrize("filters", combinations(), ids=str)
def test_the_file_has_the_cells_of_the_cube_and_no_others(cube, published, filters) -> None:
    content = csv_bytes(taken(cube, filters))
    rows = read(content)
    assert sorted(rows) == sorted(expected(published, filters))
    assert len(rows) == row_count(cube, filters)


def test_zone_codes_filter_the_file(cube, published) -> None:
    ((zone, name),) = published.execute("SELECT zone, name FROM zones LIMIT 1").fetchall()
    rows = read(csv_bytes(taken(cube, Filters("cem", (2017, 2022), {"zone": (zone,)}))))
    assert rows
    assert {row[6] for row in rows} == {name}
    assert sorted(rows) == sorted(
        expected(published, Filters("cem", (2017, 2022), {"zone": (zone,)}))
    )


def test_protected_cells_are_empty_and_say_so(cube) -> None:
    rows = read(csv_bytes(taken(cube, Filters("cem", (2017, 2022)))))
    hidden = [row for row in rows if row[7] == ""]
    assert hidden
    opened = " · año abierto: enero a marzo"
    assert {row[8] for row in hidden if row[1] != "2022" or row[2]} == {"menos de 5 · demostración"}
    assert {row[8] for row in hidden if row[1] == "2022" and not row[2]} == {
        f"menos de 5{opened} · demostración"
    }
    assert not [row for row in rows if row[7] and int(row[7]) < 5]


def test_the_file_opens_with_other_programs(cube, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv_bytes(taken(cube, Filters("cem", (2021, 2021)))))
    table = pd.read_csv(file)
    assert list(table.columns) == [*COLUMNS, *SAID] == list(HEADER)
    assert table["proteccion"].notna().to_list() == [n == 0 for n in range(len(table))]
    total = table[table[["mes", "edad", "sexo", "tipo", "zona"]].isna().all(axis=1)]
    assert total["valor"].to_list() == [1441]
    names, count, value = (
        duckdb.connect()
        .execute(
            "SELECT list(DISTINCT tipo ORDER BY tipo) FILTER (tipo IS NOT NULL), count(*), "
            "max(valor) FROM read_csv(?)",
            [str(file)],
        )
        .fetchone()
    )
    assert names == ["Económica o patrimonial", "Física", "Psicológica", "Sexual"]
    assert (count, value) == (len(table), 1441)


@given(
    st.one_of(
        st.text(), st.sampled_from(FORMULA_STARTS).flatmap(lambda c: st.text().map(c.__add__))
    )
)
def test_no_cell_is_a_formula(text: str) -> None:
    told = safe(text)
    assert isinstance(told, str)
    assert not told.startswith(FORMULA_STARTS)
    assert told in (text, f"'{text}")
    assert (told != text) == text.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.one_of(st.none(), st.integers(), st.floats(allow_nan=False)))
def test_what_is_no_text_stays_as_it_is(value: object) -> None:
    assert safe(value) is value


def test_file_names_say_what_is_inside(cube) -> None:
    chosen = {"violence_type": ("sexual",), "age_group": ("0-11", "60+")}
    name = file_name(cube, Filters("cem", (2018, 2020), chosen), "San Martín de Porres")
    assert name == "demostracion_San-Martin-de-Porres_cem_2018-2020_0-11_60+_sexual_ed1.csv"
    assert file_name(cube, Filters("sidpol", (2021, 2021)), "Ñaña/../x").count("/") == 0


def test_the_first_line_says_what_the_file_is(cube) -> None:
    filters = Filters("cem", (2018, 2021), {"sex": ("mujer",)})
    file = io.StringIO(csv_bytes(taken(cube, filters)).decode("utf-8-sig"), newline="")
    first = next(csv.DictReader(file))
    info = cube.sources["cem"]
    assert first["corte"] == "hasta marzo de 2022"
    assert first["filtros"] == "años 2018 a 2021 · sexo: mujeres"
    assert first["licencia"] == info.licence
    assert all(part in first["cita"] for part in (info.title, "Carabayllo", "Edición 1", ADDRESS))
    assert "demostración" in first["cita"]
