"""Why a row can't be taken, or what has to be told of a file: codes, their classes and sentences.

Adapters give a code and at most one detail; the sentence is made where a person reads it.
`data/reference/reasons.csv` has the codes, `reason_classes.csv` the classes that are published.
"""

from __future__ import annotations

import csv
from functools import cache

from observatorio.config import ROOT

FILE = ROOT / "data" / "reference" / "reasons.csv"


@cache
def sentences() -> dict[str, str]:
    """The sentence of each code, in Spanish, with `{detail}` where its detail goes."""
    with FILE.open(encoding="utf-8", newline="") as handle:
        return {row["code"]: row["sentence"] for row in csv.DictReader(handle)}


def said(code: str, detail: str | None = None) -> str:
    """A code and its detail as a sentence; raises KeyError for a code that is not in the list."""
    return sentences()[code].replace("{detail}", detail or "")
