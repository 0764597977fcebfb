"""Files are made by another process: warm, told of nothing but what is published, gone in time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from observatorio.balance.files import report_file
from observatorio.config import ROOT, load_settings
from observatorio.editions import cube_of
from observatorio.exports.extract import Extract
from observatorio.exports.package import package_bytes
from observatorio.makers import FAILED, Makers, NotMade
from tests.conftest import public_of

LONG_S = 30
SAYS = "json.dumps([os.getpid(), dict(os.environ)]).encode()"
WHO = partial(eval, f"(exec('import json, os'), {SAYS})[1]")


def asked(makers: Makers) -> tuple[int, dict[str, str]]:
    """Number and environment of the process that makes."""
    number, environment = json.loads(makers.make(WHO))
    return number, environment


def test_it_is_used_again_and_knows_the_public_folder_alone(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("OBSERVATORIO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(tmp_path / "public"))
    makers = Makers()
    number, environment = asked(makers)
    assert number != os.getpid()
    assert asked(makers)[0] == number
    assert environment["OBSERVATORIO_PUBLIC"] == str(tmp_path / "public")
    assert str(tmp_path / "data") not in environment.values()


def test_what_fails_is_said_in_spanish_and_the_next_is_made(capfd) -> None:
    makers = Makers()
    for fault in (partial(int, "x"), partial(os._exit, 3), os.abort):
        with pytest.raises(NotMade) as no:
            makers.make(fault)
        assert str(no.value) == FAILED
    assert "invalid literal" in capfd.readouterr().err  # the server's log
    assert asked(makers)


def test_one_that_ended_unasked_is_replaced_without_a_word() -> None:
    makers = Makers()
    number, _ = asked(makers)
    os.kill(number, signal.SIGTERM)
    makers._idle[0].wait(LONG_S)
    assert asked(makers)[0] != number


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system about a process")
def test_it_ends_with_who_started_it_even_amid_a_file() -> None:
    """Whoever is killed can't say goodbye."""
    script = (
        "import threading, time\n"
        "from functools import partial\n"
        "from observatorio.makers import Makers\n"
        "from tests.test_makers import asked\n"
        "makers = Makers()\n"
        "print(asked(makers)[0], flush=True)\n"
        "makers.make(partial(time.sleep, 600))\n"
    )
    server = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    with server:
        assert server.stdout is not None
        number = int(server.stdout.readline())
        server.kill()
    end = time.monotonic() + LONG_S
    while Path(f"/proc/{number}/environ").exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not _runs(number)


def _runs(number: int) -> bool:
    """An orphan may wait for the system to take note of its end."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_is_made_there_is_the_same(monkeypatch, demo_data: Path) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(demo_data)))
    settings, makers = load_settings(), Makers()
    cube = cube_of(settings.public_dir, settings.district.ubigeo)
    extract = Extract(cube, settings, None, "http://127.0.0.1/")
    assert makers.make(partial(package_bytes, extract)) == package_bytes(extract)
    assert makers.make(partial(report_file, cube, settings, 2021, "", "pdf")).startswith(b"%PDF")


def test_the_server_loads_nothing_that_writes_documents() -> None:
    script = (
        "import sys, observatorio.ui.balance, observatorio.ui.slides, observatorio.api.routes;"
        "print(*sorted({'docx', 'pptx', 'typst', 'vl_convert'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)
    assert told.stdout.split() == []
