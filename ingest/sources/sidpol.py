"""Police complaints by district, month and modality (SIDPOL, open data of the MININTER).

The observatory takes the complaints of violence against women and members of the family group and,
as context, the complaints of every kind. The file has no row for a zero: a month inside its own
range without a row is zero; a month after its last is not delivered yet.

Two layouts: the ministry's own, and the project's table of printed figures
(`data/published/police_<ubigeo>.csv`), a line per month and kind of complaint.
"""

from __future__ import annotations

from ingest.reading import columns
from ingest.reading.names import plain
from ingest.reading.opening import Wanted, open_sheets
from ingest.reading.tables import Received, take
from ingest.sources.base import Reception, Source, Staging
from observatorio.config import ROOT
from observatorio.database import run, scalar

MINISTRY, PRINTED = "mininter", "resumen"
ONE_KIND = "Solo trae denuncias de violencia: no dice cuántas hubo de todo tipo."
MODALITIES = ROOT / "data" / "reference" / "sidpol" / "modalities.csv"


def receive(reception: Reception) -> Received:
    """Reads the used columns, in whichever layout the file is."""
    layouts = columns.editions("sidpol")
    names = {name for fields in layouts.values() for field in fields for name in field.columns}
    sheets = open_sheets(
        reception.incoming, reception.work, Wanted(names, reception.options.sheets)
    )
    edition = _layout({plain(title) for title in sheets[0].header})
    fields = layouts[edition]
    received = take(reception.con, sheets, fields, reception.incoming, reception.target)
    received.edition = edition
    return received


def _layout(header: set[str]) -> str:
    """The project's own where all its columns are there; else the ministry's is missed."""
    own = [plain(name) for field in columns.editions("sidpol")[PRINTED] for name in field.columns]
    return PRINTED if header >= set(own) else MINISTRY


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
    if not scalar(con, "ingest/sidpol/other_kinds"):
        delivery.extra["told"] = ONE_KIND


SIDPOL = Source(
    "sidpol",
    ("csv", "xlsx"),
    receive,
    stage,
    once=("ubigeo", "year", "month", "modality"),
    takes=("months",),
    tables=("first_rows",),
)
