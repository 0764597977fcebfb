"""Another district uses the observatory by changing its configuration and bringing its files."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from ingest.bootstrap import prepare
from ingest.deliveries import add
from ingest.publish import publish
from ingest.registry import Registry
from ingest.settings import WorkSettings
from ingest.sources.base import Options
from observatorio.config import District
from observatorio.database import open_read_only
from observatorio.editions import current_cube
from tests.cem_rows import text, usual

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
    assert prepare(comas, silent) == "sin cifras: faltan los archivos"
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
