"""Building one edition: what counts, how it is protected, and that it holds together.

The cube is made in memory, with the registry attached read-only. What is finished is written to the
edition's file in one go (`ingest/public_file.py`): nothing of how it was made gets there.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from ingest.audit.certainty import compare, secure
from ingest.audit.published_file import judge_file
from ingest.counting import count
from ingest.edition_zones import write_zones
from ingest.errors import Refused
from ingest.manifest import Edition, inputs_of, listed
from ingest.previous import Previous
from ingest.public_file import write
from ingest.public_folder import PublicFolder
from ingest.reference import name_dimensions, read_reference
from ingest.registry import Registry
from observatorio import clock
from observatorio.database import in_memory, run
from observatorio.depth import NUMBERS
from observatorio.disclosure import LEAST_BASE
from observatorio.layout import fits, present_layout
from observatorio.sqlfiles import sql_names

REFERENCE_VIEWS = (
    "vocabulary",
    "tables",
    "source_dimensions",
    "measures",
    "reasons",
    "reason_classes",
)
Progress = Callable[[float, str], None]


class ChecksFailed(Refused):
    """A check of sql/checks/ found something: the edition is not published."""


@dataclass
class Build:
    """One edition being made from the registry `source`, to be the file `target`."""

    registry: Registry
    source: Path
    target: Path
    today: date
    force: bool = False

    @property
    def number(self) -> int:
        """Number of the edition."""
        return int(self.target.stem.split("-")[1])

    def run(self, tell: Progress) -> Edition:
        """Counts, protects, checks and writes; raises ChecksFailed, AuditFailed or FileTells."""
        # What does not fit in memory is never spilled beside the public file.
        con = in_memory(self.source.parent / "spill")
        try:
            self.count(con, tell)
            edition = self._finish(con)
            tell(0.85, "Comprobando")
            privacy = self.registry.settings.privacy
            check(con, threshold=privacy.threshold, base=privacy.base, **NUMBERS)
            self.previous.keep(con, self.number)
            write(con, self.target)
        finally:
            con.close()
        judge_file(self.target)
        return edition

    def undo(self) -> None:
        """Leaves nothing of an edition that failed."""
        self.previous.forget(self.number)
        self.target.unlink(missing_ok=True)
        self.target.with_name(self.target.name + ".wal").unlink(missing_ok=True)

    @cached_property
    def previous(self) -> Previous:
        """What the last edition counted."""
        privacy = self.registry.settings.privacy
        return Previous(
            self.registry.archive, {"threshold": privacy.threshold, "base": privacy.base}
        )

    def count(self, con: duckdb.DuckDBPyConnection, tell: Progress) -> None:
        """Fills the cube: which records count, zones, cells and the rest."""
        _attach(con, self.source)
        self.previous.open(con)
        self._run(con, "cube_records")
        self.zones = write_zones(con, self.previous.zones)
        tell(0.2, "Contando y protegiendo")
        self._run(con, "cube")
        count(con)
        self._run(con, "cube_cells")
        tell(0.4, "Buscando lo que se podría deducir")
        settings = self.registry.settings
        ubigeo, privacy = settings.district.ubigeo, settings.privacy
        self.audit = secure(con, ubigeo, privacy, self.previous.audit)
        compare(con, ubigeo, privacy, self.audit, self.previous.audit)
        tell(0.7, "Escribiendo la edición")
        self._run(con, "cube_rest")
        self._mark_changed(con)

    def _run(self, con: duckdb.DuckDBPyConnection, folder: str) -> None:
        for name in sql_names(folder):
            run(con, name, **self._values)

    def _mark_changed(self, con: duckdb.DuckDBPyConnection) -> None:
        folder = self.registry.settings.public_dir
        earlier = folder / f"public-{self.previous.number or 0:06d}.duckdb"
        if fits(earlier):
            run(con, "cube_end/earlier", earlier=str(earlier))
            run(con, "cube_end/changed", **self._values)

    @property
    def _values(self) -> dict[str, Any]:
        settings = self.registry.settings
        return {
            "edition": self.number,
            "ubigeo": settings.district.ubigeo,
            **asdict(settings.privacy),
            **NUMBERS,
            "least_base": LEAST_BASE,
            "first_year": settings.first_year,
            "last_year": settings.last_year,
            "published_on": self.today,
            "due": json.dumps(settings.due_days),
            "force": self.force,
            "frozen": self.previous.frozen,
        }

    def _finish(self, con: duckdb.DuckDBPyConnection) -> Edition:
        cells, protected, tables = run(con, "cube_end/counts").fetchone() or (0, 0, 0)
        privacy = self.registry.settings.privacy
        months = {source: (*span,) for source, *span in run(con, "cube_end/shown").fetchall()}
        edition = Edition(
            edition=self.number,
            published_at=clock.written(clock.in_utc(clock.now())),
            inputs=inputs_of(self.registry.archive, months),
            cells=cells,
            protected=protected,
            tables=tables,
            threshold=privacy.threshold,
            base=privacy.base,
            forced=self.force,
            waiting=listed(con, "cube_end/waiting", **self._values),
            frozen=listed(con, "cube_end/frozen"),
            zone_layer=self.zones.layer,
            zone_map=self.zones.zone_map,
            layout=present_layout().version,
            audit=self.audit,
        )
        taken = PublicFolder(self.registry.settings).marks()
        earlier = [e for e in self.registry.archive.editions() if e["edition"] not in taken]
        manifests = [*earlier, asdict(edition)]
        run(con, "cube_end/editions", editions=json.dumps(manifests, ensure_ascii=False))
        run(con, "layouts/edition_sources")
        return edition


def _attach(con: duckdb.DuckDBPyConnection, source: Path) -> None:
    run(con, "schema/public")
    read_reference(con, REFERENCE_VIEWS)
    name_dimensions(con)
    run(con, "cube_start/attach", registry=str(source))


def check(con: duckdb.DuckDBPyConnection, **values: Any) -> None:
    """Runs sql/checks/: each must answer no row. Raises ChecksFailed naming those that do."""
    found = {
        name: rows
        for name in sql_names("checks")
        if (rows := run(con, name, **values).fetchmany(3))
    }
    if found:
        detail = "; ".join(f"{name.split('/')[-1]}: {rows}" for name, rows in found.items())
        raise ChecksFailed(f"La edición no pasó sus comprobaciones y no se publicó. {detail}")
