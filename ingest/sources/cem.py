"""CEM cases (MIMP): one row per case attended, in the public 168 columns, their 186-column union
or the 577 columns of the internal extract.

The published series counts cases attended by the district's CEMs. A row concerns the district when
its CEM is one of them, or the person lives here; both facts are kept, only the first is published.
"""

from __future__ import annotations

import csv
import re
import unicodedata

import duckdb
import pyarrow as pa
from rapidfuzz import fuzz, process

from ingest.errors import Problem, Refused
from ingest.geocoding import load_gazetteer
from ingest.reading import columns
from ingest.reading.dates import decide_order, time_zone, told_zone
from ingest.reading.encoding import repair_mojibake
from ingest.reading.names import plain
from ingest.reading.opening import Wanted, open_sheets
from ingest.reading.tables import Received, take
from ingest.settings import WorkSettings
from ingest.sources.base import Reception, Source, Staging
from ingest.sources.places import locate_places
from observatorio.config import ROOT
from observatorio.database import registered, run

CODES = ROOT / "data" / "reference" / "cem" / "codes.csv"
# As they were when records got their keys, version 1: never changed.
IDENTITY_CODES = CODES.with_name("identity_codes.csv")
# Columns that only the internal extract has (names only: their values are never read).
INTERNAL_MARKS = {"N_FICHA_N", "N_FICHA_A", "FECHA_NACIMIENTO_VICTIMA", "DPTO_OCURRENCIA"}
PUBLIC_COLUMNS = 170


def receive(reception: Reception) -> Received:
    """Reads the used columns and decides the edition of the format and the order of its dates."""
    fields = columns.editions("cem")
    wanted = {name for items in fields.values() for item in items for name in item.columns}
    sheets = open_sheets(
        reception.incoming, reception.work, Wanted(wanted, reception.options.sheets)
    )
    edition = reception.options.edition or _edition(sheets[0].header)
    if edition not in fields:
        raise Refused(
            f"No se conoce la edición de formato «{edition}» de los CEM. Las conocidas "
            f"son: {', '.join(fields)}."
        )
    received = take(reception.con, sheets, fields[edition], reception.incoming, reception.target)
    received.edition = edition
    _view(reception.con, received)
    run(reception.con, "ingest/cem/values")
    received.date_order = decide_order(
        reception.con, reception.options.date_order, reception.incoming.path
    )
    received.problems += told_zone(reception.con, received.columns["intake_date"])
    if not reception.options.all_districts:
        received.problems += _nearly_ours(reception, received.columns["service"])
    return received


def _nearly_ours(reception: Reception, column: str) -> list[Problem]:
    """CEMs called almost, but not quite, as one of the district's: a person looks at them."""
    ours = {_letters(name): name for name in reception.settings.cem_names}
    raw = [row[0] for row in run(reception.con, "ingest/cem/services").fetchall()]
    names = {name for value in raw if (name := service_name(value)) and _letters(name) not in ours}
    least = reception.settings.limits.fuzzy_score
    found = []
    for name in sorted(names):
        near = process.extractOne(_letters(name), ours, scorer=fuzz.ratio, score_cutoff=least)
        if near:
            found.append(Problem(None, column, name, "cem_nearly_ours", near[0]))
    return found


def _edition(header: list[str]) -> str:
    names = {plain(name) for name in header}
    if names & INTERNAL_MARKS:
        return "interno_577"
    return "publico_168" if len(header) <= PUBLIC_COLUMNS else "consolidado_186"


def _view(con: duckdb.DuckDBPyConnection, received: Received) -> None:
    con.read_parquet(str(received.parquet)).create_view("received", replace=True)


def stage(staging: Staging) -> None:
    """Gives every row its meaning, by looking up its few distinct values."""
    con, delivery = staging.con, staging.delivery
    run(con, "ingest/cem/values")
    for name, file in (("codes", CODES), ("identity_codes", IDENTITY_CODES)):
        con.read_csv(str(file), all_varchar=True).create_view(name, replace=True)
    _service_names(staging)
    locate_places(con, load_gazetteer(staging.settings))
    run(
        con,
        "ingest/cem/lookups",
        edition=delivery.edition_of_format,
        date_order=delivery.date_order,
        today=delivery.received.date(),
        time_zone=time_zone(con, staging.settings.district.time_zone),
    )
    run(
        con,
        "ingest/cem/staged",
        ubigeo=staging.settings.district.ubigeo,
        all_districts=delivery.all_districts,
    )
    run(con, "ingest/cem/staged_problems")
    run(con, "ingest/cem/months")


def _service_names(staging: Staging) -> None:
    """Table `service_names` (raw, name, ubigeo): the CEM of each spelling, and its district."""
    known = directory(staging.settings)
    raw = [row[0] for row in run(staging.con, "ingest/cem/services").fetchall()]
    official = {_letters(name): name for name in known}
    names = [official.get(_letters(n), n) if n else n for n in map(service_name, raw)]
    table = pa.table(
        {
            "raw": pa.array(raw, pa.string()),
            "name": pa.array(names, pa.string()),
            "ubigeo": pa.array([known.get(n or "") for n in names], pa.string()),
        }
    )
    with registered(staging.con, "service_names_new", table):
        run(staging.con, "ingest/cem/service_names")


def service_name(raw: str) -> str | None:
    """Name of a CEM as the official files write it: upper case, without the prefix «CEM»."""
    text = re.sub(r"\s+", " ", repair_mojibake(raw)).strip().upper()
    return re.sub(r"^CEM\s+", "", text) or None


def _letters(name: str) -> str:
    """A name without its accents, for comparing: files write COMISARIA and COMISARÍA."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def directory(settings: WorkSettings) -> dict[str, str]:
    """District (ubigeo) of each known CEM: those in the configuration and in its directory."""
    known = dict.fromkeys(settings.cem_names, settings.district.ubigeo)
    if settings.cem_directory:
        with settings.cem_directory.open(encoding="utf-8-sig", newline="") as handle:
            rows = csv.DictReader(handle)
            if not {"cem", "ubigeo"} <= set(rows.fieldnames or ()):
                raise Refused(
                    f"{settings.cem_directory.name}: el directorio de CEM que nombra "
                    "observatorio.toml debe tener las columnas cem,ubigeo."
                )
            known |= {row["cem"].strip().upper(): row["ubigeo"] for row in rows}
    return known


CEM = Source(
    "cem",
    ("csv", "xlsx", "sav"),
    receive,
    stage,
    once=("service", "intake_date"),
    unknown=("ingest/cem/unknown_cells",),
    takes=("date_order", "edition", "months"),
)
