"""What a published cell says, and what several together say: the only way to a figure.

A selection of several categories, months or years is a sum of published cells, never a new count.
Where a protected cell is inside, the sum lies between two bounds and is shown so. Nothing outside
this module adds published values.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from observatorio.numbers import whole

# What a cell is, as the cube says it. BELOW: fewer records than the threshold; BELOW_PERSONS: fewer
# persons, where the source tells them apart, of any number of records each.
EXACT, ROUNDED, BELOW, BELOW_PERSONS = "exact", "rounded", "below", "below_persons"
# INFERRED: an open source's month without a row, a zero that its file says by its silence alone.
OPEN, INFERRED = "open", "inferred"
SUM = "sum"  # of several cells
OPEN_KINDS = (OPEN, INFERRED)
PERSONS = "personas"
# Below this, a percentage is a play of chance.
LEAST_BASE = 20
OPEN_EXPLANATION = (
    "Estas cifras son de una fuente abierta y se muestran tal como fueron publicadas. "
    "No se redondean ni se ocultan, así que las partes suman el total."
)


@dataclass(frozen=True)
class Figure:
    """A published figure: `low` and `high` are equal unless protected cells are inside.

    `kind` is that of the cells or SUM. `high` is None where a protected cell inside tells how many
    persons it has at most and not how many records; `persons` is then the most in such cells.
    `changed` says that some cell inside is another than in the edition before. `steps` says to
    multiples of what each rounded cell inside was rounded, `stale` how many cases may have come or
    gone since each cell inside was said that says what it said in an earlier edition (inf where
    nobody can tell).
    """

    low: int
    high: int | None
    kind: str
    changed: bool = False
    persons: int = 0
    steps: tuple[int, ...] = field(default=(), compare=False, repr=False)
    stale: tuple[float, ...] = field(default=(), compare=False, repr=False)

    @property
    def value(self) -> int | None:
        """The figure where it is one number, else None (protected is not zero)."""
        return self.low if self.low == self.high else None

    @property
    def protected(self) -> bool:
        """True when the figure itself is hidden, or hides in a sum."""
        return self.low != self.high

    @property
    def hidden(self) -> bool:
        """True when nothing of the figure is known but its upper bound: it has no length."""
        return self.protected and self.low == 0

    @property
    def text(self) -> str:
        """In words: «1 440», «menos de 5», «entre 20 y 44», «menos de 5 personas», «20 o más»."""
        if self.high is None:
            few = f"menos de {self.persons + 1} {PERSONS}"
            return few if self.hidden else f"{whole(self.low)} o más"
        if self.hidden:
            return f"menos de {self.high + 1}"
        return (
            f"entre {whole(self.low)} y {whole(self.high)}" if self.protected else whole(self.low)
        )

    @property
    def short(self) -> str:
        """The same for the label of a bar: «1 440», «90–94», «90 o más»."""
        if self.high is None or self.hidden or not self.protected:
            return self.text
        return f"{whole(self.low)}–{whole(self.high)}"

    @property
    def told(self) -> str:
        """In words, with whether it is inferred and whether it changed: «125 (cambió)»."""
        said = "inferido" if self.kind == INFERRED else ""
        marks = ", ".join(filter(None, (said, "cambió" if self.changed else "")))
        return f"{self.text} ({marks})" if marks else self.text


def figure_of(
    value: int | None,
    kind: str,
    threshold: int,
    changed: bool = False,
    *,
    stale_count: int | None = 0,
    step: int | None = None,
) -> Figure:
    """The figure of one published cell; a protected one holds 0 to threshold - 1.

    They are records, or persons (of any number of records each) where the kind says so. `step` is
    what its value is a multiple of by rounding. `stale_count`: how many may have come or gone since
    it was said; None where nobody can tell.
    """
    stale = () if stale_count == 0 else (math.inf if stale_count is None else stale_count,)
    steps = () if step is None else (step,)
    if value is not None:
        return Figure(value, value, kind, changed, steps=steps, stale=stale)
    if kind == BELOW_PERSONS:
        return Figure(0, None, kind, changed, threshold - 1, stale=stale)
    return Figure(0, threshold - 1, kind, changed, stale=stale)


def note_of(kind: str, step: int | None, threshold: int, base: int) -> str:
    """What a file says of a cell: «exacto», «redondeado a 10», «menos de 5 personas», …."""
    if kind == ROUNDED:
        return "redondeado" if step == base else f"redondeado a {step}"
    few = f"menos de {threshold}"
    notes = {EXACT: "exacto", OPEN: "publicado", INFERRED: "cero inferido"}
    return notes.get(kind) or (few if kind == BELOW else f"{few} {PERSONS}")


def combine(figures: Iterable[Figure]) -> Figure | None:
    """Sum of published figures; None when there is none (nothing delivered is not zero)."""
    parts = list(figures)
    if len(parts) <= 1:
        return parts[0] if parts else None
    highs = [part.high for part in parts if part.high is not None]
    return Figure(
        sum(part.low for part in parts),
        sum(highs) if len(highs) == len(parts) else None,
        _kind_of_sum({part.kind for part in parts}),
        any(part.changed for part in parts),
        sum(part.persons for part in parts),
        tuple(step for part in parts for step in part.steps),
        tuple(count for part in parts for count in part.stale),
    )


def _kind_of_sum(kinds: set[str]) -> str:
    if len(kinds) == 1 and kinds <= set(OPEN_KINDS):
        return kinds.pop()
    return OPEN if kinds <= set(OPEN_KINDS) else SUM


def rounding_steps(figure: Figure, base: int) -> tuple[float, ...]:
    """To multiples of what each rounded cell inside was rounded: `base`, unless it says more.

    One that says what it said before is as far from its count as if it was rounded once more.
    """
    steps = figure.steps or ((base,) if figure.kind == ROUNDED else ())
    return (*map(float, steps), *(count + 1 for count in figure.stale))


def slack(figure: Figure, base: int) -> float:
    """How far the true count may lie from a figure's bounds, in cases; 0 where nothing is rounded.

    A cell that was rounded to a multiple of a step is less than that step away from its count.
    """
    return sum(step - 1 for step in rounding_steps(figure, base))


def sums(
    cells: Iterable[Mapping[str, Any]], by: Sequence[str], threshold: int
) -> dict[tuple[Any, ...], Figure]:
    """Published cells (with what `figure_of` asks) added up for each combination of `by`.

    Combinations stand in the order in which the cells first bring them.
    """
    groups: dict[tuple[Any, ...], list[Figure]] = {}
    for cell in cells:
        said = {name: cell[name] for name in ("changed", "stale_count", "step")}
        figure = figure_of(cell["value"], cell["kind"], threshold, **said)
        groups.setdefault(tuple(cell[name] for name in by), []).append(figure)
    found = {key: combine(parts) for key, parts in groups.items()}
    return {key: figure for key, figure in found.items() if figure is not None}


def share_pct(part: Figure | None, base: Figure | None) -> float | None:
    """What part of a published total another published figure is, 0 to 100.

    None when either is missing or protected, and on a base under 20. `base` is the total's own
    cell, never a sum of its parts; as each is rounded by itself, a part may exceed it by a little.
    """
    if part is None or base is None or part.value is None or base.value is None:
        return None
    return min(100.0, 100 * part.value / base.value) if base.value >= LEAST_BASE else None


def explanation(threshold: int, base: int) -> str:
    """Two sentences for whoever reads or takes away protected figures."""
    return (
        f"Para que nadie pueda ser reconocido, las cifras se redondean a múltiplos de {base} (solo "
        f"el total de un año cerrado es exacto) y donde hay menos de {threshold} casos o personas "
        f"se dice «menos de {threshold}», que puede ser de 0 a {threshold - 1}. Cada cifra se "
        "redondea por separado: por eso las partes pueden no sumar el total, y una suma con cifras "
        "protegidas se da «entre» dos números o como «… o más»."
    )
