"""The starter: the standard library only, nothing installed twice, ready when it says so."""

from __future__ import annotations

import ast
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import run
from observatorio.config import ROOT

START_LIMIT_S = 240


def stamp_of(kind: str) -> str:
    return hashlib.sha256(run.REQUIREMENTS[kind].read_bytes()).hexdigest()


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
    """An environment elsewhere; what would be run is written down and not run."""
    made: list[list[str]] = []
    python = tmp_path / ".venv" / "bin" / "python"
    monkeypatch.setattr(run, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(run, "PYTHON", python)

    def pretend(command: list[Any], **_: Any) -> SimpleNamespace:
        made.append([str(part) for part in command])
        if "venv" in made[-1]:
            python.parent.mkdir(parents=True)
            python.touch()
        return SimpleNamespace(returncode=7)

    monkeypatch.setattr(run.subprocess, "run", pretend)
    return made


def test_only_the_standard_library_is_imported() -> None:
    tree = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert names
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_first_time_makes_the_environment_and_installs_by_hash(calls) -> None:
    run.install("app")
    assert calls[0] == [sys.executable, "-m", "venv", str(run.VENV)]
    assert calls[1][:4] == [str(run.PYTHON), "-m", "pip", "install"]
    assert "--require-hashes" in calls[1]
    assert calls[1][-1] == str(run.REQUIREMENTS["app"])
    assert (run.VENV / "installed.txt").read_text() == stamp_of("app")


@pytest.mark.parametrize(("stamp", "wanted"), [("app", "app"), ("test", "test"), ("test", "app")])
def test_what_is_installed_is_not_installed_again(calls, stamp: str, wanted: str) -> None:
    run.PYTHON.parent.mkdir(parents=True)
    run.PYTHON.touch()
    (run.VENV / "installed.txt").write_text(stamp_of(stamp))
    run.install(wanted)
    assert calls == []


@pytest.mark.parametrize("stamp", ["app", "x"])
def test_other_requirements_are_installed_in_the_same_environment(calls, stamp: str) -> None:
    run.PYTHON.parent.mkdir(parents=True)
    run.PYTHON.touch()
    (run.VENV / "installed.txt").write_text(stamp_of(stamp) if stamp == "app" else stamp)
    run.install("test")
    (install,) = calls
    assert install[-1] == str(run.REQUIREMENTS["test"])


def test_an_environment_left_half_made_is_made_again(calls) -> None:
    run.VENV.mkdir()
    (run.VENV / "installed.txt").write_text(stamp_of("app"))
    run.install("app")
    assert "venv" in calls[0]
    assert len(calls) == 2


def test_a_failed_install_is_not_taken_for_done(calls, monkeypatch) -> None:
    pretend = run.subprocess.run

    def fails(command: list[Any], **options: Any) -> Any:
        pretend(command, **options)
        if "pip" in command:
            raise subprocess.CalledProcessError(1, "pip")

    monkeypatch.setattr(run.subprocess, "run", fails)
    with pytest.raises(subprocess.CalledProcessError):
        run.install("app")
    assert not (run.VENV / "installed.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "module"),
    [(["ingest", "status", "--json"], "ingest"), (["test", "-k", "x"], "pytest")],
)
def test_commands_pass_their_arguments_and_their_exit_code_on(
    calls, monkeypatch, arguments: list[str], module: str
) -> None:
    monkeypatch.setattr(run, "install", lambda kind: None)
    assert run.main(arguments) == 7
    assert calls == [[str(run.PYTHON), "-m", module, *arguments[1:]]]


def test_wrong_usage_ends_with_code_2() -> None:
    with pytest.raises(SystemExit) as ended:
        run.parse(["--puerto", "1"])
    assert ended.value.code == 2


def test_options_have_the_stated_defaults() -> None:
    assert vars(run.parse([])) == {"port": 8501, "address": "127.0.0.1", "no_browser": False}


@pytest.mark.parametrize(
    ("address", "told"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1")]
)
def test_nothing_is_announced_before_the_first_page_can_be_opened(
    monkeypatch, capsys, address: str, told: str
) -> None:
    asked: list[str] = []

    def ready(url: str) -> bool:
        asked.append(capsys.readouterr().out + url)
        return len(asked) == 3

    monkeypatch.setattr(run, "is_ready", ready)
    monkeypatch.setattr(run.webbrowser, "open", lambda url: pytest.fail("browser"))
    server = SimpleNamespace(poll=lambda: None)
    run.announce(server, run.parse(["--address", address, "--no-browser"]))
    assert asked == [f"http://{told}:8501/ready"] * 3
    assert capsys.readouterr().out == f"Observatorio listo: http://{told}:8501/\n"


def test_nothing_is_announced_when_the_server_ends(capsys) -> None:
    run.announce(SimpleNamespace(poll=lambda: 1), run.parse([]))
    assert capsys.readouterr().out == ""


def test_a_server_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True)"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", f"{deaf}; time.sleep(600)"], stdout=subprocess.PIPE
    )
    assert server.stdout is not None
    server.stdout.readline()
    monkeypatch.setattr(run, "STOP_LIMIT_S", 0.2)
    assert run.stop(server) == -signal.SIGKILL


