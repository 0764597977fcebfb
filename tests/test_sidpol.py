"""SIDPOL: the file as the ministry publishes it, against a plain count in Python."""

from __future__ import annotations

import csv
import dataclasses
import io
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from ingest.deliveries import add
from ingest.months import between
from ingest.registry import Registry
from ingest.settings import load_work_settings
from ingest.sources.base import Options
from observatorio.config import District
from observatorio.database import open_read_only

HEADER = [
    "ANIO",
    "MES",
    "DPTO_HECHO_NEW",
    "PROV_HECHO",
    "DIST_HECHO",
    "UBIGEO_HECHO",
    "P_MODALIDADES",
    "cantidad",
]
VIOLENCE = "Violencia contra la mujer e integrantes"
MODALITIES = ["Estafa", "Extorsión", "Hurto", "Otros", "Robo", "Secuestro", VIOLENCE]
DISTRICT = "150106"


def row(**columns: object) -> list[object]:
    """A row of the official file: one complaint of violence of our district, but for `columns`."""
    usual = dict(
        zip(
            HEADER,
            [2024, 1, "LIMA METROPOLITANA", "LIMA", "CARABAYLLO", DISTRICT, VIOLENCE, 1],
            strict=True,
        )
    )
    return list((usual | columns).values())


def file_of(*rows: list[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADER, *rows])
    return text.getvalue().encode("utf-8-sig")


def year_of(year: int, count: int = 1) -> list[list[object]]:
    return [row(ANIO=year, MES=month, cantidad=count) for month in range(1, 13)]


def figures(con: duckdb.DuckDBPyConnection, measure: str = "denuncia") -> dict[tuple, int]:
    """Count of each (ubigeo, year, month); two records of one cell would be an error."""
    found = con.execute(
        "SELECT ubigeo, year, month, count FROM records WHERE source = 'sidpol' AND measure = ?",
        [measure],
    ).fetchall()
    assert len({cell[:3] for cell in found}) == len(found)
    return {cell[:3]: cell[3] for cell in found}


def test_violence_and_total_are_separate_measures(deliver, registry):
    outcome = deliver(
        "sidpol",
        "denuncias.csv",
        file_of(
            row(cantidad=7), row(P_MODALIDADES="Hurto", cantidad=30), row(P_MODALIDADES="Robo")
        ),
    )
    assert (outcome.outcome, outcome.accepted, outcome.periods) == ("accepted", 3, ["2024-01"])
    con = registry()
    assert figures(con) == {(DISTRICT, 2024, 1): 7}
    assert figures(con, "denuncia_total") == {(DISTRICT, 2024, 1): 38}
    assert con.execute(
        "SELECT DISTINCT service, record_key, ubigeo_event, geocode_quality, zone FROM records"
    ).fetchall() == [("SIDPOL", None, DISTRICT, "ninguna", None)]


def test_a_file_of_violence_alone_says_nothing_of_every_kind(deliver, registry):
    outcome = deliver("sidpol", "d.csv", file_of(row(cantidad=7)))
    assert "no dice cuántas hubo de todo tipo" in outcome.message
    con = registry()
    assert (figures(con), figures(con, "denuncia_total")) == ({(DISTRICT, 2024, 1): 7}, {})


def test_bom_does_not_hide_the_first_column(deliver):
    content = file_of(row())
    assert content.startswith(b"\xef\xbb\xbfANIO")
    assert deliver("sidpol", "con_bom.csv", content).outcome == "accepted"
    assert deliver("sidpol", "sin_bom.csv", content[3:] + b"\n").outcome == "accepted"


@pytest.mark.parametrize(
    "modality", [VIOLENCE.upper(), "violencia  contra la mujer e integrantes del grupo familiar"]
)
def test_the_modality_is_known_by_plain_words(deliver, registry, modality):
    deliver("sidpol", "d.csv", file_of(row(P_MODALIDADES=modality, cantidad=4)))
    assert figures(registry()) == {(DISTRICT, 2024, 1): 4}


def test_lost_zero_comes_back(settings, tmp_path):
    settings = dataclasses.replace(
        settings, district=District("010205", "Aramango", "Bagua", "Amazonas")
    )
    file = tmp_path / "d.csv"
    file.write_bytes(
        file_of(row(UBIGEO_HECHO=10205, DIST_HECHO="ARAMANGO", PROV_HECHO="BAGUA", cantidad=9))
    )
    assert add("sidpol", file, Options(), settings).accepted == 1
    assert figures(open_read_only(Registry(settings).current)) == {("010205", 2024, 1): 9}


def test_other_districts_are_left_out_unless_national(deliver, registry):
    rows = [row(), row(UBIGEO_HECHO=10101, DIST_HECHO="CHACHAPOYAS", PROV_HECHO="CHACHAPOYAS")]
    outcome = deliver("sidpol", "d.csv", file_of(*rows))
    assert (outcome.accepted, outcome.left_out) == (1, 1)
    outcome = deliver("sidpol", "n.csv", file_of(*rows, row(MES=2)), all_districts=True)
    assert (outcome.accepted, outcome.left_out) == (3, 0)
    assert figures(registry()) == {
        (DISTRICT, 2024, 1): 1,
        (DISTRICT, 2024, 2): 1,
        ("010101", 2024, 1): 1,
        ("010101", 2024, 2): 0,
    }


