"""The cells of an edition as the audit looks at them: a column for each dimension."""

from __future__ import annotations

import pandas as pd

from observatorio.dimensions import DIMENSIONS, TIMES


def by_dimension(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells (columns `dimensions` and `codes`) with their categories in columns instead of codes.

    A dimension that a cell's table does not have is null; months and quarters are numbers.
    """
    tables = [_told_apart(table) for _, table in cells.groupby("dimensions", sort=False)]
    nothing = cells.head(0).drop(columns="codes").reindex(columns=_columns(cells))
    found = pd.concat(tables).sort_index() if tables else nothing
    kinds = {name: "UInt8" if name in TIMES else "str" for name in DIMENSIONS}
    return found.reindex(columns=_columns(cells)).astype(kinds)


def _columns(cells: pd.DataFrame) -> list[str]:
    return [*cells.columns.drop("codes"), *DIMENSIONS]


def _told_apart(table: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in str(table["dimensions"].iloc[0]).split("|") if name]
    codes = pd.DataFrame(table["codes"].tolist(), index=table.index).reindex(
        columns=range(len(names))
    )
    return table.drop(columns="codes").assign(**{name: codes[at] for at, name in enumerate(names)})
