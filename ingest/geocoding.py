"""From the name of a place to a zone, by the district's gazetteer; never by a guess.

Names are compared after normalising («AA.HH. El Mirador» is «el mirador»), then by likeness above
the configured score. What stays unknown, or is as like one zone as another, goes to a person.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from ingest.reading.encoding import repair_mojibake
from ingest.reading.missing import is_missing
from ingest.settings import WorkSettings

# Kinds of settlement in front of a name: they say nothing of which place it is.
PREFIXES = re.compile(
    r"^(a ?a ?h ?h|a ?h|aapv|asentamientos? humanos?|p ?p ?j ?j|p ?j|pueblos? jovene?s?|urb|"
    r"urbanizacion|asoc|asociacion( de vivienda)?|asoc( de)? viv|coop|cooperativa|c ?p|"
    r"centro poblado|cc ?pp|zona|sector|comite|ampliacion|ampl)\s+(de |del )?"
)
HIDDEN_NUMBER = re.compile(r"\d{3,}")
# Two places of different zones this close in likeness are a doubt, not an answer.
DOUBT_MARGIN = 4.0


@dataclass(frozen=True)
class Located:
    """Where a place was found: `quality` as in the registry; `nearest` and `score` for review."""

    raw: str
    normalised: str
    zone: str | None
    quality: str
    nearest: str | None = None
    score: float | None = None
    reason: str | None = None


def normalise(place: str) -> str:
    """Lower case, no accents, no punctuation, Roman and Arabic stage numbers kept, no prefix."""
    text = unicodedata.normalize("NFKD", repair_mojibake(place).lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"[^a-z0-9]+", " ", text).strip()
    while (shorter := PREFIXES.sub("", text)) != text and shorter:
        text = shorter
    return text


class Gazetteer:
    """The district's places and the zone of each, from a reviewed CSV (place, aliases, zone_id)."""

    def __init__(self, file: Path, ubigeo: str, min_score: float):
        self.min_score = min_score
        self.zones: dict[str, set[str]] = {}
        if file.is_file():
            with file.open(encoding="utf-8", newline="") as handle:
                for row in csv.DictReader(handle):
                    if row["ubigeo"] == ubigeo:
                        self._add(row)

    def _add(self, row: dict[str, str]) -> None:
        for name in (row["place"], *filter(None, row["aliases"].split("|"))):
            self.zones.setdefault(normalise(name), set()).add(row["zone_id"])

    def locate(self, raw: str) -> Located:
        """Zone of a place as it was written, with how it was found or why it was not."""
        name = normalise(raw)
        if not name or is_missing(raw):
            return Located(raw, name, None, "ninguna")
        if name in self.zones:
            return self._answer(raw, name, name, 100.0, "gacetero_exacto")
        near = process.extract(
            name,
            self.zones.keys(),
            scorer=fuzz.ratio,
            limit=5,
            score_cutoff=self.min_score - DOUBT_MARGIN,
        )
        if not near or near[0][1] < self.min_score:
            best = process.extractOne(name, self.zones.keys(), scorer=fuzz.ratio)
            return Located(
                raw,
                name,
                None,
                "ninguna",
                *(best[:2] if best else (None, None)),
                reason="lugar desconocido",
            )
        rivals = {
            z
            for place, score, _ in near
            if score >= near[0][1] - DOUBT_MARGIN
            for z in self.zones[place]
        }
        if len(rivals) > 1:
            return Located(
                raw,
                name,
                None,
                "ninguna",
                near[0][0],
                near[0][1],
                "lugar ambiguo: se parece a lugares de zonas distintas",
            )
        return self._answer(raw, name, near[0][0], near[0][1], "gacetero_aproximado")

    def _answer(self, raw: str, name: str, place: str, score: float, quality: str) -> Located:
        zones = self.zones[place]
        if zones == {""}:
            return Located(
                raw,
                name,
                None,
                "ninguna",
                place,
                score,
                "lugar conocido, pero el gacetero no dice aún en qué zona está",
            )
        if len(zones) > 1:
            return Located(
                raw,
                name,
                None,
                "ninguna",
                place,
                score,
                "lugar ambiguo: ese nombre existe en más de una zona",
            )
        return Located(raw, name, next(iter(zones)), quality, place, score)


def load_gazetteer(settings: WorkSettings) -> Gazetteer:
    """The configured district's gazetteer (an absent file locates nothing)."""
    return Gazetteer(
        settings.zones.gazetteer, settings.district.ubigeo, settings.limits.fuzzy_score
    )


def hide_numbers(place: str) -> str:
    """A place fit to be shown for review: long numbers could be a house or a telephone."""
    return HIDDEN_NUMBER.sub("···", place)
