"""Deliveries: the same twice, corrected, taken back, rebuilt from the archive; and the keys."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import hmac
import logging
import os
import shutil
import stat
import struct
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest

from ingest import cli
from ingest.archive import Archive
from ingest.deliveries import add, remove
from ingest.delivery import Delivery
from ingest.errors import Refused
from ingest.reading.columns import editions
from ingest.registry import Registry
from ingest.secret import load_pads
from ingest.settings import WorkSettings
from ingest.sources.base import Options
from observatorio.database import open_read_only
from tests.cem_rows import OTHER, everything_in, row, text, usual

SECOND = "COMISARIA SAN PEDRO DE CARABAYLLO"
DEMO = "demostracion_cem.csv"


@pytest.fixture
def take(settings, tmp_path):
    """Adds rows as a CEM file of this name."""

    def _take(name, rows, source="cem", data=None, **options):
        file = tmp_path / name
        file.write_bytes(data if data is not None else text(rows).encode("utf-8"))
        return add(source, file, Options(**options), settings)

    return _take


def month(number: int, n: int = 2, year: int = 2021, **columns: object) -> list:
    return usual(n, FECHA_INGRESO=f"{year}-{number:02d}-15", **columns)


def held(settings: WorkSettings) -> dict[tuple[str, str], tuple[int, int]]:
    """Delivery and records of each office and month."""
    with opened(settings) as con:
        rows = con.execute(
            "SELECT service, printf('%d-%02d', year, month), delivery, count(*) "
            "FROM records GROUP BY ALL"
        ).fetchall()
    found = {(service, when): (delivery, n) for service, when, delivery, n in rows}
    assert len(found) == len(rows)  # one delivery answers for a month of an office
    return found


def opened(settings: WorkSettings) -> duckdb.DuckDBPyConnection:
    current = Registry(settings).current
    assert current is not None
    return open_read_only(current)


def contents(settings: WorkSettings) -> dict[str, list]:
    """Every table of the registry, its rows in an order of their own."""
    with opened(settings) as con:
        names = [name for (name,) in con.execute("SHOW TABLES").fetchall()]
        return {name: sorted(map(repr, con.table(name).fetchall())) for name in names}


def rebuilt(settings: WorkSettings) -> dict[str, list]:
    """What the archive alone gives."""
    shutil.rmtree(settings.data_dir / "store")
    Registry(settings).ensure_current()
    return contents(settings)


# The same again, and newer


def test_the_same_bytes_change_nothing(take, settings):
    rows = month(1)
    assert take("a.csv", rows).outcome == "accepted"
    before = everything_in(settings.data_dir)
    for name in ("a.csv", "otro nombre.csv"):
        again = take(name, rows)
        assert (again.outcome, again.delivery) == ("unchanged", "000001-cem")
        assert "No cambió nada" in again.message
    assert everything_in(settings.data_dir) == before


def test_a_newer_file_replaces_its_months_of_its_office_only(take, settings):
    take("a.csv", [*month(1), *month(2), *month(3)])
    take("b.csv", [*month(1, CEM=SECOND), *month(3, CEM=SECOND)])
    newer = take("c.csv", month(2, n=5))
    assert (newer.periods, newer.replaced_periods) == (["2021-02"], ["2021-02"])
    assert held(settings) == {
        ("CARABAYLLO", "2021-01"): (1, 2),
        ("CARABAYLLO", "2021-02"): (3, 5),
        ("CARABAYLLO", "2021-03"): (1, 2),
        (SECOND, "2021-01"): (2, 2),
        (SECOND, "2021-03"): (2, 2),
    }


def test_a_month_without_cases_inside_a_file_is_covered(take, settings):
    take("a.csv", [*month(1), *month(2), *month(3)])
    assert take("b.csv", [*month(1), *month(3)]).periods == ["2021-01", "2021-02", "2021-03"]
    assert ("CARABAYLLO", "2021-02") not in held(settings)


def test_another_source_is_not_touched(take, settings):
    take("a.csv", month(1))
    sidpol = (
        "ANIO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad\n"
        "2021,1,LIMA,LIMA,CARABAYLLO,150106,Violencia contra la mujer e integrantes,7\n"
    )
    take("s.csv", [], source="sidpol", data=sidpol.encode())
    assert held(settings)["CARABAYLLO", "2021-01"] == (1, 2)


def states(settings: WorkSettings) -> dict[int, str]:
    with opened(settings) as con:
        return dict(con.table("deliveries").select("delivery", "state").fetchall())


def test_what_was_replaced_stays_as_history_and_comes_back(take, settings):
    take("a.csv", month(1))
    first = contents(settings)
    take("b.csv", month(1, n=4))
    assert states(settings) == {1: "reemplazada", 2: "vigente"}
    assert Archive(settings).parquet(Archive(settings).find("1")).exists()
    assert remove("2", settings)["delivery"] == "000002-cem"
    assert states(settings) == {1: "vigente", 2: "retirada"}
    assert contents(settings)["records"] == first["records"]
    assert contents(settings)["delivery_periods"] == first["delivery_periods"]


def test_a_delivery_is_taken_back_once(take, settings):
    take("a.csv", month(1))
    remove("000001-cem", settings)
    assert held(settings) == {}
    for name in ("1", "000001-cem", "7", "cem"):
        with pytest.raises(Refused, match="No hay una entrega vigente"):
            remove(name, settings)


def test_a_file_taken_back_may_come_again_with_a_number_of_its_own(take, settings):
    take("a.csv", month(1))
    remove("1", settings)
    again = take("a.csv", month(1))
    assert (again.outcome, again.delivery) == ("accepted", "000002-cem")


def test_the_same_bytes_read_in_another_way_are_another_delivery(take, settings):
    rows = usual(2, FECHA_INGRESO="03/04/2021")
    take("a.csv", rows, date_order="dmy")
    assert take("a.csv", rows, date_order="dmy").outcome == "unchanged"
    assert take("a.csv", rows, date_order="mdy").periods == ["2021-03"]


# Rebuilding


def test_the_archive_alone_gives_the_same_registry(take, settings):
    rows = [*month(1, n=30, LUGAR_REFERENCIA="Xyzzy"), row(EDAD_VICTIMA="728")]
    take("a.csv", rows, delivered_by="CEM")
    take("b.csv", [*month(2, n=25), *month(3, CEM=OTHER), row(SEXO_VICTIMA="9")])
    take("c.csv", month(2, n=3, CEM=SECOND))
    take("d.csv", month(1, n=3))
    remove("3", settings)
    take("e.csv", data=text(month(4)).encode("cp1252"), rows=[])
    incremental = contents(settings)
    assert len(incremental["records"]) > 20
    assert len(incremental["refused_rows"]) == 2
    assert len(incremental["places_review"]) == 1
    assert rebuilt(settings) == incremental


def test_a_rebuild_does_not_depend_on_the_day_it_is_made(take, settings, monkeypatch):
    """A day that was to come when the file arrived is a day to come for ever."""
    outcome = take("a.csv", [*month(1, n=30), row(FECHA_INGRESO="2090-01-01")])
    assert outcome.refused == 1
    before = contents(settings)
    meta = settings.archive_dir / "000001-cem" / "delivery.json"
    assert meta.exists()
    assert rebuilt(settings) == before


def test_the_archive_holds_the_allowed_columns_as_text_and_no_more(take, settings):
    take("a.csv", [row(OBSERVACIONES="Zoraida vive en Jr. Los Xilófonos", **{"N°": "1"})])
    archive = Archive(settings)
    (delivery,) = archive.deliveries()
    schema = pq.read_schema(archive.parquet(delivery))
    assert set(schema.names) == {field.name for field in editions("cem")["publico_168"]}
    assert {str(kind) for kind in schema.types} == {"string"}
    assert sorted(p.name for p in (settings.archive_dir / delivery.id).iterdir()) == [
        "columns.parquet",
        "delivery.json",
    ]
    assert b"Zoraida" not in everything_in(settings.data_dir)


def test_the_original_is_known_by_its_fingerprint(take, settings, tmp_path):
    take("a.csv", month(1), delivered_by="CEM Carabayllo")
    (delivery,) = Archive(settings).deliveries()
    data = (tmp_path / "a.csv").read_bytes()
    assert delivery.sha256 == hashlib.sha256(data).hexdigest()
    assert (delivery.file_name, delivery.file_bytes) == ("a.csv", len(data))
    assert (delivery.rows_read, delivery.accepted, delivery.periods) == (2, 2, ["2021-01"])
    assert delivery.delivered_by == "CEM Carabayllo"


def test_the_registry_keeps_the_month_and_no_day(take, settings):
    take("a.csv", usual(2, FECHA_INGRESO="2021-03-27"))
    kinds = {"DATE", "TIMESTAMP"}
    with opened(settings) as con:
        assert not [name for name, kind, *_ in con.execute("DESCRIBE records").fetchall()
                    if kind in kinds or "day" in name]  # fmt: skip
        assert "27" not in str(con.table("records").select("* EXCLUDE record_key").fetchall())


# Keys


def key_of(settings: WorkSettings, record: str) -> int:
    """DESIGN 5, in plain Python: 8 bytes, big-endian, of HMAC-SHA256(secret, source|record)."""
    secret = settings.secret_file.read_bytes()
    made = hmac.new(secret, f"cem|{record}".encode(), "sha256").digest()
    return struct.unpack(">Q", made[:8])[0]


def keys(settings: WorkSettings) -> list[int]:
    with opened(settings) as con:
        rows = con.table("records").order("delivery, row_number").select("record_key")
        return [key for (key,) in rows.fetchall()]


FULL = {
    "CONDICION": "1", "VINCULO_AGRESOR_VICTIMA": "1", "NIVEL_DE_RIESGO_VICTIMA": "2",
    "INTERPUSO_DENUNCIA": "1", "CUENTA_MEDIDAS_PROTECCION": "0", "CUENTA_MEDIDAS_CAUTELARES": "0",
    "DESEA_PATROCINIO_LEGAL": "1", "CASO_TENTATIVA_DE_FEMINICIDIO": "0",
    "DISCAPACIDAD_VICTIMA": "0", "ETNIA_VICTIMA": "7", "VULNERABILIDAD_VICTIMA_LGBTI": "",
    "LUGAR_REFERENCIA": "AA.HH. El Mirador",
}  # fmt: skip
FULL_ID = (
    "2021-03-25|CARABAYLLO|30|mujer|150106||fisica|pareja|moderado|nuevo|si|no|no|si|no|no|"
    "mestizo||el mirador"
)


def test_keys_are_an_hmac_of_the_row_and_its_number_among_equals(take, settings):
    take("a.csv", [row(**FULL), row(), row(**FULL), row(**FULL)])
    expected = {key_of(settings, f"{FULL_ID}|{twin}") for twin in (1, 2, 3)}
    plain = "2021-03-25|CARABAYLLO|30|mujer|150106||fisica||||||||||||"
    assert set(keys(settings)) == expected | {key_of(settings, f"{plain}|1")}
    assert len(keys(settings)) == 4


def test_a_row_keeps_its_key_in_another_file_and_another_writing(take, settings):
    rows = [row(EDAD_VICTIMA=str(age), **FULL) for age in range(20, 30)]
    take("a.csv", rows)
    first = keys(settings)
    assert len(set(first)) == 10
    again = [
        item | {"FECHA_INGRESO": "2021-03-25 00:00:00", "CEM": "CEM CARABAYLLO ",
                "EDAD_VICTIMA": f"{item['EDAD_VICTIMA']}.0", "PROV_DOMICILIO": "1"}
        for item in reversed(rows)
    ]  # fmt: skip
    outcome = take("b.csv", [*again, *month(4)])
    assert outcome.replaced_periods == ["2021-03"]
    assert sorted(keys(settings)[:10]) == sorted(first)


def test_keys_are_unique_over_deliveries(take, settings):
    for at, cem in enumerate(("CARABAYLLO", SECOND)):
        take(f"{at}.csv", [*month(1, n=20, CEM=cem), *month(2, n=20, CEM=cem)])
    assert len(set(keys(settings))) == len(keys(settings)) == 80


def test_the_secret_is_32_bytes_for_its_owner_only(take, settings):
    take("a.csv", month(1))
    assert len(settings.secret_file.read_bytes()) == 32
    if os.name == "posix":
        assert stat.S_IMODE(settings.secret_file.stat().st_mode) == 0o600
        assert stat.S_IMODE(settings.secret_file.parent.stat().st_mode) == 0o700
    assert list(settings.secret_file.parent.iterdir()) == [settings.secret_file]


def test_the_secret_is_made_once(take, settings):
    take("a.csv", month(1))
    secret = settings.secret_file.read_bytes()
    take("b.csv", month(2))
    shutil.rmtree(settings.data_dir / "store")
    Registry(settings).ensure_current()
    assert settings.secret_file.read_bytes() == secret


def test_a_damaged_secret_is_never_replaced(take, settings):
    settings.secret_file.parent.mkdir(parents=True)
    settings.secret_file.write_bytes(b"short")
    outcome = take("a.csv", month(1))
    assert outcome.outcome == "refused"
    assert "copia de respaldo" in outcome.message
    assert settings.secret_file.read_bytes() == b"short"


def test_a_lost_secret_is_not_replaced_unless_asked(take, settings):
    take("a.csv", month(1))
    key = settings.secret_file.read_bytes()
    settings.secret_file.unlink()
    outcome = take("b.csv", month(2))
    assert outcome.outcome == "refused"
    assert "copia de respaldo" in outcome.message
    assert not settings.secret_file.exists()
    settings.secret_file.touch()
    assert take("b.csv", month(2)).outcome == "accepted"
    assert len(settings.secret_file.read_bytes()) == 32 and settings.secret_file.read_bytes() != key


def test_with_a_new_secret_every_record_has_a_new_key(take, settings, registry):
    take("a.csv", month(1))
    keys = "SELECT record_key FROM records ORDER BY row_number LIMIT 3"
    with registry() as con:
        before = con.sql(keys).fetchall()
    settings.secret_file.write_bytes(b"")
    take("b.csv", month(2))
    with registry() as con:
        assert not set(before) & set(con.sql(keys.replace("LIMIT 3", "")).fetchall())


def test_the_secret_is_never_shown(take, settings, capfd, caplog, monkeypatch):
    monkeypatch.setenv("OBSERVATORIO_DATA", str(settings.data_dir))
    caplog.set_level(logging.DEBUG)
    take("a.csv", [*month(1, n=30), row(EDAD_VICTIMA="728")])
    assert cli.main(["status"]) == 0
    print(load_pads(settings), settings)
    secret = settings.secret_file.read_bytes()
    told = capfd.readouterr()
    shown = told.out + told.err + caplog.text
    assert secret.hex() not in shown
    assert repr(secret)[2:-1] not in shown
    elsewhere = [
        p for p in settings.data_dir.rglob("*") if p.is_file() and p != settings.secret_file
    ]
    assert not any(secret in path.read_bytes() for path in elsewhere)


# A report that comes back corrected


@pytest.fixture
def half_done(take):
    """January to March in, three rows of which came back; gives the text of their report."""
    bad = [
        row(FECHA_INGRESO="2021-02-15", EDAD_VICTIMA="728"),
        row(FECHA_INGRESO="2021-02-16", SEXO_VICTIMA="9"),
        row(FECHA_INGRESO="2021-02-17", TIPO_VIOLENCIA="9"),
    ]
    outcome = take("a.csv", [*month(1, n=40), *bad, *month(3, n=40)])
    assert (outcome.accepted, outcome.refused) == (80, 3)
    assert outcome.report is not None
    return Path(outcome.report).read_text(encoding="utf-8-sig")


def corrected(report: str, **by_line: dict[str, str]) -> list[dict[str, str]]:
    """Rows of the report, those named («l42») with other values; the rest are left out."""
    rows = list(csv.DictReader(report.splitlines(), delimiter=";"))
    return [item | by_line[f"l{item['OBSERVATORIO_FILA']}"] for item in rows
            if f"l{item['OBSERVATORIO_FILA']}" in by_line]  # fmt: skip


def fixed(report: str, **by_line: dict[str, str]) -> bytes:
    return text(corrected(report, **by_line), delimiter=";").encode("cp1252")


def february(settings: WorkSettings) -> list:
    with opened(settings) as con:
        rows = con.table("records").filter("month = 2").order("row_number")
        return rows.select("row_number", "age", "sex", "violence_type").fetchall()


def test_a_corrected_report_completes_its_delivery(take, settings, half_done):
    data = fixed(half_done, l42={"EDAD_VICTIMA": "28"}, l44={"TIPO_VIOLENCIA": "3"})
    outcome = take("corregido.csv", [], data=data)
    assert (outcome.outcome, outcome.rows_read, outcome.accepted) == ("accepted", 2, 2)
    assert (outcome.periods, outcome.replaced_periods) == ([], [])
    assert february(settings) == [(41, 28, "mujer", "fisica"), (43, 30, "mujer", "sexual")]
    assert {delivery for delivery, _ in held(settings).values()} == {1}
    assert len(keys(settings)) == len(set(keys(settings))) == 82
    with opened(settings) as con:
        left = con.table("refused_rows").select("row_number", "column_name").fetchall()
    assert left == [(43, "SEXO_VICTIMA")]
    before = contents(settings)
    assert rebuilt(settings) == before


def test_a_later_correction_wins(take, settings, half_done):
    take("c1.csv", [], data=fixed(half_done, l42={"EDAD_VICTIMA": "28"}))
    take("c2.csv", [], data=fixed(half_done, l42={"EDAD_VICTIMA": "29"}))
    assert february(settings) == [(41, 29, "mujer", "fisica")]
    remove("3", settings)
    assert february(settings) == [(41, 28, "mujer", "fisica")]
    remove("2", settings)
    assert february(settings) == []


def test_the_same_correction_twice_changes_nothing(take, settings, half_done):
    data = fixed(half_done, l42={"EDAD_VICTIMA": "28"})
    take("c.csv", [], data=data)
    assert take("c.csv", [], data=data).outcome == "unchanged"
    assert len(february(settings)) == 1


def test_what_is_still_wrong_comes_back_again(take, settings, half_done):
    data = fixed(half_done, l42={"EDAD_VICTIMA": "28"}, l43={"SEXO_VICTIMA": "X"})
    outcome = take("c.csv", [], data=data)
    assert (outcome.accepted, outcome.refused) == (1, 1)
    assert sum(outcome.reasons.values()) == 1
    assert outcome.report is not None
    again = Path(outcome.report).read_text(encoding="utf-8-sig")
    assert "000001-cem;43;" in again
    assert "«X»" in again
    last = take("d.csv", [], data=fixed(again, l43={"SEXO_VICTIMA": "1"}))
    assert last.accepted == 1
    assert len(february(settings)) == 2


def test_a_report_handed_back_as_it_was_changes_nothing(take, settings, half_done):
    before = contents(settings)
    outcome = take("c.csv", [], data=half_done.encode("utf-8-sig"))
    assert outcome.outcome == "refused"
    assert "ninguna de las 3 filas" in outcome.message
    assert contents(settings) == before
    assert len(Archive(settings).deliveries()) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"OBSERVATORIO_FILA": "5"}, "la fila 5 no está entre las filas devueltas"),
        ({"OBSERVATORIO_FILA": "4000"}, "la fila 4000 no está entre las filas devueltas"),
        ({"OBSERVATORIO_FILA": "x"}, "no es un número de fila"),
        ({"OBSERVATORIO_ENTREGA": "000009-cem"}, "No hay una entrega vigente «000009-cem»"),
        ({"FECHA_INGRESO": "2020-11-02"}, "ya entregó otro archivo"),
        ({"CEM": SECOND}, "ya entregó otro archivo"),
    ],
)
def test_a_correction_reaches_only_the_rows_that_came_back(take, settings, change, said):
    take("antes.csv", [*month(11, year=2020), *month(2, CEM=SECOND)])
    again = take("otra.csv", [*month(1, n=40), row(FECHA_INGRESO="2021-02-15", EDAD_VICTIMA="728")])
    report = Path(again.report).read_text(encoding="utf-8-sig")
    before = contents(settings)
    data = fixed(report, l42={"EDAD_VICTIMA": "28", **change})
    outcome = take("c.csv", [], data=data)
    assert outcome.outcome == "refused"
    assert said in outcome.message
    assert contents(settings) == before


def test_a_row_is_corrected_once_in_a_report(take, half_done):
    rows = corrected(half_done, l42={"EDAD_VICTIMA": "28"}) * 2
    outcome = take("c.csv", [], data=text(rows, delimiter=";").encode())
    assert "la fila 42 viene dos veces" in outcome.message


@pytest.mark.parametrize("column", ["OBSERVATORIO_ENTREGA", "EDAD_VICTIMA"])
def test_a_report_without_one_of_its_columns_is_refused(take, half_done, column):
    rows = corrected(half_done, l42={"EDAD_VICTIMA": "28"})
    header = [name for name in rows[0] if name != column]
    outcome = take("c.csv", [], data=text(rows, header, ";").encode())
    assert outcome.outcome == "refused"
    assert column in outcome.message


def test_a_report_saved_as_a_workbook_completes_too(take, settings, half_done, tmp_path):
    """Read as a new file, its one row would replace the months of the whole delivery."""
    book = openpyxl.Workbook()
    (item,) = corrected(half_done, l42={"EDAD_VICTIMA": "28"})
    book.active.append(list(item))
    book.active.append([int(v) if v.isdigit() else v for v in item.values()])
    book.save(tmp_path / "made.xlsx")
    outcome = take("c.xlsx", [], data=(tmp_path / "made.xlsx").read_bytes())
    assert (outcome.outcome, outcome.accepted) == ("accepted", 1)
    assert len(keys(settings)) == 81


def test_a_line_that_could_not_be_read_is_corrected_too(take, settings):
    header, *rows = text(month(1, n=30))[:-1].split("\n")
    data = "\n".join([header, rows[0], "CARABAYLLO,2021", *rows[1:]]) + "\n"
    outcome = take("a.csv", [], data=data.encode())
    assert (outcome.accepted, outcome.refused) == (30, 1)
    report = Path(outcome.report).read_text(encoding="utf-8-sig")
    whole = {name: str(value) for name, value in row(FECHA_INGRESO="2021-01-09").items()}
    done = take("c.csv", [], data=fixed(report, l3=whole))
    assert (done.outcome, done.accepted) == ("accepted", 1)
    assert len(keys(settings)) == 31
    wrong = take("d.csv", [], data=fixed(report, l3=whole | {"EDAD_VICTIMA": "728"}))
    assert wrong.outcome == "refused"


def test_correcting_leaves_nothing_beside_the_file(take, half_done, tmp_path):
    take("c.csv", [], data=fixed(half_done, l42={"EDAD_VICTIMA": "28", "CEM": "Ñ"}))
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "c.csv", "data"}


def test_a_formula_in_a_returned_cell_is_text_and_comes_back_as_it_was(take, settings):
    bad = row(EDAD_VICTIMA="728", LUGAR_REFERENCIA="=Chavín")
    outcome = take("a.csv", [*usual(30, LUGAR_REFERENCIA=""), bad])
    report = Path(outcome.report).read_text(encoding="utf-8-sig")
    assert ";'=Chavín" in report
    take("c.csv", [], data=fixed(report, l32={"EDAD_VICTIMA": "28"}))
    with opened(settings) as con:
        assert con.table("records").filter("age = 28").select("zone").fetchall() == [("Z03",)]


# Lines of a file and rows of the archive


def test_lines_and_rows_are_each_others_contrary():
    """Against a plain walk down a file whose lines 3, 4, 8 are broken and 6, 9 blank."""
    delivery = Delivery(
        1, "cem", "a", 1, "", "", None, "", None, False, None, 2, {}, False, [8, 3, 4], [6, 9]
    )
    lines = [line for line in range(2, 30) if line not in (3, 4, 6, 8, 9)]
    assert [delivery.line_of(n) for n in range(1, len(lines) + 1)] == lines
    assert [delivery.row_at(line) for line in lines] == list(range(1, len(lines) + 1))
    assert [delivery.line_of(delivery.row_at(line)) for line in (3, 4, 8)] == [3, 4, 8]


# Demonstration


def real(settings: WorkSettings) -> set[tuple[str, bool]]:
    with opened(settings) as con:
        rows = con.table("records").select("source", "demonstration").distinct()
        return set(rows.fetchall())


def test_the_first_real_file_takes_the_place_of_that_sources_demonstration(take, settings):
    sidpol = (
        "ANIO,MES,DPTO_HECHO_NEW,PROV_HECHO,DIST_HECHO,UBIGEO_HECHO,P_MODALIDADES,cantidad\n"
        "2021,1,LIMA,LIMA,CARABAYLLO,150106,Violencia contra la mujer e integrantes,7\n"
    )
    take(DEMO, [*month(1, n=9), *month(5, n=9, CEM=SECOND)])
    take("demostracion_s.csv", [], source="sidpol", data=sidpol.encode())
    assert real(settings) == {("cem", True), ("sidpol", True)}
    take("real.csv", month(3))
    assert real(settings) == {("cem", False), ("sidpol", True)}
    assert held(settings).keys() >= {("CARABAYLLO", "2021-03")}
    assert states(settings)[1] == "reemplazada"
    before = contents(settings)
    assert rebuilt(settings) == before
    remove("3", settings)
    assert real(settings) == {("cem", True), ("sidpol", True)}


def test_a_demonstration_never_joins_real_figures(take, settings):
    take("real.csv", month(1))
    outcome = take(DEMO, month(6))
    assert outcome.outcome == "refused"
    assert "demostración" in outcome.message
    assert real(settings) == {("cem", False)}
    remove("1", settings)
    assert take(DEMO, month(6)).outcome == "accepted"


# Only trying


def test_a_trial_changes_nothing(take, settings):
    take("a.csv", month(1))
    store = settings.data_dir / "store"
    before = everything_in(settings.archive_dir) + everything_in(store)
    outcome = take("b.csv", [*month(1, n=30), row(EDAD_VICTIMA="728")], dry_run=True)
    assert (outcome.outcome, outcome.delivery) == ("accepted", None)
    assert (outcome.accepted, outcome.refused) == (30, 1)
    assert outcome.replaced_periods == ["2021-01"]
    assert outcome.message.startswith("Ensayo, no se cargó nada.")
    assert everything_in(settings.archive_dir) + everything_in(store) == before
    assert outcome.report is not None
    assert "OBSERVATORIO_ENTREGA" not in Path(outcome.report).read_text(encoding="utf-8-sig")


def test_a_trial_of_the_first_file_leaves_no_store(take, settings):
    assert take("a.csv", month(1), dry_run=True).outcome == "accepted"
    assert Registry(settings).current is None
    assert list(settings.archive_dir.iterdir()) == []


def test_a_trial_of_a_correction_changes_nothing(take, settings, half_done):
    before = contents(settings)
    data = fixed(half_done, l42={"EDAD_VICTIMA": "28"})
    outcome = take("c.csv", [], data=data, dry_run=True)
    assert (outcome.outcome, outcome.accepted, outcome.delivery) == ("accepted", 1, None)
    assert outcome.message.startswith("Ensayo")
    assert contents(settings) == before
    assert len(Archive(settings).deliveries()) == 1


def test_a_correction_says_what_it_completes(take, half_done):
    outcome = take("c.csv", [], data=fixed(half_done, l42={"EDAD_VICTIMA": "28"}))
    assert "completa la entrega 000001-cem" in outcome.message


def test_limits_come_from_the_configuration(settings, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(text([*month(1, n=9), *month(1, EDAD_VICTIMA="728")]), encoding="utf-8")
    strict = dataclasses.replace(settings.limits, max_refused_rows=1)
    changed = dataclasses.replace(settings, limits=strict)
    assert add("cem", file, Options(), changed).outcome == "refused"
    lenient = dataclasses.replace(strict, max_refused_pct=20.0)
    changed = dataclasses.replace(settings, limits=lenient)
    assert add("cem", file, Options(), changed).outcome == "accepted"
