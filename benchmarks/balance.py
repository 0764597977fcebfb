"""The yearly report as an office asks for it: the whole command, in a process of its own.

    python -m benchmarks.balance [--runs N] [--public FOLDER] [--year N]

Programs are loaded anew each time, as on the day of the report. The floor is the same process with
the same compiler and an empty document. Both take turns, after a round that does not count.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from observatorio.balance.files import FORMATS
from observatorio.config import ROOT
from observatorio.numbers import decimal

GOAL_S = 10
EMPTY = """import typst
source = b'#set document(title: "x")\\n#set text(lang: "es")'
typst.Compiler(source, ignore_system_fonts=True).compile(format="pdf", pdf_standards=["ua-1"])
"""


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        public = options.public or demonstration(Path(folder))
        print("\n".join(rows(public, options.year, options.runs)))


def rows(public: Path, year: int, runs: int) -> list[str]:
    """The rows of the table: each format, beside the floor, and the load meanwhile."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for ending in FORMATS:
            target = Path(folder) / f"balance.{ending}"
            job = ["-m", "observatorio.balance", str(year), "--out", str(target)]
            pairs = [(_took(["-c", EMPTY], public), _took(job, public)) for _ in range(runs + 1)]
            found.append(_row(ending, pairs[1:]))
    return [*found, f"Carga de la máquina (1 y 5 minutos): {_load()}"]


def demonstration(folder: Path) -> Path:
    """The published demonstration, built anew in a folder."""
    env = {**os.environ, "OBSERVATORIO_DATA": str(folder)}
    _run(["-m", "ingest", "bootstrap"], env)
    return folder / "store" / "public"


def _took(arguments: list[str], public: Path) -> float:
    """Seconds of a process from its start to its end."""
    began = time.perf_counter()
    _run(arguments, {**os.environ, "OBSERVATORIO_PUBLIC": str(public)})
    return time.perf_counter() - began


def _run(arguments: list[str], env: dict[str, str]) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, check=True, capture_output=True)


def _row(ending: str, pairs: list[tuple[float, float]]) -> str:
    floor, job = (statistics.median(each) for each in zip(*pairs, strict=True))
    ratio = statistics.median(job / floor for floor, job in pairs)
    return (
        f"| Balance anual en {ending.upper()}, la orden entera / documento vacío | {job:.2f} s | "
        f"{floor:.2f} s | {ratio:.1f}× | ≤ {GOAL_S} s |"
    )


def _load() -> str:
    return " y ".join(decimal(part) for part in os.getloadavg()[:2])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.balance")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--public", type=Path, help="a folder of editions; else the demonstration")
    parser.add_argument("--year", type=int, default=2021)
    return parser.parse_args()


if __name__ == "__main__":
    main()
