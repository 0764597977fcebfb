"""Page, fonts and styles of the Word document: those that every office has."""

from __future__ import annotations

from typing import NamedTuple

from docx.document import Document as Made
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from observatorio.balance.model import LANGUAGE, REGION

FONT = "Arial"
INK, GREY, ACCENT = "2A2730", "5E5A63", "523F80"
PAGE, MARGIN = (Cm(21), Cm(29.7)), Cm(2)
PAGE_WIDTH = Cm(17)


class Look(NamedTuple):
    """A style: its size, and the space before and after it, in points."""

    name: str
    size: float
    tint: str = INK
    bold: bool = False
    before: float = 0
    after: float = 0


STYLES = (
    Look("Normal", 10, after=6),
    Look("Title", 30, ACCENT, bold=True, before=6, after=6),
    Look("Subtitle", 14, GREY, after=6),
    Look("Heading 1", 18, ACCENT, bold=True, before=16, after=6),
    Look("Heading 2", 11.5, bold=True, before=9, after=2),
    Look("List Bullet", 10, after=4),
    Look("List Number", 11, after=6),
)
# A title that is none of the document's headings, and the lines of the table of contents.
OWN = (
    Look("Contents", 18, ACCENT, bold=True, after=8),
    Look("TOC 1", 10, before=2),
)


def styled(made: Made) -> Made:
    """The same document with its page and styles."""
    (section,) = made.sections
    section.page_width, section.page_height = PAGE
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN
    for look in OWN:
        own = made.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        own.base_style = made.styles["Normal"]
        _apply(made, look)
    for look in STYLES:
        _apply(made, look)
    made.styles["TOC 1"].paragraph_format.line_spacing = 1.0
    _plain_title(made)
    _language(made)
    _without_thumbnail(made)
    return made


def _apply(made: Made, look: Look) -> None:
    style = made.styles[look.name]
    style.font.name, style.font.size, style.font.bold = FONT, Pt(look.size), look.bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(look.tint)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), FONT)
    format_ = style.paragraph_format
    format_.space_before, format_.space_after = Pt(look.before), Pt(look.after)
    format_.keep_with_next = look.name.startswith("Heading")
    format_.widow_control = True


def _without_thumbnail(made: Made) -> None:
    """The library's template carries a picture of itself."""
    links = made.part.package.rels
    for name in [key for key, link in links.items() if link.reltype.endswith("/thumbnail")]:
        del links[name]


def _plain_title(made: Made) -> None:
    """Without the rule and the spaced letters of the library's own template."""
    for name in ("Title", "Subtitle"):
        style = made.styles[name].element
        for extra in (*style.iter(qn("w:pBdr")), *style.rPr.iter(qn("w:spacing"), qn("w:kern"))):
            extra.getparent().remove(extra)


def _language(made: Made) -> None:
    """The language that the spelling is checked in, for the whole document."""
    told = f"{LANGUAGE}-{REGION}"
    defaults = made.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        for kind in ("val", "eastAsia"):
            language.set(qn(f"w:{kind}"), told)
    themed = made.settings.element.find(qn("w:themeFontLang"))
    if themed is not None:
        themed.set(qn("w:val"), told)
