"""Editions that are open: a few, however many are asked for; what falls out leaves nothing."""

from __future__ import annotations

import gc
import shutil
import sys
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from observatorio.cube import Cube
from observatorio.editions import OpenEditions
from tests.conftest import public_of, started
from tests.test_editions import JANUARY, Register
from tests.test_pages import DISTRICT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
MOST = 3


def held(folder: Path, pid: int | str = "self") -> int:
    """How many files of the folder a process has open."""
    found = [fd.readlink() for fd in Path(f"/proc/{pid}/fd").iterdir() if fd.is_symlink()]
    return len({path for path in found if path.parent == folder})


def threads() -> int:
    """All threads of this process, those that Python does not know too."""
    return len(list(Path("/proc/self/task").iterdir()))


@pytest.fixture
def files(demo_data: Path, tmp_path: Path) -> list[Path]:
    """Twelve editions that are one."""
    source = next(public_of(demo_data).glob("public-*.duckdb"))
    return [Path(shutil.copy(source, tmp_path / f"{n}.duckdb")) for n in range(12)]


def test_what_falls_out_is_closed_whoever_still_has_it(files: list[Path]) -> None:
    opened, before = OpenEditions(MOST), threads()
    kept = [opened.get(path, DISTRICT) for path in files]
    answers = [cube.rows("sources") for cube in kept]
    assert held(files[0].parent) <= MOST
    again = [cube.rows("sources") for cube in kept]
    assert again == answers, "a reader who still has it on screen is answered"
    assert held(files[0].parent) <= MOST
    assert threads() == before, "none of DuckDB's own stays, nor begins"
    opened.clear()
    assert held(files[0].parent) == 0


def test_the_one_that_is_asked_for_most_stays(files: list[Path]) -> None:
    opened = OpenEditions(MOST)
    current = opened.get(files[0], DISTRICT)
    for path in files:
        opened.get(path, DISTRICT)
        assert opened.get(files[0], DISTRICT) is current
    opened.clear()


def test_nobody_s_edition_is_gone_without_a_collection(files: list[Path]) -> None:
    gc.disable()
    try:
        cube = Cube(files[0], DISTRICT)
        assert cube.rows("sources") == cube.rows("sources")
        left = weakref.ref(cube)
        del cube
        assert left() is None
        assert held(files[0].parent) == 0
    finally:
        gc.enable()


def test_what_is_being_read_is_read_to_its_end(files: list[Path]) -> None:
    cube = Cube(files[0], DISTRICT)
    whole = cube.rows("labels")
    lots = cube.batches("labels", size=1)
    first = next(lots)
    cube.close()
    assert [row for lot in [first, *lots] for row in lot] == whole
    assert held(files[0].parent) == 0


def test_many_at_once_get_what_they_asked_for(files: list[Path]) -> None:
    opened = OpenEditions(MOST)
    expected = Cube(files[0], DISTRICT).rows("labels")
    with ThreadPoolExecutor(8) as pool:
        asked: list[Path] = files * 5
        cubes = pool.map(lambda path: opened.get(path, DISTRICT).rows("labels"), asked)
        assert all(found == expected for found in cubes)
    assert held(files[0].parent) <= MOST
    opened.clear()


# The server.


def counted(pid: int) -> tuple[int, int]:
    """Resident memory of a process in KiB, and its threads."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    found = dict(line.split(":", 1) for line in lines)
    return int(found["VmRSS"].split()[0]), int(found["Threads"])


@pytest.mark.exhaustive
def test_fifty_editions_cost_what_eight_do(tmp_path: Path) -> None:
    """500 requests over 50 editions, as the links of fifty meetings are followed again."""
    made = Register(tmp_path)
    made.more((2020, 1), (2020, 12))
    made.hand_in()
    for day in range(50):
        made.publish(JANUARY + timedelta(days=day))
    folder = made.world.settings.public_dir
    with started(folder) as (address, pid), requests.Session() as session:

        def ask(times: int, path: Callable[[int], str]) -> None:
            for number in range(times):
                assert session.get(address + path(number % 50 + 1)).status_code == 200

        cells = "api/v1/cells?fuente=cem&edicion={}".format
        ask(100, cells)
        memory, threads = counted(pid)
        ask(500, cells)
        after, threads_after = counted(pid)
        assert held(folder, pid) <= 8
        assert threads_after <= threads + 2
        assert after < 1.1 * memory
