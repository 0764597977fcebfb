"""What is said of a source and how it looks beside others: its line of `sources.csv`.

Their order there is the order in which sources are always named. What a source holds (until when,
whether it is a demonstration) is the edition's to say: `observatorio.cube.SourceInfo`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, fields

from observatorio.config import ROOT

FILE = ROOT / "data" / "reference" / "sources.csv"
YES = "true"


@dataclass(frozen=True)
class Profile:
    """A source as it is told; the defaults are those of a source that this version doesn't know.

    `color`, `dash` and `symbol` are its look in charts; `verb` and `counted` say who counted what
    («los CEM atendieron», «casos»), `registers` the same after «por cada 100». `at_office`,
    `at_event` and `at_residence` say which place brings a record into the district's figures,
    `sees` of whom. `rate_note` is what a reader must know of its rate, empty where it has none;
    `zone_note` what «zona» means, `without_zone` why a record has none.
    """

    source: str = ""
    title: str = ""
    publisher: str = ""
    color: str = "#6B6862"
    dash: str = "solid"
    symbol: str = "circle"
    verb: str = "la otra fuente tiene"
    counted: str = "registros"
    registers: str = "registros de la otra fuente"
    at_office: str = "No se sabe"
    at_event: str = "No se sabe"
    at_residence: str = "No se sabe"
    sees: str = "No se sabe"
    rate_note: str = ""
    zone_note: str = ""
    without_zone: str = ""
    # Whether it counts complaints; is compared unless others are chosen; tells who the persons are,
    # zones, months.
    complaints: bool = False
    compared: bool = False
    persons: bool = False
    by_zone: bool = False
    by_month: bool = True

    @property
    def places(self) -> tuple[str, str, str, str]:
        """Office, event, residence, and whom it sees."""
        return self.at_office, self.at_event, self.at_residence, self.sees


def _read() -> dict[str, Profile]:
    flags = {field.name for field in fields(Profile) if field.type == "bool"}
    with FILE.open(encoding="utf-8", newline="") as file:
        lines = [{f.name: line[f.name] for f in fields(Profile)} for line in csv.DictReader(file)]
    return {
        line["source"]: Profile(**{n: v == YES if n in flags else v for n, v in line.items()})  # type: ignore[arg-type]
        for line in lines
    }


PROFILES: Mapping[str, Profile] = _read()
ORDER = tuple(PROFILES)
BY_MONTH = tuple(name for name, one in PROFILES.items() if one.by_month)
COMPARED = tuple(name for name, one in PROFILES.items() if one.compared)
PERSONS = tuple(name for name, one in PROFILES.items() if one.persons)
COMPLAINTS = tuple(name for name, one in PROFILES.items() if one.complaints)
# Those that tell of persons first: a complaint's point is no person's place.
BY_ZONE = tuple(
    sorted(
        (name for name, one in PROFILES.items() if one.by_zone),
        key=lambda name: not PROFILES[name].persons,
    )
)


def profile(source: str) -> Profile:
    """What is said of a source, also of one that an old edition has and this version doesn't."""
    return PROFILES.get(source, Profile(source))
