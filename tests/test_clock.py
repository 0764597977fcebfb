"""One clock: the day is that of the district, whatever the machine's own zone."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from starlette.datastructures import QueryParams
from starlette.requests import Request

from ingest.archive import Archive
from ingest.publish import publish
from ingest.settings import WorkSettings
from ingest.status import status_of
from observatorio import clock
from observatorio.api.asked import Asked
from observatorio.api.content import editions
from observatorio.config import ROOT, ConfigError, load_settings
from observatorio.editions import current_cube
from observatorio.views.method import citation

LIMA = ZoneInfo("America/Lima")
# Half past eight in the evening of the last of November is already December in UTC.
EVENING = "2026-11-30T20:31:00"
POPULATION = (
    "ubigeo,year,sex,age_group,population,kind,source_ref\n"
    "150106,2021,total,total,412234,proyección,INEI\n"
)


def test_a_stopped_clock_says_its_day_and_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, right in {
        "2026-11-30": "2026-11-30T12:00:00-05:00",
        EVENING: "2026-11-30T20:31:00-05:00",
        "2026-12-01T01:31:00+00:00": "2026-11-30T20:31:00-05:00",
        "2026-12-01 01:31Z": "2026-11-30T20:31:00-05:00",
    }.items():
        monkeypatch.setenv(clock.STOPPED, said)
        assert clock.written(clock.now()) == right
        assert clock.today() == date(2026, 11, 30)
    monkeypatch.setenv(clock.STOPPED, "ayer")
    with pytest.raises(ConfigError, match="OBSERVATORIO_HOY = «ayer»: se espera una fecha"):
        load_settings()


def test_a_running_clock_is_the_machines_moment_in_the_districts_zone() -> None:
    before, said, after = datetime.now(UTC), clock.now(), datetime.now(UTC)
    assert before <= said <= after
    assert said.utcoffset() == datetime.now(LIMA).utcoffset()


def test_the_zone_is_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "observatorio.toml").read_text(encoding="utf-8")
    file = tmp_path / "observatorio.toml"
    file.write_text(text.replace("America/Lima", "Pacific/Kiritimati"), encoding="utf-8")
    monkeypatch.setenv("OBSERVATORIO_CONFIG", str(file))
    monkeypatch.setenv(clock.STOPPED, "2026-11-30T20:31:00-05:00")
    assert clock.today() == date(2026, 12, 1)
    file = tmp_path / "wrong.toml"
    file.write_text(text.replace("America/Lima", "Lima/Perú"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"district\.time_zone = «Lima/Perú»: se espera"):
        load_settings(file)


def test_an_evening_edition_is_of_that_evening_everywhere(
    settings: WorkSettings, deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(clock.STOPPED, EVENING)
    deliver("population", "poblacion.csv", POPULATION)
    (delivery,) = Archive(settings).deliveries()
    assert delivery.received_at == "2026-12-01T01:31:00"  # kept in UTC
    assert delivery.received.date() == date(2026, 11, 30)
    (told,) = status_of(settings)["sources"]["population"]["deliveries"]
    assert told["received_at"] == "2026-11-30T20:31:00-05:00"

    publish(settings)
    cube = current_cube(settings.public_dir, settings.district.ubigeo)
    assert "30 de noviembre de 2026" in citation(cube, "Carabayllo")
    public = dataclasses.replace(load_settings(), public_dir=settings.public_dir)
    asked = Asked(Request({"type": "http"}), QueryParams(), cube, public, {})
    assert editions(asked)["ediciones"][0]["publicada"] == "2026-11-30T20:31:00-05:00"
    (manifest,) = settings.archive_dir.glob("editions/*.json")
    assert json.loads(manifest.read_text("utf-8"))["published_at"] == "2026-12-01T01:31:00"
