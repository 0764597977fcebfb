"""What a source delivered of a month, as the edition says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

RECEIVED, PARTIAL, OWED, BEFORE = "recibido", "parcial", "no entregado", "sin registro"


@dataclass(frozen=True)
class Coverage:
    """A month of a source: its state, when it was due and came, late or in another's place."""

    source: str
    year: int
    month: int
    state: str
    due: date | None
    received: date | None
    late: bool
    replaced: bool

    @property
    def delivered(self) -> bool:
        """True when its cases are counted, be it of some offices only."""
        return self.state in (RECEIVED, PARTIAL)
