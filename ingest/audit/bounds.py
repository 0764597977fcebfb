"""The attacker who reckons: which protected cells follow from what is published beside them.

Every claim about a cell is a claim about the least and the greatest value that it can take. The
truth is itself possible, so a possible table in which the cell differs by one or more proves that
the cell is not certain (between two possible values all are possible), and one in which it is zero
proves that nobody is proven to be there. One linear programme over many cells gives such witnesses
for most; only the few cells left are solved one by one, with the same answer.

The bounds are those of real counts. An attacker who uses that counts are whole may at times know a
little more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from ingest.audit.joint import DIMENSIONS, Numbers
from ingest.audit.lattice import SERIES, System, build, one_way
from ingest.audit.solver import Solver

EPSILON = 1e-6
SEED = 20220410
SWEEPS = 12  # rounds at most; each stops when a round proves nothing new
Flags = NDArray[np.bool_]


@dataclass
class Findings:
    """What is not yet disproved of each audited cell: a certain value, a proven presence."""

    pinned: Flags
    present: Flags

    @property
    def open(self) -> Flags:
        """Cells about which anything is left to disprove."""
        return self.pinned | self.present

    def see(self, values: Numbers, n: Numbers) -> bool:
        """Takes a possible table as a witness; says whether it disproved anything."""
        before = self.pinned.sum() + self.present.sum()
        self.pinned &= np.abs(values - n) < 1 - EPSILON
        self.present &= values > EPSILON
        return bool(self.pinned.sum() + self.present.sum() < before)


def attack(
    truth: pd.DataFrame, threshold: int, base: int, printed: frozenset[str] | None = None
) -> pd.DataFrame:
    """The audited cells of all series and years, with `pinned` and `present` (see `audit`)."""
    found = [
        audit(build(cells, threshold, base, printed), threshold, printed)
        for _, cells in truth.groupby(SERIES)
    ]
    return pd.concat(found, ignore_index=True)


def audit(
    system: System,
    threshold: int,
    printed: frozenset[str] | None = None,
    only: pd.Index | None = None,
) -> pd.DataFrame:
    """The audited cells of one system: protected ones, and any of 1 to threshold - 1 cases.

    Cells of `printed` tables are left out, and those that count the very same cases: they were
    given. `pinned`: the only whole value that fits is the true one, none too (that nobody of a
    group is in one cell says where they are). `present`: of a protected cell, that it holds a case
    is certain. `only` asks about these cells (numbers in the system) and no others.
    """
    cells = system.cells
    given = _given(system, one_way(cells) if printed is None else printed)
    small = cells["n"].between(1, threshold - 1)
    audited = np.flatnonzero(~given & (cells["value"].isna() | small))
    if only is not None:
        audited = audited[np.isin(audited, only)]
    hidden = cells["value"].isna().to_numpy()[audited]
    return judged(system, audited, hidden)


def _given(system: System, printed: frozenset[str]) -> Flags:
    """Cells whose count was given: while one quarter is in, its ages are the year's."""
    known = system.cells["table_id"].isin(list(printed)).to_numpy()
    rows = system.targets.sorted_indices()
    made_of = [
        rows.indices[a:b].tobytes() for a, b in zip(rows.indptr, rows.indptr[1:], strict=False)
    ]
    told = {made_of[at] for at in np.flatnonzero(known)}
    return np.array([made in told for made in made_of], dtype=bool)


def judged(system: System, audited: NDArray[np.int64], asked: Flags) -> pd.DataFrame:
    """The `audited` cells (row numbers) with their findings; presence is a question where `asked`.

    What follows from what is printed alone is no finding: nobody needs us for it.
    """
    cells = system.cells.iloc[audited]
    n, targets = cells["n"].to_numpy(dtype="float64"), system.targets[audited]
    findings = sweep(system, targets, n, asked)
    sure = np.flatnonzero(findings.open)
    if len(sure) and system.printed.any():
        alone = sweep(system.only_printed(), targets[sure], n[sure], findings.present[sure])
        findings.pinned[sure[alone.pinned]] = False
        findings.present[sure[alone.present]] = False
    return cells[[*SERIES, "table_id", *DIMENSIONS, "n", "value", "kind"]].assign(
        pinned=findings.pinned, present=findings.present
    )


def sweep(system: System, targets: sparse.csr_array, n: Numbers, asked: Flags) -> Findings:
    """What can't be disproved of the cells `targets` (a row each, true counts `n`)."""
    findings = Findings(np.ones(len(n), dtype=bool), asked & (n >= 1))
    solver, rng = Solver(system), np.random.default_rng(SEED)
    for sign in (1, -1):
        for _ in range(SWEEPS):
            left = findings.open & (n >= 1) if sign > 0 else findings.pinned
            weights = sign * left * rng.exponential(size=len(n))
            if not left.any() or not findings.see(targets @ solver.least(targets.T @ weights), n):
                break
    for at in map(int, np.flatnonzero(findings.open)):
        if findings.open[at] and n[at] >= 1:
            findings.see(targets @ solver.least(_row(targets, at)), n)
        if findings.pinned[at]:
            findings.see(targets @ solver.least(-_row(targets, at)), n)
    return findings


def _row(targets: sparse.csr_array, at: int) -> Numbers:
    row: Numbers = targets[[at]].toarray()[0]
    return row


def figures(found: pd.DataFrame) -> pd.DataFrame:
    """Per series and year: cells audited, with cases, pinned, present; and present as a percentage.

    The percentage is of the audited cells with at least one case.
    """
    counted = found.assign(audited=1, filled=found["n"] >= 1).groupby(SERIES, as_index=False)
    table = counted[["audited", "filled", "pinned", "present"]].sum()
    table = table.rename(columns={name: f"{name}_count" for name in table.columns[len(SERIES) :]})
    share = 100 * table["present_count"] / table["filled_count"].where(table["filled_count"] > 0)
    return table.assign(present_pct=share)
