"""Another district uses the observatory by changing its configuration and bringing its files."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.bootstrap import prepare
from ingest.deliveries import add
from ingest.district_files import faults, told_by
from ingest.publish import publish
from ingest.registry import Registry
from ingest.settings import WorkSettings
from ingest.sources.base import Options
from observatorio.config import ROOT, ConfigError, District, load_settings
from observatorio.database import open_read_only
from observatorio.editions import current_cube
from tests.cem_rows import text, usual
from tests.conftest import public_of
from tests.test_pages import open_page, table_of, words_of

COMAS = District("150110", "Comas", "Lima", "Lima")


@pytest.fixture
def comas(settings: WorkSettings, tmp_path: Path) -> WorkSettings:
    """Comas as it begins: its code and its CEM, and no files of its own yet."""
    none = tmp_path / "none"
    zones = dataclasses.replace(
        settings.zones, layer=none, gazetteer=none, services=none, outline=none
    )
    return dataclasses.replace(settings, district=COMAS, cem_names=("COMAS",), zones=zones)


def silent(share: float, said: str) -> None:
    """Tells nobody."""


def test_it_starts_without_figures_and_without_anybody_elses(comas):
    assert "sin cifras: faltan los archivos" in (prepare(comas, silent) or "")
    with open_read_only(Registry(comas).current) as con:
        assert con.sql("SELECT count(*) FROM records").fetchall() == [(0,)]
        assert con.sql("SELECT count(*) FROM zones").fetchall() == [(0,)]
    assert prepare(comas, silent) is None
    assert not current_cube(comas.public_dir, COMAS.ubigeo).sources


def test_its_own_files_give_its_own_figures(comas, tmp_path):
    rows = usual(30, CEM="COMAS") + usual(40, CEM="CARABAYLLO")
    file = tmp_path / "cem.csv"
    file.write_text(text(rows), encoding="utf-8")
    outcome = add("cem", file, Options(), comas)
    assert (outcome.accepted, outcome.left_out) == (30, 40)
    publish(comas)
    cube = current_cube(comas.public_dir, COMAS.ubigeo)
    assert [cell["value"] for cell in cube.cells("cem", "total")] == [30]


def test_a_change_of_the_cem_names_reads_the_archive_anew(comas, tmp_path):
    rows = usual(3, CEM="COMAS") + usual(4, CEM="COMISARIA COLLIQUE")
    file = tmp_path / "cem.csv"
    file.write_text(text(rows), encoding="utf-8")
    assert add("cem", file, Options(), comas).accepted == 3
    both = dataclasses.replace(comas, cem_names=("COMAS", "COMISARIA COLLIQUE"))
    with open_read_only(Registry(both).ensure_current()) as con:
        assert con.sql("SELECT count(*) FROM records").fetchall() == [(7,)]


# Only the ubigeo changed: the files of the district before are not shown as ours.


@pytest.fixture
def half_changed(settings: WorkSettings) -> WorkSettings:
    """Comas with the `[zones]` of Carabayllo still in its configuration."""
    return dataclasses.replace(settings, district=COMAS, cem_names=("COMAS",))


def test_files_of_another_district_are_named_and_not_used(half_changed: WorkSettings) -> None:
    told = faults(half_changed)
    assert set(told) == {"outline", "layer", "gazetteer", "services"}
    for key, said in told.items():
        assert "150106" in said
        assert f"[zones] {key}" in said
    prepare(half_changed, silent)
    with open_read_only(Registry(half_changed).current) as con:
        assert con.sql("SELECT count(*) FROM zones").fetchall() == [(0,)]
        assert con.sql("SELECT count(*) FROM services").fetchall() == [(0,)]


def test_missing_files_are_named_one_by_one(comas: WorkSettings) -> None:
    told = faults(comas)
    assert set(told) == {"outline", "layer", "gazetteer", "services"}
    assert "ingest add zones" in told["layer"]
    assert "ingest add services" in told["services"]


@pytest.mark.parametrize("said", ['""', '" "', '"."', "7"])
@pytest.mark.parametrize("key", ["layer", "gazetteer", "services", "outline"])
def test_a_file_without_a_name_is_no_folder(key: str, said: str, tmp_path: Path) -> None:
    configuration = (ROOT / "observatorio.toml").read_text(encoding="utf-8")
    other = tmp_path / "other.toml"
    other.write_text(re.sub(rf"(?m)^{key} = .*", f"{key} = {said}", configuration))
    with pytest.raises(ConfigError, match=rf"zones\.{key} = «.*»: se espera el nombre"):
        load_settings(other)


@pytest.mark.parametrize("source", ["zones", "services"])
def test_a_layer_or_directory_of_another_district_is_refused(
    source: str, settings: WorkSettings, tmp_path: Path
) -> None:
    reference = ROOT / "data" / "reference"
    if source == "zones":
        layer = json.loads((reference / "zones_150106.geojson").read_text(encoding="utf-8"))
        for feature in layer["features"]:
            feature["properties"]["UBIGEO"] = 150110
        file, written = tmp_path / "capa.geojson", json.dumps(layer)
    else:
        rows = (reference / "services_150106.csv").read_text(encoding="utf-8").splitlines()
        file = tmp_path / "servicios.csv"
        written = "\n".join([f"{rows[0]},ubigeo", *(f"{row},150110" for row in rows[1:])])
    file.write_text(written, encoding="utf-8")
    outcome = add(source, file, Options(), settings)
    assert outcome.outcome == "refused"
    assert "150110" in outcome.message
    assert "Carabayllo (150106)" in outcome.message


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("zonas_150110.geojson", {"150110"}),
        ("zonas_202601.geojson", set()),
        ("zonas.geojson", set()),
    ],
)
def test_the_district_in_a_file_name(name: str, told: set[str], tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_text('{"features": []}', encoding="utf-8")
    assert told_by(file) == told


# A district from nothing, as the README tells it, with the example's files.


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The example's folder with its zones drawn: where its configuration and its data are."""
    folder = tmp_path_factory.mktemp("ejemplo")
    shutil.copytree(ROOT / "data" / "example", folder, dirs_exist_ok=True)
    known = {"OBSERVATORIO_CONFIG": str(folder / "observatorio.toml")}
    told = known | {"OBSERVATORIO_DATA": str(folder / "data")}
    command("ingest.reference_zones", "--ubigeo", "151101", "--folder", str(folder), told=told)
    assert "Falta" not in command("ingest", "bootstrap", told=told).stderr
    return told


