"""The attacker who compares: two editions of the same year, and what came or went between them.

The unknowns are the joint table of the earlier edition and, in the same cells, what was added
(where the attacker takes it that months only grow) or the later table. He knows by which rule each
edition was protected, which cells say again what they said (and how many records may have come or
gone meanwhile), and of a year that was closed in an edition what a ministry prints of it. Months of
which the earlier edition had nothing are empty there. Tables with a dimension whose categories
changed between the editions (zones drawn anew) are left out: their cells are no longer the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from ingest.audit.bounds import judged
from ingest.audit.equations import Impossible
from ingest.audit.joint import Joint, Numbers, incidence, joint_of, quarter_of
from ingest.audit.lattice import LIMIT, SERIES, System, known, normal, one_way
from ingest.audit.pairing import CELL, comparable, increments, paired
from ingest.audit.printed import closed
from observatorio.disclosure import EXACT

AMOUNT, BEFORE, AFTER = "increment", "before", "after"
NOTHING: frozenset[str] = frozenset()


def attack_editions(
    before: pd.DataFrame,
    after: pd.DataFrame,
    threshold: int,
    base: int,
    *,
    printed: frozenset[str] | None = None,
    only_added: bool = True,
    rule_before: tuple[int, int] | None = None,
    ask_present: bool = True,
) -> pd.DataFrame:
    """What comparing tells for certain, with `pinned` and `present` (only if `ask_present`).

    Rows of `question` AMOUNT are cells to which 1 to threshold - 1 cases were added: their column
    `n` is the true increment, `present` says that something was added is certain. Rows of BEFORE
    and AFTER are hidden cells of one edition (`n` is the count): what both editions tell of them.
    `printed` names the tables that are known exactly in both editions: in a year that was closed
    those that a ministry prints, unless told otherwise. `rule_before` is threshold and base of the
    earlier edition, if not the same. Series and years that only one edition has are left out, and
    what is exact in both.
    """
    rules = (rule_before or (threshold, base), (threshold, base))
    earlier = dict(list(before.groupby(SERIES)))
    pairs = [(earlier[key], cells) for key, cells in after.groupby(SERIES) if key in earlier]
    found = [_attacked(Pair(*pair, rules, printed), only_added, ask_present) for pair in pairs]
    return pd.concat(found or [_nothing(after)], ignore_index=True)


def changed_cells(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The cells that both editions have, with `n` (true increment) and `changed` (what is shown).

    The share of the changed ones whose increment is small, 1 to 4, is
    `frame.loc[frame.changed, "n"].between(1, 4).mean()`.
    """
    both = paired(normal(before), normal(after)).dropna(subset=["kind_before"])
    shown, then = both["value"], both["value_before"]
    changed = (shown != then) & ~(shown.isna() & then.isna())
    return both[CELL].assign(n=both["n"] - both["n_before"], changed=changed)


