"""The figures as an Excel workbook: data, dictionary, notes, source and licence."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from math import ceil
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from observatorio.clock import in_utc
from observatorio.exports import dictionary
from observatorio.exports.citation import demonstration_in_words, sources_in_words
from observatorio.exports.columns import NOTE, VALUE, WHOLE, Column
from observatorio.exports.extract import Extract
from observatorio.exports.notes import Notes, notes, origins
from observatorio.exports.rows import told_lots

MOST_ROWS = 1_048_575  # of a sheet, its header aside
PART_BYTES = 64 * 1024
IN_MEMORY_BYTES = 8 * 1024 * 1024
INK, PAPER, LINE, AMBER = "#2A2730", "#EAE6F2", "#C9C4D3", "#FBF1DC"
OPTIONS = {
    # One row at a time; what people wrote stays text, whatever it begins with.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
DATA, DICTIONARY, NOTES, ORIGIN = "Datos", "Diccionario", "Notas", "Fuente y licencia"
WIDTHS = {DICTIONARY: (19, 9, 58, 22, 46, 46), NOTES: (34, 100), ORIGIN: (34, 100)}
WIDEST, ARROW = 44, 4  # in letters
LINE_POINTS, MOST_POINTS = 13.5, 400.0
FILLED = 1.2  # part of a line that letters fill before they are wrapped
HEADING = {NOTES: ("Asunto", "Lo que hay que saber"), ORIGIN: ("Asunto", "Dice")}


def xlsx_parts(extract: Extract) -> Iterator[bytes]:
    """The workbook in parts; large ones wait on disk, not in memory."""
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as file:
        write(extract, file)
        file.seek(0)
        while part := file.read(PART_BYTES):
            yield part


def xlsx_bytes(extract: Extract) -> bytes:
    """The workbook whole."""
    return b"".join(xlsx_parts(extract))


def write(extract: Extract, file: IO[bytes]) -> None:
    """Writes the workbook into a file open for reading and writing."""
    with Workbook(file, OPTIONS) as book:
        book.set_properties(_properties(extract))
        looks = _looks(book)
        _data(book, looks, extract)
        _sheet(book, looks, DICTIONARY, [dictionary.HEADER, *_dictionary(extract)])
        _sheet(book, looks, NOTES, [HEADING[NOTES], *notes(extract)])
        _sheet(book, looks, ORIGIN, [HEADING[ORIGIN], *origins(extract)])


def _properties(extract: Extract) -> dict[str, Any]:
    return {
        "title": f"{extract.observatory}: {extract.title}"[:255],
        "subject": extract.filters_in_words[:255],
        "author": extract.office[:255],
        "keywords": "violencia; cifras protegidas; datos abiertos",
        "comments": f"{demonstration_in_words(extract)} {sources_in_words(extract)}".strip()[:255],
        # The moment of the edition: the same edition and filters give the same bytes.
        "created": in_utc(extract.cube.edition.published_at),
    }


def _looks(book: Workbook) -> dict[str, Format]:
    text = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top"}
    head = {**text, "bold": True, "bg_color": PAPER, "bottom": 1, "border_color": LINE}
    right = {"align": "right", "indent": 1}
    return {
        "head": book.add_format({**head, "valign": "vcenter"}),
        "head number": book.add_format({**head, **right, "valign": "vcenter"}),
        "text": book.add_format(text),
        "note": book.add_format({**text, "indent": 1}),
        "wrap": book.add_format({**text, "text_wrap": True}),
        "name": book.add_format({**text, "text_wrap": True, "bold": True}),
        "mark": book.add_format({**text, "text_wrap": True, "bold": True, "bg_color": AMBER}),
        "whole": book.add_format({**text, **right, "num_format": "#,##0"}),
        "plain": book.add_format({**text, **right, "num_format": "0"}),
        # Striped, so that nobody takes it for a zero or for something forgotten.
        "hidden": book.add_format({**text, "pattern": 16, "fg_color": LINE, "bg_color": "#FFFFFF"}),
    }


def _data(book: Workbook, looks: dict[str, Format], extract: Extract) -> None:
    """The long table; what does not fit in one sheet goes on in the next."""
    sheet, last = _data_sheet(book, looks, extract, DATA), 0
    number = 1
    for lot in told_lots(extract.cube, extract.filters, extract.columns):
        for row in lot:
            if last == MOST_ROWS:
                _finish_data(sheet, extract, last)
                number += 1
                sheet, last = _data_sheet(book, looks, extract, f"{DATA} {number}"), 0
            last += 1
            _data_row(sheet, looks, extract, last, row)
    _finish_data(sheet, extract, last)


def _data_sheet(book: Workbook, looks: dict[str, Format], extract: Extract, name: str) -> Worksheet:
    sheet = book.add_worksheet(name)
    for at, column in enumerate(extract.columns):
        sheet.set_column(at, at, _width(extract, column))
        look = "head number" if column.kind == WHOLE else "head"
        sheet.write_string(0, at, column.name, looks[look])
    sheet.freeze_panes(1, 0)
    _printed(sheet, extract)
    return sheet


def _width(extract: Extract, column: Column) -> int:
    """As wide as what the column may hold, and as its name with the filter's arrow."""
    longest = max(map(len, dictionary.labels(extract, column)), default=column.width)
    return max(len(column.name) + ARROW, min(longest + 1, WIDEST))


