"""RENAMU (INEI): how many cases of each matter every municipality's DEMUNA attended in a year.

Open data, one row per municipality and edition; edition Y reports year Y - 1. A municipality that
has no DEMUNA, or did not answer, gives no record: that is missing, not zero.
"""

from __future__ import annotations

import pyarrow as pa

from ingest.demuna import words
from ingest.reading.opening import Wanted, open_sheets
from ingest.reading.tables import Received, take
from ingest.renamu_editions import decide_edition, fields_by_edition
from ingest.sources.base import Reception, Source, Staging
from observatorio.database import registered, run


def receive(reception: Reception) -> Received:
    """Decides the edition and reads its columns; refuses a file that lacks any of them."""
    known = fields_by_edition()
    wanted = {column for fields in known.values() for field in fields for column in field.columns}
    sheets = open_sheets(
        reception.incoming, reception.work, Wanted(wanted, reception.options.sheets)
    )
    edition = decide_edition(sheets[0].header, reception.options.edition, reception.incoming.name)
    received = take(reception.con, sheets, known[edition], reception.incoming, reception.target)
    received.edition = edition
    return received


def stage(staging: Staging) -> None:
    """One row per municipality in `staged`, its counts by matter in `staged_counts`."""
    con, delivery = staging.con, staging.delivery
    asked = [name for name in delivery.columns if name.startswith("attended_")]
    whose = {
        "ubigeo": staging.settings.district.ubigeo,
        "all_districts": delivery.all_districts,
    }
    violence = pa.table({"matter": [str(m.number) for m in words.matters() if m.violence]})
    with registered(con, "violence_new", violence):
        run(con, "ingest/renamu/answers", asked=asked)
    run(con, "ingest/common/no_places")
    run(con, "ingest/renamu/staged", **whose)
    run(con, "ingest/renamu/staged_problems")
    run(con, "ingest/renamu/months", year=int(delivery.edition_of_format) - 1, **whose)


RENAMU = Source(
    "renamu",
    ("dbf", "dta", "csv"),
    receive,
    stage,
    takes=("edition",),
    tables=("staged_counts",),
)
