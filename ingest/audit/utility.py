"""What protection costs the reader: how far the published figures are from the counts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ingest.audit.lattice import staleness

LEAST_CELL = 20
CELL_ERROR_GOAL_PCT = 4.0
MONTH_ERROR_GOAL_PCT = 3.0
HIDDEN_GOAL_PCT = 2.0


@dataclass(frozen=True)
class Utility:
    """Mean error of cells of 20 cases or more, and of monthly totals; share of cases hidden.

    All in percent; None where there is no such cell. Hidden: of the cases of the published tables
    of two dimensions, those in cells that are not shown. Quoting: of all cells, those that say what
    they said in an earlier edition though cases may have come or gone since; and their own error.
    """

    cell_error_pct: float | None
    month_error_pct: float | None
    hidden_pct: float | None
    quoting_pct: float | None = None
    quoting_error_pct: float | None = None

    @property
    def reached(self) -> bool:
        """Whether the three goals are met."""
        pairs = (
            (self.cell_error_pct, CELL_ERROR_GOAL_PCT),
            (self.month_error_pct, MONTH_ERROR_GOAL_PCT),
            (self.hidden_pct, HIDDEN_GOAL_PCT),
        )
        return all(found is None or found <= goal for found, goal in pairs)


def utility_of(truth: pd.DataFrame) -> Utility:
    """The cost of protection over the cells given (columns n, value, table_id, dimensions)."""
    shown = truth[truth["value"].notna() & (truth["n"] >= LEAST_CELL)]
    two_way = truth[truth["dimensions"].str.count(r"\|") == 1]
    hidden = two_way.loc[two_way["value"].isna(), "n"].sum()
    quoting = pd.Series(staleness(truth), truth.index).ne(0)
    return Utility(
        cell_error_pct=_error_pct(shown[shown["dimensions"] != ""]),
        month_error_pct=_error_pct(shown[shown["table_id"] == "month"]),
        hidden_pct=100.0 * hidden / two_way["n"].sum() if two_way["n"].sum() else None,
        quoting_pct=100.0 * float(quoting.mean()) if len(truth) else None,
        quoting_error_pct=_error_pct(shown[quoting[shown.index]]),
    )


def _error_pct(cells: pd.DataFrame) -> float | None:
    if cells.empty:
        return None
    return float(100 * ((cells["value"] - cells["n"]).abs() / cells["n"]).mean())
