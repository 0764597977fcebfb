"""One writer at a time: the second waits a while, and is then told who holds the lock."""

from __future__ import annotations

import getpass
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.errors import Busy
from ingest.settings import WorkSettings
from observatorio import clock


@contextmanager
def writing(settings: WorkSettings, what: str) -> Iterator[None]:
    """Holds the lock of the data folder while something is written there.

    The operating system frees the lock of a killed process. Raises Busy after
    `limits.lock_wait_s` seconds.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    holder = settings.data_dir / "lock.json"
    lock = FileLock(settings.data_dir / "lock")
    try:
        lock.acquire(timeout=settings.limits.lock_wait_s)
    except Timeout as problem:
        raise Busy(_who(holder)) from problem
    try:
        holder.write_text(json.dumps(_me(what)), encoding="utf-8")
        yield
    finally:
        try:
            holder.unlink(missing_ok=True)
        finally:
            lock.release()


def _me(what: str) -> dict[str, str | int]:
    return {
        "what": what,
        "user": _user(),
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "since": clock.now().strftime("%d/%m/%Y %H:%M:%S"),
    }


def _user() -> str:
    """Name of who runs this; a process in a container may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "usuario desconocido"


def _who(holder: Path) -> str:
    try:
        by = json.loads(holder.read_text(encoding="utf-8"))
        who = (
            f": «{by['what']}», de {by['user']} en {by['host']} (proceso {by['pid']}), desde "
            f"{by['since']}"
        )
    except (OSError, ValueError, KeyError, TypeError):
        who = ""
    return f"Otra carga está en curso{who}. Espere a que termine y vuelva a intentarlo."
