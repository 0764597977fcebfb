"""How fast the pages are, each against its floor in the same run: `python -m benchmarks.ui`.

    python -m benchmarks.ui [--rounds N] [--viewers N] [--clicks N] [--districts N] [--out DIR]
                            [--public DIR]

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
HEAD = "| medida | mediana | suelo | razón | meta |\n|---|---|---|---|---|"
MIB = 1024 * 1024


@dataclass(frozen=True)
class Plan:
    """How much is measured: `rounds` of each change, `clicks` of each of the `viewers`."""

    out: Path = ROOT / "benchmarks" / "out"
    public: Path | None = None
    rounds: int = 10
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
    for name in ("rounds", "viewers", "clicks", "districts"):
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
            with servers.script("ui_empty") as empty:
                yield _bytes(browser, district, empty)
    with servers.app(public) as address:
        yield _many(address, options)


def _changes(
    browser: Browser, path: str, addresses: tuple[str, str, str], options: Plan
) -> Iterator[str]:
    """Three rows: the page against the same page from constants, and with the cube of a country.

    What an edition answered is kept, so the first change of each page is told apart.
    """
    with _shown(browser, path, addresses) as pages:
        first = [page.change(True) for page in pages]
        for page in pages:
            page.change(False)
        _must_say_the_same(pages)
        turns = [
            [page.change(turn % 2 == 0) for page in pages] for turn in range(2 * options.rounds)
        ]
    floors, jobs, large = zip(*turns, strict=True)
    name = f"Filtro → último gráfico, {path.capitalize()}"
    yield _paired(f"{name} / la misma página desde constantes", jobs, floors, "≤ 1.25×")
    yield _paired(f"{name}, la primera vez que se pide", (first[1],), (first[0],), "—")
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


def _bytes(browser: Browser, address: str, empty: str) -> str:
    page = first_load_bytes(browser, f"{address}/")
    floor = first_load_bytes(browser, f"{empty}/")
    return (
        f"| Primera carga, Panorama / página vacía de Streamlit | {page / MIB:.2f} MiB | "
        f"{floor / MIB:.2f} MiB | {page / floor:.2f}× | ≤ 1.35× |"
    )


def _many(address: str, options: Plan) -> str:
    """p95 of the clicks of many viewers, each against the median of one alone on the same page."""
    before = alone(address, FILTERS, clicks=20)
    after = together(address, FILTERS, options.viewers, options.clicks)
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