def _data_row(
    sheet: Worksheet, looks: dict[str, Format], extract: Extract, at: int, row: Sequence[Any]
) -> None:
    for place, (column, value) in enumerate(zip(extract.columns, row, strict=True)):
        if value is None:
            if column is VALUE:
                sheet.write_blank(at, place, None, looks["hidden"])
        elif column.kind == WHOLE:
            sheet.write_number(at, place, value, looks["whole" if column is VALUE else "plain"])
        else:
            sheet.write_string(at, place, value, looks["note" if column is NOTE else "text"])


def _finish_data(sheet: Worksheet, extract: Extract, last: int) -> None:
    sheet.autofilter(0, 0, last, len(extract.columns) - 1)


def _printed(sheet: Worksheet, extract: Extract) -> None:
    """On paper: A4 lying down, as wide as the page, the header on each page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    edition = extract.cube.edition.edition
    name = extract.observatory.replace("&", "&&")[:100]
    mark = " · DEMOSTRACIÓN" if extract.demonstration else ""
    sheet.set_footer(f"&L{name} · Edición {edition}{mark}&R&P de &N")


def _dictionary(extract: Extract) -> list[tuple[str, ...]]:
    return dictionary.rows(extract, extract.columns)


def _sheet(
    book: Workbook, looks: dict[str, Format], name: str, rows: Notes | list[tuple[str, ...]]
) -> None:
    """A sheet of words, wrapped, its header always in sight."""
    sheet = book.add_worksheet(name)
    for at, width in enumerate(WIDTHS[name]):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for at, row in enumerate(rows):
        sheet.set_row(at, _height(row, WIDTHS[name]))
        for place, text in enumerate(row):
            look = _look(at, place, row)
            sheet.write_string(at, place, text, looks[look])


def _height(row: Sequence[str], widths: Sequence[int]) -> float:
    """Points that the longest text of the row takes when it is wrapped: no program reckons it."""
    lines = [
        ceil((len(text) or 1) / (width * FILLED)) + text.count("\n")
        for text, width in zip(row, widths, strict=True)
    ]
    return min(max(lines) * LINE_POINTS + 2, MOST_POINTS)


def _look(at: int, place: int, row: Sequence[str]) -> str:
    if at == 0:
        return "head"
    if row[0] == "Demostración":
        return "mark"
    return "name" if place == 0 else "wrap"
