"""CEM microdata as it is delivered: each quirk of the real files, and a plain count to compare."""

from __future__ import annotations

import csv
import dataclasses
import tempfile
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from ingest.archive import Archive
from ingest.deliveries import add
from ingest.reading import apart
from ingest.registry import Registry
from ingest.scrubbing import OTHER_CODE
from ingest.settings import load_work_settings
from ingest.sources import cem
from ingest.sources.base import Options
from observatorio.clock import today
from observatorio.config import IngestLimits
from observatorio.database import open_read_only
from tests.cem_rows import (
    EVENT,
    IDENTITIES,
    OTHER,
    OURS,
    USED,
    everything_in,
    internal_columns,
    public_columns,
    row,
    text,
    union_columns,
    usual,
)


@pytest.fixture
def lenient(settings, monkeypatch):
    """Files of one bad row are under the limit: what is tested is the row."""
    limits = dataclasses.replace(settings.limits, max_refused_pct=100)
    return dataclasses.replace(settings, limits=limits)


@pytest.fixture
def take(lenient, tmp_path):
    """Adds rows (or bytes) as a CEM file, none too bad to be refused whole."""

    def _take(rows, name="cem.csv", settings=lenient, **options):
        file = tmp_path / name
        file.write_bytes(rows if isinstance(rows, bytes) else text(rows).encode("utf-8"))
        return add("cem", file, Options(**options), settings)

    return _take


def records(con: duckdb.DuckDBPyConnection, *columns: str) -> list:
    """Columns of the registry's records in the file's order (values alone for one column)."""
    rows = con.table("records").order("row_number").select(*columns).fetchall()
    return [value for (value,) in rows] if len(columns) == 1 else rows


def problems(con: duckdb.DuckDBPyConnection) -> list:
    found = con.table("refused_rows").select("row_number", "column_name", "value", "reason")
    return found.order("row_number, column_name").fetchall()


def told(report: str | None) -> list[dict[str, str]]:
    assert report is not None
    with Path(report).open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle, delimiter=";"))


# Text


