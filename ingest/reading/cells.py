"""A cell of any file as text: what is archived. Light, for the readers that run by themselves."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any


def text(cell: Any) -> str | None:
    """A cell as text: dates in ISO form, whole numbers without «.0», nothing as None."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell.isoformat()
    return str(cell)
