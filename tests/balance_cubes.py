"""What the tests of the yearly report share: a report, copies of the public file, PDF tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pikepdf

from observatorio.balance.build import balance_of
from observatorio.balance.model import Balance, Grid
from observatorio.config import Configuration, load_settings
from observatorio.editions import current_cube
from tests.conftest import public_of
from tests.export_cubes import copy_of

DISTRICT = "150106"
MONTHS = ("Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio", "Julio", "Agosto", "Setiembre",
          "Octubre", "Noviembre", "Diciembre")  # fmt: skip
MEASURE = "measure = (SELECT s.measure FROM sources s WHERE s.source = c.source)"


def report(folder: Path, year: int, settings: Configuration | None = None) -> Balance:
    """The report of a year of the current edition of a folder."""
    return balance_of(current_cube(folder, DISTRICT), settings or load_settings(), year)


def demo_report(demo_data: Path, year: int) -> Balance:
    return report(public_of(demo_data), year)


def changed(demo_data: Path, folder: Path, *statements: str) -> Path:
    """A copy of the published folder after some statements."""
    with duckdb.connect(str(copy_of(demo_data, folder))) as con:
        for statement in statements:
            con.execute(statement)
    return folder


def annex_of(balance: Balance) -> dict[str, Grid]:
    """The tables of the annex by their title, without their number."""
    section = next(s for s in balance.sections if s.title == "Anexo de cuadros")
    grids = [b for b in section.blocks if isinstance(b, Grid)]
    assert [g.title.split(". ")[0] for g in grids] == [
        f"Cuadro {n}" for n in range(1, len(grids) + 1)
    ]
    return {g.title.split(". ", 1)[1]: g for g in grids}


def text_of(value: int | None, note: str) -> str:
    """A cell as people read it."""
    return note if value is None else f"{value:,}".replace(",", "\u202f")


def table(con: duckdb.DuckDBPyConnection, source: str, table_id: str, year: int, *by: str) -> dict:
    """Labels of a table's dimensions → the cell in words, by plain SQL."""
    labels = ", ".join(
        f"(SELECT l.label FROM categories l WHERE l.source = c.source AND l.dimension = '{d}' "
        f"AND l.code = c.{d}::varchar)" if d != "month" else "c.month"
        for d in by
    )  # fmt: skip
    rows = con.execute(
        f"SELECT {labels + ', ' if by else ''}value, note FROM cells c WHERE ubigeo = ? "
        f"AND source = ? AND table_id = ? AND year = ? AND {MEASURE}",
        [DISTRICT, source, table_id, year],
    ).fetchall()
    return {row[:-2]: text_of(row[-2], row[-1]) for row in rows}


def pdf_tables(file: Path) -> dict[str, list[list[str]]]:
    """Title before each table of a PDF → its rows of cells, as its tags and glyphs tell them."""
    found: dict[str, list[list[str]]] = {}
    with pikepdf.open(file) as opened:
        said = {page.objgen: marked_texts(page) for page in opened.pages}
        title = ""
        for tag in tags_of(opened.Root.StructTreeRoot):
            if str(tag.S) == "/H2":
                title = text_under(tag, said)
            elif str(tag.S) == "/Table":
                rows = [t for t in tags_of(tag) if str(t.S) == "/TR"]
                found[title] = [
                    [text_under(t, said) for t in tags_of(row) if str(t.S) in ("/TH", "/TD")]
                    for row in rows
                ]
    return found


def tags_of(element: Any) -> Iterator[Any]:
    """Every element of a PDF's structure below this one, in reading order."""
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from tags_of(child)


def text_under(tag: Any, said: dict[Any, dict[int, str]], page: Any = None) -> str:
    """What is written in the marked parts of an element and of those below it."""
    page, children = tag.get("/Pg", page), tag.get("/K", [])
    found = ""
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, int):
            found += said[page.objgen].get(child, "")
        elif isinstance(child, pikepdf.Dictionary) and "/MCID" in child:
            found += said[child.get("/Pg", page).objgen].get(int(child.MCID), "")
        elif isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found += text_under(child, said, page)
    return found


def marked_texts(page: pikepdf.Page) -> dict[int, str]:
    """Number of each marked part of a page → the text in it, by the fonts' own tables."""
    fonts = {name: unicode_of(font) for name, font in page.Resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    marks: list[int | None] = []
    letters: dict[bytes, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            number = dict(operands[1]).get("/MCID") if name == "BDC" else None
            marks.append(None if number is None else int(number))
        elif name == "EMC":
            marks.pop()
        elif name == "Tf":
            letters = fonts[str(operands[0])]
        elif name in ("Tj", "TJ"):
            mark = next((m for m in reversed(marks) if m is not None), None)
            parts = operands[0] if name == "TJ" else [operands[0]]
            codes = b"".join(bytes(p) for p in parts if isinstance(p, pikepdf.String))
            glyphs = (codes[i : i + 2] for i in range(0, len(codes), 2))
            if mark is not None:
                found[mark] = found.get(mark, "") + "".join(map(letters.__getitem__, glyphs))
    return found


def unicode_of(font: Any) -> dict[bytes, str]:
    """Code of a glyph → its text (the font's ToUnicode table)."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    found = {}
    for part in re.findall(r"beginbfchar(.+?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]{4})> *<([0-9A-Fa-f]+)>", part):
            found[bytes.fromhex(code)] = bytes.fromhex(text).decode("utf-16-be")
    for part in re.findall(r"beginbfrange(.+?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w{4})> *<(\w{4})> *<(\w+)>", part):
            start = bytes.fromhex(text).decode("utf-16-be")
            for step in range(int(last, 16) - int(first, 16) + 1):
                code = (int(first, 16) + step).to_bytes(2, "big")
                found[code] = start[:-1] + chr(ord(start[-1]) + step)
    return found