ACCENTED = [
    row(CEM="ÑAÑA"), row(CEM="COMISARÍA SAN PEDRO DE CARABAYLLO", LUGAR_REFERENCIA="Chavín"),
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_encoding_gives_the_same_records(take, registry, encoding):
    outcome = take(text(ACCENTED).encode(encoding), all_districts=True)
    assert (outcome.outcome, outcome.rows_read) == ("accepted", 2)
    names = ["ÑAÑA", "COMISARIA SAN PEDRO DE CARABAYLLO"]
    assert records(registry(), "service") == names
    assert records(registry(), "zone") == [None, "Z03"]


def test_lines_of_another_encoding_cost_no_row(take, registry):
    """A file that begins as UTF-8 and into which lines of an older one were pasted."""
    header, first, second, _ = text([row(CEM="ÑAÑA"), row(CEM="BREÑA")]).split("\n")
    data = f"{header}\n{first}\n".encode("utf-8-sig") + f"{second}\n".encode("cp1252")
    assert take(data, all_districts=True).accepted == 2
    assert records(registry(), "service") == ["ÑAÑA", "BREÑA"]


def test_mojibake_is_repaired_in_names_and_headers(take, registry):
    rows = [row(CEM="Ã‘AÃ‘A", LUGAR_REFERENCIA="ChavÃ­n")]
    take(rows, all_districts=True)
    assert records(registry(), "service", "zone") == [("ÑAÑA", "Z03")]


def test_undefined_bytes_cost_no_row(take):
    data = text(usual(3)).encode() + text([row(CEM="N@N@")]).split("\n")[1].encode() + b"\n"
    outcome = take(data.replace(b"N@N@", b"\xd1A\x81A"), all_districts=True)
    assert outcome.accepted == 4


# Names of the CEM


def test_a_cem_is_known_however_its_name_is_typed(take, registry):
    names = [
        "CARABAYLLO",
        "CARABAYLLO     ",
        "CEM CARABAYLLO",
        "cem  Carabayllo",
        " CEM CARABAYLLO ",
    ]
    assert take([row(CEM=name, DIST_DOMICILIO="10") for name in names]).accepted == len(names)
    assert set(records(registry(), "service", "ubigeo")) == {("CARABAYLLO", "150106")}


def test_two_spellings_of_a_cem_are_one_office(take, registry):
    rows = [row(CEM=f"COMISAR{i}A SAN PEDRO DE CARABAYLLO") for i in "IÍ"]
    take(rows)
    assert set(records(registry(), "service")) == {"COMISARIA SAN PEDRO DE CARABAYLLO"}
    assert registry().table("delivery_periods").shape[0] == 1


def test_a_name_almost_ours_is_pointed_out(take):
    outcome = take([row(), row(CEM="CARABAYLO", DIST_DOMICILIO="10")])
    assert outcome.left_out == 1
    (line,) = told(outcome.report)
    assert "«CARABAYLO»" in line["OBSERVATORIO_MOTIVO"]
    assert "«CARABAYLLO»" in line["OBSERVATORIO_MOTIVO"]


def test_attended_here_and_living_here_are_two_facts(take, registry):
    elsewhere = {"DIST_DOMICILIO": "10"}
    rows = [row(), row(**elsewhere), row(CEM=OTHER), row(CEM=OTHER, **elsewhere)]
    outcome = take(rows)
    assert (outcome.accepted, outcome.left_out, outcome.refused) == (3, 1, 0)
    assert records(registry(), "ubigeo", "ubigeo_service", "ubigeo_residence") == [
        ("150106", "150106", "150106"),
        ("150106", "150106", "150110"),
        (None, None, "150106"),
    ]


def test_national_use_leaves_nobody_out(take, registry, settings, tmp_path):
    directory = tmp_path / "directory.csv"
    directory.write_text(f"cem,ubigeo\n{OTHER},150132\n", encoding="utf-8")
    national = dataclasses.replace(settings, cem_directory=directory)
    rows = [row(), row(CEM=OTHER, DIST_DOMICILIO="10"), row(CEM="OTRO", DIST_DOMICILIO="10")]
    assert take(rows, settings=national, all_districts=True).accepted == 3
    assert records(registry(), "ubigeo") == ["150106", "150132", None]


def test_a_file_without_the_district_says_so(take):
    outcome = take([row(CEM=OTHER, DIST_DOMICILIO="10")])
    assert (outcome.outcome, outcome.accepted) == ("refused", 0)
    assert "ninguna de sus filas es del distrito" in outcome.message


# Dates


@pytest.mark.parametrize(
    ("values", "months"),
    [
        (["03/04/2021", "25/04/2021"], [4, 4]),
        (["03/04/2021", "04/25/2021"], [3, 4]),
        (["03-04-2021", "25-04-2021"], [4, 4]),
        (["3/4/21", "25/4/21"], [4, 4]),
        (["2021-03-04", "2021-03-05"], [3, 3]),
        (["2021-03-04 00:00:00", "2021-03-05T10:30:00"], [3, 3]),
        (["03/04/2021 00:00:00", "25/04/2021 23:59"], [4, 4]),
        (["03/04/2021 12:00:00 a. m.", "04/25/2021 1:05 PM"], [3, 4]),
        (["44259", "44260.0"], [3, 3]),
        (["44259.75", "44260,5"], [3, 3]),
        (["44259", "2021-03-04", "03/04/2021", "25/04/2021"], [3, 3, 4, 4]),
        (["05/05/2021", "06/06/2021"], [5, 6]),
        ([" 03/04/2021 ", "25/04/2021  "], [4, 4]),
    ],
)
def test_the_whole_file_tells_the_order_of_its_dates(take, registry, values, months):
    outcome = take([row(FECHA_INGRESO=value) for value in values])
    assert outcome.refused == 0
    assert records(registry(), "month") == months
    assert set(records(registry(), "year")) == {2021}


def test_excel_serial_days_are_counted_as_excel_does(take, registry):
    days = [date(2021, 1, 1), date(2021, 12, 31), date(2020, 2, 29)]
    take([row(FECHA_INGRESO=(day - date(1899, 12, 30)).days) for day in days])
    assert records(registry(), "year", "month") == [(2021, 1), (2021, 12), (2020, 2)]


def test_dates_that_can_be_read_both_ways_are_asked_about(take, lenient):
    outcome = take([row(FECHA_INGRESO="03/04/2021"), row(FECHA_INGRESO="05/05/2021")])
    assert (outcome.outcome, outcome.question["code"]) == ("question", "date_order")
    for said in ("cem.csv", "«03/04/2021»", "--date-order dmy", "--date-order mdy"):
        assert said in outcome.message
    assert Registry(lenient).current is None
    assert Archive(lenient).deliveries() == []


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        (["25/03/2021"] * 9 + ["03/25/2021"], "mixed_date_orders"),
        (["03/04/2021"] * 40 + ["25/03/2021"], "date_order"),  # one clear date settles nothing
        (["03/04/2021", "25/03/2021"], None),
        (["03/04/2021"] * 12 + ["25/03/2021"] * 9, None),
        (["03/03/2021"] * 9, None),
    ],
)
def test_dates_written_both_ways_or_hardly_clear_are_asked_about(take, dates, code):
    rows = [row(FECHA_INGRESO=day) for day in dates]
    outcome = take(rows)
    assert (outcome.question or {"code": None})["code"] == code
    if code:
        assert [a["option"] for a in outcome.question["answers"]] == [
            "--date-order dmy", "--date-order mdy",
        ]  # fmt: skip
        assert take(rows, date_order="dmy").outcome == "accepted"


@pytest.mark.parametrize(("order", "month"), [("dmy", 4), ("mdy", 3)])
def test_who_brings_the_file_may_say_the_order(take, registry, order, month):
    take([row(FECHA_INGRESO="03/04/2021")], date_order=order)
    assert records(registry(), "month") == [month]


def test_the_order_that_was_said_wins_over_the_values(take):
    rows = [row(FECHA_INGRESO="03/04/2021"), row(FECHA_INGRESO="25/04/2021")]
    outcome = take(rows, date_order="mdy")
    assert (outcome.accepted, outcome.refused, outcome.periods) == (1, 1, ["2021-03"])


# Codes


def test_codes_with_decimals_are_codes(take, registry):
    take([row(EDAD_VICTIMA="30.0", SEXO_VICTIMA="1.0", TIPO_VIOLENCIA="3.00", CONDICION="2,0")])
    fields = ("age", "sex", "violence_type", "condition")
    assert records(registry(), *fields) == [(30, "hombre", "sexual", "reingreso")]


