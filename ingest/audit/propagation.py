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

from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from ingest.audit.equations import Equation, Tie, simplified
from ingest.audit.knowledge import Guess, Numbers
from ingest.audit.messages import Batch, Parts, Places, batches
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


class _Net:
    """Unknowns with their weights (a row each), and the last message to each part of an equation.

    Rows are padded with zeros. The last message is of ones: it says nothing, and stands where an
    unknown lies in fewer equations than another.
    """

    def __init__(self, cells: dict[int, Guess], equations: list[Equation]) -> None:
        self.names, self.conflicts = list(cells), 0
        sizes = np.array([len(guess.weight) for guess in cells.values()], dtype=np.int64)
        self.weights = np.zeros((len(cells), max(sizes, default=0) + 1))
        for row, guess in enumerate(cells.values()):
            self.weights[row, : sizes[row]] = guess.weight
        rows = {at: row for row, at in enumerate(cells)}
        parts = Parts(
            np.array([rows[at] for e in equations for at in e.parts], dtype=np.int64),
            np.array([times for e in equations for times in e.parts.values()], dtype=np.int64),
            [0, *accumulate(len(e.parts) for e in equations)],
            sizes,
        )
        self.messages = np.ones((len(parts.row) + 1, self.weights.shape[1]))
        real = np.arange(self.weights.shape[1]) < sizes[parts.row][:, None]
        self.messages[:-1] = real / sizes[parts.row][:, None]
        self.batches = batches(equations, parts)
        self.others, self.own = parts.others(), parts.of_unknowns()

    def beliefs(self, rows: Places, heard: Places, width: int) -> Numbers:
        """Weights of the unknowns of these rows after the messages of the parts `heard`."""
        found: Numbers = self.weights[rows, :width]
        for at in range(heard.shape[-1]):
            found = found * self.messages[heard[..., at], :width]
        total = found.sum(axis=-1, keepdims=True)
        if not (total > 0).all():
            lost = ~(total[..., 0] > 0)
            self.conflicts += int(lost.sum())
            found[lost] = self.weights[rows[lost], :width]
            total = found.sum(axis=-1, keepdims=True)
        found /= total
        return found

    def found(self, cells: list[Guess]) -> dict[int, Guess]:
        """What is thought of each unknown after all messages."""
        weights = self.beliefs(np.arange(len(self.names)), self.own, self.weights.shape[1])
        return {
            at: Guess(cells[at].low, weight[: len(cells[at].weight)])
            for at, weight in zip(self.names, weights, strict=True)
        }

    def tell(self, batch: Batch) -> float:
        """Sends the messages of some equations; the greatest change of a probability."""
        at, width = batch.parts, batch.real.shape[-1]
        new = batch.heard(self.beliefs(batch.rows, self.others[at], width))
        old, total = self.messages[at, :width], new.sum(axis=-1, keepdims=True)
        if not (total > 0).all():
            lost = ~(total[..., 0] > 0)
            self.conflicts += int(lost.sum())
            new[lost], total[lost] = old[lost], 1
        kept = DAMPING * old + (1 - DAMPING) * new / total
        self.messages[at, :width] = kept
        return float(np.abs(kept - old).max())


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
        {at: model.cells[at] for at in model.unknowns},
        # Counts from zero, so that arrays and sums begin together.
        [replace(e, target=e.target - e.least(model.cells)) for e in model.equations],
    )
    rounds, settled = 0, not net.batches
    while not settled and rounds < rounds_most:
        settled = max([net.tell(batch) for batch in net.batches]) < still
        rounds += 1
    found = net.found(model.cells)
    every = [_through(model.ties.get(at), at, found, model.cells) for at in range(len(cells))]
    return Beliefs(every, rounds, net.conflicts, settled)


def _through(tie: Tie | None, at: int, found: dict[int, Guess], cells: list[Guess]) -> Guess:
    if tie is None:
        return found.get(at, cells[at])
    return tie.image(found.get(tie.root, cells[tie.root]))
