"""How memory holds: readers for half an hour, while an edition a minute is published.

    python -m benchmarks.endurance [--minutes 30] [--viewers 24] [--out DIR]

prints the table that docs/rendimiento.md holds. The editions are real publications of the
demonstration, by the command; the readers are those of `ui_load`, each of whose clicks is answered
from the edition that is current then. Linux only: it reads /proc.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import ui_servers as servers
from benchmarks.ui_load import OFFERED, THINK_S, Watched, view
from observatorio.config import ROOT
from observatorio.store import Pointer

MINUTE_S = 60.0
SETTLED = 10  # minutes after which memory may no longer grow
GOAL_PCT = 10
HEAD = "| minuto | edición | memoria | hilos | descriptores |\n|---|---|---|---|---|"


@dataclass(frozen=True)
class Taken:
    """What the server's process holds after some minutes; `memory_mib` is resident."""

    minute: int
    edition: int
    memory_mib: float
    threads_count: int
    descriptors_count: int

    @property
    def row(self) -> str:
        """The row of the table."""
        return (
            f"| {self.minute} | {self.edition} | {self.memory_mib:.0f} MiB | {self.threads_count} |"
            f" {self.descriptors_count} |"
        )


def main() -> None:
    options = _options()
    public = servers.demonstration(options.out)
    clicks = int(options.minutes * MINUTE_S / THINK_S)
    print(f"\n{HEAD}", flush=True)
    with servers.process(public) as (address, pid), ThreadPoolExecutor(options.viewers) as pool:
        over = threading.Event()
        publisher = threading.Thread(target=_publish, args=(options.out / "ui-demo", over))
        publisher.start()
        paths = list(OFFERED)
        watched = [
            pool.submit(
                partial(view, address, paths[number % len(paths)], clicks=clicks, think_s=THINK_S),
                wait_s=number / 2,
                seed=number,
            )
            for number in range(options.viewers)
        ]
        taken = list(_minutes(pid, public, options.minutes))
        over.set()
        publisher.join()
        print(_told(taken, [one.result() for one in watched]), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.endurance")
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--viewers", type=int, default=24)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "out")
    return parser.parse_args()


def _publish(data: Path, over: threading.Event) -> None:
    """An edition at the beginning of each minute."""
    environment = os.environ | {"OBSERVATORIO_DATA": str(data)}
    while not over.is_set():
        begun = time.monotonic()
        command = [sys.executable, "-m", "ingest", "publish"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        over.wait(max(0.0, MINUTE_S - (time.monotonic() - begun)))


def _minutes(pid: int, public: Path, minutes: int) -> Iterator[Taken]:
    """What is held at the end of each minute; every fifth, and the first, is printed."""
    begun = time.monotonic()
    for minute in range(1, minutes + 1):
        time.sleep(max(0.0, begun + minute * MINUTE_S - time.monotonic()))
        found = _taken(pid, public, minute)
        if minute == 1 or minute % 5 == 0:
            print(found.row, flush=True)
        yield found


def _taken(pid: int, public: Path, minute: int) -> Taken:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    held = dict(line.split(":", 1) for line in lines)
    return Taken(
        minute,
        int(Pointer(public).read()["edition"]),
        int(held["VmRSS"].split()[0]) / 1024,
        int(held["Threads"]),
        len(list(Path(f"/proc/{pid}/fd").iterdir())),
    )


def _told(taken: list[Taken], watched: list[Watched]) -> str:
    clicks = sorted(s for one in watched for s in one.seconds)
    faults = [fault for one in watched for fault in one.faults]
    settled, most = taken[min(SETTLED, len(taken)) - 1], max(t.memory_mib for t in taken)
    last = taken[-1].memory_mib
    return (
        f"\nMemoria al final / a los {settled.minute} minutos: {last / settled.memory_mib:.2f}× "
        f"(meta: ≤ {1 + GOAL_PCT / 100:.2f}×; la mayor {most:.0f} MiB). {len(clicks)} clics, "
        f"mediana {clicks[len(clicks) // 2]:.2f} s, errores: {len(faults)} {faults[:1]}"
    )


if __name__ == "__main__":
    main()
