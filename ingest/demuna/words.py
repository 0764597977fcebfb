"""What the words of a DEMUNA register mean: matter, age and sex of one case."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from ingest.reading.encoding import repair_mojibake
from ingest.reading.missing import is_missing
from observatorio.config import ROOT

MATTERS_FILE = ROOT / "data" / "reference" / "demuna" / "matters.csv"
# As it was when records got their keys, version 1: never changed.
IDENTITY_FILE = MATTERS_FILE.with_name("identity_matters.csv")
MIN_LIKENESS = 90
# Two matters this close in likeness are a doubt, not an answer.
DOUBT_MARGIN = 4.0
OF_AGE = 18
OLDEST = 110
GIRLS = {"mujer", "femenino", "femenina", "fem", "f", "nina", "chica"}
BOYS = {"hombre", "masculino", "masc", "h", "nino", "varon", "v", "chico"}
# The families of words that tell what a lone «M» stands for; a letter says more than a word.
LETTER_SIGNS = ({"f"}, {"h"})
WORD_SIGNS = ({"femenino", "femenina", "fem", "masculino", "masc"}, {"mujer", "hombre"})


@dataclass(frozen=True)
class Meaning:
    """What a value says (None: nothing), or why it can't be taken (a code and its detail)."""

    value: str | None = None
    reason: str | None = None
    detail: str | None = None


@dataclass(frozen=True)
class Matter:
    """A matter of the RENAMU list, and whether it is violence."""

    number: int
    label: str
    violence: bool
    aliases: tuple[str, ...]


def plain_words(text: str) -> str:
    """Lower case, no accents, letters and digits only, the usual abbreviations in one form."""
    folded = unicodedata.normalize("NFKD", repair_mojibake(text).lower())
    folded = "".join(c for c in folded if not unicodedata.combining(c))
    folded = re.sub(r"[^a-z0-9]+", " ", folded).strip()
    folded = re.sub(r"\bninas? (y )?ninos? (y |o |u )?adolescentes?\b|\bn n a s?\b", "nna", folded)
    return re.sub(r"\binstitucion educativa\b|\bi e\b", "ie", folded)


@cache
def matters(file: Path = MATTERS_FILE) -> tuple[Matter, ...]:
    """The RENAMU list, in its order."""
    with file.open(encoding="utf-8", newline="") as handle:
        return tuple(
            Matter(
                int(row["number"]),
                row["label"],
                row["violence"] == "yes",
                tuple(filter(None, row["aliases"].split("|"))),
            )
            for row in csv.DictReader(handle)
        )


@cache
def _names(file: Path) -> dict[str, Matter]:
    return {plain_words(name): m for m in matters(file) for name in (m.label, *m.aliases)}


def matter_of(raw: str, file: Path = MATTERS_FILE) -> Meaning:
    """Number of the matter: by its number, its words, an alias, or words very like them."""
    if is_missing(raw):
        return Meaning(reason="matter_missing")
    said = plain_words(raw)
    numbered = re.fullmatch(r"(?:materia )?0*(\d+)(?: 0+)?(?: (\D.*))?", said)
    if not numbered:
        return _by_words(said, file)
    known = {m.number for m in matters(file)}
    number, rest = int(numbered[1]), numbered[2]
    if number not in known:
        return Meaning(reason="matter_number_unknown", detail=str(max(known)))
    if rest and _by_words(rest, file).value != str(number):
        return Meaning(reason="matter_mismatch")
    return Meaning(str(number))


def _by_words(said: str, file: Path) -> Meaning:
    names = _names(file)
    if said in names:
        return Meaning(str(names[said].number))
    near = process.extract(said, names.keys(), scorer=fuzz.ratio, limit=6)
    best = names[near[0][0]]
    hint = f"{best.number} {best.label}"
    if near[0][1] < MIN_LIKENESS:
        return Meaning(reason="matter_unknown", detail=hint)
    if any(names[n] != best and score > near[0][1] - DOUBT_MARGIN for n, score, _ in near):
        return Meaning(reason="matter_doubtful", detail=hint)
    return Meaning(str(best.number))


def age_of(raw: str) -> Meaning:
    """Completed years; months of a baby are 0. Blank says nothing."""
    said = plain_words(re.sub(r"[.,]0+$", "", raw.strip()))
    found = re.fullmatch(r"(\d{1,3})( ?(?:anos?|a|anios?))?", said)
    months = re.fullmatch(r"(\d{1,2}) ?(?:m|mes|meses|dias?|d|semanas?)", said)
    if is_missing(raw):
        return Meaning()
    if months:
        return Meaning("0") if int(months[1]) < OF_AGE else Meaning("1")
    if not found:
        return Meaning(reason="age_not_whole")
    if int(found[1]) > OLDEST:
        return Meaning(reason="child_age_impossible")
    if int(found[1]) >= OF_AGE:
        return Meaning(reason="adult_age")
    return Meaning(str(int(found[1])))


def sex_of(raw: str, m_means: str | None) -> Meaning:
    """«mujer» or «hombre»; `m_means` is what the letter M stands for where it was written."""
    said = plain_words(raw)
    if is_missing(raw):
        return Meaning()
    if said == "m" and m_means:
        return Meaning(m_means)
    if said in GIRLS or said in BOYS:
        return Meaning("mujer" if said in GIRLS else "hombre")
    return Meaning(reason="sex_unknown")


def meaning_of_m(said: Iterable[str]) -> str | None:
    """What M stands for beside the other values of its sheet, or None when nobody can know.

    With F it is «masculino», with H «mujer»; written-out words tell the same, a little less.
    """
    values = {plain_words(value) for value in said}
    for masculine, feminine in (LETTER_SIGNS, WORD_SIGNS):
        for_boys, for_girls = bool(values & masculine), bool(values & feminine)
        if for_boys != for_girls:
            return "hombre" if for_boys else "mujer"
        if for_boys:
            return None
    return None
