"""The restricted store: built from the archive alone, always in a new file of its own.

A new delivery is applied to a copy of the current file, which is what a rebuild would give
(tested). Everything else (a removal, a correction, new code maps) rebuilds from the archive.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache, cached_property
from pathlib import Path

import duckdb

from ingest import coverage
from ingest.archive import Archive
from ingest.delivery import Delivery
from ingest.meanings import Meanings
from ingest.reading.missing import load_macros
from ingest.secret import load_pads
from ingest.settings import WorkSettings
from ingest.staging import apply, open_received, row_of, stage
from observatorio.config import ROOT
from observatorio.database import is_whole, open_to_write, run
from observatorio.store import Pointer

SOURCES_FILE = ROOT / "data" / "reference" / "sources.csv"
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

    A digest of 32 random bytes says nothing of them. The secret is made here if it has to be: a
    digest of before would not be that of the records made with it.
    """
    load_pads(settings)
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

    @cached_property
    def meanings(self) -> Meanings:
        """What deliveries mean; raises Refused where the secret is lost or damaged."""
        return Meanings(self.settings, f"{reference_sha()}:{reading_sha(self.settings)}")

    @property
    def current(self) -> Path | None:
        """File of the current registry, if there is one."""
        return self.pointer.current

    def clean(self) -> None:
        """Deletes what a killed run left half made."""
        self.archive.clean()
        self.meanings.clean()
        self.pointer.clean()

    def ensure_current(self) -> Path:
        """Rebuilds when the archive or the code maps moved on, or the file is damaged."""
        current = self.current
        if current and self.pointer.read().get("state") == self._state() and is_whole(current):
            return current
        return self.rebuild()

    def rebuild(self) -> Path:
        """Builds the registry from every delivery of the archive, in order."""
        deliveries, used = self.archive.deliveries(removed=True), []
        with self.building() as (con, target):
            for delivery in deliveries:
                in_force = self.archive.in_force(delivery)
                if in_force and delivery.completes is None:
                    fixes = [d for d in deliveries if d.completes == delivery.number]
                    used.append(self._apply(con, delivery, fixes))
                else:
                    run(con, "ingest/common/delivery", **row_of(delivery, in_force))
            run(con, "ingest/common/states")
        self.meanings.forget_all_but(used)
        return self.publish(target)

    def _apply(
        self, con: duckdb.DuckDBPyConnection, delivery: Delivery, fixes: Sequence[Delivery]
    ) -> str:
        """Moves a delivery into the registry being built; answers the name of its meaning."""
        fixes = [fix for fix in fixes if self.archive.in_force(fix)]
        name = self.meanings.name(delivery, fixes)
        with self.meanings.recalled(con, name, delivery) as known:
            if known:
                apply(con, self.settings, delivery)
                return name
        # Temporary tables are a cursor's own: none of an earlier delivery is there.
        with self.archive.blamed_for(delivery), con.cursor() as own:
            load_macros(own)
            open_received(own, self.archive, delivery, list(map(self.archive.parquet, fixes)))
            stage(own, self.settings, delivery)
            coverage.fill(own, coverage.kept(own, self.archive, delivery))
            self.meanings.keep(own, name, delivery)
            apply(own, self.settings, delivery)
        return name

    @contextmanager
    def building(
        self, base: Path | None = None
    ) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
        """A new registry file being written: empty, or a copy of `base`. A failure leaves none."""
        target = self.pointer.next_file("registry")
        if base:
            shutil.copyfile(base, target)
        con = open_to_write(target)
        try:
            con.execute("SET preserve_insertion_order = false")
            load_macros(con)
            if not base:
                # In one step: each statement by itself would be written out.
                con.begin()
                run(con, "schema/registry")
                con.commit()
                _load_sources(con)
            yield con, target
            editions = json.dumps(self.archive.editions(), ensure_ascii=False)
            run(con, "ingest/common/editions", editions=editions)
            run(con, "ingest/common/drop_views")
            con.execute("CHECKPOINT")
            con.close()
        except BaseException:
            with suppress(duckdb.Error):
                con.close()
            target.unlink(missing_ok=True)
            target.with_name(target.name + ".wal").unlink(missing_ok=True)
            raise

    def publish(self, target: Path) -> Path:
        """Makes a finished file the current registry."""
        return self.pointer.move_to(target, {"state": self._state()})

    def _state(self) -> str:
        return f"{self.archive.fingerprint()}:{self.meanings.rules}"


def _load_sources(con: duckdb.DuckDBPyConnection) -> None:
    con.read_csv(str(SOURCES_FILE), header=True, all_varchar=True).create_view("sources_csv")
    run(con, "ingest/common/sources")
