"""Each reason of each source, by the production path: its code, its sentence, its public class."""

from __future__ import annotations

import csv
import dataclasses
import re
from pathlib import Path

import pytest

from ingest.reasons import sentences
from tests import (
    cem_rows,
    test_police_points,
    test_population,
    test_published,
    test_renamu,
    test_services_source,
    test_sidpol,
)

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"
GOOD = 60

CEM = [
    ({"FECHA_INGRESO": ""}, "date_missing"),
    ({"FECHA_INGRESO": "31/02/2021"}, "date_unreadable"),
    ({"FECHA_INGRESO": "2090-01-01"}, "date_future"),
    ({"FECHA_INGRESO": "15/03/1980"}, "date_too_old"),
    ({"EDAD_VICTIMA": ""}, "age_missing"),
    ({"EDAD_VICTIMA": " "}, "age_missing"),
    ({"EDAD_VICTIMA": "treinta"}, "age_not_whole"),
    ({"EDAD_VICTIMA": "728"}, "age_impossible"),
    ({"CEM": ""}, "cem_missing"),
    ({"SEXO_VICTIMA": ""}, "required_missing"),
    ({"SEXO_VICTIMA": "9"}, "unknown_code"),
    ({"TIPO_VIOLENCIA": ""}, "required_missing"),
    ({"DPTO_DOMICILIO": "77"}, "home_not_district"),
    ({"DPTO_OCURRENCIA": "77"}, "event_not_district"),
]
SIDPOL = [
    ({"ANIO": "1821"}, "year_impossible"),
    ({"MES": "13"}, "month_impossible"),
    ({"UBIGEO_HECHO": "15"}, "ubigeo_not_district"),
    ({"UBIGEO_HECHO": "140105"}, "ubigeo_other_code"),
    ({"P_MODALIDADES": "Violencia"}, "modality_unknown"),
    ({"cantidad": "-1"}, "count_not_whole"),
]
POINTS = [
    ({"fecha_hora_hecho": ""}, "event_date_missing"),
    ({"fecha_hora_hecho": "31/02/2021"}, "date_unreadable"),
    ({"fecha_hora_hecho": "2090-01-01"}, "date_future"),
    ({"fecha_hora_hecho": "15/03/1980"}, "date_too_old"),
    ({"comisaria_hecho": "", "comisaria_registro": ""}, "station_missing"),
    ({"ubigeo_hecho_delito": "15"}, "ubigeo_not_district"),
    ({"ubigeo_hecho_delito": "140105"}, "ubigeo_other_code"),
    ({"ubigeo_hecho_delito": "", "distrito_hecho": ""}, "event_ubigeo_missing"),
]
DEMUNA_USUAL = {
    "Fecha": "25/03/2021",
    "Edad": "9",
    "Sexo": "mujer",
    "Materia": "6",
    "Código": "P-1",
}
DEMUNA = [
    ({"Fecha": ""}, "date_missing"),
    ({"Fecha": "31/02/2021"}, "date_unreadable"),
    ({"Fecha": "2090-01-01"}, "date_future"),
    ({"Fecha": "15/03/1980"}, "date_too_old"),
    ({"Edad": "nueve"}, "age_not_whole"),
    ({"Edad": "728"}, "child_age_impossible"),
    ({"Edad": "45"}, "adult_age"),
    ({"Sexo": "zzz"}, "sex_unknown"),
    ({"Materia": ""}, "matter_missing"),
    ({"Materia": "77"}, "matter_number_unknown"),
    ({"Materia": "1 Tenencia"}, "matter_mismatch"),
    ({"Materia": "zzz"}, "matter_unknown"),
    ({"Código": "rosa@correo.pe"}, "person_email"),
    ({"Código": "14/03/2009"}, "person_date"),
    ({"Código": "987654321"}, "person_telephone"),
    ({"Código": "45678912"}, "person_dni"),
    ({"Código": "Rosa Quispe"}, "person_name"),
    ({"Código": "Rosa"}, "person_no_number"),
    ({"Código": "caso=12"}, "person_form"),
]
POPULATION = [
    ({"ubigeo": "15"}, "ubigeo_not_district"),
    ({"year": "18"}, "table_year_impossible"),
    ({"sex": "x"}, "sex_or_total"),
    ({"age_group": "niños"}, "age_group_unknown"),
    ({"population": "mil"}, "population_not_whole"),
    ({"kind": "x"}, "census_or_projection"),
    ({"source_ref": ""}, "origin_missing"),
    ({"year": "1999"}, None),
    ({"year": "1999"}, "population_repeated"),
]
PUBLISHED = [
    ({"ubigeo": "9999"}, "figure_place_unknown"),
    ({"year": "18"}, "table_year_impossible"),
    ({"first_month": "13"}, "month_impossible"),
    ({"first_month": ""}, "months_incomplete"),
    ({"first_month": "12", "last_month": "1"}, "months_reversed"),
    ({"value": ""}, "figure_missing"),
    ({"value": "1,196"}, "figure_comma"),
    ({"value": "mil"}, "figure_not_number"),
    ({"unit": ""}, "required_missing"),
    ({"source_ref": ""}, "origin_missing"),
    ({"year": "1999"}, None),
    ({"year": "1999"}, "figure_repeated"),
]
RENAMU = [
    ({"P64_6": "1", "P64_6_1": "x"}, "cases_not_whole"),
    ({"P64_6_1": "5"}, "cases_denied"),
    ({"P64_6": "1"}, "cases_not_told"),
    ({"P64_6": ""}, "cases_not_answered"),
    ({"P64_6": "1", "P64_6_1": "0"}, "cases_zero"),
    ({"P64_6": "7"}, "attended_unknown"),
    ({"P64": "5"}, "has_demuna_unknown"),
    ({"VFI_P64": "9"}, "informed_unknown"),
    ({"Ubigeo": "1501"}, "municipality_not_district"),
]
SERVICES = [
    (",cem,,,,,", "required_missing"),
    ("A,cem,norte,-77.03,,,", "coordinates_unreadable"),
    ("A,cem,40.4,-3.7,,,", "coordinates_not_peru"),
    ("A,cem,-77.03,-11.85,,,", "coordinates_swapped"),
    ("A,cem,11.85,77.03,,,", "coordinates_unsigned"),
    ("A,cem,8689000,278000,,,", "coordinates_metres"),
    ("A,cem,-13.5,-72.0,,,", "coordinates_far"),
]
# Of a zone layer, and of what is told of a whole file, other tests go through the production path.
ELSEWHERE = {
    "zone_without_name", "zone_without_code", "zone_repeated", "zone_without_polygon",
    "zone_broken", "zone_not_polygon", "zone_crossed", "zone_crossed_at", "zone_outside",
    "zone_overlaps", "centre_differs", "period_missing",
}  # fmt: skip


