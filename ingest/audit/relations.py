"""Which cells add up to which: the sums that tie the published tables of one year together.

A cell of a table is the sum of the cells of any finer table that lie in it. Only the nearest finer
tables are related (no published table lies between the two), so each sum is stated once. Months
and quarters meet in the cases of each quarter, which nobody publishes: those cells are latent.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ingest.audit.joint import DIMENSIONS
from ingest.audit.lattice import normal

LATENT = "latent"  # kind of a cell that stands in no table
REST = 0.0  # the quarter of the months that belong to no whole quarter
MONTHS, QUARTERS = 3, 4


@dataclass(frozen=True)
class Relation:
    """The count of cell `parent` is the sum of the counts of cells `children` (row numbers)."""

    parent: int
    children: tuple[int, ...]


@dataclass(frozen=True)
class Related:
    """The cells of one series and year (latent ones last, without `n`), and what ties them."""

    cells: pd.DataFrame
    relations: tuple[Relation, ...]

    @property
    def leaves(self) -> list[int]:
        """Cells that are no sum of others: all other counts follow from theirs."""
        parents = {relation.parent for relation in self.relations}
        return [at for at in range(len(self.cells)) if at not in parents]

    def same_as(self, cells: set[int]) -> set[int]:
        """These cells and those that hold the same cases by definition: a sum of one cell alone."""
        same = set(cells)
        single = [{r.parent, r.children[0]} for r in self.relations if len(r.children) == 1]
        while more := [pair for pair in single if pair & same and pair - same]:
            same = same.union(*more)
        return same


def relate(cells: pd.DataFrame) -> Related:
    """The relations between the published cells of one series and year, and the latent cells."""
    cells = normal(cells)
    dims = cells["dimensions"].map(lambda text: frozenset(filter(None, text.split("|"))))
    if dims.map(lambda found: "quarter" in found).any():
        cells, dims = _with_quarters(cells, dims)
    tables = {found: cells.index[dims == found] for found in dims.unique()}
    columns = {name: cells[name].tolist() for name in DIMENSIONS}
    return Related(
        cells,
        tuple(
            relation
            for fine in tables
            for coarse in _nearest(fine, set(tables))
            for relation in _sums(columns, tables[coarse], tables[fine], coarse)
        ),
    )


def _nearest(fine: frozenset[str], tables: set[frozenset[str]]) -> list[frozenset[str]]:
    """The tables that `fine` is summed to, without those that lie behind another one."""
    coarser = [dims for dims in tables if dims < fine]
    return [dims for dims in coarser if not any(dims < other for other in coarser)]


def _sums(
    columns: dict[str, list[object]], coarse: pd.Index, fine: pd.Index, dims: frozenset[str]
) -> list[Relation]:
    on = [columns[name] for name in DIMENSIONS if name in dims]
    # Some hundred rows, many times over: a dictionary is far quicker than a merge.
    children: dict[tuple[object, ...], list[int]] = {}
    for at in fine.tolist():
        children.setdefault(tuple(column[at] for column in on), []).append(at)
    found = [(at, children.get(tuple(column[at] for column in on))) for at in coarse.tolist()]
    return [Relation(parent, tuple(parts)) for parent, parts in found if parts]


def _with_quarters(cells: pd.DataFrame, dims: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    """Gives each month its quarter, and adds the latent cells: quarters, and what is in none."""
    whole = set(cells["quarter"].dropna())
    dated = cells["month"].notna()
    quarters = (cells.loc[dated, "month"] - 1) // MONTHS + 1
    cells.loc[dated, "quarter"] = quarters.where(quarters.isin(whole), REST)
    dims = dims.map(lambda found: found | {"quarter"} if "month" in found else found)
    rest = (cells["quarter"] == REST).any() if dated.any() else len(whole) < QUARTERS
    seen = sorted(whole | ({REST} if rest else set()))
    latent = [pd.DataFrame({"quarter": seen, "dimensions": "quarter"})]
    if frozenset({"quarter"}) in set(dims):
        latent = [latent[0].iloc[:0]]
    if rest:
        latent += [_rest_of(table) for _, table in cells[_by_quarter(dims)].groupby("table_id")]
    added = pd.concat(latent).assign(kind=LATENT)
    names = added["dimensions"].map(lambda text: frozenset(text.split("|")))
    both = pd.concat([cells, added.reindex(columns=cells.columns)], ignore_index=True)
    return both, pd.concat([dims, names], ignore_index=True)


def _by_quarter(dims: pd.Series) -> pd.Series:
    return dims.map(lambda found: "quarter" in found and "month" not in found)


def _rest_of(table: pd.DataFrame) -> pd.DataFrame:
    """The cells that a table by quarter would need for the months of no whole quarter."""
    others = [n for n in DIMENSIONS if n != "quarter" and table[n].notna().any()]
    return table[[*others, "dimensions"]].drop_duplicates().assign(quarter=REST)
