"""The header of a DEMUNA sheet, found by its labels wherever its row is."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from ingest.demuna.mapping import SheetMapping
from ingest.demuna.sheets import HEAD, Tab
from ingest.errors import Problem, Refused
from ingest.reading import columns
from ingest.reading.columns import NEAR_ENOUGH
from ingest.reading.encoding import repair_mojibake
from ingest.wording import like_a_title

# A row with two of the labels is the header; a title may hold one of these words by chance.
HEADER_HITS = 2
Case = dict[str, str | None]


@dataclass
class Table:
    """One sheet read: its header, and per row after it the case (None where there is none)."""

    tab: Tab
    at: int
    found: dict[str, list[int]]
    cases: list[Case | None] = field(default_factory=list)
    skipped: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    @property
    def titles(self) -> list[str]:
        """Labels of the columns."""
        return self.tab.rows[self.at]


def compact(label: str) -> str:
    """A label for comparing: letters and digits only, what is in brackets left out."""
    text = unicodedata.normalize("NFKD", repair_mojibake(label).lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "", re.sub(r"\(.*?\)", "", text))


def labels_of(mapping: SheetMapping) -> dict[str, tuple[str, ...]]:
    """Labels by field: the template's, and in their place those that the mapping gives."""
    known = {item.name: item.columns for item in columns.editions("demuna")["plantilla"]}
    return known | mapping.columns


def find_header(tab: Tab, labels: dict[str, tuple[str, ...]]) -> Table | None:
    """The table of a sheet whose first rows hold the labels, or None."""
    best: Table | None = None
    for at, row in enumerate(tab.rows[:HEAD]):
        positions = {compact(cell): i for i, cell in reversed(list(enumerate(row))) if cell}
        found = {
            name: hits
            for name, wanted in labels.items()
            if (hits := [positions[compact(w)] for w in wanted if compact(w) in positions])
        }
        if len(found) >= HEADER_HITS and (best is None or len(found) > len(best.found)):
            best = Table(tab, at, found)
    return best


def no_header(tabs: list[Tab], labels: dict[str, tuple[str, ...]], file: str) -> str:
    """What to say when no sheet has the header."""
    seen = {cell for tab in tabs for row in tab.rows[:HEAD] for cell in row if cell}
    asked = ", ".join(_nearest(labels[name][0], seen) for name in ("intake_date", "matter"))
    return (
        f"{file}: no se encontró la fila de encabezado en las primeras {HEAD} filas. Debe tener, "
        f"al menos, las columnas {asked}. Use la plantilla (template demuna) o un archivo de "
        "mapeo (--mapping) con los nombres de sus columnas."
    )


def _nearest(label: str, seen: set[str]) -> str:
    by_form = {compact(cell): cell for cell in seen if like_a_title(cell)}
    near = process.extractOne(
        compact(label), by_form.keys(), scorer=fuzz.WRatio, score_cutoff=NEAR_ENOUGH
    )
    return f"«{label}»" + (f" (la más parecida es «{by_form[near[0]]}»)" if near else "")


def refuse_missing(
    table: Table, labels: dict[str, tuple[str, ...]], mapping: SheetMapping, file: str
) -> None:
    """Raises Refused when a sheet lacks a column that is required, or that the mapping names."""
    needed = {"intake_date", "matter", *mapping.columns} - mapping.constant.keys()
    missing = [name for name in labels if name in needed and name not in table.found]
    if missing:
        where = f" en la hoja «{table.tab.name}»" if table.tab.name else ""
        names = ", ".join(_nearest(labels[name][0], set(table.titles)) for name in missing)
        raise Refused(
            f"{file}: falta{'n' if len(missing) > 1 else ''}{where}: {names}. No se cargó nada. "
            "Si esa hoja no es del registro, diga en el mapeo (sheet) cuáles se leen; si todo el "
            "registro es de una sola materia, dígalo en el mapeo: [constant] y debajo materia = 6.",
            reasons={"falta una columna": len(missing)},
        )
