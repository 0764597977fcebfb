"""What can go wrong with a delivery, said in Spanish to the person who brought the file."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One problem of one row (or, with `row` None, of a whole column) of a delivered file."""

    row: int | None
    column: str
    value: str | None
    reason: str


@dataclass
class Refused(Exception):  # noqa: N818 - a refusal is an answer to the sector, not a fault
    """The whole file is refused and nothing changes; `message` says why and what to do."""

    message: str
    problems: list[Problem] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    rows_read: int = 0
    refused: int = 0

    def __str__(self) -> str:
        return self.message


class Busy(Exception):  # noqa: N818 - not an error of ours: somebody else is writing
    """Somebody else holds the lock; the message says who and since when."""
