"""What python-docx has no words for: fields, bookmarks, descriptions, borders, shading."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shape import InlineShape
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

LINE = "CFCAD8"
CONTENTS = 'TOC \\o "1-1" \\h \\z \\u'


def element(tag: str, /, **attributes: object) -> Any:
    """An element of WordprocessingML with its attributes."""
    made = OxmlElement(f"w:{tag}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def field(instruction: str, shown: str) -> list[Any]:
    """The parts of a field, each for a run of its own; `shown` stands until it is renewed."""
    text = element("t")
    text.text = shown
    return [*_begin(instruction), text, _mark("end")]


def contents_field(first: Paragraph, last: Paragraph) -> None:
    """Makes the lines from `first` to `last` the table of contents."""
    for place, part in enumerate(_begin(CONTENTS)):
        run = OxmlElement("w:r")
        run.append(part)
        # After the properties of the paragraph, which must stand first.
        first._p.insert(place + 1, run)
    run = OxmlElement("w:r")
    run.append(_mark("end"))
    last._p.append(run)


def _begin(instruction: str) -> list[Any]:
    text = element("instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    return [_mark("begin"), text, _mark("separate")]


def _mark(kind: str) -> Any:
    return element("fldChar", fldCharType=kind)


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """A place that links go to, around the paragraph's text; each has its own number."""
    start = element("bookmarkStart", id=number, name=name)
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(element("bookmarkEnd", id=number))


def link(paragraph: Paragraph, text: str, anchor: str) -> None:
    """A link to a place of the document."""
    made = element("hyperlink", anchor=anchor, history=1)
    paragraph._p.append(made)
    run = Run(OxmlElement("w:r"), paragraph)
    run.text = text
    made.append(run._r)


def describe(shape: InlineShape, text: str, title: str = "") -> None:
    """What is told to who does not see the picture."""
    known = shape._inline.docPr
    known.set("descr", text)
    if title:
        known.set("title", title)


def shade(paragraph: Paragraph, fill: str) -> None:
    """A ground behind a paragraph."""
    paragraph._p.get_or_add_pPr().append(element("shd", val="clear", color="auto", fill=fill))


def table_look(table: Table, accent: str) -> None:
    """Thin lines between rows; a header that is shaded, ruled, and repeated on each page."""
    properties, last = table._tbl.tblPr, table._tbl.tblPr.find(qn("w:tblLook"))
    # The order of the schema: what is read before stands before.
    add = last.addprevious if last is not None else properties.append
    borders = element("tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(element(side, val="single", sz=4, space=0, color=LINE))
    add(borders)
    margins = element("tblCellMar")
    for side, width in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80)):
        margins.append(element(side, w=width, type="dxa"))
    add(margins)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(element("cantSplit"))
    table.rows[0]._tr.get_or_add_trPr().append(element("tblHeader"))
    for cell in table.rows[0].cells:
        known = cell._tc.get_or_add_tcPr()
        ruled = element("tcBorders")
        for side in ("top", "bottom"):
            ruled.append(element(side, val="single", sz=8, space=0, color=accent))
        known.append(ruled)
        known.append(element("shd", val="clear", color="auto", fill="F4F2F8"))
