"""Words and signs that say that there is no datum: one reviewed list for every source.

They are read as an empty cell is. Where a source's codebook gives such a word a meaning of its own
(the CEM's «NS/NR»), the codebook counts.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb

from ingest.errors import Problem
from observatorio.config import ROOT
from observatorio.database import run

LIST = ROOT / "data" / "reference" / "missing_words.csv"


def bare(text: str) -> str:
    """As the list is compared: small letters and figures, or signs alone (SQL macro `bare`)."""
    folded = unicodedata.normalize("NFD", text.replace("…", "...").lower())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    words = re.sub(r"[^a-z0-9]+", " ", plain).strip()
    return words or re.sub(r"[\s\xa0]", "", plain, flags=re.ASCII)


@cache
def words() -> frozenset[str]:
    """What stands for nothing, in its bare form."""
    with LIST.open(encoding="utf-8", newline="") as handle:
        return frozenset(bare(row["written"]) for row in csv.DictReader(handle))


def is_missing(text: str | None) -> bool:
    """Whether a cell says nothing: it is empty, or a word of the list."""
    return not (text and text.strip()) or bare(text) in words()


def load_macros(con: duckdb.DuckDBPyConnection) -> None:
    """The shared expressions of the writing side, which know the list."""
    run(con, "ingest/common/macros", missing_words=sorted(words()))


def told(
    con: duckdb.DuckDBPyConnection, parquet: Path, columns: Mapping[str, str]
) -> list[Problem]:
    """One line per column (`columns`: field to title) with such words: how many, and which."""
    con.read_parquet(str(parquet)).create_view("told_rows", replace=True)
    return [
        Problem(None, columns[name], None, "words_missing", f"{rows} ({said})")
        for name, rows, said in run(con, "ingest/common/missing_values").fetchall()
        if name in columns
    ]
