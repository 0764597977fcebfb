"""The whole audit of an edition: what each attacker reaches, and what protection costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ingest.archive import Archive
from ingest.audit.bounds import attack
from ingest.audit.cells import by_dimension
from ingest.audit.differences import AMOUNT, attack_editions, changed_cells
from ingest.audit.joint import DIMENSIONS
from ingest.audit.lattice import SERIES
from ingest.audit.leaks import Certain, Guesses, certain, guessing
from ingest.audit.pairing import CELL
from ingest.audit.posterior import guess_all
from ingest.audit.printed import printed_of
from ingest.audit.published_file import leaks
from ingest.audit.utility import Utility, utility_of
from ingest.errors import Refused
from ingest.previous import COMPARED, NOT_KEPT, is_kept, kept_truth
from ingest.publish import truth_file
from ingest.settings import WorkSettings
from observatorio.database import in_memory
from observatorio.store import Pointer


@dataclass(frozen=True)
class Between:
    """The attacker who compares: an edition before, and what he learns of both.

    `increment_count` cells grew by 1 to threshold - 1 cases; that something was added follows of
    `increment_present_count`. Of `pinned_count` of these and of the `protected_count` hidden cells
    the amount follows exactly; of `present_count` hidden ones that they hold a case.
    """

    edition: int
    increment_count: int
    increment_present_count: int
    protected_count: int
    present_count: int
    pinned_count: int
    changed_count: int

    @property
    def increment_present_pct(self) -> float:
        """Share of the small increments that are proven to be there."""
        count = self.increment_count
        return 100 * self.increment_present_count / count if count else 0.0

    @property
    def kept(self) -> bool:
        """Whether nothing follows exactly, and few presences do."""
        found = Certain(self.protected_count, 0, self.pinned_count, self.present_count)
        return not self.pinned_count and found.few_present


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
    between: tuple[Between, ...]
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
            and not self.file_tells
            and all(between.kept for between in self.between)
        )


def audit_edition(settings: WorkSettings) -> Audit:
    """Attacks the current edition as it stands; raises Refused when there is none to attack."""
    number = Pointer(settings.public_dir).read().get("edition")
    if number is None:
        raise Refused(
            "No hay una edición que se pueda auditar. Publique con «python run.py ingest publish»."
        )
    *earlier, manifest = _kept_up_to(number, Archive(settings))
    threshold, base = int(manifest["threshold"]), int(manifest["base"])
    truth = _truth(settings, number)
    return Audit(
        edition=number,
        threshold=threshold,
        base=base,
        cells_count=len(truth),
        hidden_count=int(truth["value"].isna().sum()),
        coarser_count=int((truth["step"] > base).sum()),
        certain=certain(attack(_known(settings, number, truth), threshold, base)),
        guessed=guessing(guess_all(truth, threshold, base)),
        between=tuple(_compared(settings, e, number, truth, (threshold, base)) for e in earlier),
        utility=utility_of(truth),
        demonstration=bool(_synthetic(settings, number)),
        file_tells=tuple(leaks(settings.public_dir / f"public-{number:06d}.duckdb")),
        by_source={str(name): utility_of(part) for name, part in truth.groupby("source")},
    )


def _truth(settings: WorkSettings, number: int) -> pd.DataFrame:
    base = next(e["base"] for e in Archive(settings).editions() if e["edition"] == number)
    with in_memory() as con:
        cells = kept_truth(con, truth_file(settings, number), base).df()
    own = cells[cells["ubigeo"] == settings.district.ubigeo]
    return by_dimension(own.reset_index(drop=True))


def _kept_up_to(number: int, archive: Archive) -> list[dict[str, Any]]:
    """Manifests of an edition and of the last ones before it; Refused where one left no whole."""
    manifests = {e["edition"]: e for e in archive.editions() if e["edition"] <= number}
    asked = sorted({*manifests, number})[-COMPARED - 1 :]
    for each in asked:
        if each not in manifests or not is_kept(archive, each):
            raise Refused(NOT_KEPT.format(edition=each))
    return [manifests[each] for each in asked]


def _compared(
    settings: WorkSettings,
    earlier: dict[str, Any],
    number: int,
    truth: pd.DataFrame,
    rule: tuple[int, int],
) -> Between:
    other = int(earlier["edition"])
    anew = _synthetic(settings, other) - _synthetic(settings, number)
    before, now = (cells[~cells["source"].isin(anew)] for cells in (_truth(settings, other), truth))
    before, now = _unlike(before, now)
    found = attack_editions(
        _known(settings, other, before), _known(settings, number, now), *rule,
        rule_before=(earlier["threshold"], earlier["base"]),
    )  # fmt: skip
    grown = found["question"] == AMOUNT
    # A cell that is hidden in both is one cell.
    hidden = found[~grown].groupby(CELL, dropna=False)["present"].any()
    return Between(
        edition=other,
        increment_count=int(grown.sum()),
        increment_present_count=int(found.loc[grown, "present"].sum()),
        protected_count=len(hidden),
        present_count=int(hidden.sum()),
        pinned_count=int(found["pinned"].sum()),
        changed_count=int(changed_cells(before, now)["changed"].sum()),
    )


def _unlike(before: pd.DataFrame, now: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The years that are not alike in both: of the others nothing more is learnt."""
    seen = ["table_id", "dimensions", *DIMENSIONS, "n", "value", "kind", "step"]
    alike = {
        key
        for key, cells in now.groupby(SERIES)
        if cells[seen]
        .reset_index(drop=True)
        .equals(before[(before[SERIES] == list(key)).all(axis=1)][seen].reset_index(drop=True))
    }

    def unlike(cells: pd.DataFrame) -> pd.DataFrame:
        return cells[np.array([tuple(r) not in alike for r in cells[SERIES].to_numpy()], bool)]

    return unlike(before), unlike(now)


def _known(settings: WorkSettings, number: int, cells: pd.DataFrame) -> pd.DataFrame:
    """The cells, and what a ministry prints of those years that are closed."""
    file = truth_file(settings, number)
    records = pd.read_parquet(file.with_name(file.name.replace("truth", "records")))
    return pd.concat([cells, printed_of(records, cells)], ignore_index=True)


def _synthetic(settings: WorkSettings, number: int) -> set[str]:
    """Sources that had nothing but a demonstration in an edition: nobody is in them."""
    manifest = next(e for e in Archive(settings).editions() if e["edition"] == number)
    real = {str(item["source"]) for item in manifest["inputs"] if not item["demonstration"]}
    return {str(item["source"]) for item in manifest["inputs"]} - real
