"""The attacker who guesses: how sure he is of each protected cell, and how often he is right.

He knows every published cell, the rounding rule and its probabilities, and the exact margins that
are printed elsewhere. What he thinks of each cell by itself is in `knowledge`; what the sums
between the cells make of it, approximately, in `propagation`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import pandas as pd

from ingest.audit.equations import Impossible
from ingest.audit.joint import DIMENSIONS
from ingest.audit.knowledge import RETURNS, Guess, guesses
from ingest.audit.lattice import SERIES, one_way
from ingest.audit.leaks import Guesses, guessing
from ingest.audit.propagation import propagate
from ingest.audit.relations import LATENT, Related, relate

SURE = 0.90  # who is this sure says it aloud


@dataclass(frozen=True)
class Guessed(Guesses):
    """How far the guessing attacker comes, and whether he is as often right as he says.

    `given_count` are hidden cells that nobody has to guess: they hold by definition the cases of a
    printed one (a zone's first quarter, in a year of one quarter). They are not audited.
    `confident_count` and `wrong_count` are of all protected cells, empty ones too, so that his
    confidence can be judged: `confident_pct` is how sure he says he is, on average, of these.
    `presence_pct` is how probable he finds it, on average, that an audited cell holds a case.
    """

    given_count: int
    confident_count: int
    wrong_count: int
    confident_pct: float
    presence_pct: float


def guess_all(
    truth: pd.DataFrame, threshold: int, base: int, printed: frozenset[str] | None = None
) -> pd.DataFrame:
    """`posterior_of` each series and year of the truth."""
    found = [
        posterior_of(cells, threshold, base, printed)
        for _, cells in truth[truth["n"].notna()].groupby(SERIES)
    ]
    return pd.concat(found, ignore_index=True)


def posterior_of(
    year_truth: pd.DataFrame, threshold: int, base: int, printed: frozenset[str] | None = None
) -> pd.DataFrame:
    """What the attacker thinks of the protected cells of one series and year.

    `printed` names the tables that he has exactly: every one-way table and the total, unless told
    otherwise. A row per protected cell of the others: `guess` (count), `confidence` and `presence`
    (probabilities of the guess, of at least one case), `given` (the same cases as a printed cell),
    `small` (1 to threshold - 1 cases), `audited` (small, not given), `confident` (not given),
    `guessed` (audited, confident and right), `unique_guessed` (guessed, of one case).
    """
    given = one_way(year_truth) if printed is None else printed
    related = relate(year_truth)
    beliefs = _beliefs(related, threshold, base, given)
    cells = related.cells
    known = cells["table_id"].isin(list(given))
    same = related.same_as(set(cells.index[known]))
    hidden = cells["value"].isna() & ~known & (cells["kind"] != LATENT)
    best = [beliefs[at].best for at in cells.index[hidden]]
    found = cells.loc[hidden, [*SERIES, "table_id", "dimensions", *DIMENSIONS, "n", "kind"]].assign(
        given=cells.index[hidden].isin(list(same)),
        guess=[count for count, _ in best],
        confidence=[sure for _, sure in best],
        presence=[beliefs[at].presence for at in cells.index[hidden]],
    )
    return _judged(found, threshold)


def _beliefs(related: Related, threshold: int, base: int, given: frozenset[str]) -> list[Guess]:
    """What he thinks of each cell, supposing as few cases for each person as the sums allow."""
    returns, most = RETURNS, related.cells["n"].max()
    while True:
        own = guesses(related, threshold, base, given, returns)
        try:
            return propagate(own, related.relations).cells
        except Impossible:
            if returns > most:
                raise
            returns *= 2


def _judged(found: pd.DataFrame, threshold: int) -> pd.DataFrame:
    small = found["n"].between(1, threshold - 1)
    audited = small & ~found["given"]
    confident = (found["confidence"] >= SURE) & ~found["given"]
    right = audited & confident & (found["guess"] == found["n"])
    return found.assign(
        small=small,
        audited=audited,
        confident=confident,
        guessed=right,
        unique_guessed=right & (found["n"] == 1),
    )


def guessed_figures(found: pd.DataFrame) -> Guessed:
    """The figures of what `posterior_of` (or `guess_all`) found."""
    audited, confident = found[found["audited"]], found[found["confident"]]
    return Guessed(
        **asdict(guessing(found)),
        given_count=int((found["small"] & found["given"]).sum()),
        confident_count=len(confident),
        wrong_count=int((confident["guess"] != confident["n"]).sum()),
        confident_pct=100 * float(confident["confidence"].mean()) if len(confident) else 0.0,
        presence_pct=100 * float(audited["presence"].mean()) if len(audited) else 0.0,
    )
