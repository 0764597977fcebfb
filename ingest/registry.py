"""The restricted store: built from the archive alone, always in a new file of its own.

A new delivery is applied to a copy of the current file, which is what a rebuild would give
(tested). Everything else (a removal, a correction, new code maps) rebuilds from the archive.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

import duckdb

from ingest.archive import Archive, Delivery
from ingest.secret import load_pads
from ingest.settings import WorkSettings
from ingest.sources import SOURCES
from ingest.sources.base import Staging
from observatorio.config import ROOT
from observatorio.database import run
from observatorio.store import Pointer

SOURCES_FILE = ROOT / "data" / "reference" / "sources.csv"
# Delivery, line of the file (None: all of it), column, value, reason.
Row = tuple[int, int | None, str, str | None, str]
REFERENCE = ("data/reference", "sql/ingest", "sql/schema")


@cache
def reference_sha() -> str:
    """Changes when a code map, the gazetteer or the ingest SQL does: then all is read anew."""
    files = sorted(p for name in REFERENCE for p in (ROOT / name).rglob("*") if p.is_file())
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def reading_sha(settings: WorkSettings) -> str:
    """Changes when configuration or secret would make other records of the same archive.

    A digest of 32 random bytes says nothing of them.
    """
    files = (settings.zones.gazetteer, settings.cem_directory, settings.secret_file)
    parts = [
        repr((settings.district, sorted(settings.cem_names), settings.limits.fuzzy_score)),
        *(hashlib.sha256(f.read_bytes()).hexdigest() for f in files if f and f.exists()),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Registry:
    """The current registry and the building of the next one."""

    def __init__(self, settings: WorkSettings):
        self.settings = settings
        self.archive = Archive(settings)
        self.pointer = Pointer(settings.registry_dir)

    @property
    def current(self) -> Path | None:
        """File of the current registry, if there is one."""
        return self.pointer.current

    def base(self) -> Path | None:
        """What a new delivery is applied to: the current registry, or nothing before the first."""
        if self.current is None and not self.archive.deliveries(removed=True):
            self.archive.clean()
            self.pointer.clean()
            return None
        return self.ensure_current()

    def ensure_current(self) -> Path:
        """Cleans up after a killed run and rebuilds when the archive or the code maps moved on."""
        self.archive.clean()
        self.pointer.clean()
        state = self.pointer.read()
        if self.current is None or state.get("state") != self._state():
            return self.rebuild()
        return self.current

    def rebuild(self) -> Path:
        """Builds the registry from every delivery of the archive, in order."""
        with self.building() as (con, target):
            for delivery in self.archive.deliveries(removed=True):
                in_force = self.archive.in_force(delivery)
                if in_force and delivery.completes is None:
                    open_received(con, self.archive, delivery)
                    stage(con, self.settings, delivery)
                    apply(con, self.settings, delivery)
                else:
                    run(con, "ingest/common/delivery", **row_of(delivery, in_force))
            run(con, "ingest/common/states")
        return self.publish(target)

    @contextmanager
    def building(
        self, base: Path | None = None
    ) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
        """A new registry file being written: empty, or a copy of `base`. A failure leaves none."""
        target = self.pointer.next_file("registry")
        if base:
            shutil.copyfile(base, target)
        con = duckdb.connect(str(target))
        try:
            con.execute("SET preserve_insertion_order = false")
            run(con, "ingest/common/macros")
            if not base:
                run(con, "schema/registry")
                _load_sources(con)
            yield con, target
            editions = json.dumps(self.archive.editions(), ensure_ascii=False)
            run(con, "ingest/common/editions", editions=editions)
            run(con, "ingest/common/drop_views")
            con.execute("CHECKPOINT")
        except BaseException:
            con.close()
            target.unlink(missing_ok=True)
            target.with_name(target.name + ".wal").unlink(missing_ok=True)
            raise
        con.close()

    def publish(self, target: Path) -> Path:
        """Makes a finished file the current registry."""
        return self.pointer.move_to(target, {"state": self._state()})

    def _state(self) -> str:
        return f"{self.archive.fingerprint()}:{reference_sha()}:{reading_sha(self.settings)}"


def _load_sources(con: duckdb.DuckDBPyConnection) -> None:
    con.read_csv(str(SOURCES_FILE), header=True, all_varchar=True).create_view("sources_csv")
    run(con, "ingest/common/sources")


def open_received(
    con: duckdb.DuckDBPyConnection, archive: Archive, delivery: Delivery, extra: Sequence[Path] = ()
) -> None:
    """View `received`: the delivery's rows, with the rows that later deliveries corrected.

    `extra` are Parquet files of corrections that are not in the archive (yet).
    """
    rows = con.read_parquet(str(archive.parquet(delivery)), file_row_number=True)
    fixes = [archive.parquet(d) for d in archive.deliveries() if d.completes == delivery.number]
    files = [str(path) for path in (*fixes, *extra)]
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
    """Reads a delivery's rows into the temporary tables that `apply` takes them from."""
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
        "received_at": datetime.fromisoformat(delivery.received_at),
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


def staged_problems(con: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[Row]:
    """Problems of the staged rows: delivery, line of the file, column, value, reason."""
    return [
        (delivery.number, delivery.line_of(row), delivery.columns.get(name, name), value, reason)
        for row, name, value, reason in run(con, "ingest/common/problems").fetchall()
    ]


def refused_rows(con: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[Row]:
    """Problems of the staged rows, then those of lines that could not be read and of columns."""
    notes = [
        (delivery.number, n["row"], n["column"], n["value"], n["reason"]) for n in delivery.notes
    ]
    return staged_problems(con, delivery) + notes


def _keep_refused(con: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    text = json.dumps([list(row) for row in refused_rows(con, delivery)], ensure_ascii=False)
    run(con, "ingest/common/refused", rows=text)
    run(con, "ingest/common/review", delivery=delivery.number)
