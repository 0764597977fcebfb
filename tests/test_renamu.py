"""INEI's RENAMU: editions, .dbf and .dta, missing is not zero."""

from __future__ import annotations

import csv
import dataclasses
import random
import struct
from collections import Counter

import pandas as pd
import pyreadstat
import pytest

from ingest.registry import Registry
from ingest.renamu_editions import FOLDER, fields_by_edition
from observatorio.config import IngestLimits

VIOLENCE = {"6", "7", "8", "11"}


@pytest.fixture
def settings(settings):
    return dataclasses.replace(settings, limits=IngestLimits(max_refused_pct=100))


def row(edition, ubigeo="150106", said=None, **columns):
    """A municipality that answered: no cases, unless `said` (matter: count)."""
    general = {r["edition"]: r for r in read("general.csv")}[edition]
    made = {
        "Ubigeo": ubigeo,
        "idmunici": ubigeo,
        "Tipomuni": "2",
        general["has_demuna_column"]: "1",
    }
    if general["informant_column"]:
        made[general["informant_column"]] = "1"
    for item in read("columns.csv"):
        if item["edition"] == edition:
            count = (said or {}).get(item["matter"])
            made[item["count_column"]] = "" if count is None else str(count)
            if item["attended_column"]:
                made[item["attended_column"]] = "2" if count is None else "1"
    return made | columns


