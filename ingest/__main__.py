"""`python -m ingest …`: see `python -m ingest --help`."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def _left(*_: object) -> None:
    """Loading takes a second or two: who presses Ctrl+C by then has changed nothing."""
    os.write(2, "Interrumpido. No cambió nada.\n".encode())
    os._exit(1)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl+C stops what is done inside. What became of it is then told to the end."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, _left)
    from ingest.cli import main

    sys.exit(main(sys.argv[1:], _interruptible()))
