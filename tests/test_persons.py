"""Persons told apart by their office's own code: sealed on arrival, counted by the threshold."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import hmac
import io
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.archive import Archive
from ingest.deliveries import add
from ingest.demuna.persons import as_written, identity_in, normal_code, person_of, sealed
from ingest.demuna.template import write_template
from ingest.publish import publish
from ingest.reading.missing import is_missing
from ingest.reasons import said
from ingest.registry import Registry
from ingest.secret import keyed, pads_of
from ingest.sources.base import Options
from observatorio.config import IngestLimits
from observatorio.database import open_read_only
from observatorio.store import Pointer
from tests.wide_cells import with_wide_cells

COLUMN = "Código de la persona"
HEADER = f"Fecha;Edad;Sexo;Materia;Zona o AAHH;{COLUMN}"
IDENTITIES = [
    ("45678912", "DNI"),
    ("04567891", "DNI"),
    ("00123456", "DNI"),
    ("4567891", "DNI"),
    ("45678912.0", "DNI"),
    ("45678912-3", "DNI"),
    ("45.678.912", "DNI"),
    ("45 678 912", "DNI"),
    ("DNI 45678912", "DNI"),
    ("P-45678912", "DNI"),
    ("001234567", "DNI"),
    ("987654321", "teléfono"),
    ("987 654 321", "teléfono"),
    ("987-654-321", "teléfono"),
    ("+51 987654321", "teléfono"),
    ("01-5551234", "teléfono"),
    ("rosa@correo.pe", "correo"),
    ("rosa9@correo.pe", "correo"),
    ("14/03/2009", "fecha"),
    ("2009-03-14", "fecha"),
    ("2009-03-14 00:00:00", "fecha"),
    ("14.3.09", "fecha"),
    ("P 14-03-2009", "fecha"),
    ("Rosa Quispe", "nombre"),
    ("QUISPE, ROSA", "nombre"),
    ("Rosa María Quispe 9", "nombre"),
    ("quispe-rosa-9", "nombre"),
    ("Rosa", "sin número"),
    ("R. Q. M.", "sin número"),
    ("María1", "forma"),
    ("caso=12", "forma"),
    ("clave:0123456789abcdef", "DNI"),
    ("clave:a1b2c3d4e5f6a1b2", "forma"),
    ("A1-" + "9-" * 12, "forma"),
]  # fmt: skip
CODES = ["P-0012", "12", "0012", "2021-0012", "A7", "DEM-CAR-0012", "N.12", "NNA 12", "P/12_b"]


@pytest.fixture
def settings(settings):
    """Small files: one refused row would be over the 5 % that refuses all of it."""
    return dataclasses.replace(settings, limits=IngestLimits(max_refused_pct=100))


def line(code="", day="14/03/2021", age="9", matter="6"):
    return f"{day};{age};Mujer;{matter};San Pedro;{code}"


def register(*lines):
    return "\n".join([HEADER, *lines]) + "\n"


def without_code(text):
    """The same register as it was before the column."""
    return "\n".join(row.rpartition(";")[0] for row in text.splitlines()) + "\n"


def keys(con, *columns):
    return con.table("records").order("delivery, row_number").select(*columns).fetchall()


def persons(con):
    return [key for (key,) in keys(con, "person_key")]


def everything_in(folder: Path) -> str:
    """All that is written under a folder: the bytes of each file, and the cells of each table."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            found.append(path.read_bytes().decode("latin-1"))
        if path.suffix == ".parquet":
            found.append(str(pq.read_table(path).to_pylist()))
        if path.name.startswith("registry-"):
            with open_read_only(path) as con:
                tables = [name for (name,) in con.execute("SHOW TABLES").fetchall()]
                found += [str(con.table(name).fetchall()) for name in tables]
    return "\n".join(found)


