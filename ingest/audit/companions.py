"""Tables of a year that are rounded more coarsely, so that no small cell in them is certain.

A margin that the ministry prints, less the greatest that the shown cells of a line can be, may
prove that the hidden ones hold somebody. Where that happens, the table of that year is rounded to
twice the base, and if that is not enough to four times. The whole table and not the line alone: a
line that is coarser than its neighbours would say by itself where somebody is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ingest.audit.bounds import audit
from ingest.audit.joint import DIMENSIONS
from ingest.audit.lattice import COARSER, build, steps

PRESENT_GOAL_PCT = 5.0
# With few hidden cells, one of them is more than the goal by itself.
ALWAYS_ALLOWED = 3
PLAIN = "redondeado"
MOST_TIMES = 4


@dataclass(frozen=True)
class Certain:
    """What an attacker can be certain of, over the cells of some series and years.

    `protected_count` cells of tables of two dimensions or more are hidden; of `filled_count` of
    them (or of any small cell) with a case, `pinned_count` follow exactly, and of `present_count`
    it follows that they hold a case. `leaks` names those cells.
    """

    protected_count: int
    filled_count: int
    pinned_count: int
    present_count: int
    leaks: tuple[str, ...] = ()

    @property
    def present_pct(self) -> float:
        """Share of the hidden cells that are proven to hold a case."""
        return 100 * self.present_count / self.protected_count if self.protected_count else 0.0

    @property
    def few_present(self) -> bool:
        """Whether no more presences are proven than the goal allows, or three of few cells."""
        return self.present_pct <= PRESENT_GOAL_PCT or self.present_count <= ALWAYS_ALLOWED


def certain(found: pd.DataFrame) -> Certain:
    """The figures of what `bounds.audit` or `bounds.attack` found."""
    return Certain(
        len(found),
        int((found["n"] >= 1).sum()),
        int(found["pinned"].sum()),
        int(found["present"].sum()),
        tuple(named(row) for _, row in _leaks(found).iterrows()),
    )


def named(cell: pd.Series) -> str:
    """A cell in words, without its count: «cem 2021 sex_zone hombre Z07»."""
    parts = [cell["source"], cell["year"], cell["table_id"], *cell[DIMENSIONS].dropna()]
    return " ".join(map(str, parts))


def companions(
    cells: pd.DataFrame, threshold: int, base: int
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """The cells of one series and year, some rounded more coarsely, and what is still certain.

    `cells` are rows of the truth with columns `value_2` and `value_4` (the count rounded to twice
    and four times the base by the same key) and `settled` (published before with the same records:
    stays as it is). What is certain is what `bounds.audit` finds at the end; None where no table
    could tell anything. Raises Impossible when the cells contradict each other.
    """
    if not cells["dimensions"].str.contains("|", regex=False).any():
        return cells, None
    year = _Year(cells.reset_index(drop=True), threshold, base)
    return year.protect()


@dataclass
class _Year:
    """The cells of one series and year on their way to being protected."""

    cells: pd.DataFrame
    threshold: int
    base: int

    def protect(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        plain = self.cells[["value", "note"]].copy()
        found = self._audit()
        for_whom: dict[int, set[int]] = {}
        while rows := self._to_coarsen(_leaks(found)):
            for at, leaks in rows.items():
                for_whom.setdefault(at, set()).update(leaks)
            self._coarsen(sorted(rows))
            # A coarser value only leaves more possible: what was not certain stays so.
            again = self._audit(_leaks(found).index)
            found.loc[again.index, ["pinned", "present"]] = again[["pinned", "present"]]
        left = set(_leaks(found).index)
        self._take_back([at for at, leaks in for_whom.items() if leaks <= left], plain, left)
        return self.cells, found

    def _audit(self, only: pd.Index | None = None) -> pd.DataFrame:
        system = build(self.cells, self.threshold, self.base)
        return audit(system, self.threshold, only=only)

    def _to_coarsen(self, leaks: pd.DataFrame) -> dict[int, set[int]]:
        """Cells of the tables that leak which can be rounded more coarsely, each with those leaks.

        A coarser value below the threshold would be no value: such a cell stays as it is.
        """
        cells, times = self.cells, self._times()
        coarser = np.where(times == 1, cells["value_2"], cells["value_4"])
        shown = cells["note"].str.startswith(PLAIN) & ~cells["settled"]
        able = shown & (times < MOST_TIMES) & (coarser >= self.threshold)
        tables = leaks.groupby("table_id").groups
        return {
            at: set(map(int, tables[cells.at[at, "table_id"]]))
            for at in map(int, np.flatnonzero(able))
            if cells.at[at, "table_id"] in tables
        }

    def _times(self) -> NDArray[np.int64]:
        """How many times the base each cell is rounded to now."""
        return steps(self.cells, self.base) // self.base

    def _coarsen(self, rows: list[int]) -> None:
        times = 2 * self._times()[rows]
        chosen = self.cells.loc[rows]
        self.cells.loc[rows, "value"] = np.where(times == 2, chosen["value_2"], chosen["value_4"])  # noqa: PLR2004
        self.cells.loc[rows, "note"] = [f"{COARSER} {self.base * time}" for time in times]

    def _take_back(self, rows: list[int], plain: pd.DataFrame, left: set[int]) -> None:
        """Undoes what was in vain (those cells leak all the same), unless more would leak."""
        coarse = self.cells
        self.cells = coarse.copy()
        self.cells.loc[rows, ["value", "note"]] = plain.loc[rows]
        if rows and not set(_leaks(self._audit()).index) <= left:
            self.cells = coarse


def _leaks(found: pd.DataFrame) -> pd.DataFrame:
    return found[found["pinned"] | found["present"]]
