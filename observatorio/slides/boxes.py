"""Boxes of text and plain areas on a slide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from observatorio.charts.layout import clean
from observatorio.charts.palette import rgb
from observatorio.charts.vega_marks import INK
from observatorio.slides.xml import FONT, LANGUAGE

Place = tuple[float, float, float, float]
# The library's own types leave out much of what its objects can do.
Page = Any
Shape = Any


@dataclass(frozen=True)
class Look:
    """How words look: size in points, weight, colour, alignment."""

    size: float = 16
    bold: bool = False
    tone: str = INK
    align: str = "LEFT"
    anchor: str = "TOP"


def box(slide: Page, place: Place, words: str, look: Look, name: str) -> Shape:
    """A box of one paragraph."""
    made = slide.shapes.add_textbox(*map(Inches, place))
    made.name = name
    write(made.text_frame, words, look)
    return made


def write(frame: Any, words: str, look: Look) -> None:
    """Fills an empty frame with one paragraph; the letters keep their size."""
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = getattr(MSO_ANCHOR, look.anchor)
    paragraph = frame.paragraphs[0]
    paragraph.alignment = getattr(PP_ALIGN, look.align)
    run = paragraph.add_run()
    run.text = clean(words)
    style(run.font, look)


def style(font: Any, look: Look) -> None:
    """Letters of a run: always the same family and language."""
    font.name, font.size, font.bold = FONT, Pt(look.size), look.bold
    font.color.rgb = rgb_of(look.tone)
    font._element.set("lang", LANGUAGE)


def rgb_of(hexadecimal: str) -> RGBColor:
    """A colour as the library takes it."""
    return RGBColor(*rgb(hexadecimal)[:3])  # type: ignore[no-untyped-call]


def panel(slide: Page, place: Place, fill: str, name: str) -> Shape:
    """A plain coloured area."""
    made = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(Inches, place))
    made.name = name
    made.fill.solid()
    made.fill.fore_color.rgb = rgb_of(fill)
    made.line.fill.background()
    # The theme's own look has shadows.
    made._element.remove(made._element.find(qn("p:style")))
    return made


def decorative(shape: Shape) -> None:
    """Marks a shape that only adorns, for those who hear the slide."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.append(
        etree.fromstring(
            '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
            'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
            "</a:ext></a:extLst>"
        )
    )
