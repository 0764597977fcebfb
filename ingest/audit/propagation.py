"""Probable counts of tied cells, by loopy belief propagation (the sum-product algorithm).

Each relation says that a signed sum of counts has a given value. Its message to one of its cells is
how probable the other cells make each count: convolutions of their distributions, from the left and
from the right (Kschischang, Frey and Loeliger, 2001). Where the relations form a tree the answer is
exact. Real lattices have loops, in which evidence comes back as if it were new: what is said is an
approximation, and it errs towards too much confidence, which is the safe side for an audit.

Three things are done first, which lose nothing and leave fewer loops: bounds are narrowed, cells
that determine each other (two unknowns in one relation) become one, and relations that follow from
others are dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ingest.audit.equations import Equation, Tie, simplified
from ingest.audit.knowledge import Guess, Numbers
from ingest.audit.relations import Relation

ROUNDS = 120
DAMPING = 0.2  # share of the previous message that stays: loops then settle instead of swinging
STILL = 2e-4  # no message moves more than this: the rounds left would change nothing


@dataclass
class Beliefs:
    """What is thought of each cell in the end; how often messages contradicted each other."""

    cells: list[Guess]
    rounds: int = 0
    conflicts: int = 0
    settled: bool = False


@dataclass
class _Net:
    """Unknowns with their weights, equations, and the last message of each to each unknown."""

    weights: dict[int, Numbers]
    equations: list[Equation]
    messages: list[dict[int, Numbers]] = field(init=False)
    conflicts: int = 0

    def __post_init__(self) -> None:
        self.messages = [
            {at: np.full(len(self.weights[at]), 1 / len(self.weights[at])) for at in e.parts}
            for e in self.equations
        ]
        self.places: dict[int, list[int]] = {at: [] for at in self.weights}
        for number, equation in enumerate(self.equations):
            for at in equation.parts:
                self.places[at].append(number)

    def belief(self, at: int, without: int | None = None) -> Numbers:
        """Weights of an unknown after all messages, but for that of equation `without`."""
        found = self.weights[at]
        for number in self.places[at]:
            if number != without:
                found = found * self.messages[number][at]
        total = float(found.sum())
        if total > 0:
            return found / total
        self.conflicts += 1
        own: Numbers = self.weights[at] / self.weights[at].sum()
        return own

    def tell(self, number: int) -> float:
        """Sends the messages of one equation; the greatest change of a probability."""
        equation, moved = self.equations[number], 0.0
        names = list(equation.parts)
        told = [_stretched(self.belief(at, number), equation.parts[at]) for at in names]
        for at, heard in zip(names, _messages(told, equation.target), strict=True):
            new = heard[:: abs(equation.parts[at])][:: 1 if equation.parts[at] > 0 else -1]
            if not new.sum() > 0:
                self.conflicts += 1
                continue
            old = self.messages[number][at]
            kept = DAMPING * old + (1 - DAMPING) * new / new.sum()
            moved = max(moved, float(np.abs(kept - old).max()))
            self.messages[number][at] = kept
        return moved


def propagate(
    cells: list[Guess],
    relations: tuple[Relation, ...],
    rounds_most: int = ROUNDS,
    still: float = STILL,
) -> Beliefs:
    """What each cell's own weights become once all relations have been heard.

    Rounds end once no message moves by `still`, or after `rounds_most`. Raises Impossible where no
    counts satisfy the relations, which can't be of true figures.
    """
    model = simplified(cells, relations)
    net = _Net(
        {at: model.cells[at].weight for at in model.unknowns},
        # Counts from zero, so that arrays and sums begin together.
        [replace(e, target=e.target - e.least(model.cells)) for e in model.equations],
    )
    rounds, settled = 0, not net.equations
    while not settled and rounds < rounds_most:
        settled = max(net.tell(number) for number in range(len(net.equations))) < still
        rounds += 1
    found = {at: Guess(model.cells[at].low, net.belief(at)) for at in net.weights}
    every = [_through(model.ties.get(at), at, found, model.cells) for at in range(len(cells))]
    return Beliefs(every, rounds, net.conflicts, settled)


def _through(tie: Tie | None, at: int, found: dict[int, Guess], cells: list[Guess]) -> Guess:
    if tie is None:
        return found.get(at, cells[at])
    return tie.image(found.get(tie.root, cells[tie.root]))


def _stretched(weights: Numbers, times: int) -> Numbers:
    """Distribution of `times` a count, from its least value on."""
    found = np.zeros((len(weights) - 1) * abs(times) + 1)
    found[:: abs(times)] = weights if times > 0 else weights[::-1]
    return found


def _messages(told: list[Numbers], target: int) -> list[Numbers]:
    """For each part, how probable the others make each of its values, all adding up to `target`."""
    before, after = [np.ones(1)], [np.ones(1)]
    for one in told[:-1]:
        before.append(np.convolve(before[-1], one))
    for one in told[:0:-1]:
        after.append(np.convolve(after[-1], one))
    return [
        _read(np.convolve(left, right), target, len(one))
        for left, right, one in zip(before, reversed(after), told, strict=True)
    ]


def _read(others: Numbers, target: int, size: int) -> Numbers:
    """Weights of 0 .. size - 1: that the others add up to what is left of the target."""
    found, least = np.zeros(size), target - size + 1
    first, last = max(least, 0), min(target + 1, len(others))
    if first < last:
        found[first - least : last - least] = others[first:last]
    return found[::-1]
