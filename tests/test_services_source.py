"""The directory of services: what is shown on a map, and what never is."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from ingest.deliveries import add
from ingest.registry import Registry
from ingest.shelters import is_shelter
from ingest.sources.base import Options
from observatorio.config import IngestLimits
from tests.test_workbooks import book_of

SHIPPED = Path(__file__).parents[1] / "data" / "reference" / "services_150106.csv"
HEADER = "name,kind,latitude,longitude,hours,telephone,source"
GOOD = "CEM Carabayllo,cem,-11.854,-77.038,L-V 8-16,,MIMP"


@pytest.fixture
def settings(settings):
    return dataclasses.replace(settings, limits=IngestLimits(max_refused_pct=100))


@pytest.fixture
def directory(deliver):
    def _directory(*rows, header=HEADER, name="servicios.csv"):
        return deliver("services", name, "\n".join([header, *rows]) + "\n")

    return _directory


def held(registry, columns="name"):
    return registry().sql(f"SELECT {columns} FROM services ORDER BY name").fetchall()


def archived(settings):
    return b"".join(p.read_bytes() for p in settings.archive_dir.rglob("*") if p.is_file())


def test_the_shipped_directory_loads(settings, registry):
    answer = add("services", SHIPPED, Options(), settings)
    assert (answer.outcome, answer.accepted, answer.refused) == ("accepted", 20, 0)
    assert len(held(registry)) == 20


def test_a_service_is_kept_as_it_is(directory, registry):
    directory(GOOD)
    fields = "name, kind, latitude, longitude, hours, telephone, source_ref"
    assert held(registry, fields) == [
        ("CEM Carabayllo", "cem", -11.854, -77.038, "L-V 8-16", None, "MIMP")
    ]


def test_spanish_headings_semicolons_and_decimal_commas(directory, registry):
    row = "DEMUNA;Demuna;-11,854;-77,038;;;"
    directory(row, header="Nombre;Tipo;Latitud;Longitud;Horario;Teléfono;Fuente")
    assert held(registry, "kind, latitude, longitude") == [("demuna", -11.854, -77.038)]


def test_a_service_may_have_no_place(directory, registry):
    directory("UGEL 04,ugel,,,,,")
    assert held(registry, "name, latitude") == [("UGEL 04", None)]


def test_a_directory_replaces_all_services(directory, registry):
    directory(GOOD, "UGEL 04,ugel,,,,,")
    directory("DEMUNA,demuna,,,,,", name="b.csv")
    assert held(registry) == [("DEMUNA",)]


def test_a_rebuild_gives_the_same_services(directory, registry, settings):
    directory(GOOD, "Hogar refugio,refugio,,,,,")
    before = held(registry, "name, kind, latitude, longitude")
    Registry(settings).rebuild()
    assert held(registry, "name, kind, latitude, longitude") == before


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A,cem,-11.854,,,,", "longitude: se esperan latitud y longitud en grados decimales"),
        ("A,cem,once,-77.0,,,", "latitude: se esperan latitud y longitud en grados decimales"),
        ("A,cem,40.4,-3.7,,,", "latitude: las coordenadas no están en el Perú"),
        ("A,cem,-77.038,-11.854,,,", "latitude: las coordenadas no están en el Perú: latitud y"),
        ("A,cem,11.854,77.038,,,", "latitude: las coordenadas no están en el Perú: falta el signo"),
        ("A,cem,77.038,-11.854,,,", "latitude: las coordenadas no están en el Perú: falta el"),
        ("A,cem,8689000,278000,,,", "latitude: las coordenadas están en metros (UTM)"),
        ("A,cem,-12.2,-77.0,,,", "latitude: las coordenadas están a más de 10 km del distrito"),
        ("A,cem,nan,-77.0,,,", "latitude: se esperan latitud y longitud"),
        (",cem,,,,,", "name: falta un dato obligatorio"),
        ("A,,,,,,", "kind: falta un dato obligatorio"),
    ],
)
def test_a_row_in_the_wrong_place_is_returned(directory, row, reason):
    answer = directory(GOOD, row)
    assert (answer.accepted, answer.refused) == (1, 1)
    assert any(told.startswith(reason) for told in answer.reasons)


def test_just_outside_the_district_is_near_enough(directory):
    assert directory("Hospital,salud,-11.96,-77.05,,,").accepted == 1


def test_missing_columns_are_named(directory):
    answer = directory("A,cem", header="nombre_servicio,kind")
    assert answer.outcome == "refused" and "«nombre»" in answer.message


SHELTERS = [
    ("Hogar Refugio Temporal", "refugio"),
    ("Casa de Acogida Esperanza", "salud"),
    ("HOGAR DE REFUGIO TEMPORAL", "otro"),
    ("Hogar refugio", "hogar"),
    ("Casa refugio", "casa"),
    ("Albergue municipal", "municipal"),
    ("La Casita", "Hogar de refugio"),
    ("La Casita", "casa de acogida"),
    ("La Casita", "temporary shelter"),
    ("HRT Lima Norte", "mimp"),
]


@pytest.mark.parametrize(("name", "kind"), SHELTERS)
def test_a_shelter_with_coordinates_refuses_the_whole_file(directory, settings, name, kind):
    answer = directory(GOOD, f"{name},{kind},-11.861234,-77.021234,,,")
    assert answer.outcome == "refused"
    assert "La ubicación de un refugio no se carga nunca" in answer.message
    assert "11.86" not in answer.message
    assert not settings.archive_dir.exists() or b"11.861234" not in archived(settings)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (HEADER, "Casa refugio,refugio,-11.86,,,,"),
        (HEADER, "Casa refugio Jr. Los Olivos 123,refugio,,,,,"),
        (HEADER, "Casa refugio,refugio,,,,,frente al parque"),
        (HEADER, '"Casa refugio",refugio,,,"Mz. C Lt. 4",,'),
        (HEADER, "Casa refugio de El Progreso,refugio,,,,,"),
        (HEADER, "Casa refugio,refugio,,,,,maps: -11.86 -77.02"),
        (HEADER + ",direccion", "Casa refugio,refugio,,,,,,Los Olivos 123"),
        (HEADER + ",observaciones", "Casa refugio,refugio,,,,,,a dos cuadras"),
        (HEADER, "Casa refugio,refugio,,,,,,sobra esto"),
    ],
)
def test_a_shelter_told_in_any_other_way_refuses_too(directory, registry, header, row):
    answer = directory(GOOD + "," * header.count("direccion"), row, header=header)
    assert answer.outcome == "refused"
    assert "refugio" in answer.message


def test_a_shelter_without_place_is_left_out(directory, registry):
    row = "Hogar Refugio Temporal de Carabayllo,refugio,,,24 horas,,MIMP (2022)"
    answer = directory(GOOD, row)
    assert (answer.accepted, answer.left_out, answer.refused) == (1, 1, 0)
    assert held(registry) == [("CEM Carabayllo",)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Casa Amiga", "casa_amiga"),
        ("Posta El Refugio", "salud"),
        ("Casa de la Mujer", "municipal"),
    ],
)
def test_other_houses_are_no_shelters(name, kind):
    assert not is_shelter(name, kind)


def test_a_corrected_report_cannot_bring_a_shelter_in(directory, deliver, settings):
    answer = directory(GOOD, "A,cem,40.4,-3.7,,,")
    report = Path(answer.report).read_text(encoding="utf-8-sig")
    fixed = report.replace(";A;cem;40.4;'-3.7", ";Casa refugio;refugio;-11.861234;-77.021234")
    assert fixed != report
    second = deliver("services", "corregido.csv", fixed)
    assert second.outcome == "refused" and "refugio" in second.message
    assert b"11.861234" not in archived(settings)


def test_a_workbook_is_a_directory_too_and_its_shelters_are_looked_for(deliver, registry):
    header = HEADER.split(",")
    row = ["CEM Carabayllo", "cem", -11.86, -77.04]
    answer = deliver(
        "services", "a.xlsx", book_of({"A": [header, row], "B": [header, ["X", "ugel"]]})
    )
    assert answer.accepted == 2
    assert registry().sql("SELECT name, latitude FROM services ORDER BY name").fetchall() == [
        ("CEM Carabayllo", -11.86),
        ("X", None),
    ]
    shelter = [[*header, "Referencia"], ["Casa refugio", "refugio", *[None] * 5, "Los Olivos 123"]]
    refused = deliver("services", "b.xlsx", book_of({"A": [header, row], "B": shelter}))
    assert refused.outcome == "refused"
    assert "Olivos" not in refused.message
