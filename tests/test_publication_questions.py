"""Before an edition shows less than the one before, or by a wrong clock, `publish` asks why."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.archive import Archive
from ingest.deliveries import add, remove
from ingest.errors import Question
from ingest.publish import publish, rollback
from ingest.settings import WorkSettings
from ingest.sources.base import Options
from observatorio.store import Pointer
from tests.cem_rows import text, usual
from tests.test_crash import settings_in, strays
from tests.test_sidpol import file_of, year_of

TODAY = date(2022, 2, 1)
MANY = 30


def cem(*months: str) -> str:
    return text([row for month in months for row in usual(MANY, FECHA_INGRESO=f"{month}-15")])


FILES: dict[str, tuple[str, str | bytes]] = {
    "year.csv": ("cem", cem(*(f"2020-{m:02d}" for m in range(1, 13)))),
    "march.csv": ("cem", cem("2021-03")),
    "police.csv": ("sidpol", file_of(*year_of(2020, 3))),
}


def deliver(folder: Path, name: str, source: str, content: str | bytes) -> None:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    outcome = add(source, file, Options(), settings_in(folder))
    assert outcome.outcome == "accepted", outcome.message


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sources, of one of them a whole year and a month more; one edition."""
    folder = tmp_path_factory.mktemp("shown")
    for name, (source, content) in FILES.items():
        deliver(folder, name, source, content)
    publish(settings_in(folder), today=TODAY)
    return folder


@pytest.fixture
def settings(shown: Path, tmp_path: Path) -> WorkSettings:
    return settings_in(Path(shutil.copytree(shown, tmp_path / "f")))


def asked(settings: WorkSettings, **how: Any) -> Question:
    """The question; nothing has changed by it."""
    before = state(settings)
    with pytest.raises(Question) as question:
        publish(settings, **{"today": TODAY, **how})
    assert state(settings) == before
    assert strays(settings.data_dir.parent) == []
    assert question.value.option == '--force "MOTIVO"'
    assert len(question.value.message) <= 600
    return question.value


def state(settings: WorkSettings) -> tuple[Any, ...]:
    archive = Archive(settings)
    names = sorted(p.name for p in archive.editions_dir.glob("*"))
    return names, Pointer(settings.public_dir).read(), sorted(settings.public_dir.glob("*"))


LESS: dict[str, tuple[str, list[tuple[Any, ...]], str]] = {
    "a source": ("3", [("sidpol", None, None)], "nada de sidpol"),
    "a year": ("1", [("cem", 2020, None)], "cem sin 2020"),
}


@pytest.mark.parametrize("what", LESS)
def test_what_the_new_edition_would_lack_is_asked(settings: WorkSettings, what: str) -> None:
    delivery, lost, words = LESS[what]
    remove(delivery, settings)
    question = asked(settings)
    assert question.code == "less_than_current"
    assert [tuple(row.values()) for row in question.facts["lost"]][: len(lost)] == lost
    assert words in question.message


def test_a_month_and_few_cells_are_asked_and_the_answer_is_kept(settings: WorkSettings) -> None:
    folder = settings.data_dir.parent
    remove("1", settings)
    deliver(folder, "less.csv", "cem", cem(*(f"2020-{m:02d}" for m in range(1, 12))))
    question = asked(settings)
    assert {"source": "cem", "year": 2020, "month": 12} in question.facts["lost"]
    assert "diciembre de 2020" in question.message
    edition = publish(settings, today=TODAY, force="diciembre se contó dos veces")
    assert edition.edition == 2
    kept = Archive(settings).editions()[-1]
    assert (kept["answered"], kept["reason"]) == (
        "less_than_current",
        "diciembre se contó dos veces",
    )


def test_real_figures_in_the_place_of_a_demonstration_are_not_asked(tmp_path: Path) -> None:
    year = cem(*(f"2020-{m:02d}" for m in range(1, 13)))
    deliver(tmp_path, "demostracion_cem.csv", "cem", year)
    publish(settings_in(tmp_path), today=TODAY)
    deliver(tmp_path, "real.csv", "cem", cem("2021-03"))
    assert publish(settings_in(tmp_path), today=TODAY).edition == 2


def test_it_is_compared_with_what_is_shown(settings: WorkSettings) -> None:
    deliver(settings.data_dir.parent, "april.csv", "cem", cem("2021-04"))
    publish(settings, today=TODAY)
    rollback(settings, 1, "por error")
    remove("4", settings)
    assert publish(settings, today=TODAY).edition == 3


CLOCKS: dict[str, Callable[[pytest.MonkeyPatch], date]] = {
    "an earlier day": lambda patch: date(2022, 1, 31),
    "an earlier hour": lambda patch: (
        patch.setenv("OBSERVATORIO_HOY", "2022-02-01T08:00") or TODAY  # type: ignore[func-returns-value]
    ),
}


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_clock_that_went_back_is_asked(
    settings: WorkSettings, monkeypatch: pytest.MonkeyPatch, clock: str
) -> None:
    question = asked(settings, today=CLOCKS[clock](monkeypatch))
    assert (question.code, question.facts["edition"]) == ("clock_went_back", 1)
    assert "Revise la fecha de la máquina" in question.message


def test_an_empty_folder_is_asked_and_stays_empty(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    assert asked(settings).code == "nothing_to_publish"
    assert not list(settings.data_dir.rglob("*.duckdb"))
    assert publish(settings, today=TODAY, force="se prueba").edition == 1


def test_an_edition_that_the_archive_does_not_know_is_asked(settings: WorkSettings) -> None:
    """An older archive beside the editions of today: what the last one counted is not known."""
    deliver(settings.data_dir.parent, "april.csv", "cem", cem("2021-04"))
    publish(settings, today=TODAY)
    for path in Archive(settings).editions_dir.glob("000002*"):
        path.unlink()
    question = asked(settings)
    assert (question.code, question.facts) == ("edition_record_missing", {"edition": 2})
    assert publish(settings, today=TODAY, force="no hay copia").edition == 3
