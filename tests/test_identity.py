"""Nothing of a person is kept: places, codes that are none, messages."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import Question, Refused
from ingest.geocoding import Gazetteer, load_gazetteer
from ingest.registry import Registry
from ingest.scrubbing import OTHER_CODE, date_alone, kept_place
from ingest.settings import load_work_settings
from ingest.wording import LONGEST_MESSAGE, name_of
from observatorio.config import IngestLimits
from tests.cem_rows import row, text

NAME = "Rosa Quispe"


@pytest.fixture
def settings(settings):
    """Small files: one refused row would be over the 5 % that refuses all of it."""
    return dataclasses.replace(settings, limits=IngestLimits(max_refused_pct=100))


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer(load_work_settings())


def everything_in(folder: Path, *, but: str = "reports") -> str:
    """The bytes of all files, and the texts of the compressed ones."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and but not in path.parts:
            found.append(path.read_bytes().decode("latin-1"))
            if path.suffix == ".parquet":
                found.append(str(pq.read_table(path).to_pylist()))
    return "".join(found)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"{NAME} DNI 47318829 cel 987123654 El Mirador", "el mirador"),
        (f"{NAME}, tel. 5512345, cerca de nada", None),
        ("rosa@ejemplo.pe - Cruz del Norte", "cruz del norte"),
        ("hija de Juana Huamán", None),
        ("987 123 654 San Pedro", "san pedro"),
        ("El Progreso 4521", "El Progreso  "),
        ("Nuestra Señora de Fátima 2", "Nuestra Señora de Fátima 2"),
        ("A.H. Madre de Dios II Etapa", "A.H. Madre de Dios II Etapa"),
    ],
)
def test_what_is_left_of_a_place(gazetteer, said, kept):
    assert kept_place(said, gazetteer) == kept


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("14/03/2021 Rosa Quispe", "14/03/2021  "),
        ("14 de marzo de 2021, María Paz", "14 de marzo de 2021,  "),
        ("14-mar-21 10:30 a. m.", "14-mar-21 10:30 a. m."),
        ("2021-03-14T10:30:00Z", "2021-03-14T10:30:00Z"),
        ("ayer", "ayer"),
    ],
)
def test_what_is_left_of_a_date(said, kept):
    assert date_alone(said) == kept


@given(st.text(), st.integers(10**6, 10**10), st.text())
def test_no_long_number_is_ever_left(gazetteer, before, number, after):
    kept = kept_place(f"{before} {number} {after}", gazetteer)
    assert kept is None or str(number) not in kept


def test_a_place_with_a_person_in_it_keeps_its_zone_and_nothing_else(deliver, settings, registry):
    place = f"{NAME} DNI 47318829 cel 987123654 El Mirador"
    rows = "".join(f"{day}/01/2021 {NAME},9,F,Tenencia,{place}\n" for day in range(13, 16))
    answer = deliver("demuna", "x.csv", f"Fecha,Edad,Sexo,Materia,Zona o AAHH\n{rows}")
    assert answer.accepted == 3
    assert [
        reason for reason in answer.reasons if "datos de una persona" in reason and ": 3;" in reason
    ]
    assert registry().table("records").select("zone").distinct().fetchall() == [("Z03",)]
    kept = everything_in(settings.data_dir, but="none")
    assert not [word for word in ("Quispe", "47318829", "987123654") if word in kept + str(answer)]


def test_what_is_no_code_is_kept_for_the_sector_alone(deliver, settings, registry):
    wrong = row(SEXO_VICTIMA=NAME, FECHA_INGRESO="14/03/2021")
    other = row(CEM="OTRO", SEXO_VICTIMA="Ana Huamán", DIST_DOMICILIO="10")
    answer = deliver("cem", "x.csv", text([row(), wrong, other]))
    assert (answer.accepted, answer.refused) == (1, 1)
    assert NAME in Path(answer.report).read_text("utf-8-sig")
    kept = everything_in(settings.data_dir)
    assert OTHER_CODE in kept
    assert not [name for name in ("Quispe", "Huam") if name in kept]
    told = registry().table("refused_rows").select("value").fetchall()
    Registry(settings).rebuild()
    assert registry().table("refused_rows").select("value").fetchall() == told == [(OTHER_CODE,)]


def test_a_number_that_is_no_code_stays_for_a_better_code_map(deliver, settings):
    deliver("cem", "x.csv", text([row(), row(SEXO_VICTIMA="7", FECHA_INGRESO="14/03/2021")]))
    assert OTHER_CODE not in everything_in(settings.data_dir)


def test_a_corrected_row_that_is_still_wrong_is_kept_without_its_words(deliver, settings):
    two = [row(SEXO_VICTIMA="7"), row(SEXO_VICTIMA="8", FECHA_INGRESO="14/03/2021"), row(), row()]
    report = Path(deliver("cem", "x.csv", text(two)).report).read_text("utf-8-sig")
    fixed = report.replace(";7;", ";1;").replace(";8;", f";{NAME};")
    answer = deliver("cem", "corregido.csv", fixed)
    assert (answer.outcome, answer.refused) == ("accepted", 1)
    assert NAME in Path(answer.report).read_text("utf-8-sig")
    assert "Quispe" not in everything_in(settings.data_dir)


# Messages.


@given(st.text(min_size=1, max_size=3000))
def test_messages_are_short_and_say_what_to_do(said):
    for message in (
        Refused(f"{said}. Corríjalo.").message,
        Question("c", said, "--months").message,
    ):
        assert len(message) <= LONGEST_MESSAGE
    assert Refused(f"{said}. Corríjalo.").message.endswith("Corríjalo.")


def test_a_header_that_is_a_row_of_people_is_not_repeated(deliver):
    data = text([row(CEM=NAME), row()])
    answer = deliver("cem", "x.csv", '"' + data.replace("\n", ",Rosa Quispe 47318829\n"))
    assert answer.outcome == "refused"
    assert len(answer.message) <= LONGEST_MESSAGE
    assert "Quispe" not in answer.message
    assert "4731" not in answer.message


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"a\xff.csv", "a\ufffd.csv"),
        (b"a\n\x1b[31m.csv", "a  [31m.csv"),
        (b"a" * 200 + b".csv", "a" * 75 + "….csv"),
    ],
)
def test_a_file_name_is_shown_as_text(raw, shown):
    assert name_of(Path(os.fsdecode(raw))) == shown
