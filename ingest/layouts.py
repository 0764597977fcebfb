"""Editions of earlier layouts are brought to the present one, value for value, in a new file.

A change of `sql/schema/public.sql` adds a step to `STEPS`. Readers go on with the file that they
have open: the new one only takes its name.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ingest.archive import Archive
from ingest.public_file import write
from ingest.reference import name_dimensions
from ingest.settings import WorkSettings
from observatorio.database import Connection, StoreError, in_memory, run
from observatorio.layout import fits, layout_of, present_layout
from observatorio.numbers import listed

UNFINISHED = ".new-"
# What makes each layout of the one before it.
STEPS = {
    1: ("layouts/to_1",),
    2: ("layouts/to_2", "layouts/edition_sources"),
    3: ("layouts/to_3",),
    4: ("layouts/wide", "layouts/coded", "layouts/to_4"),
}


@dataclass(frozen=True)
class Brought:
    """Numbers of the editions that were brought along, and of those that could not be."""

    done: tuple[int, ...] = ()
    left: tuple[int, ...] = ()

    @property
    def sentences(self) -> list[str]:
        """What is told to who started it."""
        done, left = (listed([str(n) for n in numbers]) for numbers in (self.done, self.left))
        said = [f"Se pusieron al día ediciones de una versión anterior: {done}."] if done else []
        return said + (
            [f"No se pudieron poner al día, y no se muestran, las ediciones: {left}."]
            if left
            else []
        )


def behind(settings: WorkSettings) -> list[dict[str, Any]]:
    """Manifests of the editions whose file has another layout, as far as was written down."""
    version = present_layout().version
    others = [e for e in Archive(settings).editions() if e.get("layout") != version]
    return [e for e in others if _file(settings, e).exists()]


def _file(settings: WorkSettings, manifest: dict[str, Any]) -> Path:
    return settings.public_dir / f"public-{int(manifest['edition']):06d}.duckdb"


def bring_all(settings: WorkSettings, tell: Callable[[float, str], None]) -> Brought:
    """Brings every edition along that is behind; to be called by who holds the lock.

    What an edition leaves for the next one (its manifest and what it counted) comes along as it
    is: `ingest.previous` reads it by the names of its columns.
    """
    archive, done, left = Archive(settings), [], []
    manifests = behind(settings)
    for at, manifest in enumerate(manifests):
        number = int(manifest["edition"])
        tell(at / len(manifests), f"Poniendo al día la edición {number}")
        if bring(_file(settings, manifest)):
            archive.keep_edition(number, _brought(manifest))
            done.append(number)
        else:
            left.append(number)
    return Brought(tuple(done), tuple(left))


def _brought(manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest of an edition with the present layout: the cells that its audit names, too."""
    audit = [
        {**e, "leaks": [leak.split() if isinstance(leak, str) else leak for leak in e["leaks"]]}
        for e in manifest.get("audit", [])
    ]
    return {**manifest, "audit": audit, "layout": present_layout().version}


def bring(path: Path) -> bool:
    """Gives a file the present layout; False, and it stays as it is, where that can't be done."""
    if fits(path):
        return True
    with TemporaryDirectory(prefix=UNFINISHED, dir=path.parent) as folder:
        made = Path(folder) / path.name
        try:
            with closing(_read(path)) as cube:
                _step_by_step(cube)
                write(cube, made)
        except (StoreError, OSError):
            return False
        made.replace(path)
    return True


def _read(path: Path) -> Connection:
    """All tables of the file, in memory."""
    cube = in_memory()
    name_dimensions(cube)
    names = run(run(cube, "layouts/attach", file=str(path)), "public_file/tables").fetchall()
    for (name,) in names:
        cube.table(f"edition_file.main.{name}").create(f"memory.main.{name}")
    return run(cube, "layouts/detach")


def _step_by_step(cube: Connection) -> None:
    for version in range(layout_of(cube).version + 1, present_layout().version + 1):
        for name in STEPS[version]:
            run(cube, name)