def test_what_is_no_whole_age_is_no_age(take, registry):
    ages = ["15.5", "1e2", "1_0", "0x1F", "-3", "quince", "111", "728", "²"]
    assert take([*usual(9), *(row(EDAD_VICTIMA=age) for age in ages)]).refused == len(ages)
    kept = set(ages) - {"0x1F", "quince"} | {OTHER_CODE}
    assert {value for _, _, value, _ in problems(registry())} == kept


def test_a_code_is_never_rounded_nor_guessed(take, registry):
    codes = ["0.6", "1.4", "5", "-0", "NO SE", "1 2"]
    assert take([*usual(9), *(row(SEXO_VICTIMA=code) for code in codes)]).refused == len(codes)
    kept = set(codes) - {"NO SE"} | {OTHER_CODE}
    assert {value for _, _, value, _ in problems(registry())} == kept


def test_labels_stand_for_their_codes(take, registry):
    take([row(SEXO_VICTIMA="MUJER ", TIPO_VIOLENCIA="Psicológica", INTERPUSO_DENUNCIA="SÍ")])
    assert records(registry(), "sex", "violence_type", "complaint") == [
        ("mujer", "psicologica", "si")
    ]


def test_a_blank_is_not_said_rather_than_no(take, registry):
    optional = {
        "condition": "CONDICION",
        "complaint": "INTERPUSO_DENUNCIA",
        "risk_level": "NIVEL_DE_RIESGO_VICTIMA",
        "legal_support": "DESEA_PATROCINIO_LEGAL",
        "relationship": "VINCULO_AGRESOR_VICTIMA",
        "ethnicity": "ETNIA_VICTIMA",
    }
    rows = [row(**dict.fromkeys(optional.values(), blank)) for blank in ("", " ", "   ")]
    assert take(rows).refused == 0
    assert set(records(registry(), *optional)) == {(None,) * len(optional)}


def test_the_codes_of_the_codebook(take, registry):
    """Each code of the columns that are read, as FORMATS and the official dictionary give them."""
    book = {
        ("VINCULO_AGRESOR_VICTIMA", "relationship"): {
            "1": "pareja", "2": "familiar", "3": "sin_vinculo",
        },
        ("TIPO_VIOLENCIA", "violence_type"): {
            "0": "economica", "1": "psicologica", "2": "fisica", "3": "sexual",
        },
        ("NIVEL_DE_RIESGO_VICTIMA", "risk_level"): {"1": "leve", "2": "moderado", "3": "severo"},
        ("CONDICION", "condition"): {
            "1": "nuevo", "2": "reingreso", "3": "reincidente", "4": "derivado", "5": "continuador",
        },
        ("SEXO_VICTIMA", "sex"): {"0": "mujer", "1": "hombre"},
        ("CUENTA_MEDIDAS_PROTECCION", "protection_measure"): {"0": "no", "1": "si"},
        ("CUENTA_MEDIDAS_CAUTELARES", "precautionary_measure"): {"0": "no", "1": "si"},
        ("CASO_TENTATIVA_DE_FEMINICIDIO", "femicide_attempt"): {"0": "no", "1": "si"},
        ("DISCAPACIDAD_VICTIMA", "disability"): {"0": "no", "1": "si"},
    }  # fmt: skip
    rows = [row(**{column: code}) for (column, _), codes in book.items() for code in codes]
    assert take(rows).refused == 0
    told = records(registry(), *(field for _, field in book))
    expected = iter(told)
    for at, codes in enumerate(book.values()):
        for meaning in codes.values():
            assert next(expected)[at] == meaning


def test_a_codebook_belongs_to_an_edition(take, registry, monkeypatch, tmp_path):
    other = tmp_path / "codes.csv"
    swapped = "consolidado_186,sex,0,hombre,hombre\nconsolidado_186,sex,1,mujer,mujer\n"
    other.write_text(cem.CODES.read_text(encoding="utf-8") + swapped, encoding="utf-8")
    monkeypatch.setattr(cem, "CODES", other)
    take([row(), row(SEXO_VICTIMA="1.0")], edition="consolidado_186")
    assert records(registry(), "sex") == ["hombre", "mujer"]
    take([row(), row(SEXO_VICTIMA="1")], name="publico.csv", edition="publico_168")
    assert records(registry(), "sex") == ["mujer", "hombre"]


def test_an_unknown_edition_is_refused_with_the_known_ones(take):
    message = take([row()], edition="2099").message
    assert "«2099»" in message
    assert "publico_168" in message


# Homes


HOME = ("DPTO_DOMICILIO", "PROV_DOMICILIO", "DIST_DOMICILIO")


def home(*parts: str) -> dict[str, object]:
    return row(**dict(zip(HOME, parts, strict=True)))


def test_the_parts_of_a_home_make_a_district(take, registry):
    homes = {
        ("15", "01", "06"): "150106",
        ("15.0", "1.0", "6.0"): "150106",
        ("15", "1", "6"): "150106",
        ("1", "1", "1"): "010101",
        ("15 ", " 01", "06"): "150106",
        ("99", "99", "99"): None,
        ("99.0", "99.0", "99.0"): None,
        ("", "", ""): None,
        (" ", " ", " "): None,
    }
    assert take([home(*parts) for parts in homes]).refused == 0
    assert records(registry(), "ubigeo_residence") == list(homes.values())


