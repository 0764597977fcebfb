"""Publishing: an edition is built, checked, and made current; an earlier one can be gone back to.

Every edition is a file of its own and stays, so that a past meeting can be shown again as it was.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from ingest.archive import Archive
from ingest.audit.certainty import AuditFailed
from ingest.building import Build, Progress
from ingest.errors import Refused
from ingest.lock import writing
from ingest.manifest import Edition, public_schema
from ingest.registry import Registry
from ingest.settings import WorkSettings
from observatorio import clock
from observatorio.store import Pointer

ATTEMPTS = 4


def publish(
    settings: WorkSettings,
    progress: Progress | None = None,
    today: date | None = None,
    *,
    force: bool = False,
) -> Edition:
    """Builds the next edition, checks it and makes it current; raises Refused if it can't.

    Months that have not ended by `today` are not published, and what is too little to be published
    without showing what it is like waits; with `force` it does not, which the manifest records.
    """
    tell = progress or (lambda share, text: None)
    with writing(settings, "publish"):
        tell(0.05, "Revisando el registro")
        registry = Registry(settings)
        source = registry.ensure_current()
        pointer = Pointer(settings.public_dir)
        _clean(settings, pointer)
        target = pointer.next_file("public")
        build = Build(registry, source, target, today or clock.today(), force)
        edition = _built(build, tell)
        registry.archive.keep_edition(edition.edition, asdict(edition))
        pointer.move_to(target, {"edition": edition.edition, "schema": public_schema()})
        tell(1.0, "Listo")
        return edition


def _built(build: Build, tell: Progress) -> Edition:
    """The edition, without the tables that its audit finds to tell too much.

    Raises AuditFailed when it still tells too much without them.
    """
    for _ in range(ATTEMPTS - 1):
        try:
            return _run(build, tell)
        except AuditFailed as no:
            build = replace(build, withheld=build.withheld | no.tables)
    return _run(build, tell)


def _run(build: Build, tell: Progress) -> Edition:
    try:
        return build.run(tell)
    except BaseException:
        build.undo()
        raise


def _clean(settings: WorkSettings, pointer: Pointer) -> None:
    """Deletes what a killed run left: editions after the current one that were never finished."""
    finished = {f"public-{e['edition']:06d}.duckdb" for e in Archive(settings).editions()}
    current = str(pointer.read().get("file", ""))
    for path in settings.public_dir.glob("public-*.duckdb*"):
        name = path.name.removesuffix(".wal")
        if name > current and name not in finished:
            path.unlink(missing_ok=True)
    for path in settings.public_dir.glob(".current.json.*"):
        path.unlink(missing_ok=True)


def truth_file(settings: WorkSettings, number: int) -> Path:
    """Restricted: each protected cell of an edition beside its count, for the audit."""
    return Archive(settings).editions_dir / f"{number:06d}-truth.parquet"


def rollback(settings: WorkSettings, number: int) -> None:
    """Makes an earlier (or later) edition current again; raises Refused if it is not there."""
    with writing(settings, f"rollback {number}"):
        pointer = Pointer(settings.public_dir)
        _clean(settings, pointer)
        target = settings.public_dir / f"public-{number:06d}.duckdb"
        if not target.exists():
            known = ", ".join(
                str(int(p.stem.split("-")[1]))
                for p in sorted(settings.public_dir.glob("public-*.duckdb"))
            )
            raise Refused(
                f"No existe la edición {number}. Ediciones disponibles: {known or 'ninguna'}."
            )
        pointer.move_to(target, {"edition": number, "schema": public_schema()})
