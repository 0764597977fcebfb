"""Population of the district by year, sex and age group, as INEI gives it; never interpolated."""

from __future__ import annotations

from functools import partial

from ingest.sources.base import Source, Staging
from ingest.sources.single_edition import receive_as
from observatorio.config import ROOT
from observatorio.database import run

EDITION = "tabla_larga"
CODES = ROOT / "data" / "reference" / "population" / "codes.csv"


def stage(staging: Staging) -> None:
    """Judges every figure; a table of population answers for no months."""
    con = staging.con
    con.read_csv(str(CODES), all_varchar=True, header=True).create_view("codes", replace=True)
    run(con, "ingest/common/no_places")
    run(con, "ingest/common/no_months")
    run(con, "ingest/common/strict_values")
    run(
        con,
        "ingest/population/staged",
        ubigeo=staging.settings.district.ubigeo,
        all_districts=staging.delivery.all_districts,
    )
    run(con, "ingest/population/staged_problems")


POPULATION = Source(
    "population",
    ("csv", "xlsx"),
    partial(receive_as, "population", EDITION),
    stage,
    once=("ubigeo", "zone", "year", "sex", "age_group"),
)
