"""Files as offices have them: one matter, coordinates written otherwise, new districts."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from ingest.deliveries import add
from ingest.publish import publish
from ingest.sources.base import Options
from ingest.zone_points import in_peru
from observatorio.charts.model import Point
from observatorio.editions import current_cube
from observatorio.exports.columns import NOTE, VALUE
from observatorio.exports.rows import told_lots
from observatorio.filters import Filters
from observatorio.views.rates import rated
from tests.test_words_of_files import HEAD, LAW

SIDPOL = "ANIO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad\n"
VIOLENCE = "Violencia contra la mujer e integrantes"


def test_a_register_may_be_of_one_matter(deliver, registry, tmp_path: Path) -> None:
    mapping = tmp_path / "mapeo.toml"
    columns = '[columns]\nfecha = "Fecha Incidente"\nzona = "Sector"\n'
    text = "Fecha Incidente;Área;Sector\n" + "15/03/2021;Norte;El Progreso\n" * 3 + "TOTAL;;3\n"
    mapping.write_text('date_order = "dmy"\n' + columns, encoding="utf-8")
    refused = deliver("demuna", "violencia.csv", text, mapping=mapping)
    assert "[constant] y debajo materia = 6" in refused.message
    mapping.write_text('date_order = "dmy"\n[constant]\nmateria = 6\n' + columns, "utf-8")
    came = deliver("demuna", "violencia.csv", text, mapping=mapping)
    assert (came.accepted, came.refused) == (3, 0), came.message
    told = registry().execute("SELECT DISTINCT matter, measure FROM records").fetchall()
    assert told == [("6", "caso_demuna")]


def test_a_constant_must_be_a_value(deliver, tmp_path: Path) -> None:
    mapping = tmp_path / "mapeo.toml"
    mapping.write_text('[constant]\nmateria = "pelea"\n', encoding="utf-8")
    refused = deliver("demuna", "v.csv", "Fecha;Zona\n15/03/2021;X\n", mapping=mapping)
    assert "no es un valor de materia" in refused.message


@pytest.mark.parametrize(
    ("latitude", "longitude", "told"),
    [
        ("-77.0203", "-11.8845", "2 cuyas latitud y longitud parecen cambiadas"),
        ("8685800.5", "279900.2", "2 cuyas coordenadas están en metros (UTM) y no en grados"),
        ("11.8845", "77.0203", "2 a los que falta el signo en la latitud o la longitud"),
        ("-11.8845", "77.0203", "2 a los que falta el signo en la latitud o la longitud"),
        ("-12.5", "-75.0", "2 fuera del distrito"),
        ("40.4", "-3.7", "2 fuera del distrito"),
        ("-11,8845", "-77,0203", ""),
    ],
)
def test_coordinates_written_otherwise_are_named(
    deliver, registry, latitude: str, longitude: str, told: str
) -> None:
    line = f'15/03/2021 10:00,CARABAYLLO,LIMA,150106,{LAW},"{latitude}","{longitude}",CON,,CPNP A\n'
    came = deliver("police_points", "puntos.csv", HEAD + 2 * line)
    assert came.accepted == 2
    assert told in came.message
    placed = registry().execute("SELECT count(zone) FROM records").fetchall()
    assert placed == [(0 if told else 2,)]


def test_the_country_has_its_bounds() -> None:
    assert in_peru(-77.0, -11.9)
    assert not in_peru(-11.9, -77.0)


def new_district(year: int, month: int, count: int) -> str:
    return f"{year},{month},CUSCO,LA CONVENCION,KUMPIRUSHIATO,80915,{VIOLENCE},{count}\n"


def test_before_the_first_row_of_a_district_there_is_no_record(settings, tmp_path: Path) -> None:
    district = dataclasses.replace(
        settings.district, ubigeo="080915", name="Kumpirushiato", province="La Convención"
    )
    ours = dataclasses.replace(settings, district=district, first_year=2018, last_year=2022)
    older = f"2018,1,CUSCO,LA CONVENCION,ECHARATE,80902,{VIOLENCE},9\n"
    file = tmp_path / "sidpol.csv"
    file.write_text(SIDPOL + older + new_district(2022, 1, 3) + new_district(2022, 3, 5), "utf-8")
    came = add("sidpol", file, Options(), ours)
    assert came.periods == ["2022-01", "2022-02", "2022-03"]
    publish(ours)
    cube = current_cube(ours.public_dir, "080915")
    assert cube.years("sidpol") == [2022]
    months = {r[2]: r[3] for r in cube.rows("coverage") if r[0] == "sidpol" and r[1] == 2022}
    assert [months[m] for m in (1, 2, 3)] == ["recibido"] * 3
    earlier = {r[3] for r in cube.rows("coverage") if r[0] == "sidpol" and r[1] < 2022}
    assert earlier <= {"sin registro"}
    assert "cero inferido" in cube.sources["sidpol"].caveats
    # A month without a row says so at its cell; one with a row, whatever it says, does not.
    told = cube.figures(Filters("sidpol", (2022, 2022)), ["month"])
    assert {month: figure.kind for (month,), figure in told.items()} == {
        1: "open", 2: "inferred", 3: "open"
    }  # fmt: skip
    assert told[2,].told == "0 (inferido)"
    point = Point("2022", told[2,])
    assert rated(cube, Filters("sidpol", (2022, 2022)), 2022, point).label == "sin tasa"
    total = cube.figures(Filters("sidpol", (2022, 2022)), [])[()]
    assert (total.value, total.kind) == (8, "open")
    written = [row for lot in told_lots(cube, None, (VALUE, NOTE)) for row in lot]
    assert [0, "cero inferido"] in written and [0, "publicado"] not in written
    # A later file whose first month has no row of ours tells a true zero: there were rows before.
    file.write_text(SIDPOL + older.replace("2018,1", "2022,4") + new_district(2022, 5, 2), "utf-8")
    assert add("sidpol", file, Options(), ours).periods == ["2022-04", "2022-05"]


def test_a_kind_that_some_month_lacks_has_no_total_of_the_year(deliver, settings) -> None:
    def of(month: int, kind: str, count: int) -> str:
        return f"2021,{month},LIMA METROPOLITANA,LIMA,CARABAYLLO,150106,{kind},{count}\n"

    both = "".join(of(m, VIOLENCE, 20) + of(m, "Robo", 5) for m in range(1, 13))
    deliver("sidpol", "a.csv", SIDPOL + both)
    deliver("sidpol", "b.csv", SIDPOL + of(12, VIOLENCE, 25), accept=("large_fall",))
    publish(settings)
    cube = current_cube(settings.public_dir, settings.district.ubigeo)
    assert cube.figures(Filters("sidpol", (2021, 2021)), [])[()].value == 11 * 20 + 25
    assert cube.rows("every_kind", source="sidpol") == []


def test_real_figures_in_place_of_a_demonstration_changed_nothing(settings, tmp_path: Path) -> None:
    def delivered(name: str, count: int) -> None:
        file = tmp_path / name
        file.write_text(
            SIDPOL
            + "".join(
                f"2021,{m},LIMA METROPOLITANA,LIMA,CARABAYLLO,150106,{VIOLENCE},{count + m}\n"
                for m in range(1, 13)
            ),
            encoding="utf-8",
        )
        assert add("sidpol", file, Options(), settings).outcome == "accepted"
        publish(settings)

    def changed() -> int:
        cube = current_cube(settings.public_dir, settings.district.ubigeo)
        return sum(bool(c["changed"]) for t in ("total", "month") for c in cube.cells("sidpol", t))

    delivered("demostracion_sidpol.csv", 100)
    delivered("sidpol_real.csv", 200)
    assert changed() == 0
    delivered("sidpol_real_2.csv", 300)
    assert changed() == 13


def test_a_table_that_is_no_renamu_is_told_so(deliver) -> None:
    refused = deliver("renamu", "otra.csv", "ubigeo,casos\n150106,3\n")
    assert refused.outcome == "refused"
    assert "no es un RENAMU" in refused.message


def test_missing_columns_are_named_in_spanish(deliver) -> None:
    refused = deliver("population", "p.csv", "UBIGEO,X\n150106,3\n")
    for name in ("año", "sexo", "grupo de edad", "población", "tipo", "fuente"):
        assert f"«{name}»" in refused.message
