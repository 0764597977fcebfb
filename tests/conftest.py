"""Shared by all tests: a data folder of their own, and the production path from file to figures."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import hypothesis
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from ingest.deliveries import Outcome, add
from ingest.registry import Registry
from ingest.settings import WorkSettings, load_work_settings
from ingest.sources.base import Options
from observatorio.config import ROOT
from observatorio.database import open_read_only
from tests.wide_cells import with_wide_cells

DESK: ViewportSize = {"width": 1366, "height": 768}
CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu-compositing",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
)

expect.set_options(timeout=15_000)  # a busy machine takes its time


# Time is measured in benchmarks/, never asserted in a test: a busy machine is no failure.
hypothesis.settings.register_profile("project", deadline=None)
hypothesis.settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--exhaustive` also runs what takes minutes: whole worlds, long series of editions."""
    parser.addoption("--exhaustive", action="store_true", help="also the tests that take long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the tests marked `exhaustive`, unless they are asked for."""
    if config.getoption("--exhaustive"):
        return
    for item in items:
        if item.get_closest_marker("exhaustive"):
            item.add_marker(pytest.mark.skip(reason="takes long: python run.py test --exhaustive"))


@pytest.fixture(autouse=True)
def _main_module() -> Iterator[None]:
    """AppTest leaves the app's script as `__main__`; a process started later would run it."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def settings(tmp_path: Path) -> WorkSettings:
    """The project's own configuration, with data in a folder that goes away."""
    return dataclasses.replace(load_work_settings(), data_dir=tmp_path / "data")


@pytest.fixture
def deliver(settings: WorkSettings, tmp_path: Path):
    """Writes `text` to a file and adds it as a delivery of `source`."""

    def _deliver(source: str, name: str, text: str | bytes, **options: object) -> Outcome:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return add(source, file, Options(**options), settings)

    return _deliver


@pytest.fixture
def registry(settings: WorkSettings):
    """Opens the current registry to read."""

    def _open() -> duckdb.DuckDBPyConnection:
        path = Registry(settings).current
        assert path is not None
        return open_read_only(path)

    return _open


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration, built once, the way that the first start builds it."""
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "ingest", "bootstrap"],
        check=False,
        cwd=ROOT,
        env=os.environ | {"OBSERVATORIO_DATA": str(folder)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def published(
    demo_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the demonstration's public file, opened without any code of the project."""
    folder = demo_data / "store" / "public"
    name = json.loads((folder / "current.json").read_text(encoding="utf-8"))["file"]
    copy = shutil.copy(folder / name, tmp_path_factory.mktemp("copy") / name)
    con = with_wide_cells(duckdb.connect(str(copy), read_only=True))
    yield con
    con.close()


@pytest.fixture(scope="session")
def handed_in(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same editions in a data folder of their own, as if no source were a demonstration."""
    folder = tmp_path_factory.mktemp("handed") / "data"
    all_real(Path(shutil.copytree(public_of(demo_data), public_of(folder))))
    return folder


def all_real(public: Path) -> Path:
    """The same published folder, once none of its sources is marked as a demonstration."""
    for file in public.glob("*.duckdb"):
        with duckdb.connect(str(file)) as con:
            con.execute("UPDATE sources SET demonstration = false")
    return public


def public_of(data: Path) -> Path:
    """Folder of the published editions in a data folder, written out on purpose."""
    return data / "store" / "public"


@contextlib.contextmanager
def serving(public: Path) -> Iterator[str]:
    """The app in a process of its own; gives its address once it is ready."""
    with started(public) as (address, _):
        yield address


@contextlib.contextmanager
def started(public: Path) -> Iterator[tuple[str, int]]:
    """The app on a free port, told of the published editions alone: its address and process id."""
    port = free_port()
    environment = {n: v for n, v in os.environ.items() if n != "OBSERVATORIO_DATA"}
    process = subprocess.Popen(
        [sys.executable, "-m", "observatorio.ui.serve", "--port", str(port)],
        cwd=ROOT,
        env=environment | {"OBSERVATORIO_PUBLIC": str(public)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        wait_until_ready(address + "ready", process)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


def finished(work: Coroutine[Any, Any, Any]) -> Any:
    """What `work` gives. In a thread of its own: once a test had a browser, a loop runs in ours."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def wait_until_ready(url: str, process: subprocess.Popen[bytes], limit_s: float = 60) -> None:
    """Returns once `url` answers; fails when the process ends before, or after `limit_s`."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        assert process.poll() is None, f"ended with {process.returncode}"
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.1)
    raise AssertionError(f"{url} is not ready after {limit_s} s")


@pytest.fixture(scope="session")
def server(demo_data: Path) -> Iterator[str]:
    """Address of the app with the demonstration."""
    with serving(public_of(demo_data)) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without it the browser tests are left out, but never where all tests must run."""
    path = "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else shutil.which("chromium")
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM_ARGS))
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A reader's browser with nothing kept."""
    made = browser.new_context(viewport=DESK, locale="es-PE", accept_downloads=True)
    made.set_default_timeout(30_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A window of it."""
    return context.new_page()
