"""`python -m ingest.reading.child KIND FILE MEMORY_MB SECONDS`: Arrow streams on standard output.

Each stream is one table; its schema says about it, in JSON. The exit code says how it ended. What
the libraries write to standard error is for nobody: the parent throws it away.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from importlib import import_module
from pathlib import Path

from ingest.reading.child.codes import Ended

READERS = {
    "xlsx": "workbook",
    "sav": "statfile",
    "dta": "statfile",
    "dbf": "layer",
    "json": "layer",
    "shp": "layer",
    "gpkg": "layer",
}
NEARLY = 0.9  # of the memory that it may take
# Libraries look for these by themselves; they take half a second to load, and no reader needs them.
NEEDLESS = ("geopandas", "pandas", "pyproj", "shapely")
# Arrow takes it where it is there: 0.1 s, which a workbook does without.
NUMPY = "numpy"


class Without:
    """Goes before the finders of modules, and finds nothing where a library is needless."""

    def __init__(self, needless: Collection[str]):
        self.needless = needless

    def find_spec(self, name: str, *_: object) -> None:
        """Raises ModuleNotFoundError for what is left out; any other module is found by others."""
        if name in self.needless:
            raise ModuleNotFoundError(name)


def main(kind: str, path: str, memory_mb: int, seconds: int) -> Ended:
    """Sends the tables of one file, or says by its code why it could not."""
    _limit(memory_mb, seconds)
    needless = (*NEEDLESS, NUMPY) if kind == "xlsx" else NEEDLESS
    sys.meta_path.insert(0, Without(needless))
    try:
        reader = import_module(f"ingest.reading.child.{READERS[kind]}")
        reader.send(kind, path, sys.stdout.buffer)
    except MemoryError:
        return Ended.TOO_LARGE
    # Whatever a library raises over a file, its panics too, means that the file can't be read.
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return Ended.TOO_LARGE if _held_mb() > NEARLY * memory_mb else Ended.DAMAGED
    return Ended.DONE


def _held_mb() -> float:
    """The most that the process held, where it is limited: a lack of memory has many names.

    Not `getrusage`: the size of the process that started this one counts there as its own.
    """
    if sys.platform != "linux":
        return 0.0
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _limit(memory_mb: int, seconds: int) -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory_mb << 20, memory_mb << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


if __name__ == "__main__":
    ended = main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    sys.stdout.flush()
    os._exit(ended)  # taking the libraries down in order took a fifth of its processor time
