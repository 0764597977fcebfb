"""The whole audit of an edition: what each attacker reaches, and what protection costs."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from ingest.archive import Archive
from ingest.audit.bounds import attack
from ingest.audit.differences import attack_editions, changed_cells
from ingest.audit.lattice import COARSER
from ingest.audit.leaks import Certain, Guesses, certain, guessing
from ingest.audit.posterior import guess_all
from ingest.audit.published_file import leaks
from ingest.audit.utility import Utility, utility_of
from ingest.errors import Refused
from ingest.publish import truth_file
from ingest.settings import WorkSettings
from observatorio.store import Pointer


@dataclass(frozen=True)
class Between:
    """The attacker who compares: the edition before, and what the difference tells.

    `increment_count` cells grew by 1 to threshold - 1 cases; of `pinned_count` that follows
    exactly, of `present_count` it follows that something was added.
    """

    edition: int
    increment_count: int
    pinned_count: int
    present_count: int
    changed_count: int

    @property
    def present_pct(self) -> float:
        """Share of the small increments that are proven to be there."""
        return 100 * self.present_count / self.increment_count if self.increment_count else 0.0


@dataclass(frozen=True)
class Audit:
    """What the audit of one edition found in one district."""

    edition: int
    threshold: int
    base: int
    cells_count: int
    hidden_count: int
    coarser_count: int
    certain: Certain
    guessed: Guesses
    between: Between | None
    utility: Utility
    demonstration: bool
    file_tells: tuple[str, ...] = ()
    by_source: dict[str, Utility] = field(default_factory=dict)

    @property
    def bounds_kept(self) -> bool:
        """Whether no small count is certain, none unique is guessed, few presences are proven.

        And whether the file tells nothing beside its tables.
        """
        return (
            not self.certain.pinned_count
            and self.certain.few_present
            and self.guessed.few
            and not (self.between and self.between.pinned_count)
            and not self.file_tells
        )


def audit_edition(settings: WorkSettings) -> Audit:
    """Attacks the current edition as it stands; raises Refused when there is none to attack."""
    number = Pointer(settings.public_dir).read().get("edition")
    if number is None or not truth_file(settings, number).exists():
        raise Refused(
            "No hay una edición que se pueda auditar. Publique con «python run.py ingest publish»."
        )
    manifest = next(e for e in Archive(settings).editions() if e["edition"] == number)
    threshold, base = int(manifest["threshold"]), int(manifest["base"])
    truth = _truth(settings, number)
    return Audit(
        edition=number,
        threshold=threshold,
        base=base,
        cells_count=len(truth),
        hidden_count=int(truth["value"].isna().sum()),
        coarser_count=int(truth["note"].str.startswith(COARSER).sum()),
        certain=certain(attack(truth, threshold, base)),
        guessed=guessing(guess_all(truth, threshold, base)),
        between=_between(settings, number, truth, (threshold, base)),
        utility=utility_of(truth),
        demonstration=bool(_synthetic(settings, number)),
        file_tells=tuple(leaks(settings.public_dir / f"public-{number:06d}.duckdb")),
        by_source={str(name): utility_of(part) for name, part in truth.groupby("source")},
    )


def _truth(settings: WorkSettings, number: int) -> pd.DataFrame:
    cells = pd.read_parquet(truth_file(settings, number))
    return cells[cells["ubigeo"] == settings.district.ubigeo].reset_index(drop=True)


def _between(
    settings: WorkSettings, number: int, truth: pd.DataFrame, rule: tuple[int, int]
) -> Between | None:
    """Against the edition before, if it was protected by the same rule."""
    earlier = [
        e["edition"]
        for e in Archive(settings).editions()
        if e["edition"] < number
        and (e["threshold"], e["base"]) == rule
        and truth_file(settings, e["edition"]).exists()
    ]
    if not earlier:
        return None
    anew = _synthetic(settings, earlier[-1]) - _synthetic(settings, number)
    before, truth = (
        cells[~cells["source"].isin(anew)] for cells in (_truth(settings, earlier[-1]), truth)
    )
    found = attack_editions(before, truth, *rule)
    return Between(
        edition=earlier[-1],
        increment_count=len(found),
        pinned_count=int(found["pinned"].sum()),
        present_count=int(found["present"].sum()),
        changed_count=int(changed_cells(before, truth)["changed"].sum()),
    )


def _synthetic(settings: WorkSettings, number: int) -> set[str]:
    """Sources that had nothing but a demonstration in an edition: nobody is in them."""
    manifest = next(e for e in Archive(settings).editions() if e["edition"] == number)
    real = {str(item["source"]) for item in manifest["inputs"] if not item["demonstration"]}
    return {str(item["source"]) for item in manifest["inputs"]} - real