def corrected(report: str, *changes: dict[str, str]) -> str:
    """The rows of a report (those with a number) with each its changes, as a CSV to hand in."""
    with Path(report).open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle, delimiter=";")
        rows = [row for row in reader if row["OBSERVATORIO_FILA"]]
    rows = [row | change for row, change in zip(rows, changes, strict=True)]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def by_rfc_2104(settings, message: str) -> int:
    secret = settings.secret_file.read_bytes()
    digest = hmac.new(secret, message.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big")


# From the file to the registry


def test_equal_codes_are_one_person_and_others_are_others(deliver, registry, settings):
    codes = ["P-0012", "p-0012 ", "P-0013", "", "P\u20110012"]
    answer = deliver("demuna", "x.csv", register(*map(line, codes)))
    assert (answer.accepted, answer.reasons) == (5, {})
    first, again, other, nobody, dashed = persons(registry())
    assert first == again == dashed == by_rfc_2104(settings, "demuna|person|P-0012")
    assert other == by_rfc_2104(settings, "demuna|person|P-0013")
    assert nobody is None


def test_a_person_has_one_key_in_all_deliveries(deliver, registry):
    deliver("demuna", "x.csv", register(line("P-0012")))
    deliver("demuna", "y.csv", register(line("P-0012", "15/04/2021"), line("P-9", "16/04/2021")))
    march, april, other = persons(registry())
    assert march == april != other


def test_a_workbook_and_the_template_bring_the_same_persons(deliver, registry, tmp_path):
    path = write_template(tmp_path / "plantilla.xlsx")
    book = openpyxl.load_workbook(path)
    rows = book["Registro"]
    top = next(row[0].row for row in rows.iter_rows() if row[0].value == "Fecha")
    for at, code in enumerate(["0012", 12, 12.0], start=top + 1):
        for column, value in enumerate([date(2021, 3, 14), 9, "Mujer", "6", "San Pedro", "", code]):
            rows.cell(at, column + 1).value = value or None
    book.save(path)
    answer = deliver("demuna", "x.xlsx", path.read_bytes())
    assert (answer.accepted, answer.reasons) == (3, {})
    deliver("demuna", "y.csv", register(line("12.0", "15/04/2021")))
    assert len(set(persons(registry()))) == 1 and None not in persons(registry())


def test_a_mapping_says_how_the_column_is_called(deliver, registry, tmp_path):
    mapping = tmp_path / "mapeo.toml"
    mapping.write_text('fill_down = "codigo"\n[columns]\ncodigo = "Usuaria"\n', encoding="utf-8")
    text = register(line("P-1"), line(""), line("P-2")).replace(COLUMN, "Usuaria")
    deliver("demuna", "x.csv", text, mapping=mapping)
    first, second, third = persons(registry())
    assert first == second != third


def test_the_code_is_kept_nowhere(deliver, registry, settings):
    text = register(line("P-0012"), line("ZETA77", age="45"), line("ZETA77"))
    answer = deliver("demuna", "x.csv", text)
    assert (answer.accepted, answer.refused) == (2, 1)
    kept = everything_in(settings.data_dir)
    assert "San Pedro" in kept
    assert "P-0012" not in kept and "ZETA77" not in kept
    assert "clave:" in Path(answer.report).read_text(encoding="utf-8-sig")
    sealed_codes = pq.read_table(Archive(settings).parquet(Archive(settings).deliveries()[0]))
    assert sealed_codes["person_code"].to_pylist()[0] == f"clave:{persons(registry())[0]:016x}"


# Without codes


def test_without_the_column_nothing_changes(deliver, registry, settings):
    text = without_code(register(line(), line(), line(matter="1")))
    answer = deliver("demuna", "x.csv", text)
    assert (answer.accepted, answer.reasons) == (3, {})
    con = registry()
    assert persons(con) == [None, None, None]
    identity = "demuna|2021-03-14|{}|9|mujer|san pedro|{}"
    expected = [
        by_rfc_2104(settings, identity.format(*it)) for it in ((6, 1), (6, 2), (1, 1))
    ]  # fmt: skip
    assert [key for (key,) in keys(con, "record_key")] == expected
    (delivery,) = Archive(settings).deliveries()
    assert "person_code" not in pq.read_schema(Archive(settings).parquet(delivery)).names


def test_an_office_that_begins_to_note_codes_changes_no_record_key(deliver, registry):
    text = register(*map(line, ["P-1", "P-2", "", "P-1"]), line("P-3", age="12"))
    deliver("demuna", "antes.csv", without_code(text))
    before = keys(registry(), "record_key")
    deliver("demuna", "despues.csv", text)
    assert keys(registry(), "record_key") == before
    assert len(set(persons(registry()))) == 4


# What is no code


@pytest.mark.parametrize(("value", "kind"), IDENTITIES)
def test_what_looks_like_an_identity_is_no_code(value, kind):
    assert identity_in(value) == kind


@pytest.mark.parametrize("code", CODES)
def test_codes_as_offices_write_them_are_taken(code):
    assert identity_in(code) is None


@pytest.mark.parametrize(("value", "kind"), IDENTITIES)
def test_an_identity_is_returned_without_its_value(deliver, registry, settings, value, kind):
    answer = deliver("demuna", "x.csv", register(line("P-1"), line(f'"{value}"')))
    assert (answer.accepted, answer.refused) == (1, 1)
    ((reason, count),) = answer.reasons.items()
    assert reason.startswith(f"{COLUMN}: ") and count == 1
    found = registry().table("refused_rows").select("row_number", "value", "reason").fetchall()
    assert found == [(3, None, reason.removeprefix(f"{COLUMN}: "))]
    # A lone dash, and a mark of ours, are everywhere; what could name somebody must be nowhere.
    if any(letter.isalnum() for letter in value) and not value.startswith("clave:"):
        assert value not in everything_in(settings.data_dir)


def test_a_column_of_identities_is_refused_whole_without_a_value(settings, tmp_path):
    strict = dataclasses.replace(settings, limits=IngestLimits())
    people = [f"{n}" for n in range(45678912, 45678952)]
    file = tmp_path / "x.csv"
    file.write_text(register(*map(line, people)), encoding="utf-8")
    answer = add("demuna", file, Options(), strict)
    assert (answer.outcome, answer.refused) == ("refused", 40)
    told = Path(answer.report).read_text(encoding="utf-8-sig") + answer.message
    assert "como un DNI" in told
    kept = told + everything_in(settings.data_dir)
    assert not any(person in kept for person in people)


def test_a_sheet_of_a_workbook_is_named_but_no_value(deliver, registry, tmp_path):
    book = openpyxl.Workbook()
    for number, title in enumerate(["ENERO", "FEBRERO"], start=1):
        sheet = book.create_sheet(title)
        sheet.append(["Fecha", "Edad", "Sexo", "Materia", COLUMN])
        sheet.append([date(2021, number, 14), 9, "Mujer", "6", "P-1" if number == 1 else 45678912])
    path = tmp_path / "libro.xlsx"
    book.save(path)
    deliver("demuna", "x.xlsx", path.read_bytes())
    refused = registry().table("refused_rows").filter("row_number IS NOT NULL")
    assert refused.select("value").fetchall() == [("hoja FEBRERO, fila 2",)]


# Corrections and rebuilds


def test_a_corrected_report_keeps_the_person(deliver, registry, settings):
    more = [line("P-1")] * 2
    bad = [line("P-1", age="45"), line("P-2", age="46"), line("45678912")]
    text = register(line("P-1"), *bad, *more)
    answer = deliver("demuna", "x.csv", text)
    # One code stays sealed, one is written anew, one takes the place of what was no code.
    mended = corrected(
        answer.report, {"Edad": "15"}, {"Edad": "16", COLUMN: "p-2"}, {COLUMN: "P-3"}
    )
    fixed = deliver("demuna", "corregido.csv", mended)
    assert (fixed.accepted, fixed.refused) == (3, 0)
    expected = [by_rfc_2104(settings, f"demuna|person|P-{n}") for n in (1, 1, 2, 3, 1, 1)]
    assert persons(registry()) == expected
    kept = everything_in(settings.data_dir)
    assert "p-2" not in kept and "45678912" not in kept
    Registry(settings).rebuild()
    assert persons(registry()) == expected


def test_a_code_that_was_not_taken_is_returned_again_until_it_is_mended(deliver, registry):
    answer = deliver(
        "demuna", "x.csv", register(*(line(code) for code in ("P-1", "45678912", "R Q", "P-1")))
    )
    report = Path(answer.report).read_text(encoding="utf-8-sig")
    assert "no guardado: DNI" in report
    assert deliver("demuna", "igual.csv", report).outcome == "refused"
    emptied = deliver("demuna", "vacio.csv", corrected(answer.report, {COLUMN: ""}, {}))
    assert (emptied.accepted, emptied.refused) == (1, 1)
    assert [key is None for key in persons(registry())] == [False, True, False]


def test_a_key_that_nobody_gave_is_no_code(deliver, registry):
    answer = deliver("demuna", "x.csv", register(line("P-1"), line("P-2", age="45")))
    invented = {"Edad": "15", COLUMN: "clave:a1b2c3d4e5f6a1b2"}
    forged = deliver("demuna", "corregido.csv", corrected(answer.report, invented))
    reason = f"{COLUMN}: {said('person_form')}"
    assert (forged.outcome, forged.reasons) == ("refused", {reason: 1})
    assert len(persons(registry())) == 1


def test_a_second_correction_keeps_what_the_first_one_sealed(deliver, registry, settings):
    answer = deliver(
        "demuna", "x.csv", register(line("P-1"), line(age="45"), line(age="46"), line())
    )
    first = corrected(answer.report, {"Edad": "50", COLUMN: "P-2"}, {"Edad": "16"})
    once = deliver("demuna", "primera.csv", first)
    assert (once.accepted, once.refused) == (1, 1)
    twice = deliver("demuna", "segunda.csv", corrected(once.report, {"Edad": "15"}))
    assert (twice.accepted, twice.refused) == (1, 0)
    two = by_rfc_2104(settings, "demuna|person|P-2")
    assert persons(registry())[1:] == [two, None, None]


def test_a_row_that_could_not_be_read_brings_its_code_in_the_report(deliver, registry, settings):
    answer = deliver("demuna", "x.csv", register(line("P-1"), line("P-1") + ";de más", line("P-2")))
    said = {"Fecha": "15/03/2021", "Materia": "6", COLUMN: "P-1"}
    fixed = deliver("demuna", "corregido.csv", corrected(answer.report, said))
    assert (fixed.accepted, fixed.refused) == (1, 0)
    one, two = (by_rfc_2104(settings, f"demuna|person|P-{n}") for n in (1, 2))
    assert sorted(persons(registry())) == sorted([one, one, two])


def test_deliveries_one_by_one_are_what_a_rebuild_gives(deliver, registry, settings):
    deliver("demuna", "a.csv", without_code(register(line(), line(day="14/05/2021"))))
    deliver("demuna", "b.csv", register(*(line(f"P-{n % 3}", "15/04/2021") for n in range(9))))
    deliver("demuna", "c.csv", register(line("P-0", "14/05/2021"), line("P-7", "15/05/2021")))
    columns = ("delivery", "row_number", "record_key", "person_key")
    step_by_step = keys(registry(), *columns)
    Registry(settings).rebuild()
    assert keys(registry(), *columns) == step_by_step
    assert len({person for *_, person in step_by_step}) == 5  # four persons, and nobody


# Properties

texts = st.text(max_size=30)
pads = pads_of(b"k" * 32)


@given(texts)
@example("NA")
@example(" ")
def test_what_is_archived_says_its_key_or_why_not_and_never_the_text(text):
    (kept,) = sealed([text], pads)
    if kept is None:
        assert is_missing(text)
        return
    key = hmac.new(b"k" * 32, f"demuna|person|{normal_code(text)}".encode(), hashlib.sha256)
    expected = int(key.hexdigest()[:16], 16)
    said = person_of(kept)
    if identity_in(text):
        assert said.value is None and said.reason
        assert kept.startswith("no guardado: ")
    else:
        assert (said.value, said.reason) == (str(expected), None)
    assert sealed([kept], pads, {kept}) == [kept]


@given(st.integers(10**6, 10**12), st.sampled_from(["", "P-", "DNI ", "n"]))
def test_no_long_number_is_ever_a_code(number, prefix):
    assert identity_in(f"{prefix}{number}") is not None


@given(st.from_regex(r"[A-Z0-9][A-Z0-9/_-]{0,9}( [A-Z0-9]{1,9})?", fullmatch=True))
def test_a_code_written_alike_is_one_code(code):
    assert as_written(code) == code
    assert (
        normal_code(f"  {code.lower()} ")
        == normal_code(code.replace(" ", "\t  "))
        == normal_code(code)
    )


@given(st.binary(min_size=32, max_size=32), texts)
def test_the_key_is_that_of_rfc_2104(secret, text):
    digest = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    assert keyed(pads_of(secret), text) == digest[:16]


# The threshold


def publish_cases(deliver, settings, cases):
    """Publishes cases given as (month, code), and opens the edition."""
    deliver("zones", "zonas.geojson", settings.zones.layer.read_bytes())
    lines = [line(code, f"{1 + n % 28:02}/{when}") for n, (when, code) in enumerate(cases)]
    assert deliver("demuna", "x.csv", register(*lines)).outcome == "accepted"
    publish(settings, today=date(2023, 3, 1))
    current = Pointer(settings.public_dir).current
    assert current is not None
    return with_wide_cells(open_read_only(current))


def cells(con, table, *columns):
    chosen = con.sql("FROM cells").filter(
        f"source = 'demuna' AND measure = 'caso_demuna' AND table_id = '{table}'"
    )
    return chosen.order("year, month").select(*columns).fetchall()


def test_many_cases_of_few_persons_are_not_published(deliver, settings):
    months = [f"{month:02}/{year}" for year in (2021, 2022) for month in range(1, 13)]
    cases = [(when, f"P-{n % 4 if when == '05/2022' else n}") for when in months for n in range(40)]
    con = publish_cases(deliver, settings, cases)
    found = {
        (year, month): (value, note)
        for year, month, value, note in cells(con, "month", "year", "month", "value", "note")
    }
    assert found.pop((2022, 5)) == (None, "menos de 5 personas")
    assert len(found) == 23
    assert all(note == "redondeado" and 35 < value < 45 for value, note in found.values())


def test_the_total_of_a_year_asks_for_persons_too(deliver, settings):
    cases = [(f"{m:02}/2021", f"P-{n % 3}") for m in range(1, 13) for n in range(3)]
    cases += [(f"{m:02}/2022", f"P-{n}") for m in range(1, 13) for n in range(3)]
    cases += [("12/2022", ""), ("12/2022", "")]
    con = publish_cases(deliver, settings, cases)
    assert cells(con, "total", "year", "value", "note") == [
        (2021, None, "menos de 5 personas"),
        (2022, 38, "exacto"),
    ]


def test_without_codes_each_case_counts(deliver, settings):
    con = publish_cases(
        deliver, settings, [(f"{m:02}/2021", "") for m in range(1, 13) for _ in range(3)]
    )
    assert cells(con, "total", "year", "value", "note") == [(2021, 36, "exacto")]


def test_a_yearly_share_asks_for_persons_too(deliver, settings):
    """Thirty cases without a zone are of two persons: their share is not said."""
    deliver("zones", "zonas.geojson", settings.zones.layer.read_bytes())
    lines = [line(f"P-{n}", f"{1 + n % 28:02}/{n % 12 + 1:02}/2021") for n in range(120)]
    nowhere = [
        line(f"X-{n % 2}", f"{1 + n % 28:02}/{n % 12 + 1:02}/2021").replace("San Pedro", "")
        for n in range(30)
    ]
    assert deliver("demuna", "x.csv", register(*lines, *nowhere)).outcome == "accepted"
    publish(settings, today=date(2023, 3, 1))
    current = Pointer(settings.public_dir).current
    assert current is not None
    con = open_read_only(current)
    shares = con.table("indicators").filter("source = 'demuna' AND indicator = 'sin_zona'")
    assert shares.select("value_pct", "note").fetchall() == [(None, "protegido: menos de 5")]
