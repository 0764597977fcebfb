"""The pointer of a store: which file is current. Shared by the writing and the reading side.

Each build is a new file; it becomes current when one small file is replaced, which is atomic on
every system. Readers open the file that the pointer names and follow it when it changes.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import uuid
from pathlib import Path
from typing import Any

POINTER = "current.json"
KEPT_BUILDS = 2


class Pointer:
    """The current file of the store in `folder`, and numbers for the next ones."""

    def __init__(self, folder: Path):
        self.folder = folder

    def read(self) -> dict[str, Any]:
        """What the pointer says (`file` and what was said with it); empty when there is none."""
        try:
            state: dict[str, Any] = json.loads((self.folder / POINTER).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return state

    @property
    def current(self) -> Path | None:
        """File of the current store, or None when there is none yet."""
        name = self.read().get("file")
        path = self.folder / name if name else None
        return path if path and path.exists() else None

    def next_file(self, stem: str) -> Path:
        """Name for the next build; it is not current until `move_to`."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        numbers = [
            int(m[1])
            for p in self.folder.glob(f"{stem}-*.duckdb")
            if (m := re.fullmatch(rf"{stem}-(\d{{6}})\.duckdb", p.name))
        ]
        return self.folder / f"{stem}-{max(numbers, default=0) + 1:06d}.duckdb"

    def move_to(self, target: Path, said: dict[str, Any]) -> Path:
        """Makes `target` current, in one atomic step, once its bytes are on disk."""
        _sync(target)
        temporary = self.folder / f".{POINTER}.{uuid.uuid4().hex}"
        temporary.write_text(
            json.dumps({"file": target.name, **said}, ensure_ascii=False), encoding="utf-8"
        )
        _sync(temporary)
        temporary.replace(self.folder / POINTER)
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


def _sync(path: Path) -> None:
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())
