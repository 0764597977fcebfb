"""Many viewers at once, each choosing anew in a filter every five seconds.

Each click asks for another selection, for what an edition answered once is not reckoned again.
"""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from benchmarks.ui_client import Viewer

THINK_S = 5.0
ARRIVE_S = 20.0  # until all have opened their page: a click is measured, not a first load
# Page → the filter of which something else is chosen with each click, and its options.
OFFERED = {
    "tendencias": ("Meses", ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct",
                             "nov", "dic")),
    "perfil": ("Tipo de violencia", ("Económica o patrimonial", "Psicológica", "Física", "Sexual")),
}  # fmt: skip


@dataclass(frozen=True)
class Watched:
    """Seconds that each click of one viewer took, and what went wrong."""

    path: str
    seconds: list[float]
    faults: list[str]


def view(
    address: str, path: str, *, clicks: int, think_s: float, wait_s: float = 0, seed: int = 0
) -> Watched:
    """One viewer: opens the page after `wait_s`, then clicks, thinking in between.

    What it chooses hangs on `seed` alone.
    """
    (label, options), rng = OFFERED[path], random.Random(seed)
    time.sleep(wait_s)
    seconds: list[float] = []
    faults: list[str] = []
    try:
        with closing(Viewer(address, path)) as viewer:
            faults += viewer.open().faults
            for _ in range(clicks):
                time.sleep(think_s)
                answer = viewer.choose(label, rng.sample(options, rng.randint(1, len(options) - 1)))
                seconds.append(answer.seconds)
                faults += answer.faults
    except Exception as problem:  # whatever a viewer meets is a finding
        faults.append(f"{type(problem).__name__}: {problem}")
    return Watched(path, seconds, faults)


def alone(address: str, clicks: int) -> list[Watched]:
    """One viewer after another, on each page."""
    return [view(address, path, clicks=clicks, think_s=0.5, seed=-1) for path in OFFERED]


def together(address: str, viewers: int, clicks: int) -> list[Watched]:
    """All at once, spread over the pages; they come one after another."""
    pages = list(OFFERED)
    with ThreadPoolExecutor(viewers) as pool:
        waiting = [
            pool.submit(
                partial(view, address, pages[number % len(pages)], clicks=clicks, think_s=THINK_S),
                wait_s=ARRIVE_S * number / viewers,
                seed=number,
            )
            for number in range(viewers)
        ]
        return [one.result() for one in waiting]
