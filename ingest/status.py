"""What the observatory holds, per source: for `status` and for people who look after the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.registry import Registry
from ingest.settings import WorkSettings
from observatorio import clock
from observatorio.database import open_read_only, run
from observatorio.store import Pointer


def status_of(settings: WorkSettings) -> dict[str, Any]:
    """The current edition (None if none), what each source holds, and places to be reviewed."""
    edition = Pointer(settings.public_dir).read().get("edition")
    path = Registry(settings).current
    if path is None:
        return {"edition": edition, "sources": {}, "places_review": []}
    return {"edition": edition, "sources": _sources(path), "places_review": _places(path)}


def _sources(path: Path) -> dict[str, Any]:
    con = open_read_only(path)
    try:
        found: dict[str, Any] = {}
        for name, records, demonstration, first, last in run(
            con, "ingest/common/status"
        ).fetchall():
            found[name] = {
                "records": records,
                "demonstration": demonstration,
                "first_month": first,
                "last_month": last,
                "deliveries": [],
            }
        for name, *values in run(con, "ingest/common/status_deliveries").fetchall():
            keys = (
                "delivery",
                "file",
                "state",
                "received_at",
                "rows_read",
                "accepted",
                "refused",
                "left_out",
                "delivered_by",
                "demonstration",
            )
            told = dict(zip(keys, values, strict=True))
            told["received_at"] = clock.written(told["received_at"].replace(tzinfo=clock.zone()))
            found[name]["deliveries"].append(told)
        return found
    finally:
        con.close()


def _places(path: Path) -> list[dict[str, Any]]:
    """Places that no zone is known of: a person adds an alias to the gazetteer."""
    con = open_read_only(path)
    try:
        keys = ("source", "place", "rows", "nearest", "reason")
        rows = run(con, "ingest/common/status_places").fetchall()
        return [dict(zip(keys, row, strict=True)) for row in rows]
    finally:
        con.close()
