"""Months as they are said and kept, and the runs of months that a file's rows make."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from observatorio.config import ROOT

EVENTS = ROOT / "data" / "reference" / "events.csv"
# Empty months that chance would leave less often than this are odd.
ODD = 0.001
# A register with fewer rows may well be silent for most of a year: 28 cases of four months are one.
SMALL_ROWS, LONG_MONTHS = 40, 12
# A run of months with no more rows than this is out of the way rather than a part of the file.
FEW_ROWS, FEW_SHARE = 5, 0.05


@dataclass(frozen=True)
class Told:
    """What a file tells of a month of an office: its rows, how many are taken in, the first."""

    service: str
    month: date
    rows: int
    own: int
    first_rows: list[int] | None = None


@dataclass(frozen=True)
class Run:
    """Months of an office without an odd gap; `apart`: few rows, far from most of the file's."""

    told: list[Told]
    apart: bool = False

    @property
    def rows(self) -> int:
        """Rows in all."""
        return sum(month.rows for month in self.told)

    @property
    def own(self) -> int:
        """Rows that are taken in."""
        return sum(month.own for month in self.told)

    @property
    def filled(self) -> list[date]:
        """All its months: those without a row between two others are zero."""
        return between(self.told[0].month, self.told[-1].month)


def parse_months(text: str) -> tuple[date, ...]:
    """«2022-01..2022-03,2022-05» as the first days of its months; raises ValueError."""
    found: set[date] = set()
    for part in text.split(","):
        ends = re.fullmatch(r"\s*(\d{4}-\d{2})(?:\.\.(\d{4}-\d{2}))?\s*", part)
        if not ends:
            raise ValueError(f"«{part}»: se espera 2022-03 o 2022-01..2022-03")
        first, last = (date.fromisoformat(f"{end}-01") for end in (ends[1], ends[2] or ends[1]))
        if last < first:
            raise ValueError(f"«{part}»: el primer mes es posterior al último")
        found |= set(between(first, last))
    return tuple(sorted(found))


def as_ranges(months: Iterable[date]) -> list[str]:
    """Months as text, those that follow one another as a range: the contrary of `parse_months`."""
    found: list[list[date]] = []
    for month in sorted(set(months)):
        if found and _number(month) == _number(found[-1][-1]) + 1:
            found[-1].append(month)
        else:
            found.append([month])
    return [f"{r[0]:%Y-%m}" if len(r) == 1 else f"{r[0]:%Y-%m}..{r[-1]:%Y-%m}" for r in found]


def between(first: date, last: date) -> list[date]:
    """All months from one to another."""
    return [date(n // 12, n % 12 + 1, 1) for n in range(_number(first), _number(last) + 1)]


@cache
def emergencies() -> frozenset[date]:
    """Months of an emergency, in which an office without a case is nothing odd."""
    with EVENTS.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["kind"] == "emergencia"]
    ends = [f"{row['date_from']}..{row['date_to']}" for row in rows]
    return frozenset(month for text in ends for month in parse_months(text))


def away(months: Iterable[date], held: Iterable[date]) -> list[date]:
    """Those of `months` that are neither among `held` nor next to one of them."""
    near = {_number(month) + step for month in held for step in (-1, 0, 1)}
    return [month for month in months if _number(month) not in near]


def runs_of(told: list[Told]) -> list[Run]:
    """The months of an office, cut where no row for so long is odd for so many rows."""
    runs = [Run(part) for part in _cut(told)]
    largest = max(runs, key=lambda run: (run.rows, run.told[-1].month))
    few = max(FEW_ROWS, FEW_SHARE * Run(told).rows)
    return [Run(run.told, run is not largest and run.rows <= few) for run in runs]


def _cut(told: list[Told]) -> list[list[Told]]:
    """Cuts at the longest gap while it is odd: chance leaves it with (1 - gap / span) ^ rows."""
    gaps = [_empty(a.month, b.month) for a, b in pairwise(told)]
    longest = max(gaps, default=0)
    rows = Run(told).rows
    if not longest or (rows < SMALL_ROWS and longest < LONG_MONTHS):
        return [told]
    span = sum(gaps) + len(told)
    if (1 - longest / span) ** rows >= ODD:
        return [told]
    at = gaps.index(longest) + 1
    return _cut(told[:at]) + _cut(told[at:])


def _empty(first: date, last: date) -> int:
    """Months between two that one would expect something of."""
    return sum(month not in emergencies() for month in between(first, last)[1:-1])


def _number(month: date) -> int:
    return 12 * month.year + month.month - 1
