"""Figures printed in reports: exact, cited, series of their own, never mixed with records."""

from __future__ import annotations

from functools import partial

from ingest.sources.base import Source, Staging
from ingest.sources.single_edition import receive_as
from observatorio.database import run

EDITION = "informe"


def stage(staging: Staging) -> None:
    """Judges every figure, of whatever district: all that is in the file was meant to be."""
    con = staging.con
    run(con, "ingest/common/no_places")
    run(con, "ingest/common/no_months")
    run(con, "ingest/common/strict_values")
    run(con, "ingest/published/staged")
    run(con, "ingest/published/staged_problems")


PUBLISHED = Source(
    "published",
    ("csv", "xlsx"),
    partial(receive_as, "published", EDITION),
    stage,
    once=(
        "ubigeo",
        "source",
        "table_name",
        "year",
        "first_month",
        "last_month",
        "dimension",
        "category",
    ),
)
