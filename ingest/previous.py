"""What the last edition counted, kept on the restricted side: the next one is compared with it.

Records that came since wait until they are enough (`sql/cube_records/20_accepted.sql`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from ingest.archive import Archive
from ingest.edition_zones import Merged
from observatorio.database import run

KEPT = {"accepted": "records", "accepted_periods": "periods", "truth": "truth"}


class Previous:
    """The last edition that was published (whichever is current), or nothing before the first."""

    def __init__(self, archive: Archive, rule: dict[str, Any]):
        """`rule` is threshold, base and layout of the edition being built."""
        self._folder = archive.editions_dir
        self._rule = rule
        self._manifest: dict[str, Any] = next(reversed(archive.editions()), {})

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
        return found if self._same_rule else []

    @property
    def withheld(self) -> frozenset[str]:
        """Tables that it kept back: they stay so, lest they come and go with each month."""
        return frozenset(self._manifest.get("withheld", []) if self._same_rule else [])

    @property
    def zones(self) -> Merged | None:
        """How it had merged the zones."""
        if "zone_map" not in self._manifest:
            return None
        return Merged(self._manifest["zone_layer"], self._manifest["zone_map"])

    @property
    def _there(self) -> bool:
        return self.number is not None and all(
            self._file(self.number, part).exists() for part in KEPT.values()
        )

    @property
    def _same_rule(self) -> bool:
        """Whether its cells were protected as those being built: else none can stay as it was."""
        return {name: self._manifest.get(name) for name in self._rule} == self._rule

    def open(self, con: duckdb.DuckDBPyConnection) -> None:
        """Views previous_records, previous_periods, previous_truth: what it counted and said."""
        number = self.number if self._there else None
        if number is None or not self._same_rule:
            run(con, "cube_start/no_truth")
        if number is None:
            run(con, "cube_start/no_previous")
            return
        for part in KEPT.values():
            if part != "truth" or self._same_rule:
                kept = con.read_parquet(str(self._file(number, part)))
                kept.create_view(f"previous_{part}")

    def keep(self, con: duckdb.DuckDBPyConnection, number: int) -> None:
        """Keeps what the edition being built counts, for the next one."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for table, part in KEPT.items():
            con.table(table).write_parquet(str(self._file(number, part)))

    def forget(self, number: int) -> None:
        """Deletes what `keep` wrote of an edition that was not published after all."""
        for part in KEPT.values():
            self._file(number, part).unlink(missing_ok=True)

    def _file(self, number: int, part: str) -> Path:
        return self._folder / f"{number:06d}-{part}.parquet"
