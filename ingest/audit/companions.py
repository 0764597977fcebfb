"""One series and year on its way to being protected: what would tell of a small cell is cured.

A margin that the ministry prints, less the greatest that the shown cells of a line can be, may
prove that the hidden ones hold somebody; and what is usual may let a count be guessed. Where that
happens, the table of that year is rounded to twice the base, and if that is not enough to four
times. The whole table and not the line alone: a line that is coarser than its neighbours would say
by itself where somebody is. What rounding does not cure is kept back for that year.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ingest.audit.bounds import audit
from ingest.audit.lattice import SERIES, System, build, told_anew
from ingest.audit.leaks import certain, guessing
from ingest.audit.posterior import posterior_of
from observatorio.disclosure import ROUNDED

MOST_TIMES = 4
VALUES = {1: "value_1", 2: "value_2", 4: "value_4"}
CERTAIN = ("pinned", "present")


@dataclass
class Year:
    """The cells of one series and year, rows of the truth, and what an attacker learns of them.

    `cells` have the count rounded to the base, to twice and to four times as much (`value_1`, …),
    `times`, how coarse their table is so far, and `told`, how fine the same records were told
    before (null: never): whoever kept that edition knows it, and no rounding takes it away.
    `printed` are the margins that a ministry prints of it besides (`printed.printed_of`).
    """

    cells: pd.DataFrame
    threshold: int
    base: int
    printed: pd.DataFrame | None = None
    kept_back: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.cells = self.cells.reset_index(drop=True)
        self.names = {name: str(self.cells[name].iloc[0]) for name in SERIES}
        times = self.cells.groupby("table_id")["times"].max()
        self.times = {str(table): int(time) for table, time in times.items()}
        self.judged = False
        self._built: System | None = None  # of these cells, as they were told last
        # What the attackers found, a row per cell that they asked about.
        self.proofs = self.guesses = pd.DataFrame({"table_id": []})

    def protect(self) -> None:
        """Rounds more coarsely, then keeps back, until no count is certain and no unique guessed.

        Raises Impossible when the cells contradict each other.
        """
        self.judged = True
        self._prove()
        self._coarsen_certain()
        self._guess()
        while tables := self._can_be_coarser(self.tables("guessed")):
            self._coarsen(tables)
            self._guess()
        while worst := self.tables("pinned", "unique_guessed"):
            self.keep_back(worst)

    def keep_back(self, tables: set[str]) -> None:
        """Takes out these tables and those that cross them with more; judges what is left."""
        dims = self.cells.groupby("table_id")["dimensions"].first().str.split("|").map(set)
        gone = {str(t) for t in dims.index if any(dims[t] >= dims[told] for told in tables)}
        self.kept_back |= gone
        self.cells = self.cells[~self.cells["table_id"].isin(gone)].reset_index(drop=True)
        self._built = None
        self._prove()
        self._guess()

    def tables(self, *kinds: str) -> set[str]:
        """The tables with a cell that is `pinned`, `present`, `guessed` or `unique_guessed`."""
        return {
            str(table)
            for part in (self.proofs, self.guesses)
            for kind in part.columns.intersection(list(kinds))
            for table in part.loc[part[kind], "table_id"]
        }

    @property
    def figures(self) -> dict[str, object]:
        """What is told of it: the figures of `leaks.Certain` and of `leaks.Guesses`."""
        return vars(certain(self.proofs)) | vars(guessing(self.guesses))

    def _prove(self) -> None:
        self.proofs = audit(self._system(), self.threshold)

    def _guess(self) -> None:
        self.guesses = posterior_of(self._known(), self.threshold, self.base)

    def _system(self) -> System:
        """What is known of it. The printed rows come last: a cell keeps its number."""
        parts = [self._known(), *([] if self.printed is None else [self.printed])]
        cells = pd.concat(parts, ignore_index=True)
        if self._built is None:
            self._built = build(cells, self.threshold, self.base)
        else:
            self._built = told_anew(self._built, cells, self.threshold, self.base)
        return self._built

    def _known(self) -> pd.DataFrame:
        """The cells as an attacker knows them: each as fine as it was ever told."""
        told_before = self.cells["told"].fillna(MOST_TIMES).astype("int64")
        times = np.minimum(self.cells["table_id"].map(self.times), told_before)
        values = self.cells["value_1"].astype("Float64")
        for coarser in (t for t in VALUES if t > 1):
            values = values.mask(times == coarser, self.cells[VALUES[coarser]])
        steps = pd.Series(self.base * times).where(self.cells["kind"] == ROUNDED)
        return self.cells.assign(value=values, step=steps)

    def _can_be_coarser(self, tables: set[str]) -> set[str]:
        """Those of them in which something that was not told finer before would be."""
        shown = self.cells[self.cells["kind"] == ROUNDED]
        now = shown["table_id"].map(self.times)
        able = (now < MOST_TIMES) & (shown["told"].fillna(MOST_TIMES) > now)
        return tables & set(shown.loc[able, "table_id"])

    def _coarsen(self, tables: set[str]) -> None:
        self.times |= {table: 2 * self.times[table] for table in tables}

    def _coarsen_certain(self) -> None:
        before, for_whom = dict(self.times), dict[str, set[int]]()
        while tables := self._can_be_coarser(self.tables(*CERTAIN)):
            leaks = _leaks(self.proofs)
            for table in tables:
                own = leaks.index[leaks["table_id"] == table]
                for_whom.setdefault(table, set()).update(map(int, own))
            self._coarsen(tables)
            # A coarser value only leaves more possible: what was not certain stays so.
            again = audit(self._system(), self.threshold, only=leaks.index)
            self.proofs.loc[again.index, list(CERTAIN)] = again[list(CERTAIN)]
        self._take_back(before, for_whom)

    def _take_back(self, before: dict[str, int], for_whom: dict[str, set[int]]) -> None:
        """Undoes what was in vain (those cells leak all the same), unless more would leak."""
        left = set(_leaks(self.proofs).index)
        vain = {table: before[table] for table, leaks in for_whom.items() if leaks <= left}
        kept, proofs = dict(self.times), self.proofs
        if vain:
            self.times |= vain
            self._prove()
            if not set(_leaks(self.proofs).index) <= left:
                self.times, self.proofs = kept, proofs


def _leaks(found: pd.DataFrame) -> pd.DataFrame:
    return found[found["pinned"] | found["present"]]