def test_month_without_row_is_zero_inside_the_range_and_absent_after_it(deliver, registry):
    # The last month is that of the file, over every district.
    other = row(MES=4, UBIGEO_HECHO=150110, DIST_HECHO="COMAS", P_MODALIDADES="Robo")
    outcome = deliver("sidpol", "d.csv", file_of(row(cantidad=5), row(MES=3, cantidad=6), other))
    assert outcome.periods == ["2024-01", "2024-02", "2024-03", "2024-04"]
    for measure in ("denuncia", "denuncia_total"):
        assert figures(registry(), measure) == {
            (DISTRICT, 2024, month): count for month, count in {1: 5, 2: 0, 3: 6, 4: 0}.items()
        }


def test_month_with_other_modalities_only_has_no_violence(deliver, registry):
    deliver("sidpol", "d.csv", file_of(row(), row(MES=2, P_MODALIDADES="Robo", cantidad=3)))
    assert figures(registry())[DISTRICT, 2024, 2] == 0
    assert figures(registry(), "denuncia_total")[DISTRICT, 2024, 2] == 3


def test_file_without_our_rows_says_nothing_of_us(deliver, registry):
    deliver("sidpol", "a.csv", file_of(row(cantidad=8)))
    other = row(UBIGEO_HECHO=40101, DIST_HECHO="AREQUIPA", PROV_HECHO="AREQUIPA")
    outcome = deliver("sidpol", "b.csv", file_of(other))
    assert (outcome.outcome, outcome.accepted, outcome.periods) == ("refused", 0, [])
    assert figures(registry()) == {(DISTRICT, 2024, 1): 8}


def test_newer_file_replaces_every_month_that_it_contains(deliver, registry, settings):
    deliver("sidpol", "a.csv", file_of(*year_of(2023, 10)))
    newer = [row(ANIO=2023, MES=12, cantidad=11), row(MES=2, cantidad=12)]
    outcome = deliver("sidpol", "b.csv", file_of(*newer))
    assert outcome.replaced_periods == ["2023-12"]
    expected = {(DISTRICT, 2023, month): 10 for month in range(1, 12)}
    expected |= {(DISTRICT, 2023, 12): 11, (DISTRICT, 2024, 1): 0, (DISTRICT, 2024, 2): 12}
    assert figures(registry()) == expected
    Registry(settings).rebuild()
    assert figures(registry()) == expected


def test_same_file_twice_changes_nothing(deliver, registry):
    deliver("sidpol", "a.csv", file_of(*year_of(2023, 10)))
    assert deliver("sidpol", "b.csv", file_of(*year_of(2023, 10))).outcome == "unchanged"
    assert sum(figures(registry()).values()) == 120


@pytest.mark.parametrize(
    ("columns", "column", "words"),
    [
        ({"MES": 13}, "MES", "1 a 12"),
        ({"MES": "3.7"}, "MES", "1 a 12"),
        ({"MES": ""}, "MES", "1 a 12"),
        ({"ANIO": 1989}, "ANIO", "1990"),
        ({"ANIO": 2999}, "ANIO", "1990"),
        ({"ANIO": "dos mil"}, "ANIO", "1990"),
        ({"cantidad": -1}, "cantidad", "entero"),
        ({"cantidad": "1.5"}, "cantidad", "entero"),
        ({"cantidad": "1,000"}, "cantidad", "entero"),
        ({"cantidad": ""}, "cantidad", "entero"),
        ({"UBIGEO_HECHO": 1501}, "UBIGEO_HECHO", "INEI"),
        ({"UBIGEO_HECHO": 150100}, "UBIGEO_HECHO", "INEI"),
        ({"UBIGEO_HECHO": 990106}, "UBIGEO_HECHO", "INEI"),
        ({"UBIGEO_HECHO": "", "DIST_HECHO": ""}, "UBIGEO_HECHO", "INEI"),
        ({"UBIGEO_HECHO": 140105}, "UBIGEO_HECHO", "RENIEC"),
        ({"P_MODALIDADES": "Abigeato"}, "P_MODALIDADES", "modalidad desconocida"),
    ],
)
def test_impossible_values_go_to_quarantine(deliver, registry, columns, column, words):
    rows = [*year_of(2022), *year_of(2023)]
    outcome = deliver(
        "sidpol", "d.csv", file_of(*rows, row(**({"ANIO": 2023, "MES": 12} | columns)))
    )
    assert (outcome.outcome, outcome.accepted, outcome.refused) == ("accepted", 24, 1)
    (reason,) = outcome.reasons
    assert reason.startswith(column + ":")
    assert words in reason
    kept = registry().execute("SELECT row_number, column_name FROM refused_rows").fetchall()
    assert kept == [(26, column)]
    assert figures(registry()) == {
        (DISTRICT, year, month): 1 for year in (2022, 2023) for month in range(1, 13)
    }