def test_a_code_of_another_level_is_no_district(take, registry):
    wrong = [
        ("15", "01", "150106"), ("15", "01", ""), ("15", "", ""), ("15", "01", "00"),
        ("15", "00", "06"), ("26", "01", "01"), ("0", "1", "1"), ("15", "01", "99"),
        ("15", "99", "99"), ("15", "01", "6A"), ("99", "99", "06"), ("", "", "06"),
    ]  # fmt: skip
    assert take([*(home(*parts) for parts in wrong), *usual(12)]).accepted == 12
    found = problems(registry())
    assert [line for line, *_ in found] == list(range(2, 2 + len(wrong)))
    assert {column for _, column, *_ in found} == {"DIST_DOMICILIO"}
    assert [value for _, _, value, _ in found] == ["/".join(parts) for parts in wrong]
    assert all("no es un ubigeo de distrito" in reason for *_, reason in found)


# Layouts


def test_the_twins_of_a_column_are_one(take, registry):
    new, old = "VULNERABILIDAD_VICTIMA_LGBTI", "VULNERABILIDAD_VICTIMA_LGTBI"
    twins = [{new: "1"}, {old: "1"}, {new: " ", old: "1"}, {new: "1", old: "1"}, {new: "", old: ""}]
    assert take([row(**{new: "", old: ""} | twin) for twin in twins]).refused == 0
    assert records(registry(), "lgbti") == ["si", "si", "si", "si", None]


@pytest.mark.parametrize(
    ("columns", "edition"),
    [
        (public_columns, "publico_168"),
        (union_columns, "consolidado_186"),
        (internal_columns, "interno_577"),
    ],
)
def test_each_layout_is_told_by_its_columns(take, lenient, registry, columns, edition):
    assert len(columns()) == int(edition.split("_")[1])
    outcome = take(text([row(), row(SEXO_VICTIMA="1")], columns()).encode())
    assert outcome.accepted == 2
    assert Archive(lenient).deliveries()[0].edition_of_format == edition
    assert records(registry(), "sex") == ["mujer", "hombre"]


def test_the_shared_place_is_one_more_column(take, lenient, registry):
    columns = [*public_columns(), "AAHH"]
    take(text([row(AAHH="AA.HH. El Mirador")], columns).encode())
    assert records(registry(), "zone") == ["Z03"]
    assert Archive(lenient).deliveries()[0].edition_of_format == "publico_168"


def test_the_internal_extract_tells_where_it_happened(take, registry):
    rows = [row(**EVENT), row(**EVENT | {"DIST_OCURRENCIA": "10"}), row(DPTO_OCURRENCIA="99",
            PROV_OCURRENCIA="99", DIST_OCURRENCIA="99")]  # fmt: skip
    assert take(text(rows, internal_columns()).encode()).refused == 0
    assert records(registry(), "ubigeo_event") == ["150106", "150110", None]


def test_a_wrong_place_of_the_event_is_refused(take, registry):
    rows = [row(**EVENT | {"DIST_OCURRENCIA": "150106"})]
    take(text([*rows, *usual(1)], internal_columns()).encode())
    ((_, column, value, reason),) = problems(registry())[:1]
    assert (column, value) == ("DIST_OCURRENCIA", "15/01/150106")
    assert "lugar del hecho" in reason


def test_identities_are_kept_nowhere(take, lenient, registry):
    """Not in the archive, the registry, the report of refused rows or any other file."""
    people = [
        {name: f"{value}" if "@" in value else value for name, value in IDENTITIES.items()}
        for _ in range(4)
    ]
    rows = [row(**person) for person in people]
    rows[2]["EDAD_VICTIMA"] = "728"
    outcome = take(text(rows, internal_columns()).encode())
    assert (outcome.accepted, outcome.refused) == (3, 1)
    kept = everything_in(lenient.data_dir)
    for values in (IDENTITIES, ["7711023", "47110233"]):
        for value in values.values() if isinstance(values, dict) else values:
            assert value.encode() not in kept
    delivery = Archive(lenient).deliveries()[0]
    allowed = {field.name for field in cem.columns.editions("cem")["interno_577"]}
    assert set(pq.read_schema(Archive(lenient).parquet(delivery)).names) == allowed
    for table in ("records", "refused_rows", "deliveries"):
        found = str(registry().table(table).fetchall())
        assert not any(value in found for value in IDENTITIES.values())


def test_columns_that_look_like_people_are_named_and_dropped(take):
    def person(i):
        return {
            "COD1": f"4711023{i}",
            "COD2": f"98711023{i}",
            "COD3": f"z{i}@ejemplo.pe",
            "COD4": f"Zoraida{'abcdef'[i]} Quispe Huamaní",
            "COD5": f"4711023{i}.0",
            "COLOR": "ROJO",
        }

    outcome = take([row(**person(i)) for i in range(5)])
    named = {line["OBSERVATORIO_MOTIVO"].split(":")[0] for line in told(outcome.report)}
    assert named == {"COD1", "COD2", "COD3", "COD4", "COD5"}
    kinds = " ".join(line["OBSERVATORIO_MOTIVO"] for line in told(outcome.report))
    for kind in ("DNI", "teléfono", "correo electrónico", "nombres de personas"):
        assert kind in kinds
    assert (outcome.accepted, outcome.refused) == (5, 0)


