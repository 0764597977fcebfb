"""Small pieces of DrawingML: text, colours, lines; every text from outside is made harmless."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from observatorio.charts.layout import clean

FONT, LANGUAGE = "Arial", "es-PE"
MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def text(words: str) -> str:
    """Text of an element: no controls, no marks of direction, no markup."""
    return escape(clean(words))


def attribute(words: str) -> str:
    """Text of an attribute, with its quotes."""
    return quoteattr(clean(words))


def value(tag: str, said: object) -> str:
    """An element of a chart that only has a value."""
    return f'<c:{tag} val="{said}"/>'


def color(hexadecimal: str, opacity: float = 1) -> str:
    """A colour as a fill."""
    alpha = f'<a:alpha val="{round(opacity * 100_000)}"/>' if opacity < 1 else ""
    return f'<a:solidFill><a:srgbClr val="{hexadecimal[1:]}">{alpha}</a:srgbClr></a:solidFill>'


def line(hexadecimal: str | None, points: float = 1, dash: str = "solid") -> str:
    """A line of so many points; none without a colour."""
    if hexadecimal is None:
        return "<a:ln><a:noFill/></a:ln>"
    drawn = f'{color(hexadecimal)}<a:prstDash val="{dash}"/><a:round/>'
    return f'<a:ln w="{round(points * 12_700)}" cap="flat">{drawn}</a:ln>'


def letters(tag: str, size: float, tone: str, bold: bool = False) -> str:
    """How letters look: `tag` is rPr, defRPr or endParaRPr."""
    return (
        f'<a:{tag} lang="{LANGUAGE}" sz="{round(size * 100)}" b="{int(bold)}">{color(tone)}'
        f'<a:latin typeface="{FONT}"/><a:cs typeface="{FONT}"/></a:{tag}>'
    )


def text_look(size: float, tone: str, bold: bool = False, level: bool = True) -> str:
    """How the text of a part of a chart looks.

    Names that crowd are turned by a 60 000th of a degree: LibreOffice breaks level names into the
    little room of each, and leaves some out where they are not level, as PowerPoint does.
    """
    turn = f' rot="{int(not level)}"'
    return (
        f'<c:txPr><a:bodyPr{turn} vert="horz" wrap="none"/><a:lstStyle/><a:p><a:pPr>'
        f'{letters("defRPr", size, tone, bold)}</a:pPr><a:endParaRPr lang="{LANGUAGE}"/></a:p>'
        "</c:txPr>"
    )


def paragraph(words: str, size: float, tone: str, bold: bool = False, align: str = "ctr") -> str:
    """A paragraph of one run."""
    return (
        f'<a:p><a:pPr algn="{align}"/><a:r>{letters("rPr", size, tone, bold)}'
        f"<a:t>{text(words)}</a:t></a:r></a:p>"
    )
