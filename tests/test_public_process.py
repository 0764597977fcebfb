"""The public process: what it is told, which files it opens, and that it needs no other.

Opening, reading, listing and writing are watched by inotify(7). Asking whether a file exists gives
no event, and no byte of it either.
"""

from __future__ import annotations

import csv
import ctypes
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect

import run
from ingest.settings import load_work_settings
from observatorio.config import ROOT, load_settings
from observatorio.numbers import month_name
from observatorio.store import Pointer
from observatorio.ui.serve import said_at_start
from tests.conftest import free_port, public_of, serving, wait_until_ready
from tests.test_browser import PAGES, go
from tests.test_pages import MEASURE, summed, told

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform != "linux", reason="inotify and /proc are Linux's"),
]

# <sys/inotify.h>
ACCESS, MODIFY, OPEN, CREATE, DELETE, OVERFLOW = 0x1, 0x2, 0x20, 0x100, 0x200, 0x4000
EVENT = struct.Struct("iIII")
CELLS = "SELECT list(value) FROM cells WHERE source = 'cem'" + MEASURE
POLICE = (
    "SELECT list(value) FROM cells WHERE source = 'sidpol' AND measure = 'denuncia'"
    " AND table_id = 'total' AND year = 2025"
)
LAST_MONTH = "SELECT last_month FROM sources WHERE source = 'sidpol'"
EDITION = {"current.json", "public-000001.duckdb"}


class Watch:
    """Notes every file and folder under `top` that anybody opens, reads, lists or writes."""

    def __init__(self, top: Path):
        folders = [top, *(p for p in top.rglob("*") if p.is_dir())]
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        assert self._fd >= 0, os.strerror(ctypes.get_errno())
        mask = ACCESS | MODIFY | OPEN | CREATE | DELETE
        self._folders = {
            libc.inotify_add_watch(self._fd, os.fsencode(folder), mask): folder
            for folder in folders
        }
        assert min(self._folders) > 0, os.strerror(ctypes.get_errno())
        assert len(self._folders) == len(folders)

    def seen(self) -> set[Path]:
        """What was touched since the last time; fails when the kernel had to drop an event."""
        found = set()
        while raw := self._read():
            at = 0
            while at < len(raw):
                watch, mask, _, length = EVENT.unpack_from(raw, at)
                assert not mask & OVERFLOW
                name = raw[at + EVENT.size : at + EVENT.size + length].rstrip(b"\0")
                found.add(self._folders[watch] / os.fsdecode(name))
                at += EVENT.size + length
        return found

    def _read(self) -> bytes:
        try:
            return os.read(self._fd, 1 << 16)
        except BlockingIOError:
            return b""

    def close(self) -> None:
        os.close(self._fd)


@dataclass(frozen=True)
class Visited:
    """A server after somebody has been on every page and taken a file away."""

    seen: set[Path]
    open_files: set[Path]
    children: str
    environment: dict[str, str]
    arguments: list[str]
    csv_rows: int


@pytest.fixture(scope="module")
def data(demo_data: Path) -> Path:
    """The whole data folder, with something in each of its parts."""
    for part in ("archive", "secret", "demo", "reports", "store/registry", "store/public"):
        (demo_data / part).mkdir(parents=True, exist_ok=True)
    (demo_data / "reports" / "devuelto-prueba.csv").write_text("fila\n", encoding="utf-8")
    return demo_data


@pytest.fixture(scope="module")
def visited(data: Path, browser: Browser) -> Iterator[Visited]:
    """The server as `run.py` starts it beside the whole data folder, watched from before."""
    options = run.parse(["--port", str(free_port()), "--no-browser"])
    address = f"http://127.0.0.1:{options.port}/"
    with closing(Watch(data)) as watch, pytest.MonkeyPatch.context() as patch:
        patch.setenv("OBSERVATORIO_DATA", str(data))
        patch.setattr(run, "PYTHON", Path(sys.executable))
        server = run.serve(options)
        try:
            wait_until_ready(address + "ready", server)
            rows = visit(browser, address)
            yield observed(server.pid, watch.seen(), rows)
        finally:
            server.terminate()
            server.wait(timeout=20)


