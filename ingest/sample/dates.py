"""Draws days of intake: seasons by month, fewer at weekends, few while CEMs were closed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ingest.sample.model import load_model, pick

Days = NDArray[np.datetime64]
MONTHS = 12


def draw_days(rng: np.random.Generator, year: int, size: int, months: int = MONTHS) -> Days:
    """`size` days of the first `months` months of a year, in no order."""
    model = load_model()["months"]
    by_month = np.array(model.get(str(year), model["usual"]), dtype=float)
    days = np.arange(f"{year}-01-01", f"{year + 1}-01-01", dtype="datetime64[D]")
    month = days.astype("datetime64[M]").astype(int) % 12
    weights = by_month[month] * np.where(np.is_busday(days), 1.0, model["weekend"])
    return days[pick(rng, weights * (month < months), size)]


def months_of(year: int) -> int:
    """How many months of a year the district's files cover: the last year is open."""
    last_year, last_month = load_model()["months"]["last"]
    return int(last_month) if year == last_year else MONTHS


def day_text(days: Days, pattern: str) -> NDArray[np.str_]:
    """The days as text; each distinct day is formatted once."""
    distinct, place = np.unique(days, return_inverse=True)
    return np.array([day.strftime(pattern) for day in distinct.tolist()])[place]
