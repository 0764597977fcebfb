"""The visible sheets of an Excel workbook, cell by cell as text, by calamine."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO, Any

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from ingest.reading.cells import text
from ingest.reading.child.look import Look, counts_from_1904, look_at, parts_of
from ingest.reading.child.stream import Row, send_rows

Block = tuple[tuple[int, int], tuple[int, int]]


def send(_: str, path: str, out: IO[bytes]) -> None:
    """Sends each visible sheet; hidden ones are only named, and so is a cell that is too far."""
    with zipfile.ZipFile(path) as archive:
        parts = parts_of(archive)
        epoch = counts_from_1904(archive)
        source: str | IO[bytes] = path
        looks = {name: look_at(archive, part) for name, part in parts.items()}
        if cuts := {parts[n]: k.cut for n, k in looks.items() if k.cut}:
            source = _without(archive, cuts)
    book = CalamineWorkbook.from_object(source)
    for sheet in book.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        look = looks.get(sheet.name, Look())
        about = {"name": sheet.name, "epoch_1904": epoch, **_told(look)}
        if sheet.visible != SheetVisibleEnum.Visible:
            send_rows(out, {**about, "hidden": True}, 0, ())
        elif look.too_far:
            send_rows(out, {**about, "too_far": look.farthest[1]}, 0, ())
        else:
            _send_sheet(out, about, book.get_sheet_by_name(sheet.name))


def _told(look: Look) -> dict[str, Any]:
    return {"errors": look.errors, "formulas": look.formulas, "stray": look.stray}


def _without(archive: zipfile.ZipFile, cuts: Mapping[str, tuple[int, int]]) -> IO[bytes]:
    """A copy of the workbook, in memory, without the rows that stand far below everything."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as made:
        for name in archive.namelist():
            data, cut = archive.read(name), cuts.get(name)
            made.writestr(name, data[: cut[0]] + data[cut[1] :] if cut else data)
    copy.seek(0)
    return copy


def _send_sheet(out: IO[bytes], about: dict[str, Any], sheet: CalamineSheet) -> None:
    left = sheet.start[1] if sheet.start else 0
    width = left + sheet.width if sheet.start else 0
    send_rows(out, about, width, _filled(_rows(sheet, left, width), sheet.merged_cell_ranges or []))


def _rows(sheet: CalamineSheet, left: int, width: int) -> Iterator[Row]:
    """Rows from the first of the sheet to the last that holds anything."""
    waiting = 0
    margin: Row = [None] * left
    for cells in sheet.iter_rows():
        row: Row = margin + [text(cell) for cell in cells]
        if blank(row):
            waiting += 1
            continue
        for _ in range(waiting):
            yield [None] * width
        waiting = 0
        yield row


def _filled(rows: Iterator[Row], blocks: list[Block]) -> Iterator[Row]:
    """Gives the value of a merged block to all its rows; across columns it has one meaning only.

    A row with nothing of its own stays empty: it is no row of the table.
    """
    starts: dict[int, list[Block]] = {}
    for block in blocks:
        if block[1][0] > block[0][0]:
            starts.setdefault(block[0][0], []).append(block)
    held: list[tuple[int, int, str | None]] = []
    for at, row in enumerate(rows):
        held = [item for item in held if item[0] >= at]
        if not blank(row):
            for _, column, value in held:
                row[column] = value
        held += [
            (last, column, row[column])
            for (_, column), (last, _) in starts.get(at, ())
            if column < len(row)
        ]
        yield row


def blank(row: Row) -> bool:
    """Whether nothing is written in a row."""
    return not any(cell and cell.strip() for cell in row)