def visit(browser: Browser, address: str) -> int:
    """Opens every page and takes the CSV; returns its number of lines."""
    context = browser.new_context(locale="es-PE", accept_downloads=True)
    page = context.new_page()
    for name, title in PAGES.items():
        go(page, address + name)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
    go(page, address + "descargas")
    with page.expect_download(timeout=240_000) as waiting:
        page.get_by_role("button", name="Descargar CSV").click()
    with Path(waiting.value.path()).open(encoding="utf-8-sig", newline="") as handle:
        rows = len(list(csv.reader(handle)))
    context.close()
    return rows


def observed(pid: int, seen: set[Path], csv_rows: int) -> Visited:
    process = Path(f"/proc/{pid}")
    raw = (process / "environ").read_bytes().decode().split("\0")
    return Visited(
        seen=seen,
        open_files={fd.readlink() for fd in (process / "fd").iterdir()},
        children="".join(f.read_text() for f in process.glob("task/*/children")),
        environment=dict(line.split("=", 1) for line in raw if line),
        arguments=(process / "cmdline").read_bytes().decode().split("\0"),
        csv_rows=csv_rows,
    )


# What it is told.


def test_it_is_started_without_the_data_folder(visited: Visited, data: Path) -> None:
    assert "OBSERVATORIO_DATA" not in visited.environment
    naming = {name: v for name, v in visited.environment.items() if str(data) in v}
    assert naming == {"OBSERVATORIO_PUBLIC": str(public_of(data))}
    assert "observatorio.ui.serve" in visited.arguments
    assert not any(str(data) in argument for argument in visited.arguments)


@pytest.mark.parametrize("name", ["folder", "a/../folder", None])
def test_the_starter_tells_the_folder_that_it_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str | None
) -> None:
    """A relative name is the person's, whatever folder a command is run in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", "elsewhere")
    monkeypatch.delenv("OBSERVATORIO_DATA", raising=False)
    if name:
        monkeypatch.setenv("OBSERVATORIO_DATA", name)
    told_folder = run.public_environment()
    assert "OBSERVATORIO_DATA" not in told_folder
    filled = load_work_settings().public_dir
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", told_folder["OBSERVATORIO_PUBLIC"])
    assert load_settings().public_dir == filled


def test_its_settings_hold_one_folder_of_data(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_DATA", str(tmp_path / "secret-place"))
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(tmp_path / "editions"))
    settings = load_settings()
    assert settings.public_dir == tmp_path / "editions"
    assert "secret-place" not in repr(settings)
    assert not {n for n in dir(settings) if n.endswith("_dir")} - {"public_dir"}


@pytest.mark.parametrize("published_too", [True, False])
def test_whoever_starts_it_is_told_which_editions_are_shown(
    tmp_path: Path, data: Path, monkeypatch, published_too: bool
) -> None:
    folder = public_of(data) if published_too else tmp_path
    monkeypatch.setenv("OBSERVATORIO_DATA", str(data))
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(folder))
    said = said_at_start()
    assert str(folder) in said
    assert said.startswith("No hay ediciones") != published_too


# What it opens.


def test_only_the_edition_is_opened(visited: Visited, data: Path) -> None:
    assert visited.seen == {public_of(data) / name for name in EDITION}
    assert visited.csv_rows > 100


def test_no_other_file_of_the_data_is_held_open(visited: Visited, data: Path) -> None:
    held = {p for p in visited.open_files if p.is_relative_to(data)}
    assert public_of(data) / "public-000001.duckdb" in held
    assert held <= {public_of(data) / name for name in EDITION}
    assert not [p for p in visited.open_files if p.is_relative_to(ROOT / "data")]
    assert visited.children == "", "another process would have files of its own"


@pytest.mark.parametrize("part", ["store/registry", "archive", "secret", "reports", "demo"])
def test_the_watch_sees_whoever_reads(data: Path, part: str) -> None:
    """By another process, as the server is one."""
    file = next(p for p in sorted((data / part).rglob("*")) if p.is_file())
    reading = "import sys; open(sys.argv[1], 'rb').read(1)"
    listing = "import sys, os; os.listdir(sys.argv[1])"
    with closing(Watch(data)) as watch:
        assert watch.seen() == set()
        subprocess.run([sys.executable, "-c", reading, file], check=True)
        assert watch.seen() == {file}
        subprocess.run([sys.executable, "-c", listing, data / part], check=True)
        assert data / part in watch.seen()


# What it needs.


@pytest.fixture(scope="module")
def alone(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that has a copy of the published editions, and nothing else of the data."""
    folder = tmp_path_factory.mktemp("alone")
    copy = shutil.copytree(public_of(demo_data), folder / "editions")
    with serving(copy) as address:
        yield address
    assert [p.name for p in folder.iterdir()] == ["editions"]
    assert {p.name for p in copy.iterdir()} == EDITION


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="es-PE")
    yield context.new_page()
    context.close()