def test_file_of_reniec_codes_is_refused_whole(deliver):
    outcome = deliver("sidpol", "d.csv", file_of(row(UBIGEO_HECHO=140105)))
    assert outcome.outcome == "refused"
    assert "150106" in outcome.message


def test_district_of_the_same_name_elsewhere_is_another_district(deliver):
    namesake = row(UBIGEO_HECHO=40122, PROV_HECHO="AREQUIPA")
    outcome = deliver("sidpol", "d.csv", file_of(row(), namesake))
    assert (outcome.accepted, outcome.refused, outcome.left_out) == (1, 0, 1)


@pytest.mark.parametrize(
    "columns",
    [
        {"UBIGEO_HECHO": 150110, "DIST_HECHO": "COMAS", "cantidad": "x"},
        {"UBIGEO_HECHO": "NULL", "DIST_HECHO": "NO ESPECIFICADO"},
    ],
)
def test_problems_of_other_districts_are_left_out(deliver, columns):
    outcome = deliver("sidpol", "d.csv", file_of(row(), row(**columns)))
    assert (outcome.accepted, outcome.refused, outcome.left_out) == (1, 0, 1)


def test_refused_row_is_no_zero(deliver, registry):
    # The row of May can't be read: May is unknown. June: a doubt on the total only.
    rows = [*year_of(2022, 3), *year_of(2023, 3), *year_of(2024, 3)]
    rows[28] = row(MES=5, cantidad="muchas")
    rows[29] = row(MES=6, cantidad="pocas", P_MODALIDADES="Hurto")
    deliver("sidpol", "d.csv", file_of(*rows, *(row(ANIO=2021, MES=m) for m in range(1, 13))))
    assert (DISTRICT, 2024, 5) not in figures(registry())
    assert figures(registry())[DISTRICT, 2024, 6] == 0
    total = figures(registry(), "denuncia_total")
    assert (DISTRICT, 2024, 5) not in total
    assert (DISTRICT, 2024, 6) not in total


def test_workbook(deliver, registry, tmp_path):
    path = tmp_path / "libro.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, cells in enumerate([HEADER, row(cantidad=4), row(MES=2, cantidad=5)]):
            sheet.write_row(at, 0, cells)
    deliver("sidpol", "libro.xlsx", path.read_bytes())
    assert figures(registry()) == {(DISTRICT, 2024, 1): 4, (DISTRICT, 2024, 2): 5}


def test_missing_column_is_named(deliver):
    outcome = deliver("sidpol", "d.csv", file_of(row()).replace(b"P_MODALIDADES", b"MODALIDAD"))
    assert outcome.outcome == "refused"
    assert "P_MODALIDADES" in outcome.message
    assert "MODALIDAD»" in outcome.message


ROWS = st.lists(
    st.builds(
        lambda month, ubigeo, modality, count: row(
            MES=month,
            UBIGEO_HECHO=int(ubigeo),
            DIST_HECHO=f"D{ubigeo}",
            P_MODALIDADES=modality,
            cantidad=count,
        ),
        st.integers(1, 12),
        st.sampled_from(["150106", "010101", "250302"]),
        st.sampled_from(MODALITIES),
        st.integers(0, 500),
    ),
    min_size=1,
    max_size=40,
)


@given(ROWS)
@example_settings(max_examples=15, deadline=None)
def test_totals_are_those_of_a_plain_sum(rows):
    expected: dict[str, Counter] = {"denuncia": Counter(), "denuncia_total": Counter()}
    months = [int(r[1]) for r in rows]
    for r in rows:
        cell = (f"{r[5]:06d}", r[0], r[1])
        expected["denuncia_total"][cell] += r[7]
        expected["denuncia"][cell] += r[7] if r[6] == VIOLENCE else 0
    first: dict[int, int] = {}  # a district is silent with meaning from its first row on
    for r in rows:
        first[r[5]] = min(r[1], first.get(r[5], 12))
    every = {
        (f"{ubigeo:06d}", 2024, month): 0
        for ubigeo, since in first.items()
        for month in range(since, max(months) + 1)
    }
    with tempfile.TemporaryDirectory() as folder:
        settings = dataclasses.replace(load_work_settings(), data_dir=Path(folder) / "data")
        file = Path(folder) / "d.csv"
        file.write_bytes(file_of(*rows))
        said = tuple(between(date(2024, min(months), 1), date(2024, max(months), 1)))
        add("sidpol", file, Options(all_districts=True, months=said), settings)
        con = open_read_only(Registry(settings).current)
        assert figures(con) == every | dict(expected["denuncia"])
        if any(r[6] != VIOLENCE for r in rows):
            assert figures(con, "denuncia_total") == every | dict(expected["denuncia_total"])
        con.close()
