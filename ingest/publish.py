"""Publishing: an edition is built, checked, and made current; an earlier one can be gone back to.

Every edition is a file of its own and stays, so that a past meeting can be shown again as it was.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from ingest import layouts
from ingest import publication_questions as questions
from ingest.archive import Archive
from ingest.building import Build, Progress
from ingest.errors import Question
from ingest.faults import undone_by
from ingest.lock import writing
from ingest.manifest import Edition
from ingest.public_folder import PublicFolder
from ingest.recovery import recovered
from ingest.settings import WorkSettings
from observatorio import clock


def publish(
    settings: WorkSettings,
    progress: Progress | None = None,
    today: date | None = None,
    *,
    force: str = "",
) -> Edition:
    """Builds the next edition, checks it and makes it current.

    Months that have not ended by `today` are not published, and what is too little to be published
    without showing what it is like waits. `force` is a reason, which the manifest keeps: why what
    is asked is right so, or, where nothing is, why nothing waits. Raises Refused or Question, with
    nothing changed.
    """
    tell, day = progress or (lambda share, text: None), today or clock.today()
    with writing(settings, "publish"):
        tell(0.05, "Revisando el registro")
        registry, folder = recovered(settings), PublicFolder(settings)
        asked = questions.before_building(registry.archive, folder, day)
        _must_be_answered(asked, force)
        source = registry.ensure_current()
        brought = layouts.bring_all(settings, tell)
        build = Build(registry, source, folder.next_file(), day)
        with undone_by(lambda: _undo(build, folder)):
            edition = build.run(tell)
            asked = asked or questions.before_showing(folder, build.target)
            _must_be_answered(asked, force)
            if force and not asked:
                build.undo()
                edition = replace(build, force=True).run(tell)
            edition = replace(
                edition, brought=brought.done, left=brought.left, published_on=day.isoformat(),
                forced=bool(force), reason=force, answered=asked.code if asked else "",
            )  # fmt: skip
            registry.archive.keep_edition(edition.edition, asdict(edition))
            folder.show(edition.edition)
        tell(1.0, "Listo")
        return edition


def _must_be_answered(asked: Question | None, force: str) -> None:
    if asked and not force:
        raise asked


def _undo(build: Build, folder: PublicFolder) -> None:
    """Leaves nothing of an edition, unless it is current already."""
    if folder.shown != build.number:
        build.registry.archive.forget_edition(build.number)
        build.undo()


def truth_file(settings: WorkSettings, number: int) -> Path:
    """Restricted: each protected cell of an edition beside its count, for the audit."""
    return Archive(settings).editions_dir / f"{number:06d}-truth.parquet"


def rollback(settings: WorkSettings, number: int, reason: str = "") -> list[int]:
    """Makes an earlier edition current and takes back all later ones, for good; answers which.

    Raises Refused if it is not there, or was taken back itself.
    """
    with writing(settings, f"rollback {number}"):
        recovered(settings)
        return PublicFolder(settings).go_back(number, clock.today(), reason)
