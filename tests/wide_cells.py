"""The cells of a public file with a column for each dimension and a note, by plain SQL.

Most tests ask about some categories, and of those it is easier to ask by name. The view `cells`
stands before the table; that nothing of the project reads it makes it another reader.
"""

from __future__ import annotations

import duckdb
import pandas as pd

CATEGORICAL = (
    "age_group",
    "sex",
    "violence_type",
    "zone",
    "relationship",
    "risk_level",
    "condition",
    "complaint",
    "protection_measure",
    "precautionary_measure",
    "legal_support",
)
DIMENSIONS = ("quarter", "month", *CATEGORICAL)
NUMBERS = ("quarter", "month")
NOTE = """CASE c.kind
    WHEN 'exact' THEN 'exacto' WHEN 'open' THEN 'publicado' WHEN 'inferred' THEN 'cero inferido'
    WHEN 'below' THEN 'menos de ' || e.threshold
    WHEN 'below_persons' THEN 'menos de ' || e.threshold || ' personas'
    ELSE 'redondeado' || CASE WHEN c.step = e.base THEN '' ELSE ' a ' || c.step END END"""


def with_wide_cells(con: duckdb.DuckDBPyConnection, other: str = "") -> duckdb.DuckDBPyConnection:
    """The connection, with the view `cells` in the place of its table.

    Of an attached store `other` the view is called wide_cells: its own table stays in sight.
    """
    columns = ", ".join(
        f"c.codes[list_position(string_split(t.dimensions, '|'), '{name}')]"
        f"::{'UTINYINT' if name in NUMBERS else 'VARCHAR'} AS {name}"
        for name in DIMENSIONS
    )
    # With its catalog's name: by its schema's alone, the view would be of itself.
    own = con.execute("SELECT current_database()").fetchall()[0][0]
    view, store = "wide_cells" if other else "cells", f'"{other or own}".main'
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW {view} AS "
        f"SELECT c.* EXCLUDE (codes, kind, step, value, changed, stale_count), {columns}, c.value, "
        f"{NOTE} AS note, c.changed, c.stale_count FROM {store}.cells AS c "
        f"JOIN {store}.tables AS t USING (ubigeo, source, measure, table_id) "
        f"CROSS JOIN (FROM {store}.editions ORDER BY edition DESC LIMIT 1) AS e"
    )
    return con


def wide(truth: pd.DataFrame) -> pd.DataFrame:
    """What an edition kept of its cells, as it was kept before layout 4."""
    names = truth["dimensions"].str.split("|")
    told = [
        dict(zip(filter(None, n), c, strict=True))
        for n, c in zip(names, truth["codes"], strict=True)
    ]
    columns = {d: [row.get(d) for row in told] for d in DIMENSIONS}
    notes = {"exact": "exacto", "below": "menos de 5", "below_persons": "menos de 5 personas"}
    coarser = truth["step"].map("redondeado a {:.0f}".format)
    rounded = coarser.where(truth["step"] != 5, "redondeado")
    note = truth["kind"].map(notes).fillna(rounded)
    return truth.drop(columns=["codes", "kind", "step"]).assign(**columns, note=note)
