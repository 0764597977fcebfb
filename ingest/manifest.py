"""What an edition says of itself: its manifest, which the archive and the public file keep."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from ingest.archive import Archive
from observatorio.database import run
from observatorio.sqlfiles import sql


@dataclass(frozen=True)
class Edition:
    """One publication; `inputs` are the deliveries that it shows, each with its fingerprint."""

    edition: int
    published_at: str
    inputs: list[dict[str, Any]]
    cells: int
    protected: int
    tables: int
    threshold: int
    base: int
    forced: bool
    waiting: list[dict[str, Any]]
    frozen: list[dict[str, Any]]
    zone_layer: str
    zone_map: dict[str, str]
    layout: str
    audit: list[dict[str, Any]]
    withheld: list[str]


def public_schema() -> str:
    """Fingerprint of the public cube's layout: an edition of another layout can't be read.

    What is only said of it (comments) makes no other layout.
    """
    made = re.sub(r"(?m)^(COMMENT ON .*|--.*)\n", "", sql("schema/public"))
    return hashlib.sha256(made.encode()).hexdigest()


def inputs_of(archive: Archive, shown: dict[str, str]) -> list[dict[str, Any]]:
    """What the edition shows; never a number of rows: one month's would be its exact count.

    `shown` is the last month of each source that it counts: a delivery may wait with its last ones.
    """
    return [
        {
            "delivery": d.id,
            "source": d.source,
            "sha256": d.sha256,
            "first_month": min(d.periods, default=None),
            "last_month": max(d.periods, default=None),
            "shown_until": shown.get(d.source),
            "demonstration": d.demonstration,
        }
        for d in archive.deliveries()
    ]


def listed(con: duckdb.DuckDBPyConnection, name: str, **values: Any) -> list[dict[str, Any]]:
    """Rows of a query as they go into a manifest."""
    found = run(con, name, **values)
    columns = [column[0] for column in found.description or ()]
    return [
        {c: v.isoformat() if isinstance(v, date) else v for c, v in zip(columns, row, strict=True)}
        for row in found.fetchall()
    ]
