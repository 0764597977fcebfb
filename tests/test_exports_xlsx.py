"""The workbook, read by openpyxl and LibreOffice: the public file's cells, typed, and the words."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from observatorio.exports import dictionary, workbook
from observatorio.exports.columns import VIEW_BY_TABLE, WHOLE_CUBE
from observatorio.exports.extract import Extract
from observatorio.exports.workbook import xlsx_bytes
from observatorio.filters import Filters
from tests.conftest import public_of
from tests.export_cubes import (
    ADDRESS,
    HOSTILE,
    connected,
    extract_of,
    far_named,
    hostile_folder,
    one_source,
    texts,
    whole_cube,
)

CHOSEN = Filters("cem", (2018, 2021), {"sex": ("mujer",)})
SHEETS = ["Datos", "Diccionario", "Notas", "Fuente y licencia"]


@pytest.fixture(scope="module")
def folders(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    hostile = hostile_folder(demo_data, tmp_path_factory.mktemp("hostile"))
    return {"plain": public_of(demo_data), "hostile": hostile}


@pytest.fixture(scope="module", params=["plain-view", "hostile-view", "plain-all", "hostile-all"])
def extract(request, folders: dict[str, Path]) -> Extract:
    kind, part = request.param.split("-")
    return extract_of(folders[kind], CHOSEN if part == "view" else None)


@pytest.fixture(scope="module")
def book(extract: Extract) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(extract)))


@pytest.fixture(scope="module")
def expected(
    extract: Extract, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[object, ...]]:
    con = connected(extract.cube, tmp_path_factory.mktemp("plain-sql"))
    rows = whole_cube(con) if extract.filters is None else one_source(con, extract.filters)
    con.close()
    return rows


def pairs(book: Workbook, sheet: str) -> dict[str, str]:
    _, *rows = values(book, sheet)
    return {str(row[0]): str(row[1]) for row in rows}


def values(book: Workbook, sheet: str) -> list[tuple[object, ...]]:
    """The sheet's values; Excel writes `_x0041_` in a name as `_x005F_x0041_`."""
    return [
        tuple(unescape(cell) if isinstance(cell, str) else cell for cell in row)
        for row in book[sheet].iter_rows(values_only=True)
    ]


def widths(sheet: Worksheet) -> dict[int, float]:
    """Width of each column, from 1; columns that are alike stand together in the file."""
    return {
        number: part.width
        for part in sheet.column_dimensions.values()
        for number in range(part.min, part.max + 1)
    }


def test_each_cell_is_that_of_the_public_file(book, extract, expected) -> None:
    header, *rows = values(book, "Datos")
    columns = WHOLE_CUBE if extract.filters is None else VIEW_BY_TABLE
    assert list(header) == [column.name for column in columns]
    assert texts(rows) == texts(expected)
    assert len(rows) == extract.row_count > 100


def test_numbers_are_numbers_and_words_are_words(book, extract) -> None:
    whole = {"anio", "trimestre", "mes", "valor", "edicion"}
    header, *rows = book["Datos"].iter_rows()
    for row in rows:
        for name, cell in zip((c.value for c in header), row, strict=True):
            if cell.value is not None:
                assert cell.data_type == ("n" if name in whole else "s"), (name, cell.value)
                assert isinstance(cell.value, int if name in whole else str)
    for sheet in book:
        for row in sheet.iter_rows():
            assert not [cell for cell in row if cell.data_type == "f" or cell.hyperlink]


def test_protected_cells_are_blank_striped_and_explained(book, extract, expected) -> None:
    header, *rows = book["Datos"].iter_rows()
    names = [cell.value for cell in header]
    value, note = names.index("valor"), names.index("nota")
    hidden = [row for row in rows if row[value].value is None]
    assert len(hidden) == len([row for row in expected if row[-3] is None]) > 0
    assert all(row[note].value.startswith("menos de 5") for row in hidden)
    assert {row[value].fill.patternType for row in hidden} != {None}
    assert not [row for row in rows if row[value].value == 0]


