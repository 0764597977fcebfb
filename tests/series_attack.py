"""A boring attacker of a series of editions: two-way tables, one linear programme per question.

He is written without the project's audit. Of two editions he knows every published cell, that it is
less than its step away from its count (and how stale it may be), that what changed holds a changed
record, and, of a year that both show as closed, the exact margins of each characteristic. He takes
it that records are only added, and asks of every small increase whether it is certain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from tests.series_replay import Cell, Shown

SERIES, TABLE = 4, 4  # parts of a cell's name before its table, and which part that is
FEW = range(1, 5)


@dataclass(frozen=True)
class Learned:
    """Small increases asked about, those of a certain size, and those that are certain to be."""

    asked: int
    pinned: int
    present: int

    def __add__(self, other: Learned) -> Learned:
        return Learned(
            self.asked + other.asked, self.pinned + other.pinned, self.present + other.present
        )


def bounds(shown: Shown, threshold: int, base: int) -> tuple[float, float]:
    """Between what the count of a cell lies, by what is said of it."""
    stale = math.inf if shown.stale is None else shown.stale
    if shown.note == "exacto":
        return len(shown.records), len(shown.records)
    if shown.value is None:
        return 0, math.inf if shown.note.endswith("personas") else threshold - 1 + stale
    step = int(shown.note.split()[-1]) if shown.note[-1].isdigit() else base
    return max(0, max(threshold, shown.value - step + 1) - stale), shown.value + step - 1 + stale


def learned(
    before: dict[Cell, Shown], after: dict[Cell, Shown], threshold: int, base: int
) -> Learned:
    """What two editions tell of every two-way table of every year that both have."""
    tables: dict[Cell, list[Cell]] = {}
    for name in after:
        if len(name) == SERIES + 3 and name in before:
            tables.setdefault(name[: TABLE + 1], []).append(name)
    found = Learned(0, 0, 0)
    for key, cells in tables.items():
        if any(before[c].records != after[c].records for c in cells):
            closed = all(e.get((*key[:4], "total"), Shown(0, "", frozenset())).note == "exacto"
                         for e in (before, after))  # fmt: skip
            found += _of_table(cells, before, after, (threshold, base), closed)
    return found


def _of_table(
    cells: list[Cell],
    before: dict[Cell, Shown],
    after: dict[Cell, Shown],
    rule: tuple[int, int],
    closed: bool,
) -> Learned:
    size = len(cells)
    low, high = [], []
    for edition in (before, after):
        sides = [bounds(edition[c], *rule) for c in cells]
        low += [side[0] for side in sides]
        high += [side[1] for side in sides]
    came = np.array([len(after[c].records) - len(before[c].records) for c in cells])
    if any(before[c].records - after[c].records for c in cells):
        return Learned(0, 0, 0)  # something went: he takes it that records are only added
    rows = [np.hstack([np.eye(size), np.zeros((size, size))]), np.hstack([np.eye(size)] * 2)]
    matrix = np.vstack(rows)  # unknown: the earlier counts, then what came
    upper = np.vstack([matrix, -matrix])
    limit = np.concatenate([high, -np.array(low)])
    finite = np.isfinite(limit)
    equal, given = [], []
    if closed:
        for part in (-1, -2):
            for code in {c[part] for c in cells}:
                row = np.array([float(c[part] == code) for c in cells])
                equal += [np.hstack([row, 0 * row]), np.hstack([0 * row, row])]
                given += [sum(len(before[c].records) for c in cells if c[part] == code),
                          sum(came[[c[part] == code for c in cells]])]  # fmt: skip
    least = [
        1.0 if (before[c].value, before[c].note) != (after[c].value, after[c].note) else 0.0
        for c in cells
    ]
    limits = [(0, None)] * size + [(one, None) for one in least]

    def ends(at: int, sees: bool) -> tuple[float, float]:
        """The least and the most that can have come to a cell; without us if he does not see."""
        cost, found = np.zeros(2 * size), []
        for sign in (1, -1):
            cost[size + at] = sign
            answer = linprog(
                cost, upper[finite] if sees else None, limit[finite] if sees else None,
                np.array(equal) if equal else None, np.array(given) if given else None,
                limits if sees else (0, None),
            )  # fmt: skip
            assert answer.status in {0, 3}, answer.message
            found.append(sign * answer.fun if answer.status == 0 else math.inf)
        return math.ceil(found[0] - 1e-6), found[1] + 1e-6

    told = Learned(0, 0, 0)
    for at in np.flatnonzero(np.isin(came, FEW)):
        least_came, most_came = ends(at, sees=True)
        pinned, present = most_came < least_came + 1, least_came >= 1
        if pinned or present:
            least_came, most_came = ends(at, sees=False)
            pinned &= not most_came < least_came + 1
            present &= not least_came >= 1
        told += Learned(1, int(pinned), int(present))
    return told
