"""Workbooks: every visible sheet is read or named, and no size that they state is believed."""

from __future__ import annotations

import datetime
import io
import os
import re
import resource
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from ingest.errors import Refused
from ingest.reading import apart
from ingest.reading.files import Incoming
from ingest.reading.opening import Wanted, open_sheets
from ingest.reading.workbooks import read_book
from observatorio.config import ROOT

SIDPOL = ("ANIO", "MES", "PROV_HECHO", "DIST_HECHO", "UBIGEO_HECHO", "P_MODALIDADES", "cantidad")
VIOLENCE = "Violencia contra la mujer e integrantes"


def months(year: int, count: int, ubigeo: str = "150106") -> list[list[object]]:
    """A header and a year of complaints, `count` each month."""
    rows = [[year, m, "LIMA", "CARABAYLLO", ubigeo, VIOLENCE, count] for m in range(1, 13)]
    return [list(SIDPOL), *rows]


def book_of(sheets, *, hidden=(), cells=None, epoch_1904=False) -> bytes:
    """A workbook given as rows by sheet; `cells` are written over it, by sheet and name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    if epoch_1904:
        book.epoch = CALENDAR_MAC_1904
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for at, value in (cells or {}).get(name, {}).items():
            sheet[at] = value
        if name in hidden:
            sheet.sheet_state = "hidden"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def totals(con) -> dict[int, int]:
    found: Counter[int] = Counter()
    rows = con.table("records").filter("measure = 'denuncia'").select("year", "count")
    for year, count in rows.fetchall():
        found[year] += count
    return dict(found)


# All sheets, or their names.


def test_every_sheet_with_the_header_is_read(deliver, registry):
    notes = [["Elaborado por la comisaría"]]
    book = book_of({"2021": months(2021, 10), "2022": [[], *months(2022, 7)], "Notas": notes})
    answer = deliver("sidpol", "dos.xlsx", book)
    assert (answer.accepted, answer.periods[0], answer.periods[-1]) == (24, "2021-01", "2022-12")
    assert totals(registry()) == {2021: 120, 2022: 84}
    assert [reason for reason in answer.reasons if reason.startswith("(hoja Notas)")]


def test_columns_are_found_in_each_sheet_by_their_names(deliver, registry):
    turned = [list(reversed(row)) for row in months(2022, 7)]
    deliver("sidpol", "dos.xlsx", book_of({"a": months(2021, 10), "b": turned}))
    assert totals(registry()) == {2021: 120, 2022: 84}


def test_a_sheet_that_lacks_a_column_is_named(deliver):
    short = [row[:-1] for row in months(2022, 7)]
    answer = deliver("sidpol", "dos.xlsx", book_of({"2021": months(2021, 10), "2022": short}))
    assert answer.outcome == "refused"
    assert "hoja «2022»" in answer.message
    assert "«cantidad»" in answer.message


def test_a_refused_row_is_told_with_its_sheet(deliver, registry):
    book = book_of(
        {"2021": months(2021, 10), "2022": [["Denuncias"], *months(2022, 7)]},
        cells={"2022": {"G5": "muchas"}},
    )
    answer = deliver("sidpol", "dos.xlsx", book)
    assert "muchas · hoja 2022, fila 5" in Path(answer.report).read_text("utf-8-sig")
    told = registry().table("refused_rows").select("row_number", "value").fetchall()
    assert told == [(15, "otro código · hoja 2022, fila 5")]


@pytest.mark.parametrize(
    ("sheets", "told"),
    [
        ({"a": months(2021, 10), "b": months(2021, 12)}, "«b» repite 12 de lo que trae «a»"),
        ({"2020": months(2020, 10), "Resumen": months(2021, 9)}, "«Resumen» parece copia"),
        ({"2020": months(2020, 10), "2020 (2)": months(2021, 9)}, "«2020 (2)» parece copia"),
    ],
)
def test_sheets_that_tell_the_same_are_asked_about(deliver, settings, sheets, told):
    answer = deliver("sidpol", "dos.xlsx", book_of(sheets))
    assert (answer.outcome, answer.question["code"]) == ("question", "repeated_sheets")
    assert told in answer.message
    assert "--sheet" in answer.question["option"]
    assert not list(settings.archive_dir.glob("[0-9]*"))


def test_the_sheets_that_were_asked_about_are_named(deliver):
    book = book_of({"a": months(2021, 10), "b": months(2021, 12)})
    for sheets, accepted in ((("*",), 24), (("A",), 12)):
        answer = deliver("sidpol", "dos.xlsx", book, sheets=sheets, dry_run=True)
        assert answer.accepted == accepted


def test_a_sheet_that_is_asked_for_and_is_not_there_is_told(deliver):
    answer = deliver("sidpol", "x.xlsx", book_of({"2021": months(2021, 1)}), sheets=("2022",))
    assert "«2022». Las hojas son: 2021." in answer.message


def test_hidden_sheets_are_told_and_not_read(deliver, registry):
    book = book_of({"borrador": months(2021, 1), "final": months(2021, 300)}, hidden=["borrador"])
    answer = deliver("sidpol", "x.xlsx", book)
    assert totals(registry()) == {2021: 3600}
    assert "(hoja borrador): hoja oculta: no se leyó" in answer.reasons


def test_a_workbook_of_hidden_sheets_is_refused(tmp_path):
    file = tmp_path / "x.xlsx"
    file.write_bytes(book_of({"a": months(2021, 1), "b": [["x"]]}, hidden=["a"]))
    _rewrite(file, "xl/workbook.xml", lambda text: text.replace('"visible"', '"veryHidden"'))
    with pytest.raises(Refused, match="ninguna hoja visible, todas están ocultas"):
        read_book(Incoming(file, "xlsx", file.stat().st_size), lambda _: None)


# Cells that hold no value.


def demuna(*ages: object) -> list[list[object]]:
    rows = [[f"{n}/03/2021", age, "F", "Tenencia"] for n, age in enumerate(ages, start=13)]
    return [["Fecha", "Edad", "Sexo", "Materia"], *rows]


def test_formulas_without_a_value_and_errors_are_counted_by_column(deliver, registry):
    ages = ["=2021-2012", "=2021-2012", 9, "#N/A"]
    answer = deliver("demuna", "x.xlsx", book_of({"A": demuna(*ages)}))
    told = [reason for reason in answer.reasons if reason.startswith("Edad")]
    assert [re.findall(r"que quedan sin dato: (.*?),", reason) for reason in told] == [
        ["1 (B5)"],
        ["2 (B2)"],
    ]
    assert registry().table("records").filter("age IS NULL").count("*").fetchall() == [(3,)]
    assert answer.accepted == 4


def test_an_error_in_a_required_column_refuses_the_row(deliver):
    answer = deliver(
        "sidpol", "x.xlsx", book_of({"A": months(2021, 9)}, cells={"A": {"G3": "#REF!"}})
    )
    assert (answer.outcome, answer.accepted, answer.refused) == ("accepted", 11, 1)
    assert any(reason.startswith("cantidad: celdas con un error") for reason in answer.reasons)


def test_a_formula_whose_value_is_an_empty_text_has_one(tmp_path):
    cells = '<c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><f>1+1</f></c><c r="C1"><v>2</v></c>'
    book = openpyxl.load_workbook(io.BytesIO(book_of({"A": [["x"]]})))
    book.save(tmp_path / "x.xlsx")
    tab = read_book(_with_sheet(tmp_path / "x.xlsx", cells), lambda _: None).tabs[0]
    assert (tab.formulas, tab.head) == ({1: [1]}, [[None, None, "2"]])


def _with_sheet(path: Path, cells: str) -> Incoming:
    """The workbook with other cells in the first row of its sheet."""
    row = f'<sheetData><row r="1">{cells}</row></sheetData>'
    _rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        lambda text: re.sub("<sheetData>.*</sheetData>", row, text),
    )
    return Incoming(path, "xlsx", path.stat().st_size)


def _rewrite(path: Path, part: str, change: Callable[[str], str]) -> None:
    """Changes the text of one part of a workbook."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)