def read(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def as_csv(*rows):
    return pd.DataFrame(rows).to_csv(index=False)


def as_dta(tmp_path, *rows):
    path = tmp_path / "made.dta"
    pyreadstat.write_dta(pd.DataFrame(rows), str(path))
    return path.read_bytes()


def as_dbf(*rows):
    """A dBase III table of text columns: header, one descriptor per field, fixed-width rows."""
    names, width = list(rows[0]), 12
    size = 1 + width * len(names)
    head = struct.pack("<4BIHH20x", 3, 124, 1, 1, len(rows), 33 + 32 * len(names), size)
    fields = [struct.pack("<11sc4xBB14x", n.encode(), b"C", width, 0) for n in names]
    body = [b" " + b"".join(f"{r[n]:<{width}}".encode("latin-1") for n in names) for r in rows]
    return head + b"".join(fields) + b"\r" + b"".join(body) + b"\x1a"


def counts(con, columns="matter, count"):
    return con.sql(f"SELECT {columns} FROM records ORDER BY row_number, matter").fetchall()


@pytest.mark.parametrize("edition", ["2019", "2020"])
def test_dbf_of_an_edition(deliver, registry, edition):
    answer = deliver(
        "renamu", f"RENAMU_{edition}.dbf", as_dbf(row(edition, said={"6": 12, "1": 30}))
    )
    assert (answer.outcome, answer.accepted, answer.periods) == (
        "accepted", 1, [f"{int(edition) - 1}-01"],
    )  # fmt: skip
    held = dict(counts(registry()))
    assert (held["6"], held["1"], held["7"]) == (12, 30, 0)


@pytest.mark.parametrize("edition", ["2021", "2022", "2025"])
def test_dta_of_an_edition(deliver, registry, tmp_path, edition):
    data = as_dta(tmp_path, row(edition, said={"11": 4}))
    deliver("renamu", f"base_renamu{edition}.dta", data)
    con = registry()
    fields = "measure, year, month, ubigeo, ubigeo_service, service, record_key, zone, count"
    assert counts(con, f"DISTINCT ON (matter) matter, {fields}")[2][0] in {"11", "10"}
    held = con.sql(f"SELECT {fields} FROM records WHERE matter = '11'").fetchall()
    year = int(edition) - 1
    assert held == [("caso_renamu", year, None, "150106", "150106", "RENAMU", None, None, 4)]


@pytest.mark.parametrize("edition", list(fields_by_edition()))
def test_every_edition_gives_its_matters(deliver, registry, edition):
    listed = [r["matter"] for r in read("columns.csv") if r["edition"] == edition]
    said = {matter: n for n, matter in enumerate(listed, start=1)}
    answer = deliver("renamu", "renamu.csv", as_csv(row(edition, said=said)), edition=edition)
    assert answer.outcome == "accepted", answer.message
    con = registry()
    assert dict(counts(con)) == said
    subject = {m for m, measure in counts(con, "matter, measure") if measure == "caso_renamu"}
    assert subject == VIOLENCE & set(listed)


@pytest.mark.parametrize("informant", ["VFI_P64", "VFL_P64"])
def test_the_informants_column_is_the_same_with_i_or_l(deliver, registry, informant):
    made = row("2025", said={"6": 3})
    made[informant] = made.pop("VFL_P64")
    deliver("renamu", "renamu_2025.csv", as_csv(made))
    assert dict(counts(registry()))["6"] == 3


def test_numbers_and_lost_zeros(deliver, registry, tmp_path):
    made = row("2023", "10101", said={"6": 3})
    frame = {name: float(value) if value else None for name, value in made.items()}
    data = as_dta(tmp_path, frame, {**frame, "Ubigeo": 150106.0, "idmunici": 2.0})
    answer = deliver("renamu", "renamu_2023.dta", data, all_districts=True)
    assert answer.accepted == 2
    assert set(counts(registry(), "ubigeo")) == {("010101",), ("150106",)}


@pytest.mark.parametrize(
    "no", [{"P64": "2"}, {"P64": "0"}, {"VFI_P64": "0"}, {"VFI_P64": "2"}, {"P64": ""}]
)
def test_no_demuna_or_not_informed_is_no_record_and_no_zero(deliver, registry, no):
    answer = deliver("renamu", "renamu_2022.csv", as_csv(row("2022", **no)))
    assert (answer.accepted, answer.refused, answer.left_out) == (0, 0, 1)
    assert counts(registry()) == []


def test_other_municipalities_are_left_out_unless_asked_for(deliver, registry):
    rows = [row("2022"), row("2022", "150101"), row("2022", "150102")]
    answer = deliver("renamu", "renamu_2022.csv", as_csv(*rows))
    assert (answer.accepted, answer.left_out) == (1, 2)
    assert set(counts(registry(), "ubigeo")) == {("150106",)}


def test_a_file_without_the_district_answers_for_no_year(deliver, registry):
    deliver("renamu", "renamu_2022.csv", as_csv(row("2022", said={"6": 3})))
    answer = deliver("renamu", "otro_2022.csv", as_csv(row("2022", "150101")))
    assert (answer.accepted, answer.periods) == (0, [])
    assert dict(counts(registry()))["6"] == 3


def test_a_rebuild_gives_the_same_counts(deliver, registry, settings):
    deliver("renamu", "renamu_2022.csv", as_csv(row("2022", said={"6": 3})))
    before = counts(registry())
    Registry(settings).rebuild()
    assert counts(registry()) == before


def test_a_newer_file_of_the_edition_replaces_the_year(deliver, registry):
    deliver("renamu", "renamu_2022.csv", as_csv(row("2022", said={"6": 3})))
    deliver("renamu", "renamu_2023.csv", as_csv(row("2023", said={"6": 5})))
    answer = deliver("renamu", "renamu_2022_b.csv", as_csv(row("2022", said={"6": 4})))
    assert answer.replaced_periods == ["2021-01"]
    assert counts(registry(), "year, count")
    held = registry().sql("SELECT year, count FROM records WHERE matter = '6' ORDER BY 1")
    assert held.fetchall() == [(2021, 4), (2022, 5)]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"P64_6": "1"}, "P64_6_1: dice que atendió casos pero no dice cuántos"),
        ({"P64_6_1": "5"}, "P64_6_1: dice que no atendió casos y da una cantidad"),
        ({"P64_6": "1", "P64_6_1": "0"}, "P64_6_1: dice que atendió casos y la cantidad es cero"),
        (
            {"P64_6": "1", "P64_6_1": "-3"},
            "P64_6_1: la cantidad de casos debe ser un número entero",
        ),
        ({"P64_6": "1", "P64_6_1": "x"}, "P64_6_1: la cantidad de casos debe ser un número entero"),
        ({"P64_6": ""}, "P64_6_1: no dice si atendió casos de esta materia"),
        (
            {"P64_6": "7"},
            "P64_6_1: respuesta desconocida a si atendió casos: se espera 1 (sí) o 2 (no)",
        ),
        ({"P64": "5"}, "P64: respuesta desconocida a si tiene DEMUNA: se espera 1 (sí) o 2 (no)"),
        (
            {"VFI_P64": "9"},
            "VFI_P64: código desconocido: se espera 1 (informó), o 0 o 2 (no informó)",
        ),
        ({"Ubigeo": "1501"}, "Ubigeo: no es el ubigeo de un distrito: se esperan seis cifras"),
    ],
)
def test_a_row_that_cannot_be_taken_is_returned(deliver, wrong, reason):
    answer = deliver("renamu", "renamu_2022.csv", as_csv(row("2022", **wrong)))
    assert (answer.accepted, answer.refused, answer.reasons) == (0, 1, {reason: 1})
    assert answer.outcome == "refused"  # nothing else is in the file


