"""One delivery on its way into the registry: opened, staged, applied, its refused rows kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from ingest.archive import Archive
from ingest.delivery import Delivery
from ingest.errors import Problem
from ingest.secret import load_pads
from ingest.settings import WorkSettings
from ingest.sources import SOURCES
from ingest.sources.base import Staging
from observatorio.database import run


def open_received(
    con: duckdb.DuckDBPyConnection, archive: Archive, delivery: Delivery, fixes: Sequence[Path]
) -> None:
    """View `received`: the delivery's rows, with the rows that later deliveries corrected.

    `fixes` are the Parquet files of these, in order.
    """
    rows = con.read_parquet(str(archive.parquet(delivery)), file_row_number=True)
    files = list(map(str, fixes))
    run(con, "ingest/common/drop_views")
    if not files:
        rows.create_view("received")
        return
    rows.create_view("base_rows")
    parts = [con.read_parquet(path) for path in files]
    parts[-1].create_view("newest_fixes")
    all_fixes = _numbered(parts[0], 0)
    for order, part in enumerate(parts[1:], 1):
        all_fixes = all_fixes.union(_numbered(part, order))
    all_fixes.create_view("fixed_rows")
    run(con, "ingest/common/patched")


def _numbered(rows: duckdb.DuckDBPyRelation, order: int) -> duckdb.DuckDBPyRelation:
    return rows.select(duckdb.StarExpression(), duckdb.ConstantExpression(order).alias("fix_order"))


def stage(con: duckdb.DuckDBPyConnection, settings: WorkSettings, delivery: Delivery) -> None:
    """Reads a delivery's rows into the temporary tables that `apply` takes them from.

    What they answer for is decided after that (`ingest/coverage.py`).
    """
    SOURCES[delivery.source].stage(Staging(con, settings, delivery))


def apply(con: duckdb.DuckDBPyConnection, settings: WorkSettings, delivery: Delivery) -> None:
    """Moves the staged delivery into the registry, in place of what it replaces."""
    pads = load_pads(settings)
    values = {
        **row_of(delivery, True),
        "inner_pad": pads.inner,
        "outer_pad": pads.outer,
        "ubigeo": settings.district.ubigeo,
        "all_districts": delivery.all_districts,
    }
    con.begin()
    run(con, "ingest/common/replace", **values)
    run(con, SOURCES[delivery.source].insert, **values)
    _keep_refused(con, delivery)
    con.commit()


def row_of(delivery: Delivery, in_force: bool) -> dict[str, object]:
    """Values of the row of table `deliveries`."""
    months = [datetime.strptime(period, "%Y-%m").date() for period in delivery.periods]
    return {
        "delivery": delivery.number,
        "source": delivery.source,
        "file_name": delivery.file_name,
        "file_bytes": delivery.file_bytes,
        "sha256": delivery.sha256,
        "received_at": delivery.received.replace(tzinfo=None),
        "delivered_by": delivery.delivered_by,
        "edition_of_format": delivery.edition_of_format,
        "date_order": delivery.date_order,
        "demonstration": delivery.demonstration,
        "completes": delivery.completes,
        "state": "vigente" if in_force else "retirada",
        "first_month": min(months, default=None),
        "last_month": max(months, default=None),
        "rows_read": delivery.rows_read,
        "accepted": delivery.accepted,
        "refused": delivery.refused,
        "left_out": delivery.left_out,
    }


def staged_problems(con: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[Problem]:
    """Problems of the staged rows."""
    return [
        Problem(
            delivery.line_of(row),
            delivery.columns.get(name, name),
            " · ".join(filter(None, (value, delivery.place_of(row)))) or value,
            code,
            detail,
        )
        for row, name, value, code, detail in run(con, "ingest/common/problems").fetchall()
    ]


def refused_rows(con: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[Problem]:
    """Problems of the staged rows, then those of lines that could not be read and of columns."""
    return staged_problems(con, delivery) + [_noted(note) for note in delivery.notes]


def _noted(note: dict[str, Any]) -> Problem:
    """A problem as the archive keeps it; earlier deliveries have a sentence in place of a code."""
    if "reason" not in note:
        return Problem(**note)
    code = "told" if note["row"] is None else "line_told"
    return Problem(note["row"], note["column"], note["value"], code, note["reason"])


def _keep_refused(con: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    found = [
        [delivery.number, p.row, p.column, p.value, p.code, p.reason]
        for p in refused_rows(con, delivery)
    ]
    text = json.dumps(found, ensure_ascii=False)
    run(con, "ingest/common/refused", rows=text)
    run(con, "ingest/common/review", delivery=delivery.number)