@pytest.mark.parametrize("serial", [True, False])
def test_days_that_count_from_1904(deliver, serial):
    rows = demuna(7, 8)
    for at, row in enumerate(rows[1:]):
        day = datetime.date(2021, 1 + at, 10)
        row[0] = (day - datetime.date(1904, 1, 1)).days if serial else day
    answer = deliver("demuna", "x.xlsx", book_of({"A": rows}, epoch_1904=True))
    assert answer.periods == ["2021-01", "2021-02"]
    told = any(reason.endswith("leídas así: 2") for reason in answer.reasons)
    assert told == serial


# Sizes that are not believed.


def test_a_cell_at_the_last_row_is_told_and_not_read(deliver):
    far = book_of({"A": months(2021, 9)}, cells={"A": {"A1048576": 1}})
    answer = deliver("sidpol", "x.xlsx", far)
    assert answer.accepted == 12
    assert any(reason.endswith("no se leyeron: 1 (A1048576)") for reason in answer.reasons)


def test_cells_far_apart_are_refused_by_the_name_of_one(deliver):
    cells = {f"{letters}{row}": 1 for letters, row in (("XFD", 900), ("A", 4000), ("B", 8000))}
    answer = deliver("sidpol", "x.xlsx", book_of({"A": months(2021, 9)}, cells={"A": cells}))
    assert answer.outcome == "refused"
    assert "la celda XFD900 de la hoja «A»" in answer.message


def test_a_reader_that_takes_too_much_is_stopped(tmp_path, monkeypatch):
    file = tmp_path / "x.xlsx"
    file.write_bytes(book_of({"A": [["x"] * 50, *[["y" * 4000] * 50] * 250]}))
    incoming = Incoming(file, "xlsx", file.stat().st_size)
    monkeypatch.setenv("RUST_BACKTRACE", "1")
    most = [("MEMORY_MB", n, "más memoria") for n in (90, 150)]
    for limit, value, told in (*most, ("SECONDS", 0, "tarda mucho")):
        with monkeypatch.context() as limits:
            limits.setattr(apart, limit, value)
            with pytest.raises(Refused, match=told):
                open_sheets(incoming, tmp_path, Wanted({"x"}))


def test_a_reader_loads_its_library_and_no_more(tmp_path):
    """pyarrow and pyogrio look for others by themselves: half a second for each file."""
    book = tmp_path / "x.xlsx"
    book.write_bytes(book_of({"A": [["x", "y"], ["1", "2"]]}))
    for kind, file in (("xlsx", book), ("json", ROOT / "data/example/zones_151101.geojson")):
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "ingest.reading.child", kind, file,
             "448", "20"], cwd=ROOT, input=b"[]", capture_output=True, check=True,
        )  # fmt: skip
        assert len(done.stdout) > 200
        assert not re.search(rb"\| +(pandas|geopandas|shapely|pyproj)\.", done.stderr)


def test_where_the_system_sets_no_limit_memory_is_watched() -> None:
    told = apart._memory_mb(os.getpid())
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert 10 < told <= most
    assert apart._memory_mb(2**22 + 1) == 0
