"""What can go wrong with a delivery, said in Spanish to the person who brought the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from ingest.reasons import said
from ingest.wording import brief


class ExitCode(IntEnum):
    """What a command answers to the shell that ran it."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    QUESTION = 3


@dataclass(frozen=True)
class Problem:
    """One problem of one row (or, with `row` None, of a whole column) of a delivered file.

    `row` is the line of the file as its user sees it; `code` one of `ingest/reasons.py`, with what
    its sentence needs in `detail`.
    """

    row: int | None
    column: str
    value: str | None
    code: str
    detail: str | None = None

    @property
    def reason(self) -> str:
        """What is wrong, in Spanish."""
        return said(self.code, self.detail)


@dataclass
class Refused(Exception):  # noqa: N818 - a refusal is an answer to the sector, not a fault
    """The whole file is refused and nothing changes; `message` says why and what to do."""

    message: str
    problems: list[Problem] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    rows_read: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self.message = brief(self.message)

    def __str__(self) -> str:
        return self.message


@dataclass
class Question(Exception):  # noqa: N818 - an answer is asked for; nothing has gone wrong
    """Something that only the person at the command can know; nothing changes until it is said.

    `code` names the question, `told` is the question in Spanish, `option` what the same command
    takes as its answer (words of the command line), `meaning` when to give it, `others` further
    options, each with its meaning, and `facts` what the question is about, as values.
    """

    code: str
    told: str
    option: str
    facts: dict[str, Any] = field(default_factory=dict)
    meaning: str = ""
    others: tuple[tuple[str, str], ...] = ()

    @property
    def message(self) -> str:
        """The question and how to answer it."""
        answers = ", o con ".join(
            f"{option} ({meaning})" if meaning else option for option, meaning in self._answers
        )
        how = f"No cambió nada. Para responder, repita la orden con {answers}"
        return brief(f"{self.told} {how}")

    @property
    def fields(self) -> dict[str, Any]:
        """The question as the values of a JSON answer."""
        answers = [{"option": option, "meaning": meaning} for option, meaning in self._answers]
        return {"code": self.code, "option": self.option, "answers": answers, **self.facts}

    @property
    def _answers(self) -> tuple[tuple[str, str], ...]:
        return ((self.option, self.meaning), *self.others)

    def __str__(self) -> str:
        return self.message


class Busy(Exception):  # noqa: N818 - not an error of ours: somebody else is writing
    """Somebody else holds the lock; the message says who and since when."""
