"""What the observatory holds, per source: for `status` and for people who look after the data."""

from __future__ import annotations

from typing import Any

from ingest.registry import Registry
from observatorio.config import Settings
from observatorio.database import open_read_only, run
from observatorio.store import Pointer


def status_of(settings: Settings) -> dict[str, Any]:
    """The current edition (None if none) and each source's records, months and deliveries."""
    edition = Pointer(settings.public_dir).read().get("edition")
    path = Registry(settings).current
    return {"edition": edition, "sources": _sources(path) if path else {}}


def _sources(path: Any) -> dict[str, Any]:
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
            found[name]["deliveries"].append(dict(zip(keys, values, strict=True)))
        return found
    finally:
        con.close()
