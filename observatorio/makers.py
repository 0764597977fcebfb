"""Files are made by processes of their own, which stay warm for a while (`observatorio.maker`).

Made in the server, a report held its interpreter: a click beside sixteen of them took up to 21
times what it takes alone, most of it while the first one loaded its libraries.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable

from observatorio.clock import STOPPED
from observatorio.config import ROOT, public_folder
from observatorio.maker import LENGTH_BYTES

LONGEST_S = 600
OURS, TOLD = "OBSERVATORIO_", ("OBSERVATORIO_CONFIG", STOPPED)
FAILED = "El archivo no se pudo preparar; el problema quedó anotado en el servidor."
_LOG = logging.getLogger(__name__)


class NotMade(Exception):  # noqa: N818 - an answer for who asks
    """The file could not be made; the message says so."""


class Makers:
    """As many processes as are busy at once; each is used again."""

    def __init__(self) -> None:
        self._idle: list[subprocess.Popen[bytes]] = []
        self._guard = threading.Lock()

    def make(self, call: Callable[[], bytes]) -> bytes:
        """What `call` gives, made in another process: it can be pickled. Raises NotMade."""
        asked = pickle.dumps(call)
        while True:
            process = self._taken()
            if (made := _answer(process, asked)) is not None:
                with self._guard:
                    self._idle.append(process)
                return made
            # One that ended because it was long not asked has ended well.
            if code := process.wait():
                _LOG.error("a file was not made: its process ended with %s", code)
                raise NotMade(FAILED)

    def _taken(self) -> subprocess.Popen[bytes]:
        with self._guard:
            while self._idle:
                process = self._idle.pop()
                if process.poll() is None:
                    return process
                _close(process)
        return subprocess.Popen(
            [sys.executable, "-m", "observatorio.maker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=_environment(),
        )


def _answer(process: subprocess.Popen[bytes], asked: bytes) -> bytes | None:
    """The whole file; None, with the process ended, where it gave none."""
    assert process.stdin is not None
    assert process.stdout is not None
    watch = threading.Timer(LONGEST_S, process.kill)
    watch.daemon = True
    watch.start()
    try:
        process.stdin.write(asked)
        process.stdin.flush()
        length = process.stdout.read(LENGTH_BYTES)
        made = process.stdout.read(int.from_bytes(length, "big"))
        if len(length) == LENGTH_BYTES and len(made) == int.from_bytes(length, "big"):
            return made
    except OSError:
        pass
    finally:
        watch.cancel()
    _close(process)
    return None


def _close(process: subprocess.Popen[bytes]) -> None:
    """Closes the pipes of a process that ends or has ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.close()
    with contextlib.suppress(OSError):  # what it was to read and did not
        process.stdin.close()


def _environment() -> dict[str, str]:
    """Of ours, it is told of the published editions, the configuration and the day alone."""
    mine = {n: v for n, v in os.environ.items() if not n.startswith(OURS) or n in TOLD}
    return {**mine, "PYTHONPATH": str(ROOT), "OBSERVATORIO_PUBLIC": str(public_folder())}
