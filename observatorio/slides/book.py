"""The workbook inside a chart: what «Editar datos» opens. Protected cells are empty in it."""

from __future__ import annotations

import io
from datetime import datetime

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from observatorio.charts.layout import clean
from observatorio.charts.model import Chart, Series
from observatorio.charts.text import table
from observatorio.slides.frame import Frame, series_name, side_of
from observatorio.slides.labels import number_format
from observatorio.slides.model import Origin

SHEET, TOLD, NOTES = "Datos", "Cómo se lee", "Notas"
# Text stays text: nothing of it is a formula, an address or a number.
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
CELL_LETTERS = 32_000
EMPTY = (
    "Una celda vacía está protegida (puede ser cero o muy poco: no se dice cuánto) o no fue "
    "entregada."
)


def values_of(chart: Chart, series: Series) -> list[float | None]:
    """What the chart draws of each category, None where nothing; the left of a pyramid negative."""
    found = {point.category: point.value for point in series.points}
    side = side_of(chart, series)
    values = [found.get(name) for name in chart.categories]
    return [None if v is None else side * v for v in values]


def column_of(number: int) -> str:
    """Column of a series in the sheet of the data."""
    name: str = xlsxwriter.utility.xl_col_to_name(number + 1)
    return name


def workbook(chart: Chart, frame: Frame, origin: Origin) -> bytes:
    """The values that the chart draws, the table as it is read, and what is to be known of both."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, **AS_TEXT}) as book:
        book.set_properties({"created": datetime.combine(origin.published, datetime.min.time())})
        _data(book.add_worksheet(SHEET), chart, frame, book.add_format(
            {"num_format": number_format(chart)}))  # fmt: skip
        _told(book.add_worksheet(TOLD), table(chart))
        _notes(book.add_worksheet(NOTES), chart, origin)
    return made.getvalue()


def _data(sheet: Worksheet, chart: Chart, frame: Frame, numbers: object) -> None:
    sheet.set_column(0, 0, 34)
    sheet.write_string(0, 0, clean(chart.category_title))
    sheet.write_column(1, 0, list(map(clean, frame.names)))
    for at, series in enumerate(chart.series, 1):
        sheet.write_string(0, at, series_name(series))
        for row, amount in enumerate(values_of(chart, series), 1):
            if amount is not None:
                sheet.write_number(row, at, amount, numbers)


def _told(sheet: Worksheet, told: pd.DataFrame) -> None:
    sheet.set_column(0, len(told.columns), 34)
    for at, name in enumerate(told.columns):
        sheet.write_string(0, at, clean(str(name))[:CELL_LETTERS])
        for row, cell in enumerate(told[name], 1):
            sheet.write_string(row, at, clean(str(cell))[:CELL_LETTERS])


def _notes(sheet: Worksheet, chart: Chart, origin: Origin) -> None:
    lines = [chart.headline, chart.question, f"Unidad: {chart.measured}", chart.provenance.line]
    lines += ["Datos de demostración."] if chart.provenance.demonstration else []
    lines += [EMPTY, *chart.remarks, origin.protection, *origin.licences]
    sheet.set_column(0, 0, 120)
    for row, said in enumerate(lines):
        sheet.write_string(row, 0, clean(said)[:CELL_LETTERS])