@dataclass
class Pair:
    """Two editions of one series and year, each with its threshold and base."""

    before: pd.DataFrame
    after: pd.DataFrame
    rules: tuple[tuple[int, int], tuple[int, int]]
    printed: frozenset[str] | None = None

    def __post_init__(self) -> None:
        self.before, self.after = comparable(normal(self.before), normal(self.after))
        self.cells = increments(self.before, self.after)
        self.known = tuple(self._printed(part) for part in (self.before, self.after))

    def _printed(self, part: pd.DataFrame) -> frozenset[str]:
        if self.printed is not None:
            return self.printed
        return one_way(part) if closed(part) else NOTHING

    def system(self, only_added: bool) -> System:
        """What is known of both; `targets` are the increments, then the counts of each edition.

        Unknowns: the earlier table, then the added cases (`only_added`) or else the later table.
        """
        parts = (self.before, self.after)
        joint = joint_of(pd.concat(parts, ignore_index=True))
        first, second, target = (incidence(joint, part) for part in (*parts, self.cells))
        blocks = [[first, None], [second if only_added else None, second]]
        glue = [[joint.glue, None], [None, joint.glue]]
        sides = [
            known(part, *rule, names)
            for part, rule, names in zip(parts, self.rules, self.known, strict=True)
        ]
        zeros = np.zeros(2 * joint.glue.shape[0])
        none = sparse.csr_array(target.shape)
        grown = sparse.csr_array(sparse.hstack([none if only_added else -target, target]))
        least, most = self._moved(only_added)
        marks = [
            part["table_id"].isin(list(names))
            for part, names in zip(parts, self.known, strict=True)
        ]
        return System(
            pd.concat([self.cells.assign(question=AMOUNT), self.before.assign(question=BEFORE),
                       self.after.assign(question=AFTER)], ignore_index=True),
            sparse.csr_array(sparse.vstack([grown, _block(blocks)])),
            sparse.csr_array(sparse.vstack([_block(blocks), _block(glue), grown])),
            np.concatenate([sides[0][0], sides[1][0], zeros, least]),
            np.concatenate([sides[0][1], sides[1][1], zeros, most]),
            np.concatenate([_upper(joint, self.before), np.full(joint.size, LIMIT)]),
            np.concatenate([*marks, zeros == 0, np.zeros(len(least), dtype=bool)]),
        )  # fmt: skip

    def _moved(self, only_added: bool) -> tuple[Numbers, Numbers]:
        """The least and the most that each cell can have grown, by what it says again or anew.

        One that stands for the same records in both is no further from them than it may be stale;
        the records of one that says something else are as many apart as the threshold, but for what
        it was stale before: at least one of them came in between.
        """
        cells, most = self.cells, np.full(len(self.cells), np.inf)
        least = np.zeros(len(cells)) if only_added else -most
        if "said_n" not in cells:
            return least, most
        stale = [
            np.nan_to_num(cells[name].to_numpy(dtype="float64", na_value=np.nan), nan=np.inf)
            for name in ("stale_count_before", "stale_count")
        ]
        same = (
            cells[["said_n", "said_key"]].to_numpy()
            == cells[["said_n_before", "said_key_before"]].to_numpy()
        ).all(axis=1)
        exact = (cells["kind"] == EXACT).to_numpy()
        most = np.where(same & ~exact, stale[0] + stale[1], most)
        if not only_added:
            return np.where(same & ~exact, -most, least), most
        anew = (
            ~same & ~exact & (cells["value"] != cells["value_before"]).fillna(value=True).to_numpy()
        )
        anew &= cells["value_before"].notna().to_numpy() | cells["value"].notna().to_numpy()
        anew &= cells["kind_before"].notna().to_numpy() & (cells["kind_before"] != EXACT).to_numpy()
        return np.where(anew, np.maximum(self.rules[1][0] - stale[0], 1), least), most

    def _printed_anew(self) -> Numbers:
        """What came with months that are new and closed, where it is printed by month.

        It is known without us: of such a cell the question is what came to the months before.
        """
        found = np.zeros(len(self.cells))
        seen = self.before["month"].dropna()
        new = self.after["month"].notna() & ~self.after["month"].isin(seen)
        new &= self.after["table_id"].isin(list(self.known[1])) & bool(len(seen))
        for dimensions, margin in self.after[new].groupby("dimensions"):
            dims = [name for name in str(dimensions).split("|") if name != "month"]
            for at in np.flatnonzero(self.cells["dimensions"] == "|".join(dims)):
                own = (margin[dims] == self.cells.loc[at, dims]).all(axis=1)
                found[at] = margin.loc[own, "n"].sum()
        return found

    def shown_by_other(self) -> NDArray[np.bool_]:
        """Rows that the other edition shows openly, by its own rule: presence is told there."""
        sides = ((self.before, self.after, self.rules[1]), (self.after, self.before, self.rules[0]))
        shown = [
            (paired(other, part)["value_before"].notna() & part["n"].ge(rule[0])).to_numpy()
            for part, other, rule in sides
        ]
        return np.concatenate([np.zeros(len(self.cells), dtype=bool), *shown])

    def audited(self) -> NDArray[np.int64]:
        """The rows of the system's cells that are judged."""
        cells, threshold = self.cells, self.rules[1][0]
        # What is exact, or printed, in both editions tells by itself how much it grew.
        told = (cells["kind"] == EXACT) & (cells["kind_before"] == EXACT)
        told |= cells["table_id"].isin(list(self.known[0] & self.known[1]))
        unprinted = cells["n"] - self._printed_anew()
        grown = [(unprinted.between(1, threshold - 1) & ~told).to_numpy()]
        counts = [
            (part["value"].isna() & part["n"].lt(rule[0])).to_numpy()
            for part, rule in zip((self.before, self.after), self.rules, strict=True)
        ]
        counts = [
            hidden & ~part["table_id"].isin([*names, *one_way(part)]).to_numpy()
            for hidden, part, names in zip(
                counts, (self.before, self.after), self.known, strict=True
            )
        ]
        return np.flatnonzero(np.concatenate([*grown, *counts]))


def _attacked(pair: Pair, only_added: bool, ask_present: bool) -> pd.DataFrame:
    audited = pair.audited()
    if not len(audited):
        return _nothing(pair.after)
    for added in (True, False) if only_added else (False,):
        system = pair.system(added)
        question = system.cells["question"].iloc[audited].to_numpy()
        asked = ~pair.shown_by_other()[audited] & ask_present
        try:
            return judged(system, audited, asked).assign(question=question)
        except Impossible:  # something was taken away: it is seen that months don't only grow
            continue
    raise Impossible("Ningún par de cuadros cumple lo publicado.")


def _block(blocks: list[list[sparse.csr_array | None]]) -> sparse.csr_array:
    return sparse.csr_array(sparse.block_array(blocks))


def _upper(joint: Joint, before: pd.DataFrame) -> Numbers:
    """Zero for the months (quarters) of which the earlier edition had nothing."""
    upper = np.full(joint.size, LIMIT)
    months = before["month"].dropna()
    for family in joint.families if len(months) else ():
        for name, seen in (("month", months), ("quarter", quarter_of(months))):
            if name in family:
                upper[family.index[~family[name].isin(seen)]] = 0
    return upper


def _nothing(cells: pd.DataFrame) -> pd.DataFrame:
    empty = normal(cells).head(0)
    return empty[[*CELL, "n", "value", "kind"]].assign(pinned=False, present=False, question="")
