"""What an attacker knows of the cells of one year, as a system of linear equations.

The unknowns are those of `joint.py`; each published cell bounds a sum of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from ingest.audit.joint import DIMENSIONS, Numbers, incidence, joint_of

SERIES = ["ubigeo", "source", "measure", "year"]
COARSER = "redondeado a"  # note of a cell rounded to a multiple of the base (companions.py)
LIMIT = 1e6  # no cell of a district's year holds more: what has no upper bound ends here


@dataclass(frozen=True)
class System:
    """low <= rows·x <= high with 0 <= x <= upper; row i of `targets` reckons cell i of `cells`.

    `cells` carries the true count `n`, which only the judge looks at.
    """

    cells: pd.DataFrame
    targets: sparse.csr_array
    rows: sparse.csr_array
    low: Numbers
    high: Numbers
    upper: Numbers


def build(
    cells: pd.DataFrame, threshold: int, base: int, printed: frozenset[str] | None = None
) -> System:
    """The system of one series and year: its published cells and the margins printed exactly.

    `printed` names the tables whose true counts the attacker has (every one-way table and the
    total, unless told otherwise). Raises UnknownTable where a table lies in no family.
    """
    cells = normal(cells)
    joint = joint_of(cells)
    targets = incidence(joint, cells)
    low, high = known(cells, threshold, base, one_way(cells) if printed is None else printed)
    zeros = np.zeros(joint.glue.shape[0])
    return System(
        cells,
        targets,
        sparse.csr_array(sparse.vstack([targets, joint.glue])),
        np.concatenate([low, zeros]),
        np.concatenate([high, zeros]),
        np.full(joint.size, LIMIT),
    )


def normal(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells numbered from zero, months and quarters as numbers, absent dimensions as null."""
    cells = cells.reset_index(drop=True).reindex(
        columns=list(dict.fromkeys([*cells.columns, *DIMENSIONS]))
    )
    kinds = {"month": "float64", "quarter": "float64"}
    return cells.astype({name: kinds.get(name, "object") for name in DIMENSIONS})


def one_way(cells: pd.DataFrame) -> frozenset[str]:
    """The tables of at most one dimension: totals such as a ministry prints in its yearbook.

    Those by zone too, though nobody else prints them: what is proven against this attacker holds
    against one who has counted the cases of a zone.
    """
    few = ~cells["dimensions"].str.contains("|", regex=False)
    return frozenset(cells.loc[few, "table_id"])


def known(
    cells: pd.DataFrame, threshold: int, base: int, printed: frozenset[str]
) -> tuple[Numbers, Numbers]:
    """The least and the greatest count that each cell can have, by what is shown of it."""
    note, value = cells["note"], cells["value"].to_numpy(dtype="float64", na_value=np.nan)
    by_person = note.str.endswith(" personas")
    step = steps(cells, base)
    low = np.where(cells["value"].isna(), 0, np.maximum(value - step + 1, threshold))
    high = np.where(cells["value"].isna(), threshold - 1, value + step - 1)
    high = np.where(by_person, np.inf, high)
    low, high = (np.where(note == "exacto", value, side) for side in (low, high))
    given, n = cells["table_id"].isin(list(printed)), cells["n"].to_numpy(dtype="float64")
    return np.where(given, n, low), np.where(given, n, high)


def steps(cells: pd.DataFrame, base: int) -> NDArray[np.int64]:
    """To what each cell is rounded: the base, or what its note says."""
    told = cells["note"].str.extract(rf"^{COARSER} (\d+)$", expand=False)
    return np.array([base if pd.isna(to) else int(to) for to in told], dtype=np.int64)
