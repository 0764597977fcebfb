"""The pointer of a store: which file is current. Shared by the writing and the reading side.

Each build is a new file; it becomes current when one small file is replaced, which is atomic on
every system. Readers open the file that the pointer names and follow it when it changes.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import uuid
from pathlib import Path
from typing import Any

POINTER = "current.json"
KEPT_BUILDS = 2
NAMED = r"[a-z]+-\d{6}\.duckdb"


class Pointer:
    """The current file of the store in `folder`, and numbers for the next ones."""

    def __init__(self, folder: Path):
        self.folder = folder

    def read(self) -> dict[str, Any]:
        """What the pointer says (`file` and what was said with it).

        Empty when there is none, or it says nothing that can be understood (`is_damaged`).
        """
        try:
            state = json.loads((self.folder / POINTER).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        named = isinstance(state, dict) and isinstance(state.get("file"), str)
        return state if named and re.fullmatch(NAMED, state["file"]) else {}

    @property
    def is_damaged(self) -> bool:
        """True when there is a pointer that names no store: the writing side makes it anew."""
        return (self.folder / POINTER).exists() and not self.read()

    @property
    def current(self) -> Path | None:
        """File of the current store, or None when there is none yet."""
        name = self.read().get("file")
        path = self.folder / name if name else None
        return path if path and path.exists() else None

    def next_file(self, stem: str, after: int = 0) -> Path:
        """Name for the next build, with a number that no build had; not current until `move_to`.

        `after` is the highest number that is known from elsewhere.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        named = [*(p.name for p in self.folder.glob(f"{stem}-*")), self.read().get("file", "")]
        numbers = [int(m[1]) for name in named if (m := re.match(rf"{stem}-(\d{{6}})\b", name))]
        return self.folder / f"{stem}-{max([after, *numbers]) + 1:06d}.duckdb"

    def move_to(self, target: Path, said: dict[str, Any], *, group_readable: bool = False) -> Path:
        """Makes `target` current, in one atomic step, once its bytes are on disk.

        With `group_readable` the folder's group may read it, the pointer, and the folder.
        """
        _sync(target)
        if group_readable:
            _allow(self.folder, stat.S_IRGRP | stat.S_IXGRP)
            _allow(target, stat.S_IRGRP)
        text = json.dumps({"file": target.name, **said}, ensure_ascii=False)
        write_whole(self.folder / POINTER, text, stat.S_IRGRP if group_readable else 0)
        return target

    def clean(self, keep: int = KEPT_BUILDS) -> None:
        """Deletes unfinished files and all but the last `keep` up to the current one."""
        state = self.read().get("file")
        files = sorted(self.folder.glob("*-*.duckdb"))
        wanted = [p for p in files if state and p.name <= state][-keep:]
        leftovers = [
            *self.folder.glob("*.wal"),
            *self.folder.glob(f".{POINTER}.*"),
            *self.folder.glob("*.tmp"),
        ]
        for path in [*(p for p in files if p not in wanted), *leftovers]:
            # DuckDB spills into a folder: a killed build leaves one.
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def write_whole(path: Path, text: str, allowed: int = 0) -> None:
    """Writes a small file whole or not at all, and safely on disk before it gets its name.

    `allowed` are bits that its mode has besides those that the system gives it.
    """
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        temporary.write_text(text, encoding="utf-8")
        _allow(temporary, allowed)
        _sync(temporary)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _allow(path: Path, bits: int) -> None:
    if bits:
        path.chmod(stat.S_IMODE(path.stat().st_mode) | bits)


def _sync(path: Path) -> None:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())
