"""The attacker who compares: two editions of the same year, and what was added between them.

The unknowns are the joint table of the earlier edition and, in the same cells, what was added
(where the attacker takes it that months only grow) or the later table. The margins of a year that
is still open are printed nowhere, so nothing is given exactly unless told. Months of which the
earlier edition had nothing are empty there. Tables with a dimension whose categories changed
between the editions (zones drawn anew) are left out: their cells are no longer the same.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
from scipy import sparse

from ingest.audit.bounds import Impossible, judged
from ingest.audit.joint import DIMENSIONS, Joint, Numbers, incidence, joint_of, quarter_of
from ingest.audit.lattice import LIMIT, SERIES, System, known, normal

CELL = [*SERIES, "table_id", *DIMENSIONS]
TIMES = ("month", "quarter")
NOTHING: frozenset[str] = frozenset()


def attack_editions(
    before: pd.DataFrame,
    after: pd.DataFrame,
    threshold: int,
    base: int,
    *,
    printed: frozenset[str] = NOTHING,
    only_added: bool = True,
) -> pd.DataFrame:
    """The cells to which 1 to threshold - 1 cases were added, with `pinned` and `present`.

    Their column `n` is the true increment; `pinned`: it is certain; `present`: that something was
    added is. Series and years that only one edition has are left out, and what is exact in both.
    """
    earlier = dict(list(before.groupby(SERIES)))
    pairs = [(earlier[key], cells) for key, cells in after.groupby(SERIES) if key in earlier]
    found = [_attacked(*pair, threshold, base, printed, only_added) for pair in pairs]
    return pd.concat(found or [_nothing(after)], ignore_index=True)


def changed_cells(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The cells that both editions have, with `n` (true increment) and `changed` (what is shown).

    The share of the changed ones whose increment is small, 1 to 4, is
    `frame.loc[frame.changed, "n"].between(1, 4).mean()`.
    """
    both = _paired(normal(before), normal(after)).dropna(subset=["note_before"])
    shown, then = both["value"], both["value_before"]
    changed = (shown != then) & ~(shown.isna() & then.isna())
    return both[CELL].assign(n=both["n"] - both["n_before"], changed=changed)


def _attacked(  # noqa: PLR0917 - what attack_editions was told, once per pair
    before: pd.DataFrame,
    after: pd.DataFrame,
    threshold: int,
    base: int,
    printed: frozenset[str],
    only_added: bool,
) -> pd.DataFrame:
    before, after = _comparable(normal(before), normal(after))
    cells = _increments(before, after)
    # An exact total tells how much it grew by itself, by rule; what may enter it is decided before.
    told = (cells["note"] == "exacto") & (cells["note_before"] == "exacto")
    audited = np.flatnonzero(cells["n"].between(1, threshold - 1) & ~told)
    if not len(audited):
        return _nothing(after)
    asked = np.ones(len(audited), dtype=bool)
    pair = partial(pair_system, before, after, threshold, base, printed=printed)
    try:
        return judged(pair(only_added=only_added), audited, asked)
    except Impossible:  # something was taken away: the attacker sees that months don't only grow
        return judged(pair(only_added=False), audited, asked)


def pair_system(
    before: pd.DataFrame,
    after: pd.DataFrame,
    threshold: int,
    base: int,
    *,
    printed: frozenset[str] = NOTHING,
    only_added: bool = True,
) -> System:
    """The system of two editions of one series and year; `targets` are increments.

    Unknowns: the earlier table, then the added cases (`only_added`) or else the later table.
    """
    before, after = _comparable(normal(before), normal(after))
    joint = joint_of(pd.concat([before, after], ignore_index=True))
    cells = _increments(before, after)
    first, second, target = (incidence(joint, part) for part in (before, after, cells))
    blocks = [[first, None], [second if only_added else None, second]]
    glue = [[joint.glue, None], [None, joint.glue]]
    sides = [known(part, threshold, base, printed) for part in (before, after)]
    zeros = np.zeros(2 * joint.glue.shape[0])
    none = sparse.csr_array(target.shape)
    return System(
        cells,
        sparse.csr_array(sparse.hstack([none if only_added else -target, target])),
        sparse.csr_array(sparse.vstack([_block(blocks), _block(glue)])),
        np.concatenate([sides[0][0], sides[1][0], zeros]),
        np.concatenate([sides[0][1], sides[1][1], zeros]),
        np.concatenate([_upper(joint, before), np.full(joint.size, LIMIT)]),
    )


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


def _comparable(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both without the tables of a dimension whose categories are not the same in both."""
    for name in set(DIMENSIONS) - set(TIMES):
        seen = [set(cells[name].dropna()) for cells in (before, after)]
        if all(seen) and seen[0] != seen[1]:
            before, after = (cells[cells[name].isna()] for cells in (before, after))
    return before.reset_index(drop=True), after.reset_index(drop=True)


def _paired(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The later cells with `n_before`, `value_before`, `note_before` of the earlier ones."""
    # What is absent is equal to what is absent.
    keys = [part[CELL].astype(str) for part in (before, after)]
    earlier = keys[0].assign(**{f"{c}_before": before[c] for c in ("n", "value", "note")})
    found = keys[1].merge(earlier, on=CELL, how="left", validate="one_to_one")
    names = ["n_before", "value_before", "note_before"]
    return after.assign(**{name: found[name].to_numpy() for name in names})


def _increments(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The later cells whose increment is known to the judge, in their column `n`.

    A cell that the earlier edition lacks had no case if its months had not come; else, of a table
    that became public or a quarter that became whole, its earlier count is not told.
    """
    cells, months = _paired(before, after), before["month"].dropna()
    late = cells["month"].notna() & ~cells["month"].isin(months)
    late |= cells["quarter"].notna() & ~cells["quarter"].isin(quarter_of(months))
    late &= cells["table_id"].isin(before["table_id"]) & bool(len(months))
    earlier = cells["n_before"].where(cells["n_before"].notna() | ~late, 0)
    known_cells = cells.assign(n=cells["n"] - earlier)[earlier.notna()]
    return known_cells.reset_index(drop=True)


def _nothing(cells: pd.DataFrame) -> pd.DataFrame:
    empty = normal(cells).head(0)
    return empty[[*CELL, "n", "value", "note"]].assign(pinned=False, present=False)
