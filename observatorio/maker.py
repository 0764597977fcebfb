"""The process that makes files, one after another: `python -m observatorio.maker`.

It reads what to make (a pickled call) from its input, and writes how many bytes it is and the bytes
to its output. It ends with whoever started it, when it was long not asked, and with a file that
failed, whose fault it tells the server's log.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import BinaryIO, NoReturn

IDLE_S = 60  # it holds some 450 MiB of libraries
LENGTH_BYTES = 8
BEHIND = 5


def main() -> None:
    """Makes what is asked until nothing is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server is told, and ends this process
    if hasattr(os, "nice"):
        os.nice(BEHIND)
    # What a library prints goes to the log, not into a file.
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        asked: queue.Queue[Callable[[], bytes]] = queue.Queue()
        threading.Thread(target=_listen, args=(sys.stdin.buffer, asked), daemon=True).start()
        while True:
            try:
                made = asked.get(timeout=IDLE_S)()
            except queue.Empty:
                _end(0)
            except Exception:
                _end(1)
            answers.write(len(made).to_bytes(LENGTH_BYTES, "big") + made)
            answers.flush()


def _listen(source: BinaryIO, asked: queue.Queue[Callable[[], bytes]]) -> None:
    """Hands over what is asked; whoever started this process and is gone takes it along."""
    try:
        while True:
            asked.put(pickle.load(source))  # noqa: S301 - from the server that started it
    except EOFError:
        _end(0)
    except Exception:
        _end(1)


def _end(code: int) -> NoReturn:
    """At once: the thread that listens holds the input, and Python would wait for it."""
    if code:
        traceback.print_exc()
    os._exit(code)


if __name__ == "__main__":
    main()
