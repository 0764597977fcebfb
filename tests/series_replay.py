"""What each cell of a series of editions must say, worked out from sets of records alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from ingest.archive import Archive
from tests.test_cube import World

WINDOW = 6
NAMES = {
    "age_group": "sin_dato", "sex": "sin_dato", "violence_type": "sin_dato", "zone": "sin_zona",
    "relationship": "sin_dato", "risk_level": "sin_dato", "condition": "sin_dato",
    "complaint": "sin_dato", "protection_measure": "sin_dato",
    "precautionary_measure": "sin_dato", "legal_support": "sin_dato",
}  # fmt: skip
Records = frozenset[int]
Cell = tuple[Any, ...]


@dataclass(frozen=True)
class Shown:
    """A published cell of an edition, beside the records that it counted there."""

    value: int | None
    note: str
    records: Records
    stale: int | None = 0


def editions_of(world: World) -> dict[int, dict[Cell, Shown]]:
    """Per edition, the cells of the protected sources as they were published."""
    found = {}
    for manifest in Archive(world.settings).editions():
        number = manifest["edition"]
        folder = Archive(world.settings).editions_dir
        records = pd.read_parquet(folder / f"{number:06d}-records.parquet")
        con = world.public(number)
        cells = con.execute(
            "SELECT * FROM cells WHERE note NOT IN ('publicado', 'cero inferido')"
        ).df()
        con.close()
        found[number] = _shown(cells, _named(records, manifest["zone_map"]))
    return found


def _named(records: pd.DataFrame, zones: dict[str, str]) -> pd.DataFrame:
    place = records["ubigeo"] + "|" + records["zone"].fillna("")
    named = records.assign(zone=place.map(zones), quarter=(records["month"] - 1) // 3 + 1)
    return named.assign(**{n: named[n].astype("object").fillna(u) for n, u in NAMES.items()})


def _shown(cells: pd.DataFrame, records: pd.DataFrame) -> dict[Cell, Shown]:
    found = {}
    series = ["ubigeo", "source", "measure", "year"]
    for _, table in cells.groupby([*series, "table_id"]):
        dims = [n for n in ("month", "quarter", *NAMES) if table[n].notna().any()]
        groups: dict[Cell, set[int]] = defaultdict(set)
        columns = [*series, *dims, "record_key"]
        for *key, record in records[columns].itertuples(index=False):
            groups[tuple(key)].add(record)
        for row in table.to_dict("records"):
            value = None if pd.isna(row["value"]) else int(row["value"])
            inside = frozenset(groups.get(tuple(row[n] for n in (*series, *dims)), set()))
            name = (*(row[n] for n in series), row["table_id"], *(row[n] for n in dims))
            stale = None if pd.isna(row["stale_count"]) else int(row["stale_count"])
            found[name] = Shown(value, row["note"], inside, stale)
    return found


def protected(records: Records, threshold: int, base: int) -> int | None:
    """What a cell says that stands for these records."""
    n = len(records)
    if n < threshold:
        return None
    up = sum(records) % 2**64 * base < n % base * 2**64
    return n - n % base + (base if up else 0)


@dataclass
class Replay:
    """Which records each cell's value stands for, edition after edition."""

    threshold: int
    base: int

    def stands_for(self, editions: dict[int, dict[Cell, Shown]]) -> dict[int, dict[Cell, Records]]:
        """Each cell stands for what it stood for last, unless that is `threshold` records away."""
        stood: dict[int, dict[Cell, Records]] = {}
        for number, cells in editions.items():
            before = [stood[n] for n in sorted(stood)[-WINDOW:]]
            stood[number] = {
                name: self._chosen(cell.records, [b[name] for b in before if name in b])
                for name, cell in cells.items()
            }
        return stood

    def _chosen(self, records: Records, before: list[Records]) -> Records:
        near = [said for said in before if len(said ^ records) < self.threshold]
        return near[-1] if near else records

    def check(self, editions: dict[int, dict[Cell, Shown]]) -> int:
        """Every cell says it, and no two values are fewer records apart; how many cells quote."""
        stood, quoting = self.stands_for(editions), 0
        for number, cells in editions.items():
            for name, cell in cells.items():
                said = stood[number][name]
                if cell.note == "exacto":
                    assert cell.value == len(cell.records), (number, name)
                    continue
                assert len(said ^ cell.records) < self.threshold, (number, name)
                if not cell.note.startswith("redondeado a"):
                    assert cell.value == protected(said, self.threshold, self.base), (number, name)
                quoting += said != cell.records
        for one, other in combinations(list(editions)[-WINDOW:], 2):
            for name in editions[one].keys() & editions[other].keys():
                pair = editions[one][name], editions[other][name]
                apart = stood[one][name] ^ stood[other][name]
                if pair[0].value != pair[1].value and pair[0].note == pair[1].note != "exacto":
                    assert len(apart) >= self.threshold, (one, other, name)
        return quoting
