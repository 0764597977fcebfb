"""What the last edition counted, kept on the restricted side: the next one is compared with it.

Records that came since wait until they are enough (`sql/cube_records/20_accepted.sql`), and cells
say what they said until enough of their records changed (`sql/cube/50_truth.sql`).
"""

from __future__ import annotations

import json
from functools import reduce
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from duckdb import ColumnExpression as Column
from duckdb import DuckDBPyConnection as Connection
from duckdb import DuckDBPyRelation as Relation
from pyarrow import ArrowInvalid
from pyarrow.parquet import read_metadata

from ingest.archive import Archive
from ingest.edition_zones import Merged
from ingest.reference import name_dimensions
from observatorio.database import registered, run
from observatorio.dimensions import DIMENSIONS

RECORD = ("source", "measure", "record_key")
KEPT = {"accepted": "records", "accepted_periods": "periods", "truth": "truth"}
NOT_KEPT = (
    "Falta, o está dañado, lo que el archivo de entregas guardó de la edición {edition} "
    "(archive/editions): sin eso no se la puede auditar ni comparar con otra. Recupérelo de la "
    "copia de respaldo."
)
COMPARED = 6  # so many editions back, no two say what a few records are like


class Previous:
    """The last edition that was published (whichever is current), or nothing before the first."""

    def __init__(self, archive: Archive, rule: dict[str, Any]):
        """`rule` is threshold and base of the edition being built."""
        self._folder = archive.editions_dir
        self._rule = rule
        self._manifests = archive.editions()
        self._manifest: dict[str, Any] = self._manifests[-1] if self._manifests else {}

    @property
    def number(self) -> int | None:
        """Its number."""
        return self._manifest.get("edition")

    @property
    def frozen(self) -> str:
        """JSON list of its closed years: source, year, since when their figures are fixed."""
        return json.dumps(self._manifest.get("frozen", []) if self._there else [])

    @property
    def audit(self) -> list[dict[str, Any]]:
        """What its audit found, by series and year."""
        found: list[dict[str, Any]] = self._manifest.get("audit", [])
        return found if self._there and self._same_rule else []

    @property
    def zones(self) -> Merged | None:
        """How it had merged the zones."""
        if "zone_map" not in self._manifest:
            return None
        return Merged(self._manifest["zone_layer"], self._manifest["zone_map"])

    @property
    def _there(self) -> bool:
        return self.number is not None and _whole(self._folder, self.number)

    @property
    def _same_rule(self) -> bool:
        """Whether its cells were protected as those being built: else none was judged alike."""
        return {name: self._manifest.get(name) for name in self._rule} == self._rule

    def open(self, con: Connection) -> None:
        """Views previous_records, previous_periods: what it counted; and what was said so far.

        Tables earlier_truth (of the last editions), earlier_records and earlier_zones (of those
        that they quote) are what cells say again, and what the edition is compared with.
        """
        number = self.number if self._there else None
        run(con, "cube_start/no_said")
        if number is None:
            run(con, "cube_start/no_earlier")
            return
        records, periods = (str(self._file(number, part)) for part in ("records", "periods"))
        columns = map(Column, con.view("protected_records").columns)
        _records(con, [records]).select(*columns).create_view("previous_records")
        con.read_parquet(periods).create_view("previous_periods")
        last = self._manifests[-COMPARED:]
        for manifest in last:
            self._read_truth(con, manifest)
        said = [row[0] for row in run(con, "cube_start/said").fetchall()]
        with registered(con, "earlier_maps", self._zone_maps(said)):
            self._read_records(con, [*(e["edition"] for e in last), *said])

    def _read_truth(self, con: Connection, manifest: dict[str, Any]) -> None:
        """Adds what an edition said to earlier_truth, where it is kept."""
        file, rule = self._file(manifest["edition"], "truth"), ("edition", "threshold", "base")
        if _readable(file):
            kept_truth(con, file, manifest["base"]).create_view("file_truth", replace=True)
            run(con, "cube_start/earlier", **{name: manifest[name] for name in rule})

    def _read_records(self, con: Connection, numbers: list[int]) -> None:
        """Table earlier_records: those of these editions, where they are kept."""
        files = [(number, self._file(number, "records")) for number in sorted(set(numbers))]
        rows = [(number, str(file)) for number, file in files if _readable(file)]
        found = pd.DataFrame(rows, columns=["edition", "filename"])
        _records(con, list(found["filename"])).create_view("kept_records")
        with registered(con, "earlier_editions", found):
            run(con, "cube_start/earlier_records")

    def _zone_maps(self, numbers: list[int]) -> pd.DataFrame:
        """Which published zone each zone of the layer was part of, in each of these editions."""
        rows = [
            (e["edition"], *place.split("|"), zone)
            for e in self._manifests
            if e["edition"] in numbers
            for place, zone in e.get("zone_map", {}).items()
        ]
        return pd.DataFrame(rows, columns=["edition", "ubigeo", "member", "zone"], dtype="string")

    def keep(self, con: Connection, number: int) -> None:
        """Keeps what the edition being built counts, for the next one."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for table, part in KEPT.items():
            con.table(table).write_parquet(str(self._file(number, part)))

    def forget(self, number: int) -> None:
        """Deletes what `keep` wrote of an edition that was not published after all."""
        for part in KEPT.values():
            self._file(number, part).unlink(missing_ok=True)

    def _file(self, number: int, part: str) -> Path:
        return _file(self._folder, number, part)


def is_kept(archive: Archive, number: int) -> bool:
    """Whether all that an edition leaves for the next one is there and can be read."""
    return _whole(archive.editions_dir, number)


def _file(folder: Path, number: int, part: str) -> Path:
    return folder / f"{number:06d}-{part}.parquet"


def _whole(folder: Path, number: int) -> bool:
    return all(_readable(_file(folder, number, part)) for part in KEPT.values())


def _readable(file: Path) -> bool:
    try:
        read_metadata(file)
    except (OSError, ArrowInvalid):
        return False
    return True


# What was kept may have had other columns: a layout changes, and what an edition left comes along.


def _records(con: Connection, files: list[str]) -> Relation:
    """Records, with the columns that they have now, and `filename` of each.

    What was not kept of a record is what is known of it now: that it was not is no change of it.
    """
    now = con.view("protected_records")
    parts = []
    for file in files:
        kept = con.read_parquet(file, filename=True)
        if lacking := [column for column in now.columns if column not in kept.columns]:
            known = now.select(*map(Column, [*RECORD, *lacking]))
            kept = kept.join(known, ", ".join(RECORD), "left")
        parts.append(kept.select(*map(Column, [*now.columns, "filename"])))
    return reduce(Relation.union, parts)


def kept_truth(con: Connection, file: Path, base: int) -> Relation:
    """The cells that an edition kept, as their present columns; `base` is what it rounded to."""
    kept = con.read_parquet(str(file))
    if "codes" in kept.columns:
        return kept
    nothing = [
        duckdb.ConstantExpression(None).alias(d) for d in DIMENSIONS if d not in kept.columns
    ]
    rounded_to = duckdb.ConstantExpression(base).alias("base")
    wide = kept.select(duckdb.StarExpression(), rounded_to, *nothing)
    wide.create_view("wide_cells", replace=True)
    name_dimensions(con)
    run(con, "layouts/coded")
    return con.table("coded_cells")
