"""Files of every kind, damaged at random: each has an answer in words, and nothing is half done."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyreadstat
import pytest
from shapely.geometry import box

from ingest.archive import Archive
from ingest.deliveries import add
from ingest.settings import WorkSettings
from ingest.sources.base import Options
from ingest.wording import LONGEST_MESSAGE
from tests.cem_rows import row, text, usual
from tests.test_renamu import as_dbf, as_dta
from tests.test_renamu import row as municipality
from tests.test_workbooks import book_of, demuna, months

NAME = "Zoraida"
PERSON = {"NOMBRES_VICTIMA": f"{NAME} Quispe", "NOTA": "47110233"}
MAPPING = (
    'date_order = "dmy"\n[columns]\nfecha = "Fecha"\nmateria = "Materia"\n'
    '[values.sexo]\nF = "mujer"\n'
)
Damage = Callable[[random.Random, bytearray], None]


def flip(chance: random.Random, data: bytearray) -> None:
    for _ in range(chance.choice([1, 4, 60])):
        data[chance.randrange(len(data))] = chance.randrange(256)


def cut(chance: random.Random, data: bytearray) -> None:
    del data[chance.randrange(len(data)) :]


def lose(chance: random.Random, data: bytearray) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.choice([1, 16, 500])]


def repeat(chance: random.Random, data: bytearray) -> None:
    at = chance.randrange(len(data))
    data[at:at] = data[at : at + chance.choice([1, 16, 3000])]


def lie(chance: random.Random, data: bytearray) -> None:
    """A number of the header becomes a large one, or none."""
    at = chance.randrange(min(len(data), 200))
    data[at : at + 4] = chance.choice([b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", bytes(4)])


def confuse(chance: random.Random, data: bytearray) -> None:
    """Characters that mean something to a reader of tables."""
    for _ in range(chance.choice([1, 8])):
        at = chance.randrange(len(data) + 1)
        data[at:at] = chance.choice(['"', "\x00", "\n", ";", "\ufeff", "NaN", "[", "é"]).encode()


DAMAGES: tuple[Damage, ...] = (flip, cut, lose, repeat, lie, confuse)


@pytest.fixture(scope="module")
def fit(tmp_path_factory) -> dict[tuple[str, str], bytes]:
    """A fit file of each kind, by source and name."""
    folder = tmp_path_factory.mktemp("fit")
    cases = [row(**PERSON), *usual(20, **PERSON)]
    zones = gpd.GeoDataFrame(
        {"name": ["A", "B"]},
        geometry=[box(-77.04, -11.85, -77.03, -11.84), box(-77.03, -11.85, -77.02, -11.84)],
        crs="EPSG:4326",
    )
    pyreadstat.write_sav(pd.DataFrame(cases), str(folder / "a.sav"))
    for name in ("z.geojson", "z.gpkg", "z.shp"):
        zones.to_file(folder / name)
    register = "Fecha,Edad,Sexo,Materia\n" + "13/03/2021,9,F,Tenencia\n" * 20
    return {
        ("cem", "a.csv"): text(cases).encode(),
        ("cem", "a.xlsx"): book_of({"BD": [list(cases[0]), *(list(c.values()) for c in cases)]}),
        ("cem", "a.sav"): (folder / "a.sav").read_bytes(),
        ("sidpol", "a.xlsx"): book_of({"2021": months(2021, 3), "2022": months(2022, 4)}),
        ("demuna", "a.csv"): register.encode(),
        ("demuna", "a.xlsx"): book_of({"A": demuna(9, "=1+8", "#N/A", 10)}),
        ("demuna", "m.toml"): MAPPING.encode(),
        ("renamu", "r2021.dta"): as_dta(folder, municipality("2021")),
        ("renamu", "r2020.dbf"): as_dbf(municipality("2020"), municipality("2020", "150101")),
        ("zones", "z.geojson"): (folder / "z.geojson").read_bytes(),
        ("zones", "z.gpkg"): (folder / "z.gpkg").read_bytes(),
        ("zones", "z.shp"): b"".join((folder / f"z{e}").read_bytes() for e in (".shp",)),
        ("zones", "z.dbf"): (folder / "z.dbf").read_bytes(),
    }


def damaged(chance: random.Random, name: str, data: bytes) -> bytes:
    """A file with one damage; of a workbook half the times inside one of its parts."""
    made = bytearray(data)
    damage = chance.choice(DAMAGES)
    if not name.endswith(".xlsx") or chance.random() < 0.3:
        damage(chance, made)
        return bytes(made)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {part: bytearray(book.read(part)) for part in book.namelist()}
    damage(chance, parts[chance.choice(sorted(parts))])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        for part, inside in parts.items():
            book.writestr(part, bytes(inside))
    return packed.getvalue()


def deliver_damaged(
    chance: random.Random,
    fit: dict[tuple[str, str], bytes],
    settings: WorkSettings,
    folder: Path,
) -> str:
    """One damaged file through the production path; checks the answer and gives its outcome."""
    source, name = chance.choice(sorted(fit))
    data = damaged(chance, name, fit[source, name])
    options = Options(dry_run=True)
    if name == "m.toml":
        (folder / name).write_bytes(data)
        options = Options(dry_run=True, mapping=folder / name)
        name, data = "a.csv", fit["demuna", "a.csv"]
    if source == "zones" and name in ("z.shp", "z.dbf"):
        for part in ("z.shp", "z.dbf"):
            (folder / part).write_bytes(fit["zones", part])
        (folder / "z.shx").write_bytes(fit["zones", "z.shp"][:100])
    (folder / name).write_bytes(data)
    file = folder / ("z.shp" if source == "zones" and name == "z.dbf" else name)
    answer = add(source, file, options, settings)
    where = (source, name, answer.message)
    assert answer.outcome in ("accepted", "refused", "question"), where
    assert 0 < len(answer.message) <= LONGEST_MESSAGE, where
    assert NAME not in json.dumps([answer.message, answer.reasons, answer.question]), where
    assert "Error" not in answer.message and "Traceback" not in answer.message, where
    assert Archive(settings).deliveries(removed=True) == [], where
    assert list(settings.archive_dir.glob(".*")) == [], where
    return answer.outcome


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_has_an_answer_in_words(fit, settings, tmp_path, seed):
    chance = random.Random(seed)
    found = Counter(deliver_damaged(chance, fit, settings, tmp_path) for _ in range(50))
    assert found["refused"]


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(100, 140))
def test_many_damaged_files_have_an_answer_in_words(fit, settings, tmp_path, seed):
    chance = random.Random(seed)
    found = Counter(deliver_damaged(chance, fit, settings, tmp_path) for _ in range(50))
    assert found["refused"]
    assert found["accepted"]
