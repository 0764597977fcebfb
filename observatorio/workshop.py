"""Files that take seconds to make: each made once, two at a time; the others wait in their order.

A report, slides or a package are the same bytes for whoever asks for the same of one edition. Made
for sixteen people at once, each for itself, they kept everybody else waiting.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor

from observatorio.makers import Makers

AT_ONCE = 2
MOST_WAITING = 40
MOST_BYTES = 64 * 1024 * 1024  # of what is kept; a report is some hundred thousand
Made = Callable[[], bytes]
Run = Callable[[Made], bytes]


FULL = "Muchas personas preparan archivos a la vez. Espere un minuto y vuelva a pedirlo."


class Full(Exception):  # noqa: N818 - an answer for who asks
    """So many files wait already that another one would take minutes; the message says so."""


class Workshop:
    """Has files made by `run`, `at_once` of them, and keeps the last ones."""

    def __init__(self, run: Run, at_once: int = AT_ONCE, most_bytes: int = MOST_BYTES):
        self._run = run
        self._at_once = at_once
        self._most_bytes = most_bytes
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="workshop")
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._kept_bytes = 0
        self._begun: OrderedDict[Hashable, Future[bytes]] = OrderedDict()
        self._guard = threading.Lock()

    def order(self, key: Hashable, make: Made) -> Future[bytes]:
        """The file of this key: made, being made, or waiting for its turn; raises Full.

        `key` is all that its bytes depend on. A file that could not be made is tried anew by who
        asks next.
        """
        with self._guard:
            if (found := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
                done: Future[bytes] = Future()
                done.set_result(found)
                return done
            if key in self._begun:
                return self._begun[key]
            if len(self._begun) >= self._at_once + MOST_WAITING:
                raise Full(FULL)
            future = self._begun[key] = self._threads.submit(self._run, make)
        future.add_done_callback(lambda made: self._keep(key, made))
        return future

    def ahead(self, key: Hashable) -> int:
        """How many files are made before this one begins."""
        with self._guard:
            place = list(self._begun).index(key) if key in self._begun else len(self._begun)
        return max(0, place - self._at_once + 1)

    def _keep(self, key: Hashable, made: Future[bytes]) -> None:
        with self._guard:
            self._begun.pop(key, None)
            if made.cancelled() or made.exception() is not None:
                return
            self._kept[key] = made.result()
            self._kept_bytes += len(made.result())
            while self._kept_bytes > self._most_bytes:
                self._kept_bytes -= len(self._kept.popitem(last=False)[1])


WORKSHOP = Workshop(Makers().make)
