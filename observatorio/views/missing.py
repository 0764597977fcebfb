"""Which sources an edition has nothing of yet, and who would bring them."""

from __future__ import annotations

import csv

from observatorio.config import ROOT
from observatorio.cube import Cube

SOURCES = ROOT / "data" / "reference" / "sources.csv"


def missing(cube: Cube | None) -> list[tuple[str, str]]:
    """Title and publisher of each source without a delivery, in their order; all without a cube."""
    known = cube.sources if cube else {}
    with SOURCES.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["source"] not in known]
    return [(row["title"], row["publisher"]) for row in rows]
