"""Runs all benchmarks and prints the table that docs/rendimiento.md holds.

    python -m benchmarks [--runs N] [--out DIR] [--districts N --cases N] [--without-ui]

A job and its floor take turns (floor, job, floor, job, …); what counts is the median of the ratios,
because these machines drift.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks import balance
from ingest.sample import write_sample
from observatorio.config import CONFIG_FILE, ROOT

ZONES = ROOT / "data" / "reference" / "zones_150106.geojson"


@dataclass(frozen=True)
class Taken:
    """What a job took: `seconds` of its work and `peak_mib` of its process."""

    seconds: float
    peak_mib: float


def main() -> None:
    options = _options()
    out = options.out
    out.mkdir(parents=True, exist_ok=True)
    sample = _national_sample(out, options.districts, options.cases)
    config = _config(out, sample)
    rows = [
        *_cem(out, sample, config, options.runs),
        *_sidpol(out, sample, config, options.runs),
        *_publish(out, config, options.runs),
    ]
    print("\n| medida | mediana | suelo | razón | meta | memoria máx. |\n|---|---|---|---|---|---|")
    print("\n".join(rows))
    demo = out / "demo" / "store" / "public"
    print("\n| medida | mediana | suelo | razón | meta |\n|---|---|---|---|---|")
    print("\n".join(balance.rows(demo, 2021, options.runs)))
    if not options.without_ui:
        from benchmarks import ui

        ui.show(ui.Plan(out=out, districts=options.districts))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "out")
    parser.add_argument("--districts", type=int, default=1874)
    parser.add_argument("--cases", type=int, default=936_835)
    parser.add_argument("--without-ui", action="store_true", help="leaves out benchmarks.ui")
    return parser.parse_args()


def _national_sample(out: Path, districts: int, cases: int) -> Path:
    folder = out / f"sample-{districts}-{cases}"
    if not (folder / "cem_directory.csv").exists():
        write_sample(folder, districts=districts, cases=cases)
    return folder


def _config(out: Path, sample: Path) -> Path:
    """The project's configuration with the directory of all CEMs, for national use."""
    text = (ROOT / CONFIG_FILE).read_text(encoding="utf-8")
    text = text.replace(
        'directory = ""', f'directory = "{(sample / "cem_directory.csv").as_posix()}"'
    )
    text = text.replace('"data/reference', f'"{(ROOT / "data/reference").as_posix()}')
    path = out / "national.toml"
    path.write_text(text, encoding="utf-8")
    return path


def run(data: Path, config: Path, *job: str) -> Taken:
    """Runs one job in a process of its own, with `data` as its data folder."""
    env = {**os.environ, "OBSERVATORIO_DATA": str(data), "OBSERVATORIO_CONFIG": str(config)}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.jobs", *job],
        cwd=ROOT,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    return Taken(**json.loads(done.stdout.splitlines()[-1]))


def fresh(data: Path, config: Path) -> Path:
    """A data folder as a district has it before a delivery: a registry that holds its zones."""
    shutil.rmtree(data, ignore_errors=True)
    base = data.parent / "base"
    if not base.exists():
        run(base, config, "add", "zones", str(ZONES), "one")
    shutil.copytree(base, data)
    return data


def paired(
    runs: int, floor: tuple[Path, tuple[str, ...]], job: tuple[Path, tuple[str, ...]], config: Path
) -> tuple[list[Taken], list[Taken]]:
    """Floor and job in turns, after one warm-up of each."""
    floors, jobs = [], []
    for _ in range(runs + 1):
        floors.append(run(fresh(floor[0], config), config, *floor[1]))
        jobs.append(run(fresh(job[0], config), config, *job[1]))
    return floors[1:], jobs[1:]


def line(name: str, jobs: list[Taken], floors: list[Taken], goal: str) -> str:
    """One row of the table; the ratio is the median of the pairs."""
    ratio = statistics.median(j.seconds / f.seconds for j, f in zip(jobs, floors, strict=True))
    return (
        f"| {name} | {_median(jobs):.2f} s | {_median(floors):.2f} s | {ratio:.2f}× | {goal} | "
        f"{max(j.peak_mib for j in jobs):.0f} MiB |"
    )


def _median(taken: list[Taken]) -> float:
    return statistics.median(t.seconds for t in taken)


def _cem(out: Path, sample: Path, config: Path, runs: int) -> list[str]:
    file = str(sample / "demostracion_cem_nacional.csv")
    bare = ("bare", "cem", file, "consolidado_186")
    floors, jobs = paired(
        runs, (out / "floor", bare), (out / "cem", ("add", "cem", file, "all")), config
    )
    rows = [line("CEM nacional, `add` entero / DuckDB solo", jobs, floors, "≤ 2×, 2048 MiB")]
    pandas = [run(fresh(out / "floor", config), config, "pandas", "cem", file, "consolidado_186")]
    rows.append(
        line("CEM nacional, `add` entero / lo mismo con pandas", jobs[:1], pandas, "≤ 0.5×")
    )
    return rows


def _sidpol(out: Path, sample: Path, config: Path, runs: int) -> list[str]:
    file = str(sample / "demostracion_sidpol_nacional.csv")
    bare = ("bare", "sidpol", file, _edition("sidpol"))
    rows = []
    for name, everything in (("un distrito", "one"), ("todos los distritos", "all")):
        job = (out / "sidpol", ("add", "sidpol", file, everything))
        floors, jobs = paired(runs, (out / "floor", bare), job, config)
        rows.append(line(f"SIDPOL nacional, {name} / DuckDB solo", jobs, floors, "≤ 2×"))
    return rows


def _edition(source: str) -> str:
    from ingest.reading import columns

    return next(iter(columns.editions(source)))


def _publish(out: Path, config: Path, runs: int) -> list[str]:
    """The national store that the CEM benchmark left, and the demonstration district's."""
    national = [run(out / "cem", config, "publish") for _ in range(runs)]
    demo = out / "demo"
    shutil.rmtree(demo, ignore_errors=True)
    env = {**os.environ, "OBSERVATORIO_DATA": str(demo)}
    subprocess.run(
        [sys.executable, "-m", "ingest", "bootstrap"],
        cwd=ROOT,
        env=env,
        check=True,
        capture_output=True,
    )
    district = [run(demo, ROOT / CONFIG_FILE, "publish") for _ in range(runs)]
    return [
        _alone("Publicar, 1 distrito", district, "≤ 1 s"),
        _alone("Publicar, 1 874 distritos", national, "≤ 10 s"),
    ]


def _alone(name: str, jobs: list[Taken], goal: str) -> str:
    peak = max(j.peak_mib for j in jobs)
    return f"| {name} | {_median(jobs):.2f} s | — | — | {goal} | {peak:.0f} MiB |"


if __name__ == "__main__":
    main()
