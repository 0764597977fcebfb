"""The editions before, as far back as they are compared: what is told by keeping them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import pandas as pd

from ingest.audit.cells import by_dimension
from ingest.audit.differences import attack_editions
from ingest.audit.lattice import SERIES
from ingest.audit.printed import printed_of
from observatorio.config import Privacy
from observatorio.database import frame
from observatorio.disclosure import EXACT

Series = tuple[str, ...]


def told_by_comparing(
    con: duckdb.DuckDBPyConnection, ubigeo: str, privacy: Privacy, changed: set[Series]
) -> pd.DataFrame:
    """The cells of the `changed` series and years of which something few is certain.

    The edition being built is compared with each of the last ones, by the rule that each had: a
    small increase, or a count of a hidden cell of either (`attack_editions`).
    """
    earlier = _cells(con, "companions/truth_before", ubigeo, changed)
    if earlier.empty:
        return earlier
    now = _known(con, _cells(con, "companions/truth", ubigeo, changed))
    found = [now.head(0).assign(pinned=False, question="")]
    for _, cells in earlier.groupby("edition"):
        rule = (int(cells["threshold"].iloc[0]), int(cells["base"].iloc[0]))
        found.append(
            attack_editions(
                _known(con, cells), now, privacy.threshold, privacy.base,
                rule_before=rule, ask_present=False,
            )
        )  # fmt: skip
    every = pd.concat(found, ignore_index=True)
    dimensions = pd.concat([earlier, now]).groupby("table_id")["dimensions"].first()
    told = every[every["pinned"].astype(bool)]
    return told.assign(dimensions=told["table_id"].map(dimensions))


def _cells(
    con: duckdb.DuckDBPyConnection, name: str, ubigeo: str, series: set[Series]
) -> pd.DataFrame:
    return by_dimension(only(frame(con, name, ubigeo=ubigeo), series))


def only(cells: pd.DataFrame, series: set[Series]) -> pd.DataFrame:
    """The cells of these series and years."""
    names = zip(*(cells[name].astype(str) for name in SERIES), strict=True)
    return cells[pd.Series([name in series for name in names], cells.index, dtype=bool)]


def series_of(names: Mapping[Any, Any]) -> Series:
    """Series and year of a row."""
    return tuple(str(names[name]) for name in SERIES)


def printed_in(con: duckdb.DuckDBPyConnection, cells: pd.DataFrame) -> pd.DataFrame:
    """What a ministry prints of those years of these cells, of one edition, that are closed."""
    if not (cells["kind"] == EXACT).any():
        return cells.head(0)
    if "edition" in cells:
        edition = int(cells["edition"].iloc[0])
        records = frame(con, "companions/records_before", edition=edition)
    else:
        records = frame(con, "companions/records")
    return printed_of(records, cells)


def _known(con: duckdb.DuckDBPyConnection, cells: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([cells, printed_in(con, cells)], ignore_index=True)