def test_a_missing_column_is_named_with_the_nearest(take, lenient):
    data = text(usual(3)).replace("EDAD_VICTIMA", "EDAD_VICTM").replace("SEXO_VICTIMA", "QQ")
    outcome = take(data.encode())
    assert outcome.outcome == "refused"
    assert "«EDAD_VICTIMA» (la más parecida es «EDAD_VICTM»)" in outcome.message
    assert "«SEXO_VICTIMA»" in outcome.message
    assert Registry(lenient).current is None


def test_headers_may_vary_in_case_and_blanks(take):
    header, *rows = text(usual(2)).split("\n")
    assert take("\n".join([header.lower().replace("_", " "), *rows]).encode()).accepted == 2


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_separators_are_seen(take, delimiter):
    assert take(text(usual(2), delimiter=delimiter).encode()).accepted == 2


# Places


def test_places_become_zones_or_questions(take, registry):
    places = ["AA.HH. El Mirador", "Morutta", "Xyzzy", "Sol Naciente", "", " ", "EL MIRADOR"]
    take([row(LUGAR_REFERENCIA=place) for place in places])
    exact, fuzzy, none = ("Z03", "gacetero_exacto"), ("Z03", "gacetero_aproximado"), "ninguna"
    assert records(registry(), "zone", "geocode_quality") == [
        exact, fuzzy, (None, none), (None, none), (None, none), (None, none), exact,
    ]  # fmt: skip
    review = registry().table("places_review").select("place", "rows", "reason").fetchall()
    assert sorted((place, rows) for place, rows, _ in review) == [("sol naciente", 1), ("xyzzy", 1)]
    assert "desconocido" in dict((p, r) for p, _, r in review)["xyzzy"]
    assert "zona" in dict((p, r) for p, _, r in review)["sol naciente"]


def test_a_place_like_two_zones_is_a_question(take, registry, lenient, tmp_path):
    gazetteer = tmp_path / "gazetteer.csv"
    gazetteer.write_text(
        "ubigeo,place,aliases,zone_id,source\n150106,Los Alamos I,,Z01,x\n"
        "150106,Los Alamos V,,Z05,x\n150106,San Juan,,Z01,x\n150106,San Juan,,Z02,x\n"
    )
    zones = dataclasses.replace(lenient.zones, gazetteer=gazetteer)
    rows = [row(LUGAR_REFERENCIA=place) for place in ("Los Alamos X", "San Juan")]
    take(rows, settings=dataclasses.replace(lenient, zones=zones))
    assert records(registry(), "zone") == [None, None]
    reasons = registry().table("places_review").select("reason").fetchall()
    assert all("ambiguo" in reason for (reason,) in reasons)
    assert len(reasons) == 2


def test_places_of_others_are_nobodys_question(take, registry):
    other = row(CEM=OTHER, DIST_DOMICILIO="10", LUGAR_REFERENCIA="Lejos")
    take([row(LUGAR_REFERENCIA="Xyzzy"), other])
    assert registry().table("places_review").select("place").fetchall() == [("xyzzy",)]


def test_long_numbers_in_a_place_are_hidden(take, registry):
    take([row(LUGAR_REFERENCIA="Mz 4 telef 987110233")])
    assert "987110233" not in str(registry().table("places_review").fetchall())


# Quarantine


BAD = {
    "EDAD_VICTIMA": ("728", "edad imposible"),
    "SEXO_VICTIMA": ("7", "código desconocido"),
    "TIPO_VIOLENCIA": ("9", "código desconocido"),
    "CONDICION": ("8", "código desconocido"),
    "VINCULO_AGRESOR_VICTIMA": ("X", "código desconocido"),
    "FECHA_INGRESO": ("31/02/2021", "fecha imposible"),
    "INTERPUSO_DENUNCIA": ("2", "código desconocido"),
}


def test_a_bad_value_is_returned_with_its_reason(take, registry):
    fit = row(CONDICION="1", VINCULO_AGRESOR_VICTIMA="1", INTERPUSO_DENUNCIA="1")
    bad = [fit | {column: value} for column, (value, _) in BAD.items()]
    outcome = take([fit, *bad, *[fit] * len(bad)])
    assert (outcome.accepted, outcome.refused) == (1 + len(BAD), len(BAD))
    found, returned = problems(registry()), told(outcome.report)
    for line, (column, (value, why)) in enumerate(BAD.items(), 3):
        assert found[line - 3][:3] == (line, column, value)
        assert why in found[line - 3][3]
        assert (returned[line - 3]["OBSERVATORIO_FILA"], returned[line - 3][column]) == (
            str(line),
            value,
        )
        assert f"{column} «{value}»" in returned[line - 3]["OBSERVATORIO_MOTIVO"]
    assert sum(outcome.reasons.values()) == len(BAD)


def test_a_missing_required_value_is_returned(take, registry):
    required = ("CEM", "FECHA_INGRESO", "EDAD_VICTIMA", "SEXO_VICTIMA", "TIPO_VIOLENCIA")
    rows = [row(**{column: blank}) for column in required for blank in ("", " ")]
    assert take([row(), *rows, *usual(len(rows))]).refused == len(rows)
    assert [(line, column) for line, column, _, _ in problems(registry())] == [
        (3 + at, column) for at, column in enumerate(c for c in required for _ in range(2))
    ]
    assert all(reason.startswith("falta") for *_, reason in problems(registry()))


