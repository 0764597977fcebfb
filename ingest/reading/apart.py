"""Files whose sizes can't be believed are read by a process of their own (`ingest.reading.child`).

It may take 512 MB and 20 seconds for a file of up to 5 MB, and in proportion for larger ones. Linux
holds it to that; elsewhere it is watched. What it was stopped for becomes a refusal.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Collection, Iterator
from threading import Thread
from typing import Any

import pyarrow as pa

from ingest.errors import Refused
from ingest.reading.child.codes import Ended
from ingest.reading.files import NAMES, Incoming
from observatorio.config import ROOT

SMALL_BYTES = 5_000_000
MEMORY_MB, SECONDS = 448, 20  # of the data of the process; its libraries take some 60 MB more
# Who shares a machine waits longer than he computes.
PATIENCE = 6
WATCH_S = 0.2
# How the system names a process that it stopped for its memory, or for its time.
OUT_OF_MEMORY, OUT_OF_TIME = (-6, -9, Ended.TOO_LARGE), (-24,)
Batches = Iterator[pa.RecordBatch]


def read_apart(
    incoming: Incoming, wanted: Collection[str] = ()
) -> Iterator[tuple[dict[str, Any], pa.Schema, Batches]]:
    """Each table of a file: what is told about it, its columns, and its rows in batches.

    The batches are read before the next table. Raises Refused when the file is damaged, or asks for
    more memory or time than its size allows.
    """
    share = max(1.0, incoming.size / SMALL_BYTES)
    with _Child(incoming, int(MEMORY_MB * share), int(SECONDS * share), wanted) as child:
        source = pa.PythonFile(child.process.stdout, mode="r")
        while True:
            try:
                stream = pa.ipc.open_stream(source)
            except (pa.ArrowInvalid, OSError):
                break
            batches = _batches(stream, child)
            yield json.loads(stream.schema.metadata[b"about"]), stream.schema, batches
            for _ in batches:
                pass
        child.must_have_ended()


def _batches(stream: pa.RecordBatchStreamReader, child: _Child) -> Batches:
    try:
        yield from stream
    except (pa.ArrowInvalid, OSError):
        child.must_have_ended()
        raise


class _Child:
    """The process: started, watched, and ended with the block that it stands in."""

    def __init__(self, incoming: Incoming, memory_mb: int, seconds: int, wanted: Collection[str]):
        self.incoming, self.memory_mb = incoming, memory_mb
        self.end = time.monotonic() + seconds * PATIENCE
        self.late = False
        arguments = (incoming.kind, os.path.realpath(incoming.path), str(memory_mb), str(seconds))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ingest.reading.child", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        assert self.process.stdin is not None
        with self.process.stdin as asked:
            asked.write(json.dumps(sorted(wanted)).encode())

    def __enter__(self) -> _Child:
        Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _watch(self) -> None:
        while True:
            try:
                self.process.wait(WATCH_S)
            except subprocess.TimeoutExpired:
                self.late = time.monotonic() > self.end
                if self.late or _too_large(self.process.pid, self.memory_mb):
                    self.process.kill()
            else:
                return

    def must_have_ended(self) -> None:
        """Raises Refused, with what stopped it, unless all was read."""
        code, name = self.process.wait(), self.incoming.name
        if code == Ended.DONE:
            return
        if self.late or code in OUT_OF_TIME:
            what = "leerlo tarda mucho más de lo que corresponde a su tamaño"
        elif code in OUT_OF_MEMORY:
            what = (
                "leerlo pide mucha más memoria de la que corresponde a su tamaño: puede tener una "
                "celda escrita muy lejos de las demás, o un tamaño que no es el suyo"
            )
        else:
            kind = NAMES[self.incoming.kind]
            raise Refused(
                f"{name}: está dañado o incompleto y no se puede leer como {kind}. Ábralo en su "
                "programa y guárdelo de nuevo, o pida otra copia."
            )
        raise Refused(f"{name}: {what}. Cópielo a un archivo nuevo, o guárdelo como .csv.")


def _environment() -> dict[str, str]:
    """One thread and the system's memory, so that the limit is of what is used.

    A reader in Rust that writes down where it ran out of memory waits for itself for ever.
    """
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OMP_NUM_THREADS": "1",
        "RUST_BACKTRACE": "0",
    }


def _too_large(pid: int, memory_mb: int) -> bool:
    """Where the system sets no limit, whether the process holds more memory than it may."""
    if sys.platform == "linux":
        return False
    return _memory_mb(pid) > memory_mb


def _memory_mb(pid: int) -> float:
    """Resident memory of a process, as the system's own command tells it; 0 when it is gone."""
    ask = ["tasklist", "/FI", f"PID eq {pid}", "/FO", "CSV", "/NH"]
    if sys.platform != "win32":
        ask = ["ps", "-o", "rss=", "-p", str(pid)]
    told = subprocess.run(ask, capture_output=True, text=True, check=False).stdout
    digits = re.sub(r"\D", "", told.strip().rpartition('","')[2])
    return int(digits) / 1024 if digits else 0.0
