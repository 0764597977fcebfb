"""What an edition says of itself: its manifest, which the archive and the public file keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from ingest.archive import Archive
from observatorio.database import run


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
    layout: int
    audit: list[dict[str, Any]]
    brought: tuple[int, ...] = ()
    left: tuple[int, ...] = ()
    # The day on which months had ended; why it was forced, and the code of the question answered.
    published_on: str = ""
    reason: str = ""
    answered: str = ""

    @property
    def kept_back(self) -> list[str]:
        """The tables that the audit kept back: «cem:sex_type de 2022»."""
        return [f"{e['source']}:{t} de {e['year']}" for e in self.audit for t in e["kept_back"]]


def inputs_of(archive: Archive, shown: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    """The deliveries in force: for the archive alone, the public file tells months of sources.

    `shown` are the first and last month of each source that the edition counts: a delivery may
    wait with some of its own.
    """
    none = (None, None)
    return [
        {
            "delivery": d.id,
            "source": d.source,
            "sha256": d.sha256,
            "first_month": min(d.periods, default=None),
            "last_month": max(d.periods, default=None),
            "shown_from": shown.get(d.source, none)[0],
            "shown_until": shown.get(d.source, none)[1],
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