def test_a_day_that_cannot_be_is_returned(take, registry):
    days = {
        (today() + timedelta(days=40)).isoformat(): "fecha futura",
        "1889-05-01": "demasiado antigua",
        "2021": "demasiado antigua",
        "2021-13-01": "imposible",
        "2021-03-045": "imposible",
        "ayer": "imposible",
    }
    take([*usual(9, FECHA_INGRESO="2021-03-25"), *(row(FECHA_INGRESO=day) for day in days)])
    days[OTHER_CODE] = days.pop("ayer")
    found = {value: reason for _, _, value, reason in problems(registry())}
    assert found.keys() == days.keys()
    assert all(why in found[day] for day, why in days.items())


def test_every_problem_of_a_row_is_told_at_once(take, registry):
    take([row(EDAD_VICTIMA="728", SEXO_VICTIMA="7", DIST_DOMICILIO="150106"), row()])
    columns = {column for _, column, _, _ in problems(registry())}
    assert columns == {"EDAD_VICTIMA", "SEXO_VICTIMA", "DIST_DOMICILIO"}


def test_bad_rows_of_other_districts_are_none_of_our_business(take):
    other = {"CEM": OTHER, "DIST_DOMICILIO": "10"}
    outcome = take([row(), row(EDAD_VICTIMA="728", **other)])
    assert (outcome.accepted, outcome.refused, outcome.left_out) == (1, 0, 1)


def test_over_the_limit_the_file_is_refused_whole(take, settings, registry):
    first = take(usual(20), settings=settings)
    before = Registry(settings).current
    bad = [*usual(18), row(EDAD_VICTIMA="728"), row(SEXO_VICTIMA="=1+1")]
    bad += usual(4, EDAD_VICTIMA="728")
    outcome = take(bad, name="malo.csv", settings=settings)
    assert (first.outcome, outcome.outcome) == ("accepted", "refused")
    assert (outcome.rows_read, outcome.refused, outcome.accepted) == (24, 6, 0)
    for said in ("malo.csv", "6 de 24 filas", "25.0 %", "5 %", "5 filas", "edad imposible"):
        assert said in outcome.message
    assert Registry(settings).current == before
    assert len(Archive(settings).deliveries()) == 1
    lines = told(outcome.report)
    assert [(line["fila"], line["columna"]) for line in lines][:2] == [
        ("20", "EDAD_VICTIMA"),
        ("21", "SEXO_VICTIMA"),
    ]
    assert lines[1]["valor"] == "'=1+1"


@pytest.mark.parametrize(
    ("fit", "bad", "outcome"),
    [
        (22, 2, "accepted"),  # few rows of a small file
        (22, 5, "accepted"),
        (22, 6, "refused"),
        (114, 6, "accepted"),  # five of a hundred
        (113, 6, "refused"),
        (3, 3, "accepted"),
        (2, 3, "refused"),  # under half
    ],
)
def test_a_file_is_refused_for_many_bad_rows_in_share_and_in_number(
    take, settings, fit, bad, outcome
):
    rows = [*usual(fit), *usual(bad, EDAD_VICTIMA="728")]
    answer = take(rows, settings=settings)
    assert answer.outcome == outcome
    if outcome == "refused":
        over = "más de lo permitido (5 % y 5 filas)" if bad > 5 else "más de las que están bien"
        assert over in answer.message


# Lines


def test_broken_lines_are_counted_and_later_ones_keep_their_number(take, registry):
    header, *rows = text([row(), row(), row(EDAD_VICTIMA="728"), row(SEXO_VICTIMA="7"), row()])[
        :-1
    ].split("\n")
    lines = [header, rows[0], "CARABAYLLO,25/03/2021", rows[1], rows[2], rows[3] + ",x,y", rows[3]]
    outcome = take(("\n".join([*lines, rows[4], rows[4]]) + "\n").encode())
    assert (outcome.rows_read, outcome.accepted, outcome.refused) == (8, 4, 4)
    found = [(line, column) for line, column, _, _ in problems(registry())]
    assert found == [(3, "(fila)"), (5, "EDAD_VICTIMA"), (6, "(fila)"), (7, "SEXO_VICTIMA")]
    reasons = [reason for _, column, _, reason in problems(registry()) if column == "(fila)"]
    assert "menos columnas" in reasons[0]
    assert "más columnas" in reasons[1]


def test_blank_lines_are_no_rows_but_are_lines(take, registry):
    header, *rows = text([row(), row(EDAD_VICTIMA="728"), row(SEXO_VICTIMA="7")])[:-1].split("\n")
    commas = "," * (len(USED) - 1)
    lines = [header, rows[0], "", rows[1], commas, "   ", rows[2], "", commas, "", rows[0]]
    outcome = take(("\r\n".join(lines) + "\r\n").encode())
    assert (outcome.rows_read, outcome.accepted, outcome.refused) == (4, 2, 2)
    assert [(line, column) for line, column, _, _ in problems(registry())] == [
        (4, "EDAD_VICTIMA"),
        (7, "SEXO_VICTIMA"),
    ]
    assert [line["OBSERVATORIO_FILA"] for line in told(outcome.report)] == ["4", "7"]


