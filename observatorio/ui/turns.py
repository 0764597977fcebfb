"""Pages are drawn one after another, in the order in which they were asked for.

Threads of one process share one interpreter: pages that are drawn at once only slow each other, and
each reader waits for all of them. Measured in docs/rendimiento.md (24 readers at once).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE_S = 2.0  # a page that takes so long is not waited for any longer


class Turns:
    """A queue of threads: `own` waits for the turn, at most for `patience_s`."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._queue: deque[threading.Event] = deque()
        self._guard = threading.Lock()
        self._here = threading.local()

    @contextmanager
    def own(self) -> Iterator[None]:
        """The turn, for as long as the block lasts, or until `leave`."""
        mine = self._here.turn = threading.Event()
        with self._guard:
            self._queue.append(mine)
            self._queue[0].set()
        mine.wait(self._patience_s)
        try:
            yield
        finally:
            self._end(mine)

    def leave(self) -> None:
        """Gives up this thread's turn: what it does next takes seconds, and others don't wait."""
        if mine := getattr(self._here, "turn", None):
            self._end(mine)

    def _end(self, mine: threading.Event) -> None:
        with self._guard:
            if mine in self._queue:
                self._queue.remove(mine)
            if self._queue:
                self._queue[0].set()


TURNS = Turns()
