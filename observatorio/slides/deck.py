"""A deck as a PPTX file: 16:9, Arial, in Spanish, with what a library and a reader ask for."""

from __future__ import annotations

import io
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pptx
from lxml import etree
from pptx.opc.package import XmlPart
from pptx.presentation import Presentation
from pptx.util import Inches

from observatorio.charts.layout import clean
from observatorio.slides.model import Deck
from observatorio.slides.pages import HEIGHT, WIDTH, chart_slide, closing_slide, cover
from observatorio.slides.xml import FONT, LANGUAGE, MAIN

TITLE_ONLY = "Title Only"
# Colours that are offered to whoever goes on with the slides.
THEME = {
    "dk2": "2A2730", "lt2": "F4F2F7", "accent1": "7461AB", "accent2": "2A7FA0", "accent3": "3E8E7E",
    "accent4": "B3701F", "accent5": "3078B5", "accent6": "77756F",
}  # fmt: skip
PROPERTY_LETTERS = 255


def deck_bytes(deck: Deck) -> bytes:
    """The deck as a file: cover, a slide for each chart, how to read and cite."""
    presentation = _blank()
    cover(presentation, deck)
    for number, shown in enumerate(deck.slides, 2):
        chart_slide(presentation, shown, number, deck.district)
    closing_slide(presentation, deck, len(deck.slides) + 2)
    _describe(presentation, deck)
    _in_our_letters(presentation)
    made = io.BytesIO()
    presentation.save(made)
    return _of_that_day(made, deck.editions[-1][1])


def _of_that_day(made: io.BytesIO, day: date) -> bytes:
    """The same file with the edition's day on every part: the same deck is the same bytes."""
    kept = io.BytesIO()
    with ZipFile(made) as parts, ZipFile(kept, "w", ZIP_DEFLATED) as target:
        for part in parts.infolist():
            entry = ZipInfo(part.filename, (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, parts.read(part))
    return kept.getvalue()


def _blank() -> Presentation:
    """An empty presentation of 16:9 with one layout."""
    presentation = pptx.Presentation()
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    layouts = presentation.slide_layouts
    for layout in [each for each in layouts if each.name != TITLE_ONLY]:
        layouts.remove(layout)
    # Dates, footers and numbers of the library's own are in the way and as wide as 4:3.
    for owner in (presentation.slide_master, layouts[0]):
        for shape in list(owner.placeholders):
            if shape.placeholder_format.type.name in ("DATE", "FOOTER", "SLIDE_NUMBER"):
                shape._element.getparent().remove(shape._element)
            else:
                shape.left, shape.width = Inches(0.6), Inches(12.13)
    layouts[0].name = "Título y gráfico"
    return presentation


def _describe(presentation: Presentation, deck: Deck) -> None:
    """Title, author, language: what a file says of itself."""
    said, newest = presentation.core_properties, deck.editions[-1][1]
    mark = ["datos de demostración"] if deck.demonstration else []
    words = ["violencia contra las mujeres", "violencia familiar", deck.district, *mark]
    said.title = clean(f"{deck.title} · {deck.district}")[:PROPERTY_LETTERS]
    said.author = said.last_modified_by = clean(deck.office)[:PROPERTY_LETTERS]
    said.subject = clean(deck.about)[:PROPERTY_LETTERS]
    said.keywords = clean("; ".join(words))[:PROPERTY_LETTERS]
    said.comments = "Observatorio Distrital de Violencia"
    said.language = LANGUAGE
    said.created = said.modified = datetime.combine(newest, datetime.min.time())
    said.revision = 1


def _in_our_letters(presentation: Presentation) -> None:
    """One family of letters in every theme, our colours for what is added later, and Spanish."""
    for part in presentation.part.package.iter_parts():
        theme = str(part.partname).startswith("/ppt/theme/")
        if isinstance(part, XmlPart):
            _themed(part._element) if theme else _in_spanish(part._element)
        elif theme:
            element = etree.fromstring(part.blob)
            _themed(element)
            part.blob = etree.tostring(element, xml_declaration=True, encoding="UTF-8")


def _themed(theme: etree._Element) -> None:
    for latin in theme.iter(f"{{{MAIN}}}latin"):
        latin.set("typeface", FONT)
    for name, tone in THEME.items():
        for own in theme.iter(f"{{{MAIN}}}{name}"):
            for old in list(own):
                own.remove(old)
            etree.SubElement(own, f"{{{MAIN}}}srgbClr").set("val", tone)


def _in_spanish(element: etree._Element) -> None:
    """Every run says its language, so that spelling is checked in it."""
    for tag in ("rPr", "endParaRPr", "defRPr"):
        for run in element.iter(f"{{{MAIN}}}{tag}"):
            run.set("lang", LANGUAGE)