def test_a_cell_of_two_lines_is_one_row(take, registry):
    rows = [row(LUGAR_REFERENCIA="Lomas\nde Carabayllo"), row(EDAD_VICTIMA="728")]
    take(rows)
    assert [line for line, *_ in problems(registry())] == [3]
    assert records(registry(), "zone") == ["Z01"]


@pytest.mark.parametrize("cut", [6, 14, 25])
def test_a_cut_last_line_refuses_the_file(take, lenient, cut):
    data = text(usual(40))[:-1]
    last = data.rindex("\n")
    outcome = take(data[: last + cut].encode())
    assert outcome.outcome == "refused"
    assert "cortado" in outcome.message
    assert Registry(lenient).current is None


def test_quotes_that_never_close_are_a_cut_file(take):
    data = text([*usual(3), row(LUGAR_REFERENCIA='El "Mirador"')])[:-4]
    assert "cortado" in take(data.encode()).message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (text([row()]).split("\n")[0] + "\n", "ninguna fila de datos"),
        (text([row()]).split("\n")[0] + "\n" + "a,b\n" * 4, "ninguna fila tiene las 8 columnas"),
        ("nada que ver\ncon una tabla\n", "faltan las columnas"),
        ('"' + "x" * 3_000_000, "no se puede leer como tabla"),
    ],
)
def test_a_text_that_is_no_table_is_refused_with_words(take, data, said):
    outcome = take(data.encode())
    assert outcome.outcome == "refused"
    assert said in outcome.message
    assert outcome.message.startswith("cem.csv")


def test_the_line_ends_of_old_macs_are_read(take):
    assert take(text(usual(3)).replace("\n", "\r").encode()).accepted == 3


# Workbooks and SPSS


MIXED = [
    row(EDAD_VICTIMA="9", LUGAR_REFERENCIA="Chavín", CONDICION="1"),
    row(CEM="CEM CARABAYLLO  ", FECHA_INGRESO="03/04/2021", SEXO_VICTIMA="1", CONDICION=""),
    row(EDAD_VICTIMA="728", CONDICION="2"),
    row(DPTO_DOMICILIO="99", PROV_DOMICILIO="99", DIST_DOMICILIO="99", TIPO_VIOLENCIA="3"),
    row(CEM=OTHER, DIST_DOMICILIO="10"),
]
SHOWN = (
    "row_number", "record_key", "month", "age", "sex", "service", "zone", "ubigeo_residence",
    "violence_type", "condition",
)  # fmt: skip
NUMBERS = ("EDAD_VICTIMA", "SEXO_VICTIMA", "TIPO_VIOLENCIA", "CONDICION")


def typed(value: object, column: str) -> object:
    """A cell as a program keeps it: days as days, codes as floats, blanks as nothing."""
    if value in ("", None):
        return None
    if column == "FECHA_INGRESO":
        return datetime.strptime(str(value), "%d/%m/%Y")
    return float(str(value)) if column in NUMBERS else value


def columns_of(rows) -> list[str]:
    return list(dict.fromkeys(name for item in rows for name in item))


def as_xlsxwriter(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        book.add_worksheet("Notas").write_row(0, 0, ["Banco de datos", "2021"])
        sheet = book.add_worksheet("BD")
        sheet.write_row(0, 0, columns_of(MIXED))
        for at, item in enumerate(MIXED, 1):
            for i, name in enumerate(columns_of(MIXED)):
                value = typed(item.get(name), name)
                sheet.write(at, i, value, day if isinstance(value, datetime) else None)


def as_openpyxl(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(columns_of(MIXED))
    for item in MIXED:
        book.active.append([typed(item.get(name), name) for name in columns_of(MIXED)])
    book.active.append([None] * 3)
    book.save(path)


def as_sav(path: Path) -> None:
    data = {n: [typed(item.get(n), n) for item in MIXED] for n in columns_of(MIXED)}
    pyreadstat.write_sav(pd.DataFrame(data), str(path))


def as_false_utf8_sav(path: Path) -> None:
    """As the official files: declared UTF-8, its text Latin-1 (two letters stand in for one)."""
    as_sav(path)
    data = path.read_bytes()
    assert b"UTF-8" in data
    path.write_bytes(data.replace("Chavín".encode(), "Chavín ".encode("latin-1")))


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.xlsx", as_xlsxwriter),
        ("b.xlsx", as_openpyxl),
        ("c.sav", as_sav),
        ("d.sav", as_false_utf8_sav),
    ],
)
def test_workbooks_and_spss_say_what_the_csv_says(take, registry, tmp_path, name, write):
    from_csv = take(MIXED)
    expected, refused = records(registry(), *SHOWN), problems(registry())
    assert len(expected) == 3
    write(tmp_path / "made")
    outcome = take((tmp_path / "made").read_bytes(), name=name)
    assert outcome.replaced_periods == from_csv.periods
    assert records(registry(), *SHOWN) == expected
    # The sheet «Notas» of the workbook is named as not read; here it is about the rows.
    newest = [p for p in problems(registry()) if p not in refused and p[0] is not None]
    assert newest in ([], [(4, "EDAD_VICTIMA", "728.0", refused[0][3])])


