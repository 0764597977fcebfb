"""Damaged files, a full disk, Ctrl+C: one message in Spanish that is true, and the stores whole.

Whatever a command answers, what the archive and the readers have is as before or wholly after;
where it says «No cambió nada», it is as before.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ingest import cli
from ingest.archive import Archive
from ingest.registry import Registry
from observatorio.config import ROOT
from observatorio.store import Pointer
from tests.test_crash import contents, folder, loaded, registry_of, settings_in, strays

__all__ = ["folder", "loaded"]  # fixtures
MOST_LETTERS = 600


class Office:
    """A data folder, and commands that are run in it."""

    def __init__(self, folder: Path, capfd: pytest.CaptureFixture[str]):
        self.folder, self.capfd = folder, capfd

    def __call__(self, *words: object) -> tuple[int, str]:
        """Runs a command; gives its exit code and what it said."""
        self.capfd.readouterr()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("OBSERVATORIO_DATA", str(self.folder / "data"))
            code = cli.main([str(word) for word in words])
        out, err = self.capfd.readouterr()
        return code, fit_for_a_person(out + err)

    def do(self, what: str) -> tuple[int, str]:
        return self(*words_in(self.folder, what))

    def copy(self, name: object) -> Office:
        folder = shutil.copytree(self.folder, self.folder.parent / str(name))
        return Office(Path(folder), self.capfd)


@pytest.fixture
def run(folder: Path, capfd: pytest.CaptureFixture[str]) -> Office:
    return Office(folder, capfd)


def fit_for_a_person(said: str) -> str:
    assert "Traceback" not in said and "Error" not in said, said
    assert len(said) <= MOST_LETTERS or "Informe" in said or "registros" in said, said
    return said


def shown(folder: Path) -> tuple[Any, ...]:
    """What readers have, and what the archive holds."""
    settings = settings_in(folder)
    pointer, archive = Pointer(settings.public_dir), Archive(settings)
    deliveries = [(d.id, archive.in_force(d)) for d in archive.deliveries(removed=True)]
    edition = pointer.read().get("edition")
    return edition, contents(pointer.current), deliveries, archive.edition_numbers()


def records_of(folder: Path) -> dict[str, list[str]]:
    """The registry, but for its list of editions: it is as old as the registry."""
    return {name: rows for name, rows in registry_of(folder).items() if name != "editions"}


def cut(path: Path, keep: float) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * keep)])


# What can be rebuilt is rebuilt.


def registry_file(folder: Path) -> Path:
    current = Registry(settings_in(folder)).current
    assert current is not None
    return current


REGISTRY_DAMAGE: dict[str, Callable[[Path], None]] = {
    "cut": lambda path: cut(path, 0.6),
    "last block": lambda path: cut(path, 0.99),
    "garbage": lambda path: path.write_bytes(os.urandom(20_000)),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
    "pointer cut": lambda path: cut(path.parent / "current.json", 0.5),
    "pointer of another kind": lambda path: (path.parent / "current.json").write_text("[1]"),
    "pointer elsewhere": lambda path: (path.parent / "current.json").write_text(
        '{"file": "../../secret/record-key"}'
    ),
}


@pytest.mark.parametrize("damage", REGISTRY_DAMAGE)
def test_a_damaged_registry_is_built_again_by_status(folder, run, damage: str) -> None:
    before, edition = records_of(folder), shown(folder)
    REGISTRY_DAMAGE[damage](registry_file(folder))
    code, said = run("status")
    assert (code, said.splitlines()[0]) == (0, "Edición vigente: 1")
    assert records_of(folder) == before
    assert shown(folder) == edition
    assert strays(folder) == []


@pytest.mark.parametrize("damage", ["", '{"file": 7}', '{"file": "public-00', "gone"])
def test_a_damaged_pointer_of_the_editions_is_made_anew(folder, run, damage: str) -> None:
    before = shown(folder)
    pointer = settings_in(folder).public_dir / "current.json"
    pointer.unlink() if damage == "gone" else pointer.write_text(damage)
    assert run("status")[0] == 0
    assert shown(folder) == before


def test_status_puts_in_order_what_a_killed_run_left(folder, run) -> None:
    settings = settings_in(folder)
    left = [
        settings.data_dir / "meanings" / ".incoming-abc" / "staged.parquet",
        settings.archive_dir / ".incoming-abc" / "columns.parquet",
        settings.archive_dir / "000001-cem" / ".removed.json.abc",
        settings.registry_dir / "registry-000009.duckdb.wal",
        settings.public_dir / "public-000002.duckdb",
        settings.public_dir / ".current.json.abc",
        settings.reports_dir / "000002-cem.csv",
    ]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half made")
    assert run("status")[0] == 0
    assert [path for path in left if path.exists()] == []


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: cut(path, 0.7)])
def test_an_edition_that_is_lost_is_told_and_another_published(folder, run, damage) -> None:
    current = Pointer(settings_in(folder).public_dir).current
    assert current is not None
    damage(current)
    code, said = run("status")
    assert code == 1
    assert "recupérelo de la copia de respaldo (store/public)" in said
    assert run("publish")[0] == 0
    assert run("status")[0] == 0


# What can't be rebuilt is named, and nothing else is touched.


def delivery(folder: Path, name: str) -> Path:
    return settings_in(folder).archive_dir / "000001-cem" / name


ARCHIVE_DAMAGE: dict[str, Callable[[Path], Any]] = {
    "description cut": lambda f: cut(delivery(f, "delivery.json"), 0.5),
    "description of something else": lambda f: delivery(f, "delivery.json").write_text("{}"),
    "description not in UTF-8": lambda f: delivery(f, "delivery.json").write_bytes(b"\xff\xfe{"),
    "no columns": lambda f: delivery(f, "columns.parquet").unlink(),
    "empty columns": lambda f: delivery(f, "columns.parquet").write_bytes(b""),
    "doubled": lambda f: shutil.copytree(delivery(f, ""), delivery(f, "").parent / "000007-cem"),
}


@pytest.mark.parametrize("damage", ARCHIVE_DAMAGE)
def test_a_damaged_delivery_is_named(folder, run, tmp_path, damage: str) -> None:
    archive, kept = settings_in(folder).archive_dir, tmp_path / "kept"
    shutil.copytree(archive, kept)
    before = shown(folder)
    ARCHIVE_DAMAGE[damage](folder)
    for what in ("publish", "add"):
        code, said = run.do(what)
        assert code == 1
        assert ("000007-cem" if damage == "doubled" else "000001-cem") in said
    shutil.rmtree(archive)
    shutil.copytree(kept, archive)
    assert shown(folder) == before


def test_columns_that_can_not_be_read_are_named_when_they_are_needed(folder, run) -> None:
    cut(delivery(folder, "columns.parquet"), 0.8)
    registry_file(folder).unlink()
    shutil.rmtree(folder / "data" / "meanings")
    code, said = run("status")
    assert (code, "000001-cem" in said) == (1, True)


def test_what_is_no_delivery_is_left_alone(folder, run) -> None:
    archive = settings_in(folder).archive_dir
    shutil.copytree(archive / "000001-cem", archive / "000001-cem (copia)")
    (archive / "000002-notas.txt").write_text("de la oficina")
    (archive / "Thumbs.db").write_bytes(b"\0")
    before = records_of(folder)
    registry_file(folder).unlink()
    assert run("status")[0] == 0
    assert records_of(folder) == before
    assert run("add", "cem", folder / "second.csv")[0] == 0


@pytest.mark.parametrize("damage", ["", '{"edition": 1', '{"edition": 4}', "[]"])
def test_a_damaged_manifest_is_named(folder, run, damage: str) -> None:
    before = shown(folder)
    (settings_in(folder).archive_dir / "editions" / "000001.json").write_text(damage)
    for what in ("publish", "audit"):
        code, said = run(what)
        assert (code, "editions/000001.json" in said) == (1, True)
    assert shown(folder) == before
    assert run("status")[0] == 0


@pytest.mark.parametrize(
    ("part", "damage"),
    [("records", "gone"), ("periods", "empty"), ("truth", "cut"), ("manifest", "gone")],
)
def test_without_what_an_edition_counted_it_is_asked(folder, run, part: str, damage: str) -> None:
    before = shown(folder)
    kept = settings_in(folder).archive_dir / "editions"
    file = kept / ("000001.json" if part == "manifest" else f"000001-{part}.parquet")
    file.unlink() if damage == "gone" else cut(file, 0.5 if damage == "cut" else 0)
    for what, expected in (("publish", 3), ("audit", 1)):
        code, said = run(what)
        missed = "lo que el archivo de entregas guardó de la edición 1" in said
        assert (code, missed) == (expected, True)
    assert shown(folder)[:3] == before[:3]
    if damage == "cut":
        assert run("publish", "--force", "no hay copia")[0] == 0


# The disk is full, somebody presses Ctrl+C, a folder can't be written: at any call.

COMMANDS: dict[str, tuple[object, ...]] = {
    "add": ("add", "cem", "second.csv"),
    "correct": ("add", "cem", "correction.csv"),
    "publish": ("publish",),
    "remove": ("remove", "1"),
    "rollback": ("rollback", "1"),
}
CALLS = ("replace", "write_text", "mkdir", "unlink")


class FailsAt:
    """Makes the n-th call that writes fail; n is 0 for none."""

    def __init__(self, patch: pytest.MonkeyPatch, at: int, problem: BaseException):
        self.calls, self.at, self.problem = 0, at, problem
        for name in CALLS:
            patch.setattr(Path, name, self._failing(getattr(Path, name)))
        patch.setattr(os, "fsync", self._failing(os.fsync))
        patch.setattr(shutil, "copyfile", self._failing(shutil.copyfile))

    def _failing(self, usual: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls == self.at:
                raise self.problem
            return usual(*given, **named)

        return call


def words_in(folder: Path, what: str) -> list[object]:
    words = COMMANDS[what]
    return [folder / w if isinstance(w, str) and w.endswith(".csv") else w for w in words]


def calls_of(run: Office, what: str) -> int:
    """How many such calls the command makes."""
    with pytest.MonkeyPatch.context() as patch:
        counted = FailsAt(patch, 0, OSError())
        assert run.do(what)[0] == 0
    return counted.calls


def fails(run: Office, what: str, at: int, kind: str) -> None:
    problem: BaseException = KeyboardInterrupt()
    if kind != "interrupt":
        number = errno.ENOSPC if kind == "full" else errno.EROFS
        problem = OSError(number, os.strerror(number), str(run.folder / "x"))
    before, records = shown(run.folder), records_of(run.folder)
    with pytest.MonkeyPatch.context() as patch:
        FailsAt(patch, at, problem)
        code, said = run.do(what)
    if "No cambió nada" in said:
        assert shown(run.folder) == before
        assert records_of(run.folder) == records
    assert code == 0 or "No cambió nada" in said or "Una parte ya quedó guardada" in said
    assert run("status")[0] == 0
    assert run.do(what)[0] in (0, 1)  # what is removed can't be removed again
    assert strays_of(run.folder) == []


def strays_of(folder: Path) -> list[str]:
    """Files that are left anywhere; the reports of refusals and editions stay on purpose."""
    return [name for name in strays(folder) if "reports" not in name]


@pytest.mark.parametrize("problem", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left")])
@pytest.mark.parametrize("what", ["add", "correct", "publish", "remove"])
def test_what_fails_after_the_archive_step_is_undone(
    run: Office, what: str, problem: BaseException
) -> None:
    def fail(*_: object, **_how: object) -> None:
        raise problem

    before, records = shown(run.folder), records_of(run.folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pointer, "move_to", fail)
        code, said = run.do(what)
    assert (code, said.strip().endswith("No cambió nada.")) == (1, True)
    assert shown(run.folder) == before
    assert records_of(run.folder) == records
    assert strays_of(run.folder) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", ["full", "interrupt"])
@pytest.mark.parametrize("what", COMMANDS)
def test_whichever_call_fails(run: Office, what: str, kind: str) -> None:
    for at in range(1, calls_of(run.copy("counted"), what) + 1):
        fresh = run.copy(at)
        fails(fresh, what, at, kind)
        shutil.rmtree(fresh.folder)


# As the system does it: a process of its own with a limit on what a file may hold.


LIMITED = (
    "import resource, runpy, sys; most = int(sys.argv.pop(1)); "
    "resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)); "
    "runpy.run_module('ingest', run_name='__main__', alter_sys=True)"
)


def typed(run: Office, what: str, most_bytes: int = -1) -> subprocess.Popen[str]:
    """The command as a process, none of whose files may grow beyond `most_bytes`."""
    return subprocess.Popen(
        [sys.executable, "-c", LIMITED, str(most_bytes), *map(str, words_in(run.folder, what))],
        cwd=ROOT, env=os.environ | {"OBSERVATORIO_DATA": str(run.folder / "data")},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[str], run: Office, before: tuple[Any, ...]) -> int:
    said, _ = process.communicate(timeout=300)
    fit_for_a_person(said)
    if process.returncode:
        assert process.returncode == 1, said
        assert "No cambió nada" in said or "Una parte ya quedó guardada" in said
    if "No cambió nada" in said:
        assert shown(run.folder) == before
    return process.returncode


@pytest.mark.parametrize(("what", "most"), [("add", 100_000), ("publish", 300_000)])
def test_a_full_disk_leaves_all_as_before(run: Office, what: str, most: int) -> None:
    before = shown(run.folder)
    assert ended(typed(run, what, most), run, before) == 1
    assert shown(run.folder) == before
    assert strays_of(run.folder) == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("what", COMMANDS)
def test_a_disk_that_is_full_at_any_byte(run: Office, what: str) -> None:
    before, most, code = shown(run.folder), 64, 1
    while code:
        fresh = run.copy(most)
        code = ended(typed(fresh, what, most), fresh, before)
        assert fresh("status")[0] == 0
        assert strays_of(fresh.folder) == []
        shutil.rmtree(fresh.folder)
        most = int(most * 1.6)


@pytest.mark.exhaustive
@pytest.mark.parametrize("what", COMMANDS)
def test_ctrl_c_at_any_moment(run: Office, what: str) -> None:
    before = shown(run.folder)
    for step in range(25):
        fresh = run.copy(step)
        process = typed(fresh, what)
        time.sleep(0.3 + 0.12 * step)
        process.send_signal(signal.SIGINT)
        ended(process, fresh, before)
        assert fresh("status")[0] == 0
        shutil.rmtree(fresh.folder)
