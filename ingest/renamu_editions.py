"""The editions of INEI's RENAMU: the columns of each, and which edition a file is.

`data/reference/renamu/columns.csv` has, per edition and matter, the column of the count and that of
the question; `general.csv` the common ones. Edition Y reports year Y - 1.
"""

from __future__ import annotations

import csv
import re
from functools import cache

from ingest.errors import Question, Refused
from ingest.reading.columns import Field
from ingest.reading.names import plain
from observatorio.config import ROOT

FOLDER = ROOT / "data" / "reference" / "renamu"


@cache
def fields_by_edition() -> dict[str, tuple[Field, ...]]:
    """Every edition's fields: all the columns that it has are required, as a check of the map."""
    matters = _rows("columns.csv")
    names = list(dict.fromkeys(row["matter"] for row in matters))
    found: dict[str, tuple[Field, ...]] = {}
    for general in _rows("general.csv"):
        edition = general["edition"]
        own = {row["matter"]: row for row in matters if row["edition"] == edition}
        fields = [
            _field("ubigeo", general["ubigeo_column"]),
            _field("has_demuna", general["has_demuna_column"]),
            _field("informed", general["informant_column"]),
        ]
        for name in names:
            row = own.get(name, {})
            fields.append(_field(f"count_{name}", row.get("count_column", "")))
            fields.append(_field(f"attended_{name}", row.get("attended_column", "")))
        found[edition] = tuple(fields)
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _field(name: str, column: str) -> Field:
    """A field; the informant's column is written with I or with L, and is the same."""
    twins = re.sub(r"^VF[IL]_", "VFI_", column), re.sub(r"^VF[IL]_", "VFL_", column)
    return Field(name, bool(column), tuple(dict.fromkeys(filter(None, twins))))


def decide_edition(header: list[str], asked: str | None, file: str) -> str:
    """Edition of a file: as asked, else by the year in its name, else by its columns.

    Raises Refused, with the question to answer, when nothing tells or the columns deny it.
    """
    if not _may_be(header):
        raise Refused(
            f"{file}: no es un RENAMU: no trae el ubigeo de la municipalidad o las preguntas "
            "sobre la DEMUNA (P64…). Descargue de la web del INEI la tabla que las tiene."
        )
    edition = _decide(header, asked, file)
    strange = _of_other_editions(header, edition)
    if strange:
        raise Refused(
            f"{file}: se leería como la edición {edition} del RENAMU, pero trae columnas que esa "
            f"edición no tiene: {', '.join(strange)}. Revise el año del archivo y dígalo con "
            "--edition-of-format."
        )
    return edition


def _may_be(header: list[str]) -> bool:
    """Whether a file has the ubigeo and one question of some edition at least."""
    there = {plain(name) for name in header}
    fields = [field for known in fields_by_edition().values() for field in known]
    asked = {plain(c) for f in fields if f.name != "ubigeo" for c in f.columns}
    places = {plain(c) for f in fields if f.name == "ubigeo" for c in f.columns}
    return bool(there & asked and there & places)


def _of_other_editions(header: list[str], edition: str) -> list[str]:
    """Columns that other editions have and this one has not: its numbering would differ."""
    known = fields_by_edition()
    own = {plain(c) for f in known[edition] for c in f.columns}
    all_of_them = {plain(c) for fields in known.values() for f in fields for c in f.columns}
    return [name for name in header if plain(name) in all_of_them - own]


def _decide(header: list[str], asked: str | None, file: str) -> str:
    known = fields_by_edition()
    if asked:
        if asked not in known:
            raise Refused(
                f"No se conoce la edición «{asked}» del RENAMU. Las conocidas son: "
                f"{', '.join(known)}. La edición de un año informa del año anterior."
            )
        return asked
    named: set[str] = {year for year in re.findall(r"(?<!\d)20\d\d(?!\d)", file) if year in known}
    if len(named) == 1:
        return named.pop()
    fitting = [edition for edition in known if _fits(header, known[edition])]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise Question(
            "edition_of_format",
            f"{file}: no se puede saber de qué edición del RENAMU es: por sus columnas puede ser "
            f"{' o '.join(fitting)}. La edición de un año informa del año anterior.",
            f"--edition-of-format {fitting[-1]}",
            others=tuple((f"--edition-of-format {name}", "") for name in fitting[:-1]),
        )
    raise Refused(
        f"{file}: no se puede saber de qué edición del RENAMU es. Dígalo con "
        "--edition-of-format, por ejemplo --edition-of-format 2023 (la edición de un año informa "
        "del año anterior)."
    )


def _fits(header: list[str], fields: tuple[Field, ...]) -> bool:
    names = {plain(name) for name in header}
    return all(any(plain(c) in names for c in f.columns) for f in fields if f.required)