TELLS = """
import time
try:
    print("begun", flush=True)
    time.sleep(60)
except KeyboardInterrupt:
    time.sleep(0.5)
    print("No cambió nada.", flush=True)
    raise SystemExit(1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is another thing there")
def test_after_ctrl_c_the_command_tells_what_became_of_its_work() -> None:
    """The terminal tells both of them; the starter waits for what it started."""
    starter = f"import run, sys; run.PYTHON = sys.executable; print(run.run('-c', {TELLS!r}))"
    process = subprocess.Popen(
        [sys.executable, "-c", starter], cwd=ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=60)
    assert said == "No cambió nada.\n1\n"


def environments(pid: int) -> tuple[str, list[str]]:
    """What a process and its children were started with, as others of its user can read it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own, *others = (Path(f"/proc/{p}/environ").read_text() for p in (str(pid), *children))
    return own, others


@pytest.mark.parametrize(
    ("named", "published"),
    [
        ({"OBSERVATORIO_DATA": "here/data"}, "here/data/store/public"),
        ({"OBSERVATORIO_DATA": "data", "OBSERVATORIO_PUBLIC": "other"}, "data/store/public"),
        ({"OBSERVATORIO_PUBLIC": "other"}, "other"),
        ({}, None),
    ],
)
def test_the_balance_reads_the_data_folder_that_was_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, named: dict[str, str], published: str | None
) -> None:
    told: list[dict[str, str]] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run, "install", lambda kind: None)
    for name in ("OBSERVATORIO_DATA", "OBSERVATORIO_PUBLIC"):
        monkeypatch.setenv(name, named.get(name, ""))

    def pretend(command: list[Any], *, env: dict[str, str], **_: Any) -> SimpleNamespace:
        told.append(env)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(run.subprocess, "run", pretend)
    assert run.main(["balance", "2021", "--out", "x.pdf"]) == 0
    expected = str(tmp_path / published) if published else ""
    assert told[0]["OBSERVATORIO_PUBLIC"] == expected


def test_start_serves_and_ends_with_ctrl_c(demo_data: Path) -> None:
    stamp = run.VENV / "installed.txt"
    done = stamp.read_text().split() if stamp.exists() else []
    if not {stamp_of("app"), stamp_of("test")} & set(done):
        pytest.skip("the environment was not made by run.py")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "run.py", "--no-browser", "--port", str(port)],
        cwd=ROOT,
        env=os.environ | {"OBSERVATORIO_DATA": str(demo_data)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    stop = threading.Timer(START_LIMIT_S, process.terminate)
    stop.start()
    try:
        line = next(text for text in process.stdout if "listo" in text)
        assert line == f"Observatorio listo: http://127.0.0.1:{port}/\n"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
            assert answer.status == 200
            assert '<html lang="es">' in answer.read().decode()
        if sys.platform == "linux":
            own, servers = environments(process.pid)
            assert str(demo_data) not in own, "the server's parent was told of the data folder"
            (server,) = servers
            named = [line for line in server.split("\0") if str(demo_data) in line]
            assert named == [f"OBSERVATORIO_PUBLIC={demo_data / 'store' / 'public'}"]
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
    finally:
        stop.cancel()
        process.kill()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the server goes on"
