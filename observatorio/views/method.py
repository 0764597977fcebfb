"""How the figures are made and read: examples of this edition, its notes, its log, the glossary."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from observatorio.config import ROOT, Privacy
from observatorio.cube import Cube
from observatorio.depth import LEAST_INHABITANTS, NUMBERS
from observatorio.disclosure import note_of
from observatorio.editions import taken_back as text_of
from observatorio.filters import Filters, Table, dimension_name
from observatorio.invented import called
from observatorio.numbers import day_of, listed, month_name, month_of, noun, whole
from observatorio.statistics import change
from observatorio.views.common import NOT_LESS, not_comparable, whole_years
from observatorio.views.crossing_words import places
from observatorio.views.method_words import COARSER, NOTES, PROTECTION
from observatorio.views.news import Held, Logged, edition_log, moved
from observatorio.withdrawals import withdrawn

UNKNOWN = {"sin_dato", "sin_zona"}
NO_EXAMPLE = "No hay en esta edición."
NO_MONTHS = "Sin fuentes por mes"
# Two counts that differ less than it seems, and others that do differ.
EXAMPLES = ((1196, 1278), (1278, 1441), (40, 20))


@dataclass(frozen=True)
class State:
    """One of the four states of a figure: its sign, what it means, and a case of this edition."""

    sign: str
    meaning: str
    example: str


def states(cube: Cube) -> list[State]:
    """The four states, each with an example of this edition, or that it has none."""
    last = cube.edition.threshold - 1
    return [
        State(
            "Un número",
            "La cifra publicada: exacta, redondeada o de una fuente abierta.",
            _value(cube),
        ),
        State(
            f"«menos de {cube.edition.threshold}»",
            f"Protegido: hay de 0 a {last} casos, y no se dice cuántos. Puede ser cero.",
            _protected(cube),
        ),
        State(
            "«no entregado»",
            "El sector todavía no dio ese mes. No sabemos cuántos hubo: no es cero.",
            _month_in(cube, "no entregado"),
        ),
        State(
            "«sin registro»",
            "La fuente aún no empezaba, o no mide eso.",
            _month_in(cube, "sin registro"),
        ),
    ]


def _value(cube: Cube) -> str:
    for source, info in cube.sources.items():
        years = whole_years(cube, source)
        figure = cube.figures(Filters(source, (years[-1],) * 2)).get(()) if years else None
        if figure:
            return f"{called(info)}, {years[-1]}: {figure.text} {info.unit}."
    return NO_EXAMPLE


def _protected(cube: Cube) -> str:
    for source, info in cube.sources.items():
        years = cube.years(source)
        for table in _simplest(cube, source):
            shown = sorted(table.dimensions)
            found = cube.figures(Filters(source, (years[0], years[-1])), ["year", *shown])
            for (year, *codes), figure in found.items():
                if figure.hidden and not UNKNOWN & set(codes):
                    named = [
                        f"{dimension_name(name)} «{cube.labels[name][str(code)].lower()}»"
                        for name, code in zip(shown, codes, strict=True)
                    ]
                    return f"{called(info)}, {year}, {listed(named)}: {figure.text}."
    return NO_EXAMPLE


def _simplest(cube: Cube, source: str) -> list[Table]:
    """Published tables whose categories all have a name, those of few dimensions first."""
    tables = [t for t in cube.tables(source) if t.public and t.dimensions <= set(cube.labels)]
    return sorted(tables, key=lambda table: (len(table.dimensions), table.table_id))


def _month_in(cube: Cube, state: str) -> str:
    for one in cube.coverage:
        if one.state == state and one.source in cube.sources:
            info = cube.sources[one.source]
            return f"{info.short_title}, {month_name(one.month)} de {one.year}."
    return NO_EXAMPLE


def sources(cube: Cube) -> dict[str, dict[str, str]]:
    """Title of each source → what it counts, who makes it, its places, its limits, its licence."""
    found = {}
    for info in cube.sources.values():
        found[info.title] = {
            "Cuenta": info.unit,
            "La produce": info.publisher,
            **places(info.source),
            "Límites": info.caveats,
            "Cómo se muestra": "Protegida" if info.protected else "Como fue publicada",
            "Licencia": info.licence,
        }
    return found


def protection(cube: Cube, privacy: Privacy) -> list[tuple[str, str]]:
    """Each rule of protection in plain words, with the threshold and base of this edition."""
    numbers = rule(cube, privacy) | NUMBERS | {"least_inhabitants": LEAST_INHABITANTS}
    values = {name: whole(number) for name, number in numbers.items()}
    return [(name.format(**values), text.format(**values)) for name, text in PROTECTION]


def rule(cube: Cube, privacy: Privacy) -> dict[str, int]:
    """The numbers of this edition that words name: `threshold`, `last` (protected), `base`, …."""
    return {
        "threshold": cube.edition.threshold,
        "last": cube.edition.threshold - 1,
        "base": cube.edition.base,
        "twice": 2 * cube.edition.base,
        "four_times": 4 * cube.edition.base,
        "wait": privacy.wait_records,
    }


def notes(cube: Cube) -> list[dict[str, str]]:
    """How the cells of this edition are published: source, note, meaning, how many."""
    rule = {"threshold": cube.edition.threshold, "base": cube.edition.base}
    rows = [
        (source, note_of(kind, step, **rule), _meaning(cube, kind, step), cells, changed)
        for source, kind, step, cells, changed in cube.rows("notes")
        if source in cube.sources
    ]
    return [
        {
            "Fuente": cube.sources[source].short_title,
            "Nota": note,
            "Qué significa": meaning,
            "Celdas": whole(cells),
            "Cambiaron": whole(changed),
        }
        for source, note, meaning, cells, changed in sorted(rows)
    ]


def _meaning(cube: Cube, kind: str, step: int | None) -> str:
    base, last = cube.edition.base, cube.edition.threshold - 1
    coarser = step is not None and step > base
    return NOTES[COARSER if coarser else kind].format(base=base, last=last)


def not_compared(cube: Cube) -> list[tuple[str, str]]:
    """Which years are not compared, and why not in each source."""
    apart: dict[int, list[str]] = {}
    for (source, year), reason in not_comparable().items():
        if source in cube.sources:
            said = f"{cube.sources[source].short_title}: {reason}"
            apart.setdefault(year, []).append(said)
    return [
        (f"{year} no se compara", f"{'; '.join(reasons)}. {NOT_LESS[:1].upper()}{NOT_LESS[1:]}")
        for year, reasons in apart.items()
    ]


def judged() -> list[dict[str, str]]:
    """Examples of a change between counts that vary by chance alone, and what is said of it."""
    return [
        {"Antes": whole(before), "Después": whole(after), "Se dice": change(before, after).text}
        for before, after in EXAMPLES
    ]


def editions(cube: Cube) -> list[tuple[str, str]]:
    """The log of editions, the newest first: which and when; what came in, how it is protected."""
    log = edition_log(cube)
    return [
        (
            f"Edición {info.edition}, {day_of(info.published_at.date())}",
            f"{_held(cube, one.held)}. {_news(cube, one, before)}{whole(info.cells)} "
            f"{noun(info.cells, 'celda', 'celdas')} ({whole(info.protected)} "
            f"{noun(info.protected, 'protegida', 'protegidas')}) en {whole(info.tables)} "
            f"{noun(info.tables, 'cuadro', 'cuadros')}; umbral "
            f"{info.threshold}, redondeo a {info.base}.",
        )
        for one, before in zip_longest(log, log[1:])
        for info in (one.info,)
    ]


def taken_back(cube: Cube) -> list[str]:
    """Which editions were taken back, when and why, the newest first."""
    return [text_of(mark) for mark in reversed(withdrawn(cube.path.parent).values())]


def _news(cube: Cube, one: Logged, before: Logged | None) -> str:
    """What entered and what left since the edition before, in sentences; empty for the first."""
    if before is None:
        return ""
    said = moved(cube, one.held, before.held)
    return f"Respecto de la anterior: {' '.join(said)} " if said else "Sin novedades. "


def _held(cube: Cube, held: dict[str, Held]) -> str:
    """«CEM: enero de 2017 a marzo de 2022 (demostración)», source by source."""
    told = [
        f"{cube.sources[source].short_title}: {month_of(one.first)} a {month_of(one.last)}"
        + (" (demostración)" if one.demonstration else "")
        for source, one in held.items()
        if one.first and one.last and source in cube.sources
    ]
    return "; ".join(told) or NO_MONTHS


def glossary(cube: Cube, privacy: Privacy) -> dict[str, str]:
    """Term → meaning with this edition's threshold and base, in alphabetical order."""
    values = rule(cube, privacy)
    found = {term.format(**values): text.format(**values) for term, text in _terms().items()}
    return dict(sorted(found.items(), key=lambda item: item[0].lower()))


@cache
def _terms() -> dict[str, str]:
    path = ROOT / "data" / "reference" / "glossary.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["term"]: row["meaning"] for row in csv.DictReader(handle)}


def citation(cube: Cube, district: str) -> str:
    """How to cite the observatory's figures."""
    edition = cube.edition
    return (
        f"Observatorio Distrital de Violencia de {district}, edición {edition.edition}, "
        f"{day_of(edition.published_at.date())}. Fuente: [entidad que produce la cifra]."
    )
