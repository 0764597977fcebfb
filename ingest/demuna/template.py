"""The template workbook of the DEMUNA register: what it writes loads without a mapping."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ingest.demuna.persons import LONGEST
from ingest.demuna.table import LIST_SHEET
from ingest.demuna.words import matters

COLUMNS = (
    ("Fecha", 13),
    ("Edad", 8),
    ("Sexo", 11),
    ("Materia", 48),
    ("Zona o AAHH", 34),
    ("Derivado a", 34),
    ("Código de la persona", 24),
)
# A day is a day, and a code keeps its zeros.
NUMBER_FORMATS = {"Fecha": "dd/mm/yyyy", "Código de la persona": "@"}
ROWS = 500
TITLE = "DEMUNA · Registro de casos atendidos"
INSTRUCTIONS = (
    "Una fila por caso atendido. Entregue este mismo libro cada mes, con todas sus filas.",
    "Fecha: día en que se atendió el caso, por primera vez (día/mes/año).",
    "Edad: años cumplidos de la niña, niño o adolescente (0 a 17). Sexo: Mujer u Hombre. "
    "Si no se sabe, deje la celda en blanco.",
    "Materia: elija de la lista (hoja Materias, la misma del RENAMU).",
    "Zona o AAHH: nombre de la zona o del asentamiento humano donde vive. Sin calle ni número.",
    "Código de la persona: si lo llevan, el que la DEMUNA da a cada quien y repite cuando vuelve "
    "(P-0012). No es el DNI, ni iniciales, ni una fecha.",
    "No escriba nombres, DNI, teléfonos, direcciones ni relatos: no se leen y no deben salir de "
    "la DEMUNA.",
)
INK, PAPER, LINE = "#1F3A4D", "#EAF0F3", "#B8C4CC"
CREATED = datetime(2024, 1, 1)


def write_template(path: Path) -> Path:
    """Writes the template workbook, with no example persons, and returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        # A fixed moment (a mere date is ignored): the same program writes the same bytes.
        book.set_properties({"title": TITLE, "created": CREATED})
        register, listed = book.add_worksheet("Registro"), book.add_worksheet(LIST_SHEET)
        first = _titles(book, register)
        _rows(book, register, first)
        last_matter = _matters(book, listed)
        _validations(register, first, f"={LIST_SHEET}!$B$2:$B${last_matter}")
    return path


def _titles(book: Workbook, sheet: Worksheet) -> int:
    """Title, instructions and header; returns the first row for cases (from 0)."""
    last = len(COLUMNS) - 1
    title = book.add_format({"bold": True, "font_size": 16, "font_color": INK})
    said = book.add_format({"text_wrap": True, "font_color": INK, "valign": "vcenter"})
    head = book.add_format(
        {"bold": True, "bg_color": INK, "font_color": "white", "border": 1, "valign": "vcenter"}
    )
    for at, (_, width) in enumerate(COLUMNS):
        sheet.set_column(at, at, width)
    sheet.merge_range(0, 0, 0, last, TITLE, title)
    sheet.set_row(0, 26)
    for at, line in enumerate(INSTRUCTIONS, start=1):
        sheet.merge_range(at, 0, at, last, line, said)
        sheet.set_row(at, 18)
    header = len(INSTRUCTIONS) + 2
    sheet.set_row(header, 22)
    sheet.write_row(header, 0, [name for name, _ in COLUMNS], head)
    sheet.freeze_panes(header + 1, 0)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(header)
    return header + 1


def _rows(book: Workbook, sheet: Worksheet, first: int) -> None:
    """Empty rows, ready to be filled: borders, every other one shaded, days as days."""
    kinds = [NUMBER_FORMATS.get(name, "General") for name, _ in COLUMNS]
    formats = {
        (odd, kind): _cell(book, odd, kind) for odd in (0, 1) for kind in dict.fromkeys(kinds)
    }
    for row in range(first, first + ROWS):
        for column, kind in enumerate(kinds):
            sheet.write_blank(row, column, None, formats[row % 2, kind])


def _cell(book: Workbook, shaded: int, kind: str) -> Format:
    look: dict[str, object] = {"border": 1, "border_color": LINE, "num_format": kind}
    if shaded:
        look["bg_color"] = PAPER
    return book.add_format(look)


def _matters(book: Workbook, sheet: Worksheet) -> int:
    """The list of matters; returns the number of its last row (from 1)."""
    head = book.add_format({"bold": True, "bg_color": INK, "font_color": "white"})
    subject = book.add_format({"bold": True})
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 52)
    sheet.set_column(2, 2, 40)
    sheet.write_row(0, 0, ["N.º", "Materia (RENAMU)", ""], head)
    for row, matter in enumerate(matters(), start=1):
        look = subject if matter.violence else None
        sheet.write_number(row, 0, matter.number, look)
        sheet.write_string(row, 1, matter.label, look)
        if matter.violence:
            sheet.write_string(row, 2, "violencia hacia niñas, niños y adolescentes", look)
    return len(matters()) + 1


def _validations(sheet: Worksheet, first: int, listed: str) -> None:
    last = first + ROWS - 1
    sheet.data_validation(
        first, 0, last, 0,
        {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1),
         "error_title": "Fecha", "error_message": "Escriba una fecha: día/mes/año."},
    )  # fmt: skip
    sheet.data_validation(
        first, 1, last, 1,
        {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 17,
         "error_title": "Edad", "error_message": "Años cumplidos, de 0 a 17."},
    )  # fmt: skip
    sheet.data_validation(
        first, 2, last, 2, {"validate": "list", "source": ["Mujer", "Hombre"]}
    )  # fmt: skip
    sheet.data_validation(
        first, 3, last, 3,
        {"validate": "list", "source": listed, "error_title": "Materia",
         "error_message": "Elija una materia de la lista (hoja Materias)."},
    )  # fmt: skip
    sheet.data_validation(
        first, 6, last, 6,
        {"validate": "length", "criteria": "<=", "value": LONGEST, "error_title": "Código",
         "error_message": "Un código corto de la DEMUNA, como P-0012. No es el DNI."},
    )  # fmt: skip
