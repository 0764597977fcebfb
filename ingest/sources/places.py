"""Places of a delivery to zones: each distinct place is located once."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

import duckdb
import pyarrow as pa

from ingest.geocoding import Gazetteer, hide_numbers
from observatorio.database import registered, run

COLUMNS = ("raw", "normalised", "zone", "quality", "nearest", "score", "reason")


def locate_places(con: duckdb.DuckDBPyConnection, gazetteer: Gazetteer) -> None:
    """Fills `places` (raw, normalised, zone, quality, nearest, score, reason, shown).

    The distinct places come from `raw_values` (field «place»).
    """
    found = [
        gazetteer.locate(row[0]) for row in run(con, "ingest/common/distinct_places").fetchall()
    ]
    values: list[Any] = list(zip(*map(astuple, found), strict=True)) or [[] for _ in COLUMNS]
    data = {
        name: pa.array(column, pa.float64() if name == "score" else pa.string())
        for name, column in zip(COLUMNS, values, strict=True)
    }
    data["shown"] = pa.array([hide_numbers(place.normalised) for place in found], pa.string())
    with registered(con, "places_new", pa.table(data)):
        run(con, "ingest/common/places")
