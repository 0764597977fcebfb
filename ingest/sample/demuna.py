"""The municipality's own DEMUNA register: a workbook as an office keeps it.

One sheet per year with titles above the header and a total below; headings, matters and zones
are in upper case or without accents by turns, and one year's days are text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import numpy as np
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from ingest.sample.dates import draw_days, months_of
from ingest.sample.model import choose, load_model, stream
from ingest.sample.places import draw_places, strip_accents

HEADER = ("Fecha", "Edad", "Sexo", "Materia", "Zona o AAHH", "Derivado a")
TITLES = ("MUNICIPALIDAD DISTRITAL DE CARABAYLLO", "DEMUNA - Registro de casos atendidos {year}")
MARK = "DATOS DE DEMOSTRACIÓN: ninguna persona es real"
# Each year was kept by someone else: the words for sex, the letters, whether days are text.
STYLES: dict[int, tuple[tuple[str, str], Callable[[str], str], bool]] = {
    2019: (("F", "M"), str.upper, False),
    2020: (("Femenino", "Masculino"), str, True),
    2021: (("MUJER", "HOMBRE"), strip_accents, False),
    2022: (("Mujer", "Hombre"), str, False),
}
GIRLS_SHARE = 0.56
CREATED = datetime(2022, 4, 1)
Row = tuple[date, int, str, str, str, str]


def write_demuna(path: Path, seed: int) -> None:
    """Writes the workbook; the creation date is fixed so that the same seed gives the same file."""
    rng = stream(seed, "demuna")
    with Workbook(str(path)) as book:
        book.set_properties({"title": MARK, "created": CREATED})
        day_format = book.add_format({"num_format": "dd/mm/yyyy"})
        for text, total in load_model()["demuna"]["cases"].items():
            year = int(text)
            sheet = book.add_worksheet(text)
            sheet.set_column(0, len(HEADER) - 1, 24)
            first = _write_titles(sheet, year)
            rows = _draw(rng, year, total)
            for number, row in enumerate(rows, start=first):
                _write_row(sheet, number, row, None if STYLES[year][2] else day_format)
            sheet.write_row(first + total, 0, ["TOTAL", total])


def _draw(rng: np.random.Generator, year: int, total: int) -> list[Row]:
    """The cases of one year in order of day, in that year's style."""
    model = load_model()["demuna"]
    sexes, letters, _ = STYLES[year]
    days = np.sort(draw_days(rng, year, total, months_of(year)))
    matters = choose(rng, *_pairs(model["matters"]), total)
    referred = choose(rng, *_pairs(model["referred"]), total)
    sex = choose(rng, sexes, [GIRLS_SHARE, 1 - GIRLS_SHARE], total)
    ages = rng.integers(0, 18, total)
    places = draw_places(rng, np.full(total, year))
    return [
        (day, age, who, letters(matter), str(place), letters(to))
        for day, age, who, matter, place, to in zip(
            days.tolist(), ages.tolist(), sex, matters.tolist(), places, referred.tolist(),
            strict=True,
        )
    ]  # fmt: skip


def _pairs(rows: list[tuple[str, float]]) -> tuple[list[str], list[float]]:
    """Values and weights of a list of the model."""
    return [value for value, _ in rows], [weight for _, weight in rows]


def _write_titles(sheet: Worksheet, year: int) -> int:
    """Titles across the table, a gap that differs by year, the heading; returns the next row."""
    letters = STYLES[year][1]
    for number, title in enumerate([*TITLES, MARK]):
        sheet.merge_range(number, 0, number, len(HEADER) - 1, title.format(year=year))
    heading = len(TITLES) + 1 + year % 2
    sheet.write_row(heading, 0, [letters(name) for name in HEADER])
    return heading + 1


def _write_row(sheet: Worksheet, number: int, row: Row, day_format: object) -> None:
    """One case; the day as a real date or, without a format, as text."""
    day, *rest = row
    if day_format is None:
        sheet.write_string(number, 0, day.strftime("%d/%m/%Y"))
    else:
        sheet.write_datetime(number, 0, day, day_format)
    sheet.write_row(number, 1, rest)
