"""Publishing: an edition is built, checked, and made current; an earlier one can be gone back to.

Every edition is a file of its own and stays, so that a past meeting can be shown again as it was.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from ingest import layouts
from ingest.archive import Archive
from ingest.audit.certainty import AuditFailed
from ingest.building import Build, Progress
from ingest.lock import writing
from ingest.manifest import Edition
from ingest.public_folder import PublicFolder
from ingest.registry import Registry
from ingest.settings import WorkSettings
from observatorio import clock

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
        registry, folder = Registry(settings), PublicFolder(settings)
        source = registry.ensure_current()
        folder.recover(clock.today())
        brought = layouts.bring_all(settings, tell)
        target = folder.next_file()
        build = Build(registry, source, target, today or clock.today(), force)
        edition = replace(_built(build, tell), brought=brought.done, left=brought.left)
        try:
            registry.archive.keep_edition(edition.edition, asdict(edition))
            folder.show(edition.edition)
        except BaseException:
            if folder.shown != edition.edition:
                registry.archive.forget_edition(edition.edition)
                build.undo()
            raise
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


def truth_file(settings: WorkSettings, number: int) -> Path:
    """Restricted: each protected cell of an edition beside its count, for the audit."""
    return Archive(settings).editions_dir / f"{number:06d}-truth.parquet"


def rollback(settings: WorkSettings, number: int, reason: str = "") -> list[int]:
    """Makes an earlier edition current and takes back all later ones, for good; answers which.

    Raises Refused if it is not there, or was taken back itself.
    """
    with writing(settings, f"rollback {number}"):
        folder = PublicFolder(settings)
        folder.recover(clock.today())
        return folder.go_back(number, clock.today(), reason)
