"""What a workbook's own XML says and its reader does not: errors, formulas, far cells, its epoch.

calamine gives an error (#N/A) and a formula that was never calculated as an empty cell, and takes
memory for every cell up to the last one. Sheets with none of that are only searched for its marks.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.etree import ElementTree
from xml.parsers import expat

CHUNK = 1 << 20
# A formula, an error, or a cell beyond column ZZ or row 99 999.
MARKS = re.compile(
    rb"<(\w+:)?f[\s>/]|\st=[\"']e[\"']|\sr=[\"']([A-Z]{3}\d+|[A-Z]*\d{6,})[\"']", re.IGNORECASE
)
LONGEST_MARK = 64
REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
# Cells up to the last one that are read whatever they hold (about 150 MB).
MANY_CELLS = 5_000_000
FULL_SHARE = 0.01
# What stands this many empty rows below everything else is no part of the table.
GAP_ROWS, STRAY_CELLS = 5_000, 100


@dataclass
class Look:
    """What one sheet holds. Columns count from 0, rows from 1.

    `stray` are the cells that stand far below all others, where reading up to them would take
    memory for nothing; `cut` are the bytes of the part that hold their rows.
    """

    errors: dict[int, list[int]] = field(default_factory=dict)
    formulas: dict[int, list[int]] = field(default_factory=dict)
    filled: int = 0
    last_row: int = 0
    farthest: tuple[int, str] = (0, "")
    stray: list[str] = field(default_factory=list)
    cut: tuple[int, int] | None = None
    above: tuple[int, tuple[int, str]] = (0, (0, ""))

    @property
    def too_far(self) -> bool:
        """Whether the cells up to the last one are many, and nearly all of them empty."""
        cells = self.last_row * (self.farthest[0] + 1)
        return cells > MANY_CELLS and self.filled < FULL_SHARE * cells

    def settle(self) -> Look:
        """Decides, once all is seen, whether the rows far below are left out."""
        if self.cut and len(self.stray) <= STRAY_CELLS and self.too_far:
            self.last_row, self.farthest = self.above
        else:
            self.cut, self.stray = None, []
        return self


class _Reader:
    """Handlers of the parser, which note each filled cell."""

    def __init__(self, parser: expat.XMLParserType):
        self.look, self.parser = Look(), parser
        self.row = self.column = 0
        self.kind, self.has_formula, self.has_value, self.filled = "", False, False, False
        self.row_at = 0
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            found = REFERENCE.fullmatch(attributes.get("r", ""))
            self.column = _column(found[1]) if found else self.column + 1
            self.kind = attributes.get("t", "")
            self.has_formula = self.has_value = self.filled = False
        elif name == "v":
            self.has_value = True
            self.parser.CharacterDataHandler = self.text
        elif name == "f":
            self.has_formula = True
        elif name == "is":
            self.filled = True
        elif name == "row":
            number = attributes.get("r", "")
            self.row = int(number) if number.isdigit() else self.row + 1
            self.column, self.row_at = -1, self.parser.CurrentByteIndex

    def text(self, _: str) -> None:
        self.filled = True

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._cell()
        elif name == "v":
            self.parser.CharacterDataHandler = None
        elif name == "sheetData" and self.look.cut:
            self.look.cut = (self.look.cut[0], self.parser.CurrentByteIndex)

    def _cell(self) -> None:
        look = self.look
        if self.kind == "e":
            look.errors.setdefault(self.column, []).append(self.row)
        # A formula that gives an empty text has a value: it is of text, and empty.
        elif self.has_formula and not self.filled and not (self.kind == "str" and self.has_value):
            look.formulas.setdefault(self.column, []).append(self.row)
        if not self.filled:
            return
        if not look.cut and look.filled and self.row > look.last_row + GAP_ROWS:
            look.cut, look.above = (self.row_at, self.row_at), (look.last_row, look.farthest)
        name = f"{letters(self.column)}{self.row}"
        if look.cut and len(look.stray) <= STRAY_CELLS:
            look.stray.append(name)
        look.filled += 1
        look.last_row = max(look.last_row, self.row)
        look.farthest = max(look.farthest, (self.column, name))


def letters(column: int) -> str:
    """The letters of a column that counts from 0: 27 is AB."""
    left = "" if column < 26 else letters(column // 26 - 1)  # noqa: PLR2004
    return left + chr(ord("A") + column % 26)


def _column(name: str) -> int:
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def look_at(book: zipfile.ZipFile, part: str) -> Look:
    """Looks at one sheet: cell by cell where it holds a mark."""
    if not _marked(book, part):
        return Look()
    parser = expat.ParserCreate()
    reader = _Reader(parser)
    with book.open(part) as handle:
        parser.ParseFile(handle)
    return reader.look.settle()


def _marked(book: zipfile.ZipFile, part: str) -> bool:
    tail = b""
    with book.open(part) as handle:
        while chunk := handle.read(CHUNK):
            if MARKS.search(tail + chunk):
                return True
            tail = chunk[-LONGEST_MARK:]
    return False


def counts_from_1904(book: zipfile.ZipFile) -> bool:
    """Whether the days of the workbook are counted from 1904, as old Macs do."""
    return any(
        item.get("date1904", "").lower() in ("1", "true")
        for item in _elements(book, "xl/workbook.xml", "workbookPr")
    )


def parts_of(book: zipfile.ZipFile) -> dict[str, str]:
    """The file in the archive of each sheet, by the sheet's name."""
    targets = {
        item.get("Id", ""): normpath(join("/xl", item.get("Target", ""))).lstrip("/")
        for item in _elements(book, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    found = {}
    for sheet in _elements(book, "xl/workbook.xml", "sheet"):
        link = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        if part := _named(book, targets.get(link, "")):
            found[sheet.get("name", "")] = part
    return found


def _elements(book: zipfile.ZipFile, part: str, name: str) -> Iterator[dict[str, str]]:
    if found := _named(book, part):
        for element in ElementTree.fromstring(book.read(found)).iter():  # noqa: S314
            if element.tag.rpartition("}")[2] == name:
                yield dict(element.attrib)


def _named(book: zipfile.ZipFile, part: str) -> str | None:
    """A part as the archive writes its name: programs differ in upper and lower case."""
    by_name = {name.replace("\\", "/").lower(): name for name in book.namelist()}
    return by_name.get(part.lower())
