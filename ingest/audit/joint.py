"""The unknowns of one year: counts of which every published cell is a sum.

A table of counts over all dimensions at once would have millions of cells. The published tables
need far fewer: each fits in a family of dimensions (FAMILIES), and families that share dimensions
agree on what they share. Two tables f1 and f2 of counts that agree on their common margin f always
have a common extension, f1·f2/f, and the families have the running intersection property (what a
family shares with the earlier ones lies within one of them). So real counts >= 0 of the families
that agree exist exactly where real counts >= 0 of the whole joint table do: the system is the
linear relaxation of the full joint, neither weaker nor stronger. Whole counts that agree extend to
whole counts too: the cases of each common cell can be matched at will.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from observatorio.config import ROOT
from observatorio.dimensions import DIMENSIONS as EVERY

TABLES_FILE = ROOT / "data" / "reference" / "tables.csv"


def _families() -> tuple[tuple[str, ...], ...]:
    """The dimensions of each family: those of its tables (column `family` of tables.csv)."""
    found: dict[int, set[str]] = {}
    with TABLES_FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            dims = found.setdefault(int(row["family"]), set())
            dims.update(filter(None, row["dimensions"].split("|")))
    return tuple(tuple(sorted(found[at], key=_place)) for at in sorted(found))


def _place(name: str) -> tuple[bool, int]:
    """Months come first: their quarters follow from them."""
    return name != "month", list(EVERY).index(name)


# Each public table lies within one of these; quarter follows from month where months are there.
FAMILIES = _families()
DIMENSIONS = list(dict.fromkeys(name for family in FAMILIES for name in family))
OTHER_QUARTERS = 0.0
QUARTERS = 4
Numbers = NDArray[np.float64]


class UnknownTable(ValueError):  # noqa: N818 - names what is unknown
    """A published table lies in no family: the audit would not see it."""


@dataclass(frozen=True)
class Joint:
    """The unknowns: the counts of each family's cells, one after the other.

    `families` holds a frame per family (a row per unknown, the index is the unknown's number, a
    column per dimension); `glue` holds a row per equation glue·x = 0 on which families agree.
    """

    families: tuple[pd.DataFrame, ...]
    glue: sparse.csr_array

    @property
    def size(self) -> int:
        """How many unknowns there are."""
        return int(self.glue.shape[1])


def joint_of(cells: pd.DataFrame) -> Joint:
    """The families that the tables of these cells need, each with its cells, and their glue."""
    used = _used(cells)
    families: list[pd.DataFrame] = []
    for dims in used:
        frame = _product(cells, dims)
        frame.index += sum(map(len, families))
        families.append(frame)
    size = sum(map(len, families))
    glue = [_glue(families, at, size) for at in range(1, len(families))]
    empty = sparse.csr_array((0, size))
    return Joint(tuple(families), sparse.csr_array(sparse.vstack([empty, *glue])))


def _used(cells: pd.DataFrame) -> list[list[str]]:
    """Per family that is needed, the dimensions that its tables have; the first is always there."""
    used: list[set[str]] = [set() for _ in FAMILIES]
    for table_id, dimensions in cells[["table_id", "dimensions"]].drop_duplicates().to_numpy():
        dims = set(filter(None, dimensions.split("|")))
        home = next((at for at, family in enumerate(FAMILIES) if dims <= set(family)), None)
        if home is None:
            raise UnknownTable(f"La auditoría no conoce la tabla «{table_id}» ({dimensions}).")
        used[home] |= dims
    return [
        [name for name in family if name in dims]
        for at, (family, dims) in enumerate(zip(FAMILIES, used, strict=True))
        if dims or at == 0
    ]


def _product(cells: pd.DataFrame, dims: list[str]) -> pd.DataFrame:
    """Every combination of the categories seen in the year; the quarter follows from the month."""
    free = [name for name in dims if name != "quarter" or "month" not in dims]
    levels = [_categories(cells, name) for name in free]
    grid = np.meshgrid(*(np.arange(len(level)) for level in levels), indexing="ij")
    frame = pd.DataFrame(
        {name: level[codes.ravel()] for name, level, codes in zip(free, levels, grid, strict=True)},
        index=range(int(np.prod([len(level) for level in levels]))),
    )
    if "month" in dims:
        frame["quarter"] = quarter_of(frame["month"])
    return frame


def quarter_of(month: pd.Series) -> pd.Series:
    """The quarter (1 to 4) of each month."""
    return (month - 1) // 3 + 1


def _categories(cells: pd.DataFrame, name: str) -> NDArray[np.object_] | Numbers:
    """The categories seen; of quarters those of all months, for not every one is whole."""
    seen = pd.Series(cells[name].dropna().unique()).sort_values()
    if name == "quarter":
        if cells["month"].notna().any():
            seen = quarter_of(cells["month"]).dropna().drop_duplicates()
        elif len(seen) < QUARTERS:
            seen = pd.concat([pd.Series([OTHER_QUARTERS]), seen])
    return seen.to_numpy()


def _glue(families: list[pd.DataFrame], at: int, size: int) -> sparse.csr_array:
    """Equations: family `at` and an earlier one count the same in each cell of what they share."""
    shared = [str(c) for c in families[at] if any(c in earlier for earlier in families[:at])]
    partner = next(f for f in families[:at] if set(shared) <= set(f.columns))
    margin = families[at][shared].drop_duplicates().reset_index(drop=True)
    return _sums(families[at], margin, shared, size) - _sums(partner, margin, shared, size)


def incidence(joint: Joint, cells: pd.DataFrame) -> sparse.csr_array:
    """The row of each cell over the unknowns: which of its family's cells it sums."""
    rows = sparse.csr_array((len(cells), joint.size))
    for dimensions, table in cells.groupby("dimensions"):
        dims = [name for name in str(dimensions).split("|") if name]
        family = next(f for f in joint.families if set(dims) <= set(f.columns))
        rows = rows + _sums(family, table, dims, joint.size, len(cells))
    return sparse.csr_array(rows)


def _sums(
    family: pd.DataFrame, cells: pd.DataFrame, dims: list[str], size: int, height: int | None = None
) -> sparse.csr_array:
    """Ones where an unknown of the family lies in a cell (both by their index)."""
    # Some thousand rows at most, many times over: a dictionary is far quicker than a merge.
    wanted: dict[tuple[object, ...], list[int]] = {}
    for cell, key in zip(cells.index, _keys(cells, dims), strict=True):
        wanted.setdefault(key, []).append(cell)
    pairs = [
        (cell, unknown)
        for unknown, key in zip(family.index, _keys(family, dims), strict=True)
        for cell in wanted.get(key, ())
    ]
    place = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    shape = (height or len(cells), size)
    return sparse.csr_array((np.ones(len(pairs)), (place[0], place[1])), shape=shape)


def _keys(frame: pd.DataFrame, dims: list[str]) -> Iterable[tuple[object, ...]]:
    columns = [frame[name].tolist() for name in dims]
    return zip(*columns, strict=True) if columns else itertools.repeat((), len(frame))
