"""A delivery: one file of one sector, as the archive describes it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from observatorio import clock


@dataclass
class Delivery:
    """One file of one sector, received once. Months are `YYYY-MM`; counts are rows."""

    number: int
    source: str
    file_name: str
    file_bytes: int
    sha256: str
    received_at: str
    delivered_by: str | None
    edition_of_format: str
    date_order: str | None
    demonstration: bool
    completes: int | None
    first_row: int
    columns: dict[str, str]
    all_districts: bool
    broken_lines: list[int] = field(default_factory=list)
    blank_lines: list[int] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    rows_read: int = 0
    accepted: int = 0
    refused: int = 0
    left_out: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    periods: list[str] = field(default_factory=list)
    replaced_periods: list[str] = field(default_factory=list)
    # What it answers for, decided when it was received: months (as ranges) by office. None: it came
    # before that was kept, and answers for `periods`.
    covers: dict[str, list[str]] | None = None

    @property
    def id(self) -> str:
        """Name of the delivery as people see it, e.g. `000007-cem`."""
        return f"{self.number:06d}-{self.source}"

    @property
    def received(self) -> datetime:
        """When it came, in the district's time; `received_at` is kept in UTC."""
        return clock.local(datetime.fromisoformat(self.received_at))

    def line_of(self, row_number: int) -> int:
        """Line of the delivered file (as its user sees it) of the n-th row that could be read.

        A line that could not be read, corrected since, has its own number, negative (`row_at`).
        """
        if row_number < 1:
            return 1 - row_number
        at = self.first_row + row_number - 1
        return at + bisect_right([line - i for i, line in enumerate(self._skipped)], at)

    def row_at(self, line: int) -> int:
        """The number of the row at this line: the contrary of `line_of`."""
        if line in self.broken_lines:
            return 1 - line
        return line - self.first_row + 1 - bisect_left(self._skipped, line)

    def place_of(self, row_number: int) -> str:
        """Sheet and row of the n-th row where several sheets were read, else nothing."""
        for sheet in self.extra.get("sheets", ()):
            if row_number <= sheet["rows"]:
                first = sheet.get("first_row")
                return f"hoja {sheet['name']}, fila {first + row_number - 1}" if first else ""
            row_number -= sheet["rows"]
        return ""

    @cached_property
    def _skipped(self) -> list[int]:
        return sorted({*self.broken_lines, *self.blank_lines})
