"""Messages of many equations at once: those that share no unknown and have as many parts.

One equation at a time, a message took some thirty calls of numpy on arrays of ten numbers: half of
the 20 s of processor time that publishing the demonstration took. A batch takes as many calls for
all its equations; its arrays have an axis of equations and one of their parts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from ingest.audit.equations import Equation
from ingest.audit.knowledge import Numbers

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Parts:
    """The parts of all equations, in their order: of which unknown (by row), how many times.

    `first` is the first part of each equation, `sizes` how many counts each unknown can have.
    """

    row: Places
    times: Places
    first: list[int]
    sizes: Places

    def others(self) -> Places:
        """For each part, the other parts of its unknown; where it has fewer, one that isn't."""
        return self._table(
            [[o for o in self._of(row) if o != at] for at, row in enumerate(self.row)]
        )

    def of_unknowns(self) -> Places:
        """For each unknown, its parts; where it has fewer, one that isn't."""
        return self._table([self._of(row) for row in range(len(self.sizes))])

    def _of(self, row: int) -> list[int]:
        return [int(at) for at in np.flatnonzero(self.row == row)]

    def _table(self, lists: list[list[int]]) -> Places:
        found = np.full((len(lists), max(map(len, lists), default=0)), len(self.row))
        for at, one in enumerate(lists):
            found[at, : len(one)] = one
        return found


class Batch:
    """Some equations, as arrays: what their parts say is heard by all others of the equation.

    The convolutions from the left and from the right lie in `_sums`, each behind as many zeros as
    a part can shift it by. Those from the right begin where all targets of the batch are one.
    """

    def __init__(self, numbers: list[int], equations: list[Equation], parts: Parts) -> None:
        """Lays out the arrays for the equations of these numbers."""
        size = len(equations[numbers[0]].parts)
        self.parts: Places = np.array([np.arange(size) + parts.first[n] for n in numbers])
        self.rows: Places = parts.row[self.parts]
        self._lay_out(parts.sizes[self.rows], parts.times[self.parts])
        targets = np.array([equations[n].target for n in numbers])
        self._make_room(targets)

    def _lay_out(self, sizes: Places, times: Places) -> None:
        """Where each count lies in the distribution of `times` it, which is read backwards."""
        counts = np.arange(sizes.max() + 1)
        self.real = counts < sizes[..., None]
        upward = np.where(times[..., None] > 0, counts, sizes[..., None] - 1 - counts)
        far = np.abs(times)[..., None] * upward
        self._most = int(far.max(where=self.real, initial=0))
        back = np.where(self.real, self._most - far, 0)
        into = np.full((*sizes.shape, self._most + 1), len(counts) - 1)
        equation, part, count = np.nonzero(self.real)
        into[equation, part, back[equation, part, count]] = count
        # Places in flat arrays; the second half has the parts of each equation from the right.
        number = np.arange(sizes.size).reshape(*sizes.shape, 1)
        into += number * len(counts)
        self._into = np.stack([into, into[:, ::-1]])
        self._back = back + number * (self._most + 1)

    def _make_room(self, targets: Places) -> None:
        most, last = self._most, max(int(targets.max()), 0)
        self._sums = np.zeros((2, *self.parts.shape, most + last + 1))
        self._sums[0, :, 0, most] = 1
        within = np.flatnonzero(targets >= 0)  # under its least value no sum is
        self._sums[1, within, 0, most + last - targets[within]] = 1
        self._shifted = sliding_window_view(self._sums, most + 1, axis=-1)
        self._left = self._sums[0, ..., most:][..., ::-1]
        self._right = sliding_window_view(self._sums[1], last + 1, axis=-1)[:, ::-1]

    def heard(self, told: Numbers) -> Numbers:
        """For each part, how probable the others make each of its counts: by what they `told`."""
        said = told.take(self._into)
        for at in range(self.parts.shape[1] - 1):
            shifted, sums = self._shifted[:, :, at], self._sums[:, :, at + 1, self._most :]
            np.einsum("segl,sel->seg", shifted, said[:, :, at], out=sums)
        found: Numbers = np.einsum("eplt,ept->epl", self._right, self._left).take(self._back)
        return found * self.real


def batches(equations: list[Equation], parts: Parts) -> list[Batch]:
    """The equations in an order that says the same as one after the other, by batches.

    Each comes after those before it that share an unknown with it. A batch holds cells of about
    the same size, so that little is padded.
    """
    step: dict[int, int] = {}
    alike: dict[tuple[int, int, int], list[int]] = {}
    for number, equation in enumerate(equations):
        own = parts.row[parts.first[number] :][: len(equation.parts)]
        after = 1 + max(step.get(row, 0) for row in own)
        step |= dict.fromkeys(own, after)
        length = max(
            parts.sizes[row] * abs(t) for row, t in zip(own, equation.parts.values(), strict=True)
        )
        alike.setdefault((after, len(own), int(length).bit_length()), []).append(number)
    return [Batch(alike[key], equations, parts) for key in sorted(alike)]
