"""The cells of two editions side by side: which are the same, and how much each grew."""

from __future__ import annotations

import pandas as pd

from ingest.audit.joint import DIMENSIONS, quarter_of
from ingest.audit.lattice import SERIES

CELL = [*SERIES, "table_id", *DIMENSIONS]
TOLD = ("n", "value", "kind", "stale_count", "said_n", "said_key")
TIMES = ("month", "quarter")


def comparable(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both without the tables of a dimension whose categories are not the same in both."""
    for name in set(DIMENSIONS) - set(TIMES):
        seen = [set(cells[name].dropna()) for cells in (before, after)]
        if all(seen) and seen[0] != seen[1]:
            before, after = (cells[cells[name].isna()] for cells in (before, after))
    return before.reset_index(drop=True), after.reset_index(drop=True)


def paired(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The later cells with `n_before`, `value_before`, `kind_before` of the earlier ones."""
    # What is absent is equal to what is absent.
    keys = [part[CELL].astype(str) for part in (before, after)]
    told = [name for name in TOLD if name in before]
    earlier = keys[0].assign(**{f"{name}_before": before[name] for name in told})
    found = keys[1].merge(earlier, on=CELL, how="left", validate="one_to_one")
    names = [f"{name}_before" for name in told]
    return after.assign(**{name: found[name].to_numpy() for name in names})


def increments(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The later cells whose increment is known to the judge, in their column `n`.

    A cell that the earlier edition lacks had no case if its months had not come; else, of a table
    that became public or a quarter that became whole, its earlier count is not told.
    """
    cells, months = paired(before, after), before["month"].dropna()
    late = cells["month"].notna() & ~cells["month"].isin(months)
    late |= cells["quarter"].notna() & ~cells["quarter"].isin(quarter_of(months))
    late &= cells["table_id"].isin(before["table_id"]) & bool(len(months))
    earlier = cells["n_before"].where(cells["n_before"].notna() | ~late, 0)
    known_cells = cells.assign(n=cells["n"] - earlier)[earlier.notna()]
    return known_cells.reset_index(drop=True)
