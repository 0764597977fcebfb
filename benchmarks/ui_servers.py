"""Servers to measure against: the app with some store, or any Streamlit script, on a free port.

    python -m benchmarks.ui_servers SCRIPT PORT

serves one script the way that the app is served.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from observatorio.config import ROOT
from observatorio.store import Pointer

LIMIT_S = 120
DISTRICT = "150106"


@contextmanager
def app(public: Path) -> Iterator[str]:
    """The app with these published editions; gives its address (`http://…:port`)."""
    with process(public) as (address, _):
        yield address


@contextmanager
def process(public: Path) -> Iterator[tuple[str, int]]:
    """The same, with the number of its process."""
    with _serving(
        "-m", "observatorio.ui.serve", "--port", OBSERVATORIO_PUBLIC=str(public)
    ) as found:
        yield found


@contextmanager
def script(name: str, **environment: str) -> Iterator[str]:
    """A script of this folder, as an app of its own."""
    file = str(ROOT / "benchmarks" / f"{name}.py")
    with _serving("-m", "benchmarks.ui_servers", file, **environment) as (address, _):
        yield address


@contextmanager
def _serving(*command: str, **more: str) -> Iterator[tuple[str, int]]:
    environment = {n: v for n, v in os.environ.items() if n != "OBSERVATORIO_DATA"} | more
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, *command, str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{address}/_stcore/health", process)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{url} is not ready after {LIMIT_S} s")


def demonstration(out: Path) -> Path:
    """The demonstration's published editions, built the way that the first start builds them."""
    data = out / "ui-demo"
    shutil.rmtree(data, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "ingest", "bootstrap"],
        cwd=ROOT,
        env={**os.environ, "OBSERVATORIO_DATA": str(data)},
        check=True,
        capture_output=True,
    )
    return data / "store" / "public"


def national(public: Path, out: Path, districts: int) -> Path:
    """A synthetic copy of `public` with as many districts, each with the same cells."""
    folder = out / f"ui-national-{districts}"
    shutil.rmtree(folder, ignore_errors=True)
    current = Pointer(public).current
    if current is None:
        raise FileNotFoundError(f"nothing is published in {public}")
    folder.mkdir(parents=True)
    shutil.copy(public / "current.json", folder)
    copy = shutil.copy(current, folder)
    with duckdb.connect(str(copy)) as con:
        text = (ROOT / "benchmarks" / "national.sql").read_text(encoding="utf-8")
        for statement in con.extract_statements(text):
            con.execute(statement, {"ubigeo": DISTRICT, "more": districts - 1})
    return folder


def main() -> None:
    """Serves the script that the command line names."""
    from streamlit.web.server.starlette.starlette_app import App

    App(Path(sys.argv[1])).run(
        config={
            "server.address": "127.0.0.1",
            "server.port": int(sys.argv[2]),
            "server.headless": True,
        }
    )


if __name__ == "__main__":
    main()
