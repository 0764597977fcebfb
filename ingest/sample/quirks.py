"""Writes case codes as text with the marks of the real files.

Codes such as `15.0`, ubigeo parts without their zeros, a single space for blank, blanks at the
end of names, days as dd/mm/yyyy: an importer must read all of them without help.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.sample.cases import as_decimal, code_texts, lose_zeros
from ingest.sample.dates import day_text
from ingest.sample.model import BLANK, Table, load_model

# Every fourth optional column has the space: files differ by column, not by cell.
SPACE_STEP = 4


def case_texts(
    rng: np.random.Generator, table: Table, columns: Sequence[str]
) -> dict[str, NDArray[np.object_]]:
    """The columns as text, quirks included."""
    table = dict(table)
    size = len(table["YEAR"])
    quirks = load_model()["quirks"]
    lose_zeros(table, rng.random(size) < quirks["lost_zero_share"])
    padded = rng.random(size) < quirks["trailing_blank_share"]
    table["CEM"] = np.where(padded, np.char.add(table["CEM"], "   "), table["CEM"])
    table["FECHA_INGRESO"] = day_text(table["FECHA_INGRESO"], "%d/%m/%Y")
    spaced = np.isin(table["YEAR"], quirks["space_years"])
    decimal_rows = np.isin(table["YEAR"], quirks["decimal_years"])
    texts = {}
    for number, name in enumerate(columns):
        values = table[name]
        if not np.issubdtype(values.dtype, np.integer):
            texts[name] = values.astype(object)
            continue
        decimal = decimal_rows & (values == BLANK).any()
        if name in quirks["decimal_columns"]:
            decimal |= rng.random(size) < quirks["decimal_share"]
        texts[name] = _codes(values, decimal)
        if number % SPACE_STEP == 0:
            texts[name][spaced & (values == BLANK)] = " "
    return texts


def _codes(codes: NDArray[np.integer], decimal: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Codes as `15` or, where a table had blanks in the column, as `15.0`; blank as nothing."""
    whole = np.array(code_texts(codes), dtype=object)[codes + 1]
    parted = np.array(code_texts(codes, as_decimal), dtype=object)[codes + 1]
    return np.asarray(np.where(decimal, parted, whole))
