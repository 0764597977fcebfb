"""What a published cell says, and what several together say: the only way to a figure.

A selection of several categories, months or years is a sum of published cells, never a new count.
Where a protected cell is inside, the sum lies between two bounds and is shown so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from observatorio.numbers import whole

EXACT, ROUNDED, OPEN = "exacto", "redondeado", "publicado"


@dataclass(frozen=True)
class Figure:
    """A published figure: `low` and `high` are equal unless protected cells are inside.

    `note` is that of the cells (`exacto`, `redondeado`, `menos de 5`, `publicado`) or `suma`.
    """

    low: int
    high: int
    note: str

    @property
    def value(self) -> int | None:
        """The figure where it is one number, else None (protected is not zero)."""
        return self.low if self.low == self.high else None

    @property
    def protected(self) -> bool:
        """True when the figure itself is hidden, or hides in a sum."""
        return self.low != self.high

    @property
    def text(self) -> str:
        """The figure in words: «1 440», «menos de 5», «entre 20 y 44»."""
        if not self.protected:
            return whole(self.low)
        if self.low == 0:
            return f"menos de {self.high + 1}"
        return f"entre {whole(self.low)} y {whole(self.high)}"


def figure_of(value: int | None, note: str, threshold: int) -> Figure:
    """The figure of one published cell; a protected one lies between 0 and threshold - 1."""
    if value is None:
        return Figure(0, threshold - 1, note)
    return Figure(value, value, note)


def combine(figures: Iterable[Figure]) -> Figure | None:
    """Sum of published figures; None when there is none (nothing delivered is not zero)."""
    parts = list(figures)
    if len(parts) <= 1:
        return parts[0] if parts else None
    notes = {part.note for part in parts}
    note = notes.pop() if notes == {OPEN} else "suma"
    return Figure(sum(p.low for p in parts), sum(p.high for p in parts), note)
