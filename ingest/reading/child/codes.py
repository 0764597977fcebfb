"""How a reader's process ends."""

from __future__ import annotations

from enum import IntEnum


class Ended(IntEnum):
    """Exit codes; a process that was stopped has the number of the signal instead, negative."""

    DONE = 0
    DAMAGED = 3
    TOO_LARGE = 4