@pytest.fixture
def settings(settings):
    """Half of a file may be refused: each holds every reason of its source."""
    return dataclasses.replace(
        settings, limits=dataclasses.replace(settings.limits, max_refused_pct=100.0)
    )


def table(path: str) -> list[dict[str, str]]:
    with (REFERENCE / path).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def codes(con) -> list[str]:
    """Code of each refused row, in the file's order; its sentence must be that of the code."""
    rows = con.sql(
        "SELECT code, reason FROM refused_rows WHERE row_number IS NOT NULL ORDER BY row_number"
    ).fetchall()
    for code, reason in rows:
        before, _, after = sentences()[code].partition("{detail}")
        assert reason.startswith(before) and reason.endswith(after)
    return [code for code, _ in rows]


def expected(cases: list) -> list[str]:
    return [code for _, code in cases if code]


def test_reasons_of_cem(deliver, registry):
    rows = [*cem_rows.usual(GOOD), *(cem_rows.row(**change) for change, _ in CEM)]
    rows = [{**cem_rows.EVENT, **row} for row in rows]
    assert deliver("cem", "a.csv", cem_rows.text(rows)).outcome == "accepted"
    assert codes(registry()) == expected(CEM)


def test_reasons_of_sidpol(deliver, registry):
    rows = [test_sidpol.row(ANIO=2010 + n // 12, MES=n % 12 + 1) for n in range(GOOD)]
    rows += [test_sidpol.row(**{"ANIO": 2012, **change}) for change, _ in SIDPOL]
    assert deliver("sidpol", "a.csv", test_sidpol.file_of(*rows)).outcome == "accepted"
    assert codes(registry()) == expected(SIDPOL)


def test_reasons_of_police_points(deliver, registry):
    rows = [{"lat_hecho": "", "long_hecho": ""}] * GOOD + [change for change, _ in POINTS]
    text = test_police_points.file_of(*rows)
    assert deliver("police_points", "a.csv", text).outcome == "accepted"
    assert codes(registry()) == expected(POINTS)


def test_reasons_of_demuna(deliver, registry):
    rows = [DEMUNA_USUAL | change for change in [*[{}] * GOOD, *(c for c, _ in DEMUNA)]]
    text = cem_rows.text(rows).replace("Código", "Código de la persona", 1)
    assert deliver("demuna", "a.csv", text).outcome == "accepted"
    assert codes(registry()) == expected(DEMUNA)


def test_a_matter_like_two_is_a_doubt(monkeypatch):
    """The list has no two matters that are alike enough: one is put in for this test."""
    from ingest.demuna import words

    made = {"violencia a": words.matters()[0], "violencia b": words.matters()[1]}
    monkeypatch.setattr(words, "_names", lambda *_: made)
    doubt = words.matter_of("violencia c")
    assert (doubt.value, doubt.reason) == (None, "matter_doubtful")


def test_reasons_of_population(deliver, registry):
    rows = [{"year": 1940 + n} for n in range(GOOD - 2)] + [change for change, _ in POPULATION]
    assert deliver("population", "a.csv", test_population.file_of(*rows)).outcome == "accepted"
    assert codes(registry()) == expected(POPULATION)


def test_reasons_of_published(deliver, registry):
    rows = [{"year": 2000 + n} for n in range(GOOD)] + [change for change, _ in PUBLISHED]
    assert deliver("published", "a.csv", test_published.file_of(*rows)).outcome == "accepted"
    assert codes(registry()) == expected(PUBLISHED)


def test_reasons_of_renamu(deliver, registry):
    others = [f"15{n // 90 + 2:02d}{n % 90 + 1:02d}" for n in range(GOOD)]
    rows = [test_renamu.row("2022", ubigeo=ubigeo) for ubigeo in others]
    rows += [
        test_renamu.row("2022", **{"Ubigeo": f"1601{n + 1:02d}", **change})
        for n, (change, _) in enumerate(RENAMU)
    ]
    rows += [test_renamu.row("2022", ubigeo="170101")] * 2
    data = test_renamu.as_csv(*rows)
    assert deliver("renamu", "renamu_2022.csv", data, all_districts=True).outcome == "accepted"
    assert codes(registry()) == [*expected(RENAMU), *["municipality_repeated"] * 2]


def test_reasons_of_services(deliver, registry):
    rows = [test_services_source.HEADER, *[test_services_source.GOOD] * GOOD]
    rows += [line for line, _ in SERVICES]
    assert deliver("services", "a.csv", "\n".join(rows) + "\n").outcome == "accepted"
    assert codes(registry()) == expected(SERVICES)


def test_lines_that_are_no_rows(deliver, registry):
    header, *rows = cem_rows.text(cem_rows.usual(GOOD)).splitlines()
    bad = ["CARABAYLLO,2021", rows[0] + ",9", 'CARABAYLLO,"2021"x' + rows[0][21:]]
    deliver("cem", "a.csv", "\n".join([header, *bad, *rows]) + "\n")
    assert codes(registry()) == ["line_short", "line_long", "line_quotes"]


def test_every_code_has_a_class_and_is_tested():
    labels = {row["class"] for row in table("reason_classes.csv")}
    known = {row["code"]: row["class"] for row in table("reasons.csv")}
    assert set(known.values()) == labels
    lists = (CEM, SIDPOL, POINTS, DEMUNA, POPULATION, PUBLISHED, RENAMU, SERVICES)
    tested = {code for cases in lists for code in expected(cases)} | ELSEWHERE
    tested |= {"line_short", "line_long", "line_quotes"}
    tested |= {"matter_doubtful", "municipality_repeated"}
    of_rows = {code for code, its in known.items() if its not in ("notice", "other")}
    assert of_rows - tested == {"line_unreadable", "line_told", "month_future", "outside_months"}


def test_every_code_in_sql_and_python_is_in_the_list():
    """A code that is written anywhere has its sentence, and no sentence stands unused."""
    known = {row["code"] for row in table("reasons.csv")}
    root = REFERENCE.parents[1]
    text = "".join(
        path.read_text(encoding="utf-8")
        for folder, ext in (("ingest", "py"), ("sql/ingest", "sql"))
        for path in (root / folder).rglob(f"*.{ext}")
    )
    written = set(re.findall(r"""["']([a-z_]+)["']""", text))
    assert known <= written
    for name in ("staged_problems", "staged", "lookups", "values", "answers"):
        for path in (root / "sql" / "ingest").rglob(f"{name}.sql"):
            then = re.findall(r"THEN '([a-z_]+)'", path.read_text(encoding="utf-8"))
            assert {code for code in then if "_" in code} <= known, path
