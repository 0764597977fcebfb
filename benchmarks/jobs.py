"""The measured jobs and their floors, each in its own process: `python -m benchmarks.jobs JOB …`.

A job prints one line of JSON: seconds of the job itself (imports aside) and the peak memory of its
process. The floors do what can't be avoided, with nothing of the observatory's.
"""

from __future__ import annotations

import csv
import hmac
import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import reduce
from pathlib import Path

import duckdb
import pandas as pd

from ingest.deliveries import add
from ingest.publish import publish
from ingest.reading import columns
from ingest.settings import load_work_settings
from ingest.sources.base import Options


def add_file(source: str, file: str, everything: str) -> None:
    """The whole `add`: hashing, encoding, dates, codes, keys, quarantine, archive, registry."""
    options = Options(all_districts=everything == "all")
    outcome = add(source, Path(file), options, load_work_settings())
    if outcome.outcome != "accepted":
        raise SystemExit(outcome.message)


def bare_duckdb(source: str, file: str, edition: str) -> None:
    """Floor: DuckDB reads the same file as text and writes the used columns."""
    target = load_work_settings().data_dir / "floor.duckdb"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    con = duckdb.connect(str(target))
    rows = con.read_csv(file, all_varchar=True, header=True)
    rows.select(*map(duckdb.ColumnExpression, _used(source, file, edition))).create("used")
    con.execute("CHECKPOINT")
    con.close()


def archived_rows() -> None:
    """Floor of a rebuild: DuckDB reads the rows of each archived delivery and writes them."""
    settings = load_work_settings()
    target = settings.data_dir / "floor.duckdb"
    target.unlink(missing_ok=True)
    with duckdb.connect(str(target)) as con:
        for file in sorted(settings.archive_dir.glob("*/columns.parquet")):
            con.read_parquet(str(file)).create(file.parent.name)
        con.execute("CHECKPOINT")


def pandas_job(source: str, file: str, edition: str) -> None:
    """The same job with pandas: used columns, dates, codes, ages, keys, to Parquet."""
    used = _used(source, file, edition)
    frame = pd.read_csv(file, usecols=used, dtype=str, encoding="utf-8")[used]
    for name in used:
        frame[name] = frame[name].str.strip().str.replace(r"\.0+$", "", regex=True)
    frame["day"] = pd.to_datetime(frame["FECHA_INGRESO"], format="%m/%d/%Y", errors="coerce")
    frame["age"] = pd.to_numeric(frame["EDAD_VICTIMA"], errors="coerce")
    codes = pd.read_csv("data/reference/cem/codes.csv", dtype=str)
    fields = columns.editions("cem")[edition]
    for field in fields:
        if field.columns and field.columns[0] in frame and field.name in set(codes["field"]):
            known = codes[codes["field"] == field.name].set_index("code")["value"]
            frame[field.name] = frame[field.columns[0]].map(known)
    bands = pd.cut(frame["age"], [-1, 11, 17, 29, 59, 110])
    frame["age_group"] = bands.astype(str)
    identity = reduce(
        lambda left, name: left + "|" + frame[name].fillna(""), used[1:], frame[used[0]].fillna("")
    )
    twin = identity.groupby(identity).cumcount().astype(str)
    frame["key"] = [
        hmac.digest(b"k" * 32, text.encode(), "sha256")[:8] for text in identity + "|" + twin
    ]
    frame.to_parquet(load_work_settings().data_dir / "floor.parquet")


def publish_edition() -> None:
    """Publishing: cube, checks, pointer."""
    publish(load_work_settings(), today=date(2026, 11, 1))


def _used(source: str, file: str, edition: str) -> list[str]:
    with Path(file).open(encoding="utf-8-sig", newline="") as handle:
        header = next(csv.reader(handle))
    found = columns.match(header, columns.editions(source)[edition], file)
    return list(dict.fromkeys(header[at] for positions in found.values() for at in positions))


JOBS: dict[str, Callable[..., None]] = {
    "add": add_file, "bare": bare_duckdb, "archived": archived_rows, "pandas": pandas_job,
    "publish": publish_edition,
}  # fmt: skip


def main(argv: list[str]) -> None:
    """Runs one job and prints what it took."""
    began = time.perf_counter()
    JOBS[argv[0]](*argv[1:])
    seconds = time.perf_counter() - began
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mib": peak_mib}))


if __name__ == "__main__":
    main(sys.argv[1:])