def test_it_is_ready_to_be_filtered(book, extract) -> None:
    sheet = book["Datos"]
    assert book.sheetnames == SHEETS
    assert book.active.title == "Datos"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions
    wide = widths(sheet)
    for number, (column, cells) in enumerate(
        zip(extract.columns, zip(*values(book, "Datos"), strict=True), strict=True), 1
    ):
        longest = max(len(str(cell)) for cell in cells if cell is not None)
        assert wide[number] >= min(longest, 28), column.name
        assert len(column.name) + 2 < wide[number] < 50, column.name


def test_the_words_that_go_with_it(book, extract) -> None:
    notes, origin = pairs(book, "Notas"), pairs(book, "Fuente y licencia")
    assert notes["Filtros"] == extract.filters_in_words
    assert notes["Demostración"].startswith("Datos de demostración, sintéticos: ")
    assert notes["Edición"].startswith("1, publicada el ")
    protected = [text for name, text in notes.items() if name.startswith("Cómo se protege")]
    assert set(protected) == {extract.cube.explanation(s.source) for s in extract.sources}
    for start in ("Unidad", "Corte", "Advertencias"):
        found = [name for name in notes if name.startswith(start)]
        assert len(found) == len(extract.sources)
    assert origin["Enlace permanente"] == ADDRESS
    assert ADDRESS in origin["Cómo citar"]
    assert "Edición 1" in origin["Cómo citar"]
    for info in extract.sources:
        assert info.publisher in origin["Cómo citar"]
        assert info.licence in origin.values()


def test_tables_that_are_kept_back_are_named(folders) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(extract_of(folders["plain"], None))))
    named = {n: t for n, t in pairs(book, "Notas").items() if n.startswith("No se publica · ")}
    assert any("DEMUNA" in name for name in named)
    assert all(text.startswith("No se publica") for text in named.values())


def test_the_dictionary_names_each_column_and_category(book, extract) -> None:
    header, *rows = values(book, "Diccionario")
    assert header == dictionary.HEADER
    columns = [row[0] for row in rows if row[1]]
    assert columns == [column.name for column in extract.columns]
    categories = {(row[0], row[4]) for row in rows if row[4]}
    data_header, *data = values(book, "Datos")
    for place, name in enumerate(data_header):
        if name in ("edad", "sexo", "tipo", "zona", "fuente", "medida"):
            there = {row[place] for row in data if row[place] is not None}
            assert {(name, label) for label in there} <= categories


def test_the_same_edition_and_filters_are_the_same_bytes(extract) -> None:
    assert xlsx_bytes(extract) == xlsx_bytes(extract)


def test_what_does_not_fit_in_a_sheet_goes_on_in_the_next(folders, monkeypatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 900)
    extract = extract_of(folders["plain"], None)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(extract)))
    data = [sheet for sheet in book if sheet.title.startswith("Datos")]
    assert [sheet.title for sheet in data] == ["Datos", "Datos 2", "Datos 3"]
    rows = [sheet.max_row - 1 for sheet in data]
    assert rows[:2] == [900, 900]
    assert sum(rows) == extract.row_count
    assert all(sheet.auto_filter.ref == sheet.dimensions for sheet in data)


def test_hostile_names_are_in_it_as_they_are(folders) -> None:
    content = xlsx_bytes(extract_of(folders["hostile"], None, far_named()))
    book = openpyxl.load_workbook(io.BytesIO(content))
    written = {cell for row in values(book, "Datos") for cell in row}
    for label in HOSTILE:
        assert any(isinstance(cell, str) and cell.startswith(label) for cell in written), label
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            assert b"<f>" not in parts.read(name)
            assert b"<hyperlink" not in parts.read(name)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice")
def test_libreoffice_reads_the_same(folders, tmp_path: Path) -> None:
    extract = extract_of(folders["hostile"], CHOSEN)
    file = tmp_path / "a.xlsx"
    file.write_bytes(xlsx_bytes(extract))
    # Comma, quotes, UTF-8, from the first line, values as they are and not as they are shown.
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false"
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    subprocess.run(
        ["soffice", home, "--headless", "--convert-to", options, "--outdir", tmp_path, file],
        check=True,
        capture_output=True,
    )
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    con = connected(extract.cube, tmp_path)
    assert header == [column.name for column in VIEW_BY_TABLE]
    assert sorted(map(tuple, rows)) == texts(one_source(con, CHOSEN))
    con.close()
