"""Names of places inside the district, spelled in the many ways in which people write them."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.sample.model import load_model, pick, read_rows

PREFIXES = {
    "AAHH": ("AAHH ", "A.H. ", "AA.HH. ", "AA.HH ", ""),
    "ASOC": ("Asoc. ", "Asociación ", ""),
    "URB": ("Urb. ", "Urbanización ", ""),
    "PPJJ": ("PP.JJ. ", "P.J. ", ""),
}
UNKNOWN = "DESCONOCIDO"
FIRST_YEAR = 2017


def draw_places(rng: np.random.Generator, years: NDArray[Any]) -> NDArray[Any]:
    """One place text per case, unequal and slowly changing by year, some unknown or blank."""
    texts = np.full(len(years), "", dtype=object)
    for year in np.unique(years):
        here = np.flatnonzero(years == year)
        chosen = pick(rng, _weights(int(year)), len(here))
        texts[here] = [
            spellings[rng.integers(len(spellings))]
            for spellings in (_spellings()[place] for place in chosen)
        ]
    blank = rng.random(len(years)) < load_model()["quirks"]["blank_place_share"]
    return np.where(blank, rng.choice(["", " "], len(years)), texts)


def strip_accents(text: str) -> str:
    """The text without its accents (ñ becomes n, as typed on a foreign keyboard)."""
    parts = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


@cache
def _spellings() -> list[list[str]]:
    """All spellings of each place: prefix, case and accents."""
    return [
        [
            case(prefix + name)
            for prefix in PREFIXES.get(row["kind"], ("",))
            for name in (row["place"], strip_accents(row["place"]))
            for case in (str, str, str.upper, str.lower)
        ]
        for row in read_rows("places.csv")
    ]


def _weights(year: int) -> NDArray[np.float64]:
    """Shares of the places in one year; the unknown ones keep their own share together."""
    rows = read_rows("places.csv")
    age = year - FIRST_YEAR
    weights = np.array([float(row["weight"]) * float(row["growth"]) ** age for row in rows])
    unknown = np.array([row["kind"] == UNKNOWN for row in rows])
    share = load_model()["quirks"]["unknown_place_share"]
    parts = np.where(
        unknown,
        weights / weights[unknown].sum() * share,
        weights / weights[~unknown].sum() * (1 - share),
    )
    return np.asarray(parts)
