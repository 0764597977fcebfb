"""The published population of the district, as INEI gives it; nothing here is drawn."""

from __future__ import annotations

from pathlib import Path

from ingest.sample.model import read_rows, write_rows


def write_population(path: Path, seed: int) -> None:
    """Writes the long table of known figures; years and groups that are not known are not there."""
    del seed
    rows = read_rows("population.csv")
    write_rows(path, list(rows[0]), (row.values() for row in rows))