def test_a_matter_of_context_is_missed_alone_and_told(deliver, registry):
    answer = deliver("renamu", "renamu_2022.csv", as_csv(row("2022", said={"6": 3}, P64_1="1")))
    assert (answer.accepted, answer.refused) == (1, 0)
    assert answer.reasons == {"P64_1_1: dice que atendió casos pero no dice cuántos": 1}
    held = dict(counts(registry()))
    assert "1" not in held and held["6"] == 3 and len(held) == 18


def test_a_municipality_twice_is_returned(deliver):
    answer = deliver("renamu", "renamu_2022.csv", as_csv(row("2022"), row("2022", P64_1="2")))
    assert answer.reasons == {"Ubigeo: hay más de una fila de esta municipalidad": 2}


@pytest.mark.parametrize(("column", "edition"), [("P64_14_1", "2021"), ("P68A_1", "2017")])
def test_a_column_put_by_pattern_must_be_there(deliver, column, edition):
    made = row(edition)
    made[column + "_X"] = made.pop(column)
    answer = deliver("renamu", f"renamu_{edition}.csv", as_csv(made))
    assert answer.outcome == "refused"
    assert f"falta la columna «{column}» (la más parecida es" in answer.message


def test_an_edition_that_nobody_tells_is_asked(deliver):
    answer = deliver("renamu", "renamu.csv", as_csv(row("2022")))
    assert (answer.outcome, answer.question["code"]) == ("question", "edition_of_format")
    assert "--edition-of-format" in answer.message and "2022 o 2023" in answer.message


def test_columns_tell_the_edition_where_only_one_has_them(deliver):
    assert deliver("renamu", "renamu.csv", as_csv(row("2018"))).periods == ["2017-01"]


def test_two_years_in_the_name_tell_nothing(deliver):
    answer = deliver("renamu", "renamu_2022_datos_2021.csv", as_csv(row("2022")))
    assert "--edition-of-format" in answer.message


def test_an_unknown_edition_is_refused(deliver):
    answer = deliver("renamu", "renamu.csv", as_csv(row("2022")), edition="2013")
    assert "No se conoce la edición «2013»" in answer.message


def test_a_wrong_year_does_not_shift_the_numbers_of_the_matters(deliver):
    answer = deliver("renamu", "renamu_2019.csv", as_csv(row("2020", said={"18": 3})))
    assert answer.outcome == "refused"
    assert "P64_18_1" in answer.message


def test_many_municipalities_give_what_a_plain_loop_gives(deliver, registry):
    dice = random.Random(7)
    rows, expected = [], Counter()
    for n in range(1, 60):
        ubigeo = f"{n % 25 + 1:02}{n:02}01"
        said = {str(m): dice.randint(1, 90) for m in range(1, 20) if dice.random() < 0.5}
        has = dice.choice(["1", "1", "2"])
        rows.append(row("2024", ubigeo, said=said, P64=has))
        if has == "1":
            expected.update({(ubigeo, str(m)): said.get(str(m), 0) for m in range(1, 20)})
    deliver("renamu", "renamu_2024.csv", as_csv(*rows), all_districts=True)
    held = counts(registry(), "ubigeo, matter, count")
    assert {(u, m): n for u, m, n in held} == dict(expected)