def figures_of(published: duckdb.DuckDBPyConnection, name: str) -> set[str]:
    """Figures that the page named must show, read from the file by other means."""
    if name == "entregas":
        (last,) = published.execute(LAST_MONTH).fetchone()
        return {f"{month_name(last.month)} de {last.year}"}
    last_year = f"{CELLS} AND table_id = 'total' AND year = 2021"
    every_year = f"{CELLS} AND table_id = 'total' GROUP BY year"
    query = {
        "": last_year,
        "percepcion": last_year,
        "metodologia": last_year,
        "balance-anual": POLICE,
        "tendencias": every_year,
        "fuentes-cruzadas": f"{CELLS} AND table_id = 'total' AND year >= 2019 GROUP BY year",
        "ruta-de-atencion": f"{CELLS} AND table_id = 'complaint' AND complaint = 'si'",
        "perfil": f"{CELLS} AND table_id = 'age_sex' GROUP BY age_group, sex",
        "territorio": f"{CELLS} AND table_id = 'zone' GROUP BY zone",
    }[name]
    return {summed(values) for (values,) in published.execute(query).fetchall()}


@pytest.mark.parametrize("name", [n for n in PAGES if n != "descargas"])
def test_the_editions_alone_are_enough(
    alone: str, page: Page, published: duckdb.DuckDBPyConnection, name: str
) -> None:
    go(page, alone + name)
    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[name])
    for chart in page.get_by_text("Ver la tabla", exact=True).all():
        chart.click()
    figures = figures_of(published, name)
    assert figures
    for figure in figures:
        expect(page.locator("[data-testid=stMain]")).to_contain_text(figure)


def test_the_editions_alone_can_be_downloaded(
    alone: str, browser: Browser, page: Page, published: duckdb.DuckDBPyConnection
) -> None:
    rows = visit(browser, alone)
    go(page, alone + "descargas")
    expect(page.locator("[data-testid=stMain]")).to_contain_text(f"{told(rows - 1)} filas")
    assert published.execute("SELECT count(*) FROM cells").fetchone()[0] >= rows - 1 > 100


# Another user.


SERVED_BY_ANOTHER = """
import os, sys
from observatorio.config import load_settings
from observatorio.editions import current_cube
# The program is installed for all; what is tried is what the user may read of the editions.
os.setgroups([int(sys.argv[1])]); os.setgid(int(sys.argv[1])); os.setuid(65534)
os.environ.pop("OBSERVATORIO_DATA", None)
settings = load_settings()
cube = current_cube(settings.public_dir, settings.district.ubigeo)
print(len(cube.sources))
"""


@pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="needs to become another user")
@pytest.mark.parametrize("shared", [True, False])
def test_another_user_of_the_group_reads_the_editions_where_configured(
    data: Path, shared: bool
) -> None:
    """The folder alone, of a process that may write nothing and belongs to somebody else."""
    group = 54321
    with tempfile.TemporaryDirectory(dir="/var/tmp") as top:
        Path(top).chmod(0o711)
        folder = Path(top) / "public"
        folder.mkdir(mode=0o700)
        edition = Path(shutil.copy(public_of(data) / "public-000001.duckdb", folder))
        edition.chmod(0o600)
        before = os.umask(0o077)
        try:
            Pointer(folder).move_to(edition, {"edition": 1}, group_readable=shared)
        finally:
            os.umask(before)
        for path in (folder, *folder.iterdir()):
            os.chown(path, 0, group)
            assert not path.stat().st_mode & 0o007, path
        done = subprocess.run(
            [sys.executable, "-c", SERVED_BY_ANOTHER, str(group)],
            check=False,
            cwd=ROOT,
            env=os.environ | {"OBSERVATORIO_PUBLIC": str(folder)},
            capture_output=True,
            text=True,
        )
        assert (done.returncode == 0) == shared, done.stderr
        assert not shared or int(done.stdout) > 0
