"""Renders the report as a Word document that its readers can edit, with true headings."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

from docx import Document
from docx.document import Document as Made
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.text.paragraph import Paragraph

from observatorio.balance import word_xml as xml
from observatorio.balance.document import Data, data_of
from observatorio.balance.drawing import png_of
from observatorio.balance.model import LANGUAGE, REGION, Balance
from observatorio.balance.word_style import ACCENT, GREY, PAGE_WIDTH, styled
from observatorio.clock import in_utc

NOTE_PT, CELL_PT, FINE_PT = 8.5, 9, 8
SHORT = 0.65  # part of the line that a table of two columns takes
LOGO_HEIGHT = Cm(2.6)
CONTENTS = "Contenido"
TEXTS = ("body", "lead", "note")
TOGETHER = 14  # rows of a table that is not cut over two pages
# What a document says of itself may not be longer: the format and the library refuse it.
PROPERTY_LETTERS = 255


def docx_bytes(balance: Balance) -> bytes:
    """The report as DOCX."""
    data = data_of(balance, beside=False)
    made = styled(Document())
    _properties(made, balance, data)
    _running(made, data)
    _cover(made, data["cover"])
    _contents(made, data)
    drawn = _pixels(data)
    for number, section in enumerate(data["sections"]):
        xml.bookmark(made.add_heading(section["title"], 1), f"s{number}", number)
        blocks = section["blocks"]
        for place, block in enumerate(blocks):
            _block(made, block, drawn)
            # What announces a picture or a table stays with it.
            after = blocks[place + 1]["kind"] if place + 1 < len(blocks) else ""
            if block["kind"] in TEXTS and after in ("picture", "grid"):
                made.paragraphs[-1].paragraph_format.keep_with_next = True
    text = io.BytesIO()
    made.save(text)
    return text.getvalue()


def _pixels(data: Data) -> dict[int, bytes]:
    """Every drawing as PNG, some at a time."""
    blocks = [b for s in data["sections"] for b in s["blocks"] if b["kind"] == "picture"]
    with ThreadPoolExecutor() as pool:
        made = pool.map(png_of, [block["svg"] for block in blocks])
        return {id(block): pixels for block, pixels in zip(blocks, made, strict=True)}


def _properties(made: Made, balance: Balance, data: Data) -> None:
    known, cover = made.core_properties, data["cover"]
    told = {
        "title": data["title"], "author": cover["instance"], "last_modified_by": cover["instance"],
        "subject": data["running"], "comments": cover["demonstration"],
        "keywords": ", ".join(data["keywords"]),
    }  # fmt: skip
    for name, text in told.items():
        setattr(known, name, text[:PROPERTY_LETTERS])
    known.language = f"{LANGUAGE}-{REGION}"
    known.created = known.modified = in_utc(balance.made_at)


def _running(made: Made, data: Data) -> None:
    """Head and foot of every page but the cover."""
    (section,) = made.sections
    section.different_first_page_header_footer = True
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    _small(head, data["running"])
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for before, instruction in (("Página ", "PAGE"), (" de ", "NUMPAGES")):
        _small(foot, before)
        for part in xml.field(instruction, "1"):
            _small(foot, "").runs[-1]._r.append(part)


def _small(paragraph: Paragraph, text: str) -> Paragraph:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(NOTE_PT), RGBColor.from_string(GREY)
    return paragraph


def _cover(made: Made, cover: Data) -> None:
    if cover["logo"]:
        shape = made.add_picture(io.BytesIO(bytes(cover["logo"])), height=LOGO_HEIGHT)
        xml.describe(shape, "Escudo o logotipo de la entidad")
    first = made.add_paragraph(cover["instance"], style="Subtitle")
    first.paragraph_format.space_before = Cm(5)
    made.add_paragraph(cover["title"], style="Title")
    for text in (cover["span"].capitalize(), cover["district"]):
        if text:
            made.add_paragraph(text, style="Subtitle")
    made.add_paragraph(cover["edition"])
    for text in (cover["partial"], cover["demonstration"]):
        if text:
            xml.shade(made.add_paragraph(text), "FBF1DF")
    office = made.add_paragraph()
    office.paragraph_format.space_before = Cm(7)
    _small(office, cover["office"])
    if cover["helplines"]:
        told = " · ".join(cover["helplines"])
        _small(made.add_paragraph(), f"Si usted o alguien cerca vive violencia: {told}.")


def _contents(made: Made, data: Data) -> None:
    """Table of contents: a field that Word renews, with its entries already there as links."""
    title = made.add_paragraph(CONTENTS, style="Contents")
    title.paragraph_format.page_break_before = True
    entries = [made.add_paragraph(style="TOC 1") for _ in data["sections"]]
    for number, (entry, section) in enumerate(zip(entries, data["sections"], strict=True)):
        xml.link(entry, section["title"], f"s{number}")
    xml.contents_field(entries[0], entries[-1])


def title_of(block: Data) -> str:
    """The title of a block; empty for what has none."""
    names = {"heading": "text", "grid": "title", "picture": "question"}
    return str(block[names[block["kind"]]]) if block["kind"] in names else ""


def _block(made: Made, block: Data, drawn: dict[int, bytes]) -> None:
    """A block with its title, if it has one."""
    kind = block["kind"]
    if told := title_of(block):
        made.add_heading(told, 2)
    if kind in TEXTS:
        _text(made, block)
    elif kind in ("items", "terms"):
        _list(made, block)
    elif kind == "grid":
        _table(made, block)
    elif kind == "picture":
        _picture(made, block, drawn[id(block)])


def _text(made: Made, block: Data) -> None:
    paragraph = made.add_paragraph()
    if block["kind"] == "note":
        _small(paragraph, block["text"])
    else:
        paragraph.add_run(block["text"]).bold = block["kind"] == "lead"


def _list(made: Made, block: Data) -> None:
    if block["kind"] == "items":
        style = "List Number" if block["numbered"] else "List Bullet"
        for entry in block["entries"]:
            made.add_paragraph(entry, style=style)
    for name, text in block.get("pairs", ()):
        paragraph = made.add_paragraph(style="List Bullet")
        paragraph.add_run(f"{name}. ").bold = True
        paragraph.add_run(text)


def _picture(made: Made, block: Data, pixels: bytes) -> None:
    """Finding, unit, drawing with its words for who does not see it, remarks and source."""
    finding = made.add_paragraph()
    finding.add_run(block["headline"]).bold = True
    unit = _small(made.add_paragraph(), f"Unidad: {block['unit']}.")
    place = made.add_paragraph()
    xml.describe(place.add_run().add_picture(io.BytesIO(pixels), width=PAGE_WIDTH), block["alt"],
                 block["question"])  # fmt: skip
    for paragraph in (finding, unit, place):
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_after = Pt(3)
    told = [*block["events"], " ".join([*block["notes"], block["source"]])]
    for text in told:
        note = _small(made.add_paragraph(), text)
        note.paragraph_format.space_after = Pt(2)
        note.paragraph_format.keep_with_next = text is not told[-1]
    note.paragraph_format.space_after = Pt(10)


def _table(made: Made, block: Data) -> None:
    """A table whose header is repeated on each page and whose rows are never cut in two."""
    lines = [block["header"], *block["rows"]]
    table = made.add_table(len(lines), len(block["header"]))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    xml.table_look(table, ACCENT)
    widths = _widths(block)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
        together = number < len(lines) - 1 and (number == 0 or len(lines) <= TOGETHER)
        for column, (cell, text) in enumerate(zip(row.cells, line, strict=True)):
            cell.width = widths[column]
            _cell(cell.paragraphs[0], text, bold=number == 0, together=together)
            cell.paragraphs[0].runs[0].font.size = Pt(FINE_PT if block["fine"] else CELL_PT)
            if column in block["figures"]:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for number, note in enumerate(block["notes"]):
        paragraph = _small(made.add_paragraph(), note)
        paragraph.paragraph_format.space_before = Pt(0 if number else 4)


def _cell(paragraph: Paragraph, text: str, *, bold: bool, together: bool) -> None:
    run = paragraph.add_run(text)
    run.bold = bold
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.keep_with_next = together


def _widths(block: Data) -> list[Emu]:
    """Widths of the columns; a table of two does not need the whole line."""
    parts = [float(part) for part in block["widths"]]
    whole = PAGE_WIDTH * (SHORT if len(parts) == 2 else 1)  # noqa: PLR2004 - two columns
    return [Emu(round(whole * part / 100)) for part in parts]
