"""Police complaints by district, month and modality (SIDPOL, open data of the MININTER).

The observatory takes the complaints of violence against women and members of the family group and,
as context, the complaints of every kind. The file has no row for a zero: a month inside its own
range without a row is zero; a month after its last is not delivered yet.
"""

from __future__ import annotations

from functools import partial

from ingest.sources.base import Source, Staging
from ingest.sources.single_edition import receive_as
from observatorio.config import ROOT
from observatorio.database import run

EDITION = "mininter"
MODALITIES = ROOT / "data" / "reference" / "sidpol" / "modalities.csv"


def stage(staging: Staging) -> None:
    """Gives every row its meaning, by looking up its few distinct values."""
    con, delivery, district = staging.con, staging.delivery, staging.settings.district
    con.read_csv(str(MODALITIES), all_varchar=True, header=True).create_view("codes", replace=True)
    run(con, "ingest/common/no_places")
    run(con, "ingest/common/strict_values")
    run(
        con,
        "ingest/sidpol/values",
        today=delivery.received.date(),
        ubigeo=district.ubigeo,
        district=district.name,
        province=district.province,
        all_districts=delivery.all_districts,
    )
    run(con, "ingest/sidpol/staged")
    run(con, "ingest/sidpol/staged_problems")
    run(con, "ingest/sidpol/months")


SIDPOL = Source(
    "sidpol",
    ("csv", "xlsx"),
    partial(receive_as, "sidpol", EDITION),
    stage,
    once=("ubigeo", "year", "month", "modality"),
    takes=("months",),
)
