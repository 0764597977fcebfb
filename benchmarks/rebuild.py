"""Building the registry again from 300 deliveries, in processor time.

    python -m benchmarks.rebuild [--runs N] [--months N] [--out DIR]

Each month of three sources is delivered twice, first without its last row, as offices do. What is
measured is the command that finds the registry lost; its floor is DuckDB alone, which reads the
same archived rows and writes them. The other row throws away what the deliveries mean as well.
"""

from __future__ import annotations

import argparse
import csv
import dataclasses
import itertools
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.archive import Archive
from ingest.deliveries import add
from ingest.sample import write_sample
from ingest.settings import WorkSettings, load_work_settings
from ingest.sources.base import Options
from observatorio.config import ROOT

FIRST_YEAR = {"cem": 2017, "sidpol": 2018, "demuna": 2018}
GOAL_S = 12
MATTERS = ("Alimentos", "Tenencia", "Normas de comportamiento")
Rows = list[list[str]]
HEAD = "| medida | mediana | suelo | razón | meta |\n|---|---|---|---|---|"


def main() -> None:
    options = _options()
    settings = dataclasses.replace(load_work_settings(), data_dir=options.out / "rebuild")
    _deliver(settings, options.out / "sample-rebuild", options.months)
    _rebuilt(settings)  # as today's code reads them
    kept, anew, floors = [], [], []
    for _ in range(options.runs):
        floors.append(processor_s("benchmarks.jobs", "archived", settings.data_dir))
        kept.append(_rebuilt(settings))
        shutil.rmtree(settings.data_dir / "meanings")
        anew.append(_rebuilt(settings))
    count = len(Archive(settings).deliveries())
    print(f"\n{HEAD}")
    name = f"Reconstruir {count} entregas, con lo que significan guardado / DuckDB solo"
    print(_line(name, kept, floors, f"≤ {GOAL_S} s de procesador"))
    print(_line("Lo mismo / sin lo guardado", kept, anew, "—"))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.rebuild")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--months", type=int, default=50)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "out")
    return parser.parse_args()


def _line(name: str, taken: list[float], floors: list[float], goal: str) -> str:
    ratio = statistics.median(t / f for t, f in zip(taken, floors, strict=True))
    floor = statistics.median(floors)
    return f"| {name} | {statistics.median(taken):.1f} s | {floor:.1f} s | {ratio:.2f}× | {goal} |"


def _rebuilt(settings: WorkSettings) -> float:
    """Processor time of the command that finds no registry."""
    shutil.rmtree(settings.registry_dir)
    return processor_s("ingest", "status", settings.data_dir)


def processor_s(module: str, word: str, data: Path) -> float:
    """What a command takes of all processors, its start and its own processes included."""
    before = _children_s()
    subprocess.run(
        [sys.executable, "-m", module, word],
        cwd=ROOT,
        env=os.environ | {"OBSERVATORIO_DATA": str(data)},
        check=True,
        capture_output=True,
    )
    return _children_s() - before


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _deliver(settings: WorkSettings, folder: Path, months: int) -> None:
    """Hands in every month of each source twice, unless an earlier run did."""
    if len(Archive(settings).deliveries()) == 2 * len(MONTHLY) * months:
        return
    shutil.rmtree(settings.data_dir, ignore_errors=True)
    sample = {path.stem.partition("_")[2].partition("_")[0]: path for path in write_sample(folder)}
    for source in MONTHLY:
        for name, header, rows in itertools.islice(_months(source, sample), months):
            for part in (rows[:-1], rows):
                file = folder / f"{name}.csv"
                with file.open("w", encoding="utf-8", newline="") as handle:
                    csv.writer(handle).writerows([header, *part])
                answer = add(source, file, Options(), settings)
                if answer.outcome != "accepted":
                    raise SystemExit(f"{file.name}: {answer.message}")


def _months(source: str, sample: dict[str, Path]) -> Iterator[tuple[str, list[str], Rows]]:
    """Name, header and rows of each month that has rows enough to be delivered twice."""
    for year in itertools.count(FIRST_YEAR[source]):
        for month in range(1, 13):
            header, rows = MONTHLY[source](sample, year, month)
            if len(rows) > 1:
                yield f"{source}-{year}-{month:02}", header, rows


def _cem(sample: dict[str, Path], year: int, month: int) -> tuple[list[str], Rows]:
    return _of_sample(sample["cem"], lambda row: row["FECHA_INGRESO"][3:] == f"{month:02}/{year}")


def _sidpol(sample: dict[str, Path], year: int, month: int) -> tuple[list[str], Rows]:
    said = (str(year), str(month))
    return _of_sample(sample["sidpol"], lambda row: (row["ANIO"], row["MES"]) == said)


def _of_sample(file: Path, ours: Callable[[dict[str, str]], bool]) -> tuple[list[str], Rows]:
    with file.open(encoding="utf-8-sig", newline="") as handle:
        rows = csv.DictReader(handle)
        found = [list(row.values()) for row in rows if ours(row)]
        return list(rows.fieldnames or ()), found


def _demuna(_: dict[str, Path], year: int, month: int) -> tuple[list[str], Rows]:
    """A register of forty cases, drawn anew (always the same)."""
    chance = random.Random(f"{year}-{month}")
    rows = [
        [
            f"{chance.randint(1, 28):02}/{month:02}/{year}",
            str(chance.randint(0, 17)),
            chance.choice("FM"),
            chance.choice(MATTERS),
        ]
        for _ in range(40)
    ]
    return ["Fecha", "Edad", "Sexo", "Materia"], rows


MONTHLY = {"cem": _cem, "sidpol": _sidpol, "demuna": _demuna}


if __name__ == "__main__":
    main()
