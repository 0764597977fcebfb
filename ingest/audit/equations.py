"""Relations as equations in few unknowns: what is certain goes before anything is guessed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ingest.audit.knowledge import Guess
from ingest.audit.relations import Relation

PAIR = 2
INDEPENDENT = 1e-6


class Impossible(ValueError):  # noqa: N818 - what the system is
    """No counts satisfy what is known; of true figures this can't be."""


@dataclass(frozen=True)
class Equation:
    """Over the cells `at` of parts: the sum of parts[at] times their counts is `target`."""

    parts: dict[int, int]
    target: int

    def least(self, cells: list[Guess]) -> int:
        """The least value of the sum."""
        return sum(_ends(times, cells[at])[0] for at, times in self.parts.items())

    def with_tie(self, at: int, tie: Tie) -> Equation:
        """The same equation with another cell in the place of `at`."""
        if at not in self.parts:
            return self
        parts = dict(self.parts)
        times = parts.pop(at)
        parts[tie.root] = parts.get(tie.root, 0) + times * tie.sign
        return Equation({k: v for k, v in parts.items() if v}, self.target - times * tie.shift)


@dataclass(frozen=True)
class Tie:
    """A cell that another determines: its count is sign · (count of root) + shift; sign is ±1."""

    root: int
    sign: int
    shift: int

    def image(self, root: Guess) -> Guess:
        """What is thought of the cell, from what is thought of the root."""
        low = min(self.sign * root.low, self.sign * root.high) + self.shift
        return Guess(low, root.weight[:: self.sign])

    def inverse(self, at: int) -> Tie:
        """The root as determined by the cell `at`."""
        return Tie(at, self.sign, -self.sign * self.shift)


@dataclass
class Model:
    """The cells with their weights, the equations between unknowns, the cells tied to others."""

    cells: list[Guess]
    equations: list[Equation]
    ties: dict[int, Tie] = field(default_factory=dict)

    @property
    def unknowns(self) -> list[int]:
        """Cells that are open and not tied to another."""
        return [at for at, g in enumerate(self.cells) if len(g.weight) > 1 and at not in self.ties]


def simplified(cells: list[Guess], relations: tuple[Relation, ...]) -> Model:
    """The relations as equations between cells that are neither known nor tied to another.

    Raises Impossible where no counts satisfy them.
    """
    whole = [Equation({r.parent: -1, **dict.fromkeys(r.children, 1)}, 0) for r in relations]
    model = Model(list(cells), whole)
    _narrow(model, set(range(len(cells))))
    while pair := next((e for e in model.equations if _ties(e)), None):
        _narrow(model, _tie(model, pair))
    model.equations = _independent(model.equations)
    return model


def _ends(times: int, guess: Guess) -> tuple[int, int]:
    low, high = times * guess.low, times * guess.high
    return min(low, high), max(low, high)


def _narrow(model: Model, moved: set[int]) -> None:
    """Cuts off the counts that no counts of the other cells of an equation allow.

    Takes out the cells that are known then. `moved` are the cells of which something is new: only
    their equations can say more than they did.
    """
    known = set(moved)
    while moved:
        told = [e for e in model.equations if not moved.isdisjoint(e.parts)]
        moved = {at for equation in told for at in _narrowed(model.cells, equation)}
        known |= moved
    known = {at for at in known if len(model.cells[at].weight) == 1}
    opened = [e if known.isdisjoint(e.parts) else _opened(e, model.cells) for e in model.equations]
    model.equations = [equation for equation in opened if equation.parts]


def _narrowed(cells: list[Guess], equation: Equation) -> list[int]:
    """The cells of an equation that it narrows."""
    every = [(at, times, *_ends(times, cells[at])) for at, times in equation.parts.items()]
    slack_low = equation.target - sum(most for *_, most in every)
    slack_high = equation.target - sum(least for *_, least, _ in every)
    moved = []
    for at, times, least, most in every:
        guess, ends = cells[at], (slack_low + most, slack_high + least)
        first, last = ends if times > 0 else reversed(ends)
        low, high = max(guess.low, -(-first // times)), min(guess.high, last // times)
        if low > high:
            raise Impossible("Ningún cuadro de casos enteros cumple lo publicado.")
        if (low, high) != (guess.low, guess.high):
            cells[at] = guess.within(low, high)
            moved.append(at)
    return moved


def _opened(equation: Equation, cells: list[Guess]) -> Equation:
    known = {at: times for at, times in equation.parts.items() if len(cells[at].weight) == 1}
    rest = {at: times for at, times in equation.parts.items() if at not in known}
    done = sum(times * cells[at].low for at, times in known.items())
    return Equation(rest, equation.target - done)


def _ties(equation: Equation) -> bool:
    return len(equation.parts) == PAIR and all(abs(t) == 1 for t in equation.parts.values())


def _tie(model: Model, pair: Equation) -> set[int]:
    """Two unknowns that determine each other become one, which has the weights of both.

    Answers the cells of which that may tell something.
    """
    (root, one), (at, other) = pair.parts.items()
    tie = Tie(root, -one * other, other * pair.target)
    seen = tie.inverse(at).image(model.cells[at])
    low, high = max(seen.low, model.cells[root].low), min(seen.high, model.cells[root].high)
    if low > high:
        raise Impossible("Ningún cuadro de casos enteros cumple lo publicado.")
    kept = model.cells[root].within(low, high)
    model.cells[root] = Guess(low, kept.weight * seen.within(low, high).weight)
    touched = {root}.union(*(e.parts for e in model.equations if at in e.parts))
    model.equations = [e.with_tie(at, tie) for e in model.equations if e is not pair]
    model.ties[at] = tie
    for earlier, old in model.ties.items():
        if old.root == at:
            sign = old.sign * tie.sign
            model.ties[earlier] = Tie(root, sign, old.sign * tie.shift + old.shift)
    return touched


def _independent(equations: list[Equation]) -> list[Equation]:
    """Without the equations that follow from shorter ones, so that each constraint counts once."""
    names = sorted({at for e in equations for at in e.parts})
    place = {at: number for number, at in enumerate(names)}
    basis = np.zeros((0, len(names)))
    kept = []
    for equation in sorted(equations, key=lambda e: len(e.parts)):
        row = np.zeros(len(names))
        row[[place[at] for at in equation.parts]] = list(equation.parts.values())
        rest = row - basis.T @ (basis @ row)
        rest -= basis.T @ (basis @ rest)
        if np.linalg.norm(rest) > INDEPENDENT:
            basis = np.vstack([basis, rest / np.linalg.norm(rest)])
            kept.append(equation)
    return kept
