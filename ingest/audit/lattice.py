"""What an attacker knows of the cells of one year, as a system of linear equations.

The unknowns are those of `joint.py`; each published cell bounds a sum of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from ingest.audit.joint import DIMENSIONS, Numbers, incidence, joint_of
from observatorio.disclosure import BELOW_PERSONS, EXACT

SERIES = ["ubigeo", "source", "measure", "year"]
PRINTED = "printed:"  # of the name of a margin that stands in no edition (printed.py)
LIMIT = 1e6  # no cell of a district's year holds more: what has no upper bound ends here


@dataclass(frozen=True)
class System:
    """low <= rows·x <= high with 0 <= x <= upper; row i of `targets` reckons cell i of `cells`.

    `cells` carries the true count `n`, which only the judge looks at. `printed` marks the rows that
    are known whether or not we publish anything.
    """

    cells: pd.DataFrame
    targets: sparse.csr_array
    rows: sparse.csr_array
    low: Numbers
    high: Numbers
    upper: Numbers
    printed: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def only_printed(self) -> System:
        """What is known without us: the printed margins, and that families agree."""
        kept = np.flatnonzero(self.printed)
        return replace(self, rows=self.rows[kept], low=self.low[kept], high=self.high[kept])


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
    printed = one_way(cells) if printed is None else printed
    low, high = known(cells, threshold, base, printed)
    zeros = np.zeros(joint.glue.shape[0])
    return System(
        cells,
        targets,
        sparse.csr_array(sparse.vstack([targets, joint.glue])),
        np.concatenate([low, zeros]),
        np.concatenate([high, zeros]),
        np.full(joint.size, LIMIT),
        np.concatenate([cells["table_id"].isin(list(printed)), zeros == 0]),
    )


def told_anew(system: System, cells: pd.DataFrame, threshold: int, base: int) -> System:
    """The system of the same cells, told otherwise: other bounds on the same sums."""
    low, high = known(cells, threshold, base, one_way(cells))
    glue = system.low[len(cells) :]
    return replace(
        system,
        cells=normal(cells),
        low=np.concatenate([low, glue]),
        high=np.concatenate([high, glue]),
    )


def normal(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells numbered from zero, months and quarters as numbers, absent dimensions as null."""
    cells = cells.reset_index(drop=True).reindex(
        columns=list(dict.fromkeys([*cells.columns, *DIMENSIONS]))
    )
    kinds = {"month": "float64", "quarter": "float64"}
    return cells.astype({name: kinds.get(name, "object") for name in DIMENSIONS})


def one_way(cells: pd.DataFrame) -> frozenset[str]:
    """The tables of at most one dimension, and what a ministry prints besides (`printed.py`).

    Those by zone too, though nobody else prints them: what is proven against this attacker holds
    against one who has counted the cases of a zone.
    """
    few = ~cells["dimensions"].str.contains("|", regex=False)
    return frozenset(cells.loc[few | cells["table_id"].str.startswith(PRINTED), "table_id"])


def known(
    cells: pd.DataFrame, threshold: int, base: int, printed: frozenset[str]
) -> tuple[Numbers, Numbers]:
    """The least and the greatest count that each cell can have, by what is shown of it.

    A cell that quotes an earlier edition (`stale_count`) is so many cases further from its count.
    """
    kind, value = cells["kind"], cells["value"].to_numpy(dtype="float64", na_value=np.nan)
    hidden, step, stale = cells["value"].isna().to_numpy(), steps(cells, base), staleness(cells)
    low = np.where(hidden, 0, np.maximum(value - step + 1, threshold) - np.nan_to_num(stale))
    # Persons may come any number of times; where a cell quotes, one of them is still there.
    low = np.where(~hidden & np.isnan(stale), 1, np.maximum(low, 0))
    high = np.where(hidden, threshold - 1, value + step - 1) + np.nan_to_num(stale, nan=np.inf)
    high = np.where(kind == BELOW_PERSONS, np.inf, high)
    low, high = (np.where(kind == EXACT, value, side) for side in (low, high))
    given, n = cells["table_id"].isin(list(printed)), cells["n"].to_numpy(dtype="float64")
    return np.where(given, n, low), np.where(given, n, high)


def staleness(cells: pd.DataFrame) -> Numbers:
    """How many cases may have come or gone since each cell was said; nan where nobody can tell."""
    if "stale_count" not in cells:
        return np.zeros(len(cells))
    return cells["stale_count"].to_numpy(dtype="float64", na_value=np.nan)


def steps(cells: pd.DataFrame, base: int) -> NDArray[np.int64]:
    """To what each cell is rounded; the base where it is not."""
    return cells["step"].fillna(base).to_numpy(dtype=np.int64)
