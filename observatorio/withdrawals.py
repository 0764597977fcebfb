"""Editions that were taken back: they stay so, and whoever asks for one is told why.

The marks stand in the pointer of the published editions, so that an edition is taken back and the
one before is current again in one step.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from observatorio.store import Pointer

MARKS = "withdrawn"


@dataclass(frozen=True)
class Withdrawal:
    """One edition that is shown no more, since when, and the reason that was given."""

    edition: int
    day: date
    reason: str


def withdrawn(folder: Path) -> dict[int, Withdrawal]:
    """The editions of a folder that were taken back, by number."""
    return of_plain(Pointer(folder).read().get(MARKS))


def of_plain(values: Any) -> dict[int, Withdrawal]:
    """The marks as they are written in a file, in order; what is no mark is passed over."""
    marks = filter(None, map(_mark, values if isinstance(values, list) else []))
    return {mark.edition: mark for mark in sorted(marks, key=lambda mark: mark.edition)}


def as_plain(marks: Iterable[Withdrawal]) -> list[dict[str, Any]]:
    """The same as values for a file or an answer, in order of edition."""
    ordered = sorted(marks, key=lambda mark: mark.edition)
    return [asdict(mark) | {"day": mark.day.isoformat()} for mark in ordered]


def _mark(value: Any) -> Withdrawal | None:
    try:
        day = date.fromisoformat(value["day"])
        return Withdrawal(int(value["edition"]), day, str(value["reason"]))
    except (TypeError, KeyError, ValueError):
        return None
