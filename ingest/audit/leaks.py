"""What is told of small cells, and how much of it an edition may tell: the limits, each once."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ingest.audit.joint import DIMENSIONS

PRESENT_GOAL_PCT = 5.0
# With few hidden cells, one of them is more than the goal by itself.
ALWAYS_ALLOWED = 3
GUESSED_GOAL_PCT = 1.0
Leak = tuple[str, ...]  # source, year, table, and the categories of a cell


@dataclass(frozen=True)
class Certain:
    """What an attacker can be certain of, over the cells of some series and years.

    `protected_count` cells of tables of two dimensions or more are hidden; of `filled_count` of
    them (or of any small cell) with a case, `pinned_count` follow exactly, and of `present_count`
    it follows that they hold a case. `leaks` names those cells.
    """

    protected_count: int
    filled_count: int
    pinned_count: int
    present_count: int
    leaks: tuple[Leak, ...] = ()

    @property
    def present_pct(self) -> float:
        """Share of the hidden cells that are proven to hold a case."""
        return 100 * self.present_count / self.protected_count if self.protected_count else 0.0

    @property
    def few_present(self) -> bool:
        """Whether no more presences are proven than the goal allows, or three of few cells."""
        return self.present_pct <= PRESENT_GOAL_PCT or self.present_count <= ALWAYS_ALLOWED


@dataclass(frozen=True)
class Guesses:
    """How often the attacker who guesses is right, over the cells of some series and years.

    Of `audited_count` hidden cells of 1 to threshold - 1 cases, `guessed_count` are guessed, and
    `unique_guessed_count` of the `unique_count` with one case.
    """

    audited_count: int
    guessed_count: int
    unique_count: int
    unique_guessed_count: int

    @property
    def guessed_pct(self) -> float:
        """Share of the audited cells whose count he guesses; 0 where there are none."""
        return 100 * self.guessed_count / self.audited_count if self.audited_count else 0.0

    @property
    def few(self) -> bool:
        """Whether no unique case is guessed, and few others."""
        return not self.unique_guessed_count and self.guessed_pct <= GUESSED_GOAL_PCT


def certain(found: pd.DataFrame) -> Certain:
    """The figures of what `bounds.audit` or `bounds.attack` found."""
    leaking = found[found["pinned"] | found["present"]]
    return Certain(
        len(found),
        int((found["n"] >= 1).sum()),
        int(found["pinned"].sum()),
        int(found["present"].sum()),
        tuple(named(row) for _, row in leaking.iterrows()),
    )


def guessing(found: pd.DataFrame) -> Guesses:
    """The figures of what `posterior_of` (or `guess_all`) found."""
    audited = found[found["audited"]]
    return Guesses(
        audited_count=len(audited),
        guessed_count=int(found["guessed"].sum()),
        unique_count=int((audited["n"] == 1).sum()),
        unique_guessed_count=int(found["unique_guessed"].sum()),
    )


def named(cell: pd.Series) -> Leak:
    """Which cell it is, without its count: cem, 2021, sex_zone, hombre, Z07."""
    parts = [cell["source"], cell["year"], cell["table_id"], *cell[DIMENSIONS].dropna()]
    return tuple(map(str, parts))