def command(module: str, *words: str, told: dict[str, str]) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        check=False, cwd=ROOT, env=os.environ | told, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def visit(told: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_CONFIG", told["OBSERVATORIO_CONFIG"])
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(Path(told["OBSERVATORIO_DATA"]))))


@pytest.mark.parametrize("page", ["overview", "territory", "downloads", "method", "deliveries"])
def test_pages_without_figures_say_what_is_missing(
    page: str, example: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    visit(example, monkeypatch)
    app = open_page(page)
    said = " ".join([words_of(app), *(block.proto.body for block in app.get("html"))])
    assert "Todavía no hay cifras publicadas de Distrito de Ejemplo" in said
    assert "Línea 100" in said
    assert "Lo trae: Municipalidad distrital" in said
    assert ("Qué cuenta cada fuente" in said) == (page == "method")
    assert ("¿Qué meses llegaron?" in said) == (page == "deliveries")


def test_a_district_from_nothing_to_pages_with_zones(
    example: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = ("Plaza Mayor", "Alto Ejemplo", "Los Sauces")
    rows = [f"15/{month:02d}/2021;{8 + number};F;Violencia en el hogar;{place}"
            for month in range(1, 13) for place in places for number in range(3)]  # fmt: skip
    file = tmp_path / "registro.csv"
    file.write_text("\n".join(["Fecha;Edad;Sexo;Materia;Zona o AAHH", *rows]), encoding="utf-8")
    command("ingest", "add", "demuna", str(file), told=example)
    command("ingest", "publish", told=example)
    visit(example, monkeypatch)
    cube = current_cube(public_of(Path(example["OBSERVATORIO_DATA"])), "151101")
    by_zone = {c["zone"]: c["value"] for c in cube.cells("demuna", "zone")}
    assert set(by_zone) == {"Z01", "Z02", "Z03", "sin_zona"}
    assert all(by_zone[zone] in {35, 40} for zone in ("Z01", "Z02", "Z03"))
    app = open_page("territory", fuente="DEMUNA")
    assert "Alto Ejemplo" in str(table_of(app))
    for page in ("overview", "territory", "trends", "crossing"):
        said = words_of(open_page(page))
        assert "Lomas de Carabayllo" not in said
        assert "San Benito" not in said
