"""Killed at any instant, the stores are as before or wholly after, and the next run goes on.

The killed process is a real one: it leaves at the chosen step by `os._exit`, which cleans nothing.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.archive import Archive
from ingest.deliveries import add, remove
from ingest.errors import Busy
from ingest.lock import writing
from ingest.publish import publish, rollback
from ingest.registry import Registry
from ingest.settings import WorkSettings, load_work_settings
from ingest.sources.base import Options
from observatorio.config import ROOT
from observatorio.database import open_read_only
from observatorio.store import Pointer
from tests.cem_rows import row, text, usual

KILLED = 9
TODAY = date(2026, 1, 31)
# Processes forked from one that has opened no store (on Windows each one starts anew).
method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
processes = multiprocessing.get_context(method)
if method == "forkserver":
    processes.set_forkserver_preload(["tests.test_crash"])


def settings_in(folder: Path) -> WorkSettings:
    return dataclasses.replace(load_work_settings(), data_dir=folder / "data")


def leave_at(step: str) -> None:
    """Makes this process die at a step: `module:name`, with `<` before or `>` after the call."""
    place, after = step[:-1], step.endswith(">")
    module, names = place.split(":")
    owner: Any = importlib.import_module(module)
    *outer, name = names.split(".")
    for part in outer:
        owner = getattr(owner, part)
    usual_way = getattr(owner, name)

    def dies(*given: Any, **named: Any) -> None:
        if after:
            usual_way(*given, **named)
        os._exit(KILLED)

    setattr(owner, name, dies)


def work(folder: Path, what: str, step: str | None) -> None:
    """What the other process does in the data folder."""
    settings = settings_in(folder)
    if step:
        leave_at(step)
    WORK[what](settings, folder)


def add_second(settings: WorkSettings, folder: Path) -> Any:
    return add("cem", folder / "second.csv", Options(), settings)


def add_correction(settings: WorkSettings, folder: Path) -> Any:
    return add("cem", folder / "correction.csv", Options(), settings)


def publish_again(settings: WorkSettings, folder: Path) -> Any:
    return publish(settings, today=TODAY)


def remove_first(settings: WorkSettings, folder: Path) -> Any:
    return remove("1", settings)


WORK: dict[str, Callable[[WorkSettings, Path], Any]] = {
    "add": add_second,
    "correct": add_correction,
    "publish": publish_again,
    "remove": remove_first,
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> Path:
    """A folder with one delivery in, one edition out, and files to go on with."""
    folder = tmp_path_factory.mktemp("loaded")
    (folder / "first.csv").write_text(text([*usual(30), row(EDAD_VICTIMA="728")]))
    second = [*usual(25, FECHA_INGRESO="2021-03-15"), row(SEXO_VICTIMA="9")]
    (folder / "second.csv").write_text(text(second))
    outcome = add("cem", folder / "first.csv", Options(), settings_in(folder))
    report = Path(outcome.report).read_text(encoding="utf-8-sig")
    (folder / "correction.csv").write_text(report.replace(";728;", ";28;"))
    publish(settings_in(folder), today=TODAY)
    return folder


@pytest.fixture
def folder(loaded, tmp_path) -> Path:
    shutil.copytree(loaded, tmp_path / "f")
    return tmp_path / "f"


def contents(path: Path | None) -> dict[str, list[str]]:
    """Rows of every table of a store; nothing that tells the hour."""
    assert path is not None
    found = {}
    with open_read_only(path) as con:
        for (name,) in con.execute("SHOW TABLES").fetchall():
            rows = (
                con.table(name)
                .df()
                .drop(
                    columns=["received_at", "published_at", "inputs", "received"], errors="ignore"
                )
            )
            found[name] = sorted(map(str, rows.itertuples(index=False, name=None)))
    return found


def registry_of(folder: Path) -> dict[str, list[str]]:
    return contents(Registry(settings_in(folder)).current)


def public_of(folder: Path) -> dict[str, list[str]]:
    return contents(Pointer(settings_in(folder).public_dir).current)


def strays(folder: Path) -> list[str]:
    """Files that a finished run leaves nowhere."""
    settings = settings_in(folder)
    known = {delivery.id for delivery in Archive(settings).deliveries(removed=True)}
    published = {Path(Pointer(settings.public_dir).current or "none").name}
    editions = {f"public-{e['edition']:06d}.duckdb" for e in Archive(settings).editions()}
    found = []
    for path in settings.data_dir.rglob("*"):
        name = path.name
        half = name.startswith(".") or name.endswith((".wal", ".tmp", ".new")) or name == "spill"
        report = path.parent == settings.reports_dir and path.stem not in known
        unborn = name.startswith("public-") and name not in published | editions
        held = name == "lock.json"
        if half or report or unborn or held:
            found.append(str(path.relative_to(folder)))
    return found


def killed(folder: Path, what: str, step: str) -> None:
    process = processes.Process(target=work, args=(folder, what, step))
    process.start()
    process.join(60)
    assert process.exitcode == KILLED


@pytest.fixture(scope="module")
def uninterrupted(loaded, tmp_path_factory) -> Callable[[str], dict[str, list[str]]]:
    """The registry after the same work, nobody having been killed."""
    made: dict[str, dict[str, list[str]]] = {}

    def _uninterrupted(what: str) -> dict[str, list[str]]:
        if what not in made:
            folder = tmp_path_factory.mktemp("whole") / "f"
            shutil.copytree(loaded, folder)
            WORK[what](settings_in(folder), folder)
            made[what] = registry_of(folder)
        return made[what]

    return _uninterrupted


ADDING = [
    "ingest.sources.cem:take>",
    "ingest.staging:stage<",
    "ingest.outcome:write_report>",
    "ingest.staging:apply>",
    "ingest.archive:Archive.keep<",
    "ingest.archive:write_whole<",
    "ingest.archive:write_whole>",
    "ingest.archive:Archive.keep>",
    "observatorio.store:_sync>",
    "observatorio.store:Pointer.move_to>",
]


@pytest.mark.parametrize("step", ADDING)
def test_a_load_killed_at_any_step_is_as_before_or_whole(folder, uninterrupted, step):
    before = registry_of(folder)
    killed(folder, "add", step)
    settings = settings_in(folder)
    kept = len(Archive(settings).deliveries()) == 2
    assert registry_of(folder) == (before if not step.endswith("move_to>") else
                                   uninterrupted("add"))  # fmt: skip
    outcome = add_second(settings, folder)
    assert outcome.outcome == ("unchanged" if kept else "accepted")
    assert registry_of(folder) == uninterrupted("add")
    assert strays(folder) == []
    assert len(Archive(settings).deliveries()) == 2


@pytest.mark.parametrize("step", ["ingest.archive:Archive.keep<", "ingest.archive:Archive.keep>"])
def test_a_correction_killed_at_any_step_is_as_before_or_whole(folder, uninterrupted, step):
    before = registry_of(folder)
    killed(folder, "correct", step)
    assert registry_of(folder) == before
    kept = step.endswith(">")
    outcome = add_correction(settings_in(folder), folder)
    assert outcome.outcome == ("unchanged" if kept else "accepted")
    assert registry_of(folder) == uninterrupted("correct")
    assert strays(folder) == []


@pytest.mark.parametrize("step", ["pathlib:Path.replace<", "ingest.archive:Archive.remove>"])
def test_a_removal_killed_at_any_step_is_as_before_or_whole(folder, uninterrupted, step):
    before = registry_of(folder)
    killed(folder, "remove", step)
    assert registry_of(folder) == before
    Registry(settings_in(folder)).ensure_current()
    done = step.endswith(">")
    assert registry_of(folder) == (uninterrupted("remove") if done else before)
    add_second(settings_in(folder), folder)
    assert strays(folder) == []


@pytest.mark.parametrize(
    "step",
    [
        "ingest.building:_attach>",
        "ingest.building:check<",
        "ingest.archive:Archive.keep_edition<",
        "ingest.archive:Archive.keep_edition>",
        "observatorio.store:_sync>",
        "observatorio.store:Pointer.move_to>",
    ],
)
def test_a_publication_killed_at_any_step_is_as_before_or_whole(folder, step):
    before = public_of(folder)
    killed(folder, "publish", step)
    settings = settings_in(folder)
    current = 2 if step.endswith("move_to>") else 1
    assert Pointer(settings.public_dir).read()["edition"] == current
    if current == 1:
        assert public_of(folder) == before
    edition = publish(settings, today=TODAY).edition
    assert Pointer(settings.public_dir).read()["edition"] == edition > 1
    numbers = [e["edition"] for e in Archive(settings).editions()]
    assert numbers == list(range(1, edition + 1))
    assert strays(folder) == []
    rollback(settings, 1)
    assert public_of(folder) == before


def test_a_secret_is_never_left_half_made(folder):
    settings = settings_in(folder)
    shutil.rmtree(settings.data_dir)
    killed(folder, "add", "secrets:token_bytes>")
    assert not settings.secret_file.exists()
    assert add_second(settings, folder).outcome == "accepted"
    assert strays(folder) == []


def test_what_was_spilled_by_a_killed_run_goes_away(folder):
    settings = settings_in(folder)
    spilled = settings.registry_dir / "registry-000009.duckdb.tmp"
    spilled.mkdir()
    (spilled / "block").write_bytes(b"x")
    add_second(settings, folder)
    assert strays(folder) == []


# Two at once


def hold(folder: Path, seconds: float) -> None:
    """Somebody else who is writing, for a while."""
    with writing(settings_in(folder), "add cem marzo.csv"):
        (folder / "holding").touch()
        time.sleep(seconds)


@pytest.fixture
def busy(folder):
    """Lets another process hold the lock."""
    started = []

    def _busy(seconds: float) -> None:
        process = processes.Process(target=hold, args=(folder, seconds))
        process.start()
        started.append(process)
        limit = time.monotonic() + 30
        while not (folder / "holding").exists():
            assert time.monotonic() < limit
            time.sleep(0.01)

    yield _busy
    for process in started:
        process.terminate()
        process.join()


def patient(folder: Path, seconds: float) -> WorkSettings:
    settings = settings_in(folder)
    return dataclasses.replace(
        settings, limits=dataclasses.replace(settings.limits, lock_wait_s=seconds)
    )


def test_the_second_waits_for_the_first(folder, busy):
    busy(0.5)
    outcome = add("cem", folder / "second.csv", Options(), patient(folder, 30))
    assert outcome.outcome == "accepted"


def test_the_second_is_told_who_holds_the_lock(folder, busy):
    busy(60)
    before = registry_of(folder)
    for work_of in (add_second, publish_again, remove_first):
        with pytest.raises(Busy) as told:
            work_of(patient(folder, 0.1), folder)
        for said in ("«add cem marzo.csv»", "proceso", "desde", "Espere"):
            assert said in str(told.value)
    assert registry_of(folder) == before


def test_a_killed_holder_holds_nothing(folder, busy):
    busy(60)
    for process in multiprocessing.active_children():
        process.kill()
        process.join()
    assert add_second(patient(folder, 0.1), folder).outcome == "accepted"
    assert strays(folder) == []


def test_two_real_loads_at_once_are_both_taken(folder):
    """Two processes of the command line: one waits for the other, and nothing is lost."""
    third = folder / "third.csv"
    third.write_text(text(usual(3, FECHA_INGRESO="2021-04-15")))
    environment = os.environ | {"OBSERVATORIO_DATA": str(folder / "data")}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "ingest", "add", "cem", str(file), "--json"],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for file in (folder / "second.csv", third)
    ]  # fmt: skip
    answers = [json.loads(process.communicate(timeout=90)[0]) for process in running]
    assert [answer["outcome"] for answer in answers] == ["accepted", "accepted"]
    assert {answer["delivery"] for answer in answers} == {"000002-cem", "000003-cem"}
    with open_read_only(Registry(settings_in(folder)).current) as con:
        assert con.table("records").shape[0] == 25 + 3
    assert strays(folder) == []
