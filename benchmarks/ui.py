"""How fast the pages are, each against its floor in the same run: `python -m benchmarks.ui`.

    python -m benchmarks.ui [--rounds N] [--fresh N] [--viewers N] [--clicks N] [--districts N]
                            [--out DIR] [--public DIR]

Prints rows of the table that docs/rendimiento.md holds. Without `--public` the demonstration is
built.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks import ui_servers as servers
from benchmarks.ui_browser import Shown, chromium, first_load_bytes
from benchmarks.ui_client import record
from benchmarks.ui_load import Watched, alone, together
from observatorio.config import ROOT

# Page → the filter that is changed: its label, and one of its options as it stands on screen.
FILTERS = {"tendencias": ("Sexo", "Mujeres"), "perfil": ("Tipo de violencia", "Psicológica")}
# The pages whose first load is weighed, by their path.
WEIGHED = {"Panorama": "", "Tendencias": "tendencias"}
HEAD = "| medida | mediana | suelo | razón | meta |\n|---|---|---|---|---|"
MIB = 1024 * 1024


@dataclass(frozen=True)
class Plan:
    """How much is measured: `rounds` of each change, `clicks` of each of the `viewers`.

    `fresh` is how many times a change is measured that nobody had asked for before.
    """

    out: Path = ROOT / "benchmarks" / "out"
    public: Path | None = None
    rounds: int = 10
    fresh: int = 5
    viewers: int = 24
    clicks: int = 12
    districts: int = 1874


def main() -> None:
    show(Plan(**vars(_options())))


def show(plan: Plan) -> None:
    """Measures and prints the table, row by row."""
    plan.out.mkdir(parents=True, exist_ok=True)
    print(f"\n{HEAD}")
    for row in rows(plan):
        print(row, flush=True)


def _options() -> argparse.Namespace:
    usual = Plan()
    parser = argparse.ArgumentParser(prog="benchmarks.ui")
    for name in ("rounds", "fresh", "viewers", "clicks", "districts"):
        parser.add_argument(f"--{name}", type=int, default=getattr(usual, name))
    for name in ("out", "public"):
        parser.add_argument(f"--{name}", type=Path, default=getattr(usual, name))
    return parser.parse_args()


def rows(options: Plan) -> Iterator[str]:
    """Rows of the table, one after another as they are measured."""
    public = options.public or servers.demonstration(options.out)
    national = servers.national(public, options.out, options.districts)
    recorded = options.out / "ui-recorded.pickle"
    with ExitStack() as stack:
        district = stack.enter_context(servers.app(public))
        record(district, FILTERS, recorded)
        floor = stack.enter_context(servers.script("ui_floor", UI_RECORDED=str(recorded)))
        country = stack.enter_context(servers.app(national))
        with chromium() as browser:
            for path in FILTERS:
                yield from _changes(browser, path, (floor, district, country), options)
            for path in FILTERS:
                yield from _fresh(browser, path, floor, (public, national), options)
            with servers.script("ui_empty") as empty:
                for name, path in WEIGHED.items():
                    yield from _bytes(browser, name, f"{district}/{path}", empty)
    with servers.app(public) as address:
        yield _many(address, options)


def _changes(
    browser: Browser, path: str, addresses: tuple[str, str, str], options: Plan
) -> Iterator[str]:
    """Two rows: the page against the same page from constants, and with the cube of a country.

    What an edition answered is kept, so after the first change all is found done (see `_fresh`).
    """
    with _shown(browser, path, addresses) as pages:
        for chosen in (True, False):
            for page in pages:
                page.change(chosen)
        _must_say_the_same(pages)
        turns = [
            [page.change(turn % 2 == 0) for page in pages] for turn in range(2 * options.rounds)
        ]
    floors, jobs, large = zip(*turns, strict=True)
    name = f"Filtro → último gráfico, {path.capitalize()}"
    yield _paired(f"{name} / la misma página desde constantes", jobs, floors, "≤ 1.25×")
    yield _paired(f"{name}, {options.districts} distritos / 1 distrito", large, jobs, "≤ 1.10×")


def _fresh(
    browser: Browser, path: str, floor: str, stores: tuple[Path, Path], options: Plan
) -> Iterator[str]:
    """The same two rows of a change that nobody asked for before: each time in a new process."""
    found: list[tuple[float, ...]] = []
    for turn in range(options.fresh):
        with ExitStack() as stack:
            # Who comes first finds the machine as the other left it: they take turns at that too.
            order = stores if turn % 2 == 0 else stores[::-1]
            started = {store: stack.enter_context(servers.app(store)) for store in order}
            addresses = (floor, *(started[store] for store in stores))
            with _shown(browser, path, addresses) as pages:
                taken = {at: pages[at].change(True) for at in ((0, 1, 2), (2, 1, 0))[turn % 2]}
                found.append((taken[0], taken[1], taken[2]))
    floors, jobs, large = zip(*found, strict=True)
    name = f"La primera vez que se pide: filtro → último gráfico, {path.capitalize()}"
    yield _paired(f"{name} / desde constantes", jobs, floors, "≤ 1.25×")
    yield _paired(f"{name}, {options.districts} distritos / 1 distrito", large, jobs, "≤ 1.10×")


def _must_say_the_same(pages: list[Shown]) -> None:
    """What is compared must be the same page; else nothing was measured."""
    for _ in range(10):
        if len({page.text() for page in pages}) == 1:
            return
        time.sleep(1)  # words may come a moment after the charts
    raise RuntimeError("the pages that are compared don't say the same")


@contextmanager
def _shown(browser: Browser, path: str, addresses: tuple[str, ...]) -> Iterator[list[Shown]]:
    pages = [Shown.at(browser, f"{address}/{path}", *FILTERS[path]) for address in addresses]
    yield pages
    for page in pages:
        page.close()


def _paired(name: str, jobs: tuple[float, ...], floors: tuple[float, ...], goal: str) -> str:
    ratio = statistics.median(j / f for j, f in zip(jobs, floors, strict=True))
    return (
        f"| {name} | {statistics.median(jobs):.2f} s | {statistics.median(floors):.2f} s | "
        f"{ratio:.2f}× | {goal} |"
    )


def _bytes(browser: Browser, name: str, address: str, empty: str) -> Iterator[str]:
    """A first load as it is sent, and with nothing compressed on either side."""
    for how, plain in (("", False), (", sin comprimir", True)):
        page = first_load_bytes(browser, address, plain=plain)
        floor = first_load_bytes(browser, f"{empty}/", plain=plain)
        yield (
            f"| Primera carga, {name} / página vacía de Streamlit{how} | {page / MIB:.2f} MiB | "
            f"{floor / MIB:.2f} MiB | {page / floor:.2f}× | ≤ 1.35× |"
        )


def _many(address: str, options: Plan) -> str:
    """p95 of the clicks of many viewers, each against the median of one alone on the same page."""
    before = alone(address, clicks=20)
    after = together(address, options.viewers, options.clicks)
    faults = [fault for one in [*before, *after] for fault in one.faults]
    usual = {one.path: statistics.median(one.seconds) for one in before}
    slow = _p95(sorted(s for one in after for s in one.seconds))
    ratio = _p95(sorted(s / usual[one.path] for one in after for s in one.seconds))
    wrong = f"{len(faults)} errores ({faults[0]})" if faults else "sin errores"
    return (
        f"| {options.viewers} personas a la vez, p95 (servidor; {_clicks(after)} clics, {wrong}) / "
        f"mediana de una sola | {slow:.2f} s | {statistics.mean(usual.values()):.2f} s | "
        f"{ratio:.2f}× | ≤ 3×, sin errores |"
    )


def _clicks(watched: list[Watched]) -> int:
    return sum(len(one.seconds) for one in watched)


def _p95(ordered: list[float]) -> float:
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


if __name__ == "__main__":
    main()
