"""The margins that a ministry prints of a closed year, beyond those of one characteristic.

Its yearbooks cross the month with the sex and with the age group. An attacker has them exactly,
zeros included, whether or not we publish such a table, so they are counted from the records.
"""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pandas as pd

from ingest.audit.joint import DIMENSIONS
from ingest.audit.lattice import PRINTED, SERIES
from observatorio.disclosure import EXACT

CROSSED = (("month", "sex"), ("month", "age_group"))
UNSAID = "sin_dato"


def printed_of(records: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Rows as those of `truth` for each cell of the margins of its closed years, with counts `n`.

    `records` are those that the edition counted. A year is closed where its total is exact.
    """
    own = dict(list(records.groupby(SERIES)))
    found = [
        _margin(own.get(key, records.head(0)), cells, dims)
        for key, cells in truth.groupby(SERIES)
        if closed(cells)
        for dims in CROSSED
    ]
    return pd.concat([truth.head(0), *[part for part in found if not part.empty]])


def closed(cells: pd.DataFrame) -> bool:
    """Whether these cells of a series and year are of a closed one: its total is exact."""
    return bool((cells["kind"] == EXACT).any())


def _margin(own: pd.DataFrame, cells: pd.DataFrame, dims: tuple[str, str]) -> pd.DataFrame:
    """One margin of a year, whose records are `own`; none where the source lacks its dimensions."""
    if any(cells[name].isna().all() for name in dims):
        return cells.head(0)
    said = own[dims[1]].astype("object").fillna(UNSAID)
    counts = Counter(zip(own[dims[0]].tolist(), said.tolist(), strict=True))
    seen = [sorted(cells[name].dropna().unique()) for name in dims]
    places = list(itertools.product(*seen))
    numbers = [counts[place] for place in places]
    found = pd.DataFrame(
        {
            **{name: cells[name].iloc[0] for name in SERIES},
            **dict.fromkeys(DIMENSIONS),
            **dict(zip(dims, map(list, zip(*places, strict=True)), strict=True)),
            "table_id": PRINTED + "_".join(dims),
            "dimensions": "|".join(dims),
            "n": numbers,
            "value": numbers,
            "kind": EXACT,
            "step": np.nan,
            "stale_count": 0,
        }
    )
    same = [str(name) for name in cells if name in found]
    kinds = {name: cells[name].dtype for name in ("month", "quarter", "value")}
    return found[same].astype(kinds)