def test_identities_of_a_sav_are_named_but_not_kept(take, lenient, tmp_path):
    rows = [row(**{"COD": 47110230.0 + i, "NOTA": f"z{i}@ejemplo.pe"}) for i in range(4)]
    pyreadstat.write_sav(pd.DataFrame(rows), str(tmp_path / "made"))
    outcome = take((tmp_path / "made").read_bytes(), name="c.sav")
    named = {line["OBSERVATORIO_MOTIVO"].split(":")[0] for line in told(outcome.report)}
    assert (outcome.accepted, named) == (4, {"COD", "NOTA"})
    assert b"4711023" not in everything_in(lenient.data_dir)


def test_a_damaged_sav_is_refused_with_words(take, tmp_path):
    """Also by a reader whose parent holds more memory than the reader may: it isn't its own."""
    as_sav(tmp_path / "made")
    held = b"x" * (500 << 20)
    outcome = take((tmp_path / "made").read_bytes()[:300], name="c.sav")
    assert outcome.outcome == "refused"
    assert "dañado" in outcome.message
    assert len(held) > apart.MEMORY_MB << 20


# Everything at once, against a plain Python reference


WORDS = {
    "CEM": [OURS, "CEM CARABAYLLO ", "COMISARIA SAN PEDRO DE CARABAYLLO", OTHER, "", " "],
    "FECHA_INGRESO": ["25/03/2021", "01/04/2021", "5/4/2021", "31/02/2021", "x", "2021-05-06", ""],
    "EDAD_VICTIMA": ["0", "11", "12.0", "17", "45", "110", "111", "", "1.5", "-1"],
    "SEXO_VICTIMA": ["0", "1", "1.0", "2", " ", "Hombre"],
    "DPTO_DOMICILIO": ["15", "99", "1", ""],
    "PROV_DOMICILIO": ["01", "1", "99", ""],
    "DIST_DOMICILIO": ["06", "6", "10", "99", "150106", ""],
    "TIPO_VIOLENCIA": ["0", "1", "2", "3", "4", ""],
    "CONDICION": ["1", "5", "6", "", " "],
}
DAYS = {
    "25/03/2021": (2021, 3), "01/04/2021": (2021, 4), "5/4/2021": (2021, 4),
    "2021-05-06": (2021, 5),
}  # fmt: skip
SEXES = {"0": "mujer", "1": "hombre", "1.0": "hombre", "Hombre": "hombre"}
TYPES = {"0": "economica", "1": "psicologica", "2": "fisica", "3": "sexual"}
AGES = {"0", "11", "12.0", "17", "45", "110"}


def judged(item: dict[str, str]) -> str | tuple[int, str, str]:
    """What must become of a row, one rule after the other: left out, refused, or its cell."""
    home = [item[f"{part}_DOMICILIO"] for part in ("DPTO", "PROV", "DIST")]
    nowhere = home in (["99"] * 3, [""] * 3)
    district = home[0] in ("15", "1") and home[1] in ("01", "1") and home[2] in ("06", "6", "10")
    name = item["CEM"].strip()
    resident = district and home[0] == "15" and home[2] != "10"
    known_to_be_others = name == OTHER and (district or nowhere) and not resident
    if known_to_be_others:
        return "left_out"
    fit = (
        name != ""
        and item["FECHA_INGRESO"] in DAYS
        and item["EDAD_VICTIMA"] in AGES
        and item["SEXO_VICTIMA"] in SEXES
        and item["TIPO_VIOLENCIA"] in TYPES
        and item["CONDICION"] in ("1", "5", "", " ")
        and (district or nowhere)
    )
    if not fit:
        return "refused"
    year, _ = DAYS[item["FECHA_INGRESO"]]
    return year, SEXES[item["SEXO_VICTIMA"]], TYPES[item["TIPO_VIOLENCIA"]]


ROWS = st.lists(
    st.one_of(
        st.fixed_dictionaries({name: st.sampled_from(values) for name, values in WORDS.items()}),
        st.fixed_dictionaries({n: st.sampled_from(v[:2]) for n, v in WORDS.items()}),
    ),
    min_size=1,
    max_size=25,
)


@examples(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(ROWS, st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]), st.sampled_from(",;"))
def test_any_rows_come_out_as_a_plain_reading_says(rows, encoding, delimiter):
    """Among as many fit rows, so that the file is not refused whole."""
    more = usual(len(rows) + 1, CONDICION="")
    rows = [*rows, row(CEM="ÑAÑA", DIST_DOMICILIO="10", CONDICION=""), *more]
    with tempfile.TemporaryDirectory() as folder:
        settings = dataclasses.replace(
            load_work_settings(), data_dir=Path(folder), limits=IngestLimits(max_refused_pct=100)
        )
        file = Path(folder) / "cem.csv"
        file.write_bytes(text(rows, list(WORDS), delimiter).encode(encoding))
        outcome = add("cem", file, Options(date_order="dmy"), settings)
        current = Registry(settings).current
        assert current is not None
        with open_read_only(current) as con:
            cells = Counter(records(con, "year", "sex", "violence_type"))
            lines = {line for line, *_ in problems(con)}
    expected = [judged(item) for item in rows[: -len(more) - 1]]
    assert outcome.left_out == expected.count("left_out") + 1
    assert outcome.refused == expected.count("refused")
    cells -= Counter({(2021, "mujer", "fisica"): len(more)})
    assert cells == Counter(cell for cell in expected if isinstance(cell, tuple))
    assert lines == {at for at, said in enumerate(expected, 2) if said == "refused"}
