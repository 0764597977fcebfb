"""Many viewers at once, each changing a filter, waiting five seconds, and changing it again."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from benchmarks.ui_client import Viewer

THINK_S = 5.0


@dataclass(frozen=True)
class Watched:
    """Seconds that each click of one viewer took, and what went wrong."""

    path: str
    seconds: list[float]
    faults: list[str]


def view(
    address: str,
    path: str,
    chosen: tuple[str, str],
    *,
    clicks: int,
    think_s: float,
    wait_s: float = 0,
) -> Watched:
    """One viewer: opens the page after `wait_s`, then clicks, thinking in between."""
    label, option = chosen
    time.sleep(wait_s)
    seconds: list[float] = []
    faults: list[str] = []
    try:
        with closing(Viewer(address, path)) as viewer:
            faults += viewer.open().faults
            for click in range(clicks):
                time.sleep(think_s)
                answer = viewer.choose(label, [] if click % 2 else [option])
                seconds.append(answer.seconds)
                faults += answer.faults
    except Exception as problem:  # whatever a viewer meets is a finding
        faults.append(f"{type(problem).__name__}: {problem}")
    return Watched(path, seconds, faults)


def alone(address: str, filters: dict[str, tuple[str, str]], clicks: int) -> list[Watched]:
    """One viewer after another, on each page."""
    return [
        view(address, path, chosen, clicks=clicks, think_s=0.5) for path, chosen in filters.items()
    ]


def together(
    address: str, filters: dict[str, tuple[str, str]], viewers: int, clicks: int
) -> list[Watched]:
    """All at once, spread over the pages and over the five seconds."""
    pages = list(filters.items())
    with ThreadPoolExecutor(viewers) as pool:
        waiting = [
            pool.submit(
                partial(view, address, path, chosen, clicks=clicks, think_s=THINK_S),
                wait_s=THINK_S * number / viewers,
            )
            for number in range(viewers)
            for path, chosen in [pages[number % len(pages)]]
        ]
        return [one.result() for one in waiting]
