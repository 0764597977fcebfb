"""A reader's clicks while files are made for others: `python -m benchmarks.ui_making`.

    python -m benchmarks.ui_making [--askers N] [--clicks N] [--out DIR] [--public DIR]

In a server that has made no file yet, `askers` readers press «Preparar» for as many reports (of
different years, PDF and Word); another one goes on choosing in a filter until all have theirs.
Prints the rows that docs/rendimiento.md holds.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from benchmarks import ui_servers as servers
from benchmarks.ui_client import Viewer
from benchmarks.ui_load import OFFERED
from observatorio.config import ROOT

HEAD = "| clics de quien mira Tendencias | clics | mediana | p95 | el peor |\n|---|---|---|---|---|"
PAGE, THINK_S = "tendencias", 0.25
BUTTONS = ("Preparar PDF", "Preparar Word")
LAST_YEAR = 2025


def main() -> None:
    """Measures and prints."""
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    public = options.public or servers.demonstration(options.out)
    with servers.app(public) as address, closing(Viewer(address, PAGE)) as reader:
        reader.open()
        chosen = itertools.cycle(_selections())
        alone = [_click(reader, next(chosen)) for _ in range(options.clicks)]
        ready = threading.Barrier(options.askers + 1)
        pool = ThreadPoolExecutor(options.askers)
        asked = [pool.submit(_ask, address, n, ready) for n in range(options.askers)]
        ready.wait()
        start, beside = time.perf_counter(), []
        while not all(one.done() for one in asked):
            beside.append(_click(reader, next(chosen)))
        lasted = time.perf_counter() - start
        faults = [fault for one in asked for fault in one.result()]
    print(f"{HEAD}\n{_row('sola', alone)}")
    print(_row(f"mientras {options.askers} piden un balance cada una", beside))
    ratios = [f"{b / a:.1f}×" for a, b in zip(_told(alone), _told(beside), strict=True)]
    print(f"| razón | | {' | '.join(ratios)} |")
    print(f"\nTodos los balances en {lasted:.0f} s; {len(faults)} errores. {' '.join(faults[:2])}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.ui_making")
    parser.add_argument("--askers", type=int, default=16)
    parser.add_argument("--clicks", type=int, default=60)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "out")
    parser.add_argument("--public", type=Path, default=None)
    return parser.parse_args()


def _selections() -> list[list[str]]:
    """Other months with each click: what was asked once is not reckoned again."""
    months = OFFERED[PAGE][1]
    return [list(some) for n in (5, 6, 7) for some in itertools.combinations(months, n)]


def _click(reader: Viewer, months: list[str]) -> float:
    time.sleep(THINK_S)
    answer = reader.choose(OFFERED[PAGE][0], months)
    if answer.faults:
        raise RuntimeError(answer.faults[0])
    return answer.seconds


def _ask(address: str, number: int, ready: threading.Barrier) -> list[str]:
    """One report: its page is open before the first of all presses."""
    year, button = LAST_YEAR - number // len(BUTTONS), BUTTONS[number % len(BUTTONS)]
    with closing(Viewer(address, "balance-anual", query=f"anio={year}")) as asker:
        faults = asker.open().faults
        ready.wait()
        made = asker.press(button)
        files = [m for m in made.messages if m.delta.new_element.HasField("download_button")]
        return faults + made.faults + ([] if files else [f"{year}: no file"])


def _told(seconds: list[float]) -> tuple[float, float, float]:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return statistics.median(ordered), p95, ordered[-1]


def _row(name: str, seconds: list[float]) -> str:
    figures = " | ".join(f"{value:.2f} s" for value in _told(seconds))
    return f"| {name} | {len(seconds)} | {figures} |"


if __name__ == "__main__":
    main()
