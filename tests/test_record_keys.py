"""A record's key stands: a better reading, or a dimension that came since, changes none.

A second key would be a second rounding of the same cells, to average with the first.
"""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from pathlib import Path

import pytest

from ingest.deliveries import add
from ingest.demuna import words
from ingest.registry import Registry
from ingest.settings import WorkSettings
from ingest.sources import cem
from ingest.sources.base import Options
from observatorio.database import open_read_only
from observatorio.sqlfiles import sql
from tests import cem_rows
from tests.test_police_points import file_of

SECRET = bytes(range(32))
CASE = {
    "CONDICION": "4", "VINCULO_AGRESOR_VICTIMA": "1", "NIVEL_DE_RIESGO_VICTIMA": "2",
    "INTERPUSO_DENUNCIA": "1", "CUENTA_MEDIDAS_PROTECCION": "0", "CUENTA_MEDIDAS_CAUTELARES": "0",
    "DESEA_PATROCINIO_LEGAL": "1", "CASO_TENTATIVA_DE_FEMINICIDIO": "0",
    "DISCAPACIDAD_VICTIMA": "0", "ETNIA_VICTIMA": "7", "LUGAR_REFERENCIA": "AA.HH. El Mirador",
}  # fmt: skip
AT_HOME = "Violencia hacia NNA en el hogar"
REGISTER = (
    "Fecha;Edad;Sexo;Materia;Zona o AAHH\n"
    "14/03/2021;9;Mujer;6;San Pedro\n"
    f"15/03/2021;9 años;M;{AT_HOME};San Pedro\n"
    "16/03/2021;;Niña;Alimentos;\n"
)
FILES = {
    "cem": cem_rows.text([cem_rows.row(**CASE), cem_rows.row(**CASE), cem_rows.row()]),
    "demuna": REGISTER,
    "police_points": file_of({}, {"estado_coord": "SIN COORDENADA", "barrio": "San Benito"}),
}
# Version 1, as the keys of published editions are: they never change.
KEYS = {
    "cem": (17708420854719872301, 16246148355818912306, 4648336110594007220),
    "demuna": (16802164512444232917, 7971009837573934067, 13209030492593796179),
    "police_points": (1120655552868805646, 12785623295067021972),
}
# What the keys are made of, in its order: a dimension that comes later is not among it.
FIELDS = {
    "cem/staged": "d.written_day s.value a.number x.identity h.ubigeo e.ubigeo t.identity"
    " l.identity n.identity c.identity q.identity p.identity u.identity g.identity f.identity"
    " b.identity y.identity v.identity z.normalised",
    "demuna/insert": "written_day first_matter age sex place",
    "police_points/staged": "d.written_day v.event_time v.event_time v.ubigeo v.service"
    " v.station_registered v.point_state v.point_state v.zone v.place",
}
NAME = re.compile(r"\b(?:[a-z]\.[a-z_]+|written_day|first_matter|age|sex|place)\b")
FROZEN = {
    cem.IDENTITY_CODES: "9a87f39b0d16d892",
    words.IDENTITY_FILE: "54149a48db451b53",
}


def keys(settings: WorkSettings, source: str, folder: Path) -> list[int]:
    """Keys of the records of the usual file, with a secret that is known."""
    settings.secret_file.parent.mkdir(parents=True, exist_ok=True)
    settings.secret_file.write_bytes(SECRET)
    file = folder / f"{source}.csv"
    file.write_text(FILES[source], encoding="utf-8")
    outcome = add(source, file, Options(date_order="dmy"), settings)
    assert outcome.outcome == "accepted", outcome.message
    return held(settings)


def held(settings: WorkSettings) -> list[int]:
    path = Registry(settings).current
    assert path is not None
    with open_read_only(path) as con:
        rows = con.table("records").order("row_number").select("record_key").fetchall()
    return [key for (key,) in rows]


@pytest.mark.parametrize("source", KEYS)
def test_keys_are_what_they_were(settings: WorkSettings, tmp_path: Path, source: str) -> None:
    assert keys(settings, source, tmp_path) == list(KEYS[source])


def changed_csv(file: Path, folder: Path, **how: tuple[str, str, str]) -> Path:
    """A code map in which, of the rows whose column has this value, another column has another."""
    with file.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for column, (other, was, now) in how.items():
        assert any(row[other] == was for row in rows)
        for row in rows:
            row[column] = now if row[other] == was else row[column]
    with (folder / file.name).open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder / file.name


def test_a_better_reading_of_a_code_changes_no_key(
    settings: WorkSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys(settings, "cem", tmp_path)
    better = changed_csv(cem.CODES, tmp_path, value=("value", "derivado", "continuador"))
    monkeypatch.setattr(cem, "CODES", better)
    shutil.rmtree(settings.data_dir / "meanings", ignore_errors=True)
    path = Registry(settings).rebuild()
    with open_read_only(path) as con:
        read = con.table("records").select("condition").distinct().fetchall()
    assert ("continuador",) in read
    assert held(settings) == before


def test_a_better_reading_of_a_matter_changes_no_key(
    settings: WorkSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = keys(settings, "demuna", tmp_path)
    other = changed_csv(words.MATTERS_FILE, tmp_path, label=("number", "6", "Otra"))
    (tmp_path / "better").mkdir()
    better = changed_csv(other, tmp_path / "better", label=("number", "8", AT_HOME))
    read = words.matter_of
    monkeypatch.setattr(words, "matter_of", lambda raw, file=better: read(raw, file))
    shutil.rmtree(settings.data_dir / "meanings", ignore_errors=True)
    path = Registry(settings).rebuild()
    with open_read_only(path) as con:
        matters = con.table("records").select("matter").distinct().fetchall()
    assert ("8",) in matters
    assert held(settings) == before


@pytest.mark.parametrize("file", FROZEN, ids=lambda file: file.name)
def test_what_was_first_read_is_kept(file: Path) -> None:
    assert hashlib.sha256(file.read_bytes()).hexdigest()[:16] == FROZEN[file]


@pytest.mark.parametrize("name", FIELDS)
def test_the_fields_of_an_identity_are_these(name: str) -> None:
    made = re.search(
        r"concat_ws\('\|', '[a-z_]+', (.*?)\) AS identity", sql(f"ingest/{name}"), re.S
    )
    assert made
    assert NAME.findall(re.sub(r"'[^']*'", "", made[1])) == FIELDS[name].split()
