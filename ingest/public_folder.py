"""The published editions as the writing side keeps them: which is current, which were taken back.

Numbers only grow and an edition that was taken back stays so. The marks stand in the archive and in
the pointer that readers follow; a mark in either counts, so that neither an older backup nor a
damaged file brings an edition back.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from ingest.archive import Archive
from ingest.errors import Refused
from ingest.layouts import UNFINISHED
from ingest.settings import WorkSettings
from observatorio.store import Pointer, write_whole
from observatorio.withdrawals import MARKS, Withdrawal, as_plain, of_plain, withdrawn

STEM = "public"
REASON_LENGTH = 200
NO_REASON = "no se anotó"
NEVER_SHOWN = "no llegó a mostrarse"


class PublicFolder:
    """The folder of the published editions, with what the archive knows of them."""

    def __init__(self, settings: WorkSettings):
        self.folder = settings.public_dir
        self.pointer = Pointer(self.folder)
        self.archive = Archive(settings)
        self._shared = settings.group_readable
        self._marks_file = self.archive.editions_dir / "withdrawn.json"

    @property
    def shown(self) -> int | None:
        """Number of the current edition; None when there is none or its pointer is damaged."""
        named = re.fullmatch(rf"{STEM}-(\d+)\.duckdb", self.pointer.read().get("file", ""))
        return int(named[1]) if named else None

    def file(self, number: int) -> Path:
        """The file of an edition."""
        return self.folder / f"{STEM}-{number:06d}.duckdb"

    def next_file(self) -> Path:
        """A file for the next edition, after every number that anything here knows of."""
        known = [*self.archive.edition_numbers(), *self.marks()]
        return self.pointer.next_file(STEM, max(known, default=0))

    def marks(self) -> dict[int, Withdrawal]:
        """The editions that were taken back."""
        return self._archived() | withdrawn(self.folder)

    def _archived(self) -> dict[int, Withdrawal]:
        try:
            return of_plain(json.loads(self._marks_file.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError):
            return {}

    def show(self, number: int, taken: Iterable[Withdrawal] = ()) -> None:
        """Makes an edition current and takes others back, for readers in one step."""
        marks = self.marks() | {mark.edition: mark for mark in taken}
        plain = as_plain(marks.values())
        said = {"edition": number, MARKS: plain}
        self.pointer.move_to(self.file(number), said, group_readable=self._shared)
        if marks != self._archived():
            self._marks_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._marks_file, json.dumps(plain, ensure_ascii=False, indent=1))

    def go_back(self, number: int, today: date, reason: str) -> list[int]:
        """Makes an edition current and takes back all later ones; answers which.

        Raises Refused when there is no such edition, or it was taken back itself.
        """
        self._must_be_there(number)
        known = {*self.archive.edition_numbers(), self.shown or 0} - self.marks().keys()
        taken = sorted(n for n in known if n > number)
        self.show(number, (Withdrawal(n, today, _line(reason)) for n in taken))
        return taken

    def recover(self, today: date) -> None:
        """Puts in order what a killed run, a damaged pointer or an older backup left."""
        shown = self.shown
        if shown is None or shown in self._archived():
            there = [n for n in self._published() if self.file(n).exists()]
            if there:
                self.show(max(there))
            return
        self._clean(shown)
        unseen = [n for n in self._published() if n > shown]
        if (unseen or self._archived() != withdrawn(self.folder)) and self.file(shown).exists():
            self.show(shown, (Withdrawal(n, today, NEVER_SHOWN) for n in unseen))

    def _published(self) -> list[int]:
        """Numbers of the editions in the archive that were not taken back."""
        marks = self.marks()
        return [n for n in self.archive.edition_numbers() if n not in marks]

    def _clean(self, shown: int) -> None:
        """Deletes editions after the current one that were never finished."""
        finished = set(self.archive.edition_numbers())
        for path in self.folder.glob(f"{STEM}-*.duckdb*"):
            named = re.fullmatch(rf"{STEM}-(\d+)\.duckdb(\.wal)?", path.name)
            if named and int(named[1]) > shown and int(named[1]) not in finished:
                path.unlink(missing_ok=True)
        for path in self.folder.glob(".current.json.*"):
            path.unlink(missing_ok=True)
        for path in self.folder.glob(f"{UNFINISHED}*"):
            shutil.rmtree(path)

    def _must_be_there(self, number: int) -> None:
        marks = self.marks()
        if number in marks:
            raise Refused(
                f"La edición {number} se retiró ({marks[number].reason}) y no vuelve a mostrarse. "
                "Corrija lo que haga falta y publique una nueva."
            )
        there = [n for n in self._published() if self.file(n).exists()]
        if number not in there:
            taken = f" Retiradas: {_listed(marks)}." if marks else ""
            raise Refused(
                f"No existe la edición {number}. Ediciones disponibles: "
                f"{_listed(there) or 'ninguna'}.{taken}"
            )


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(numbers)))


def _line(reason: str) -> str:
    """The reason as one line, as it is shown to readers."""
    return " ".join(reason.split())[:REASON_LENGTH].rstrip(" .") or NO_REASON
