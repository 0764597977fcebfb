"""The slides themselves: cover, a chart or a map each, and how to read and cite them."""

from __future__ import annotations

from typing import Any

from pptx.util import Inches

from observatorio.charts.measure import fitted, high, lines_anywhere, whole_sentences, wrapped
from observatorio.charts.vega_marks import GREY, INK
from observatorio.slides.boxes import Look, Page, box, decorative, panel, write
from observatorio.slides.map_page import add_map
from observatorio.slides.model import Deck, Slide
from observatorio.slides.native import add_chart
from observatorio.slides.words import (
    asked,
    closing,
    editions,
    notes,
    plain,
    source_line,
    under,
    whose,
)

WIDTH, HEIGHT = 13.333, 7.5
LEFT, INSIDE = 0.6, 12.13
ACCENT = "#5B4A8A"
STAMP = "Datos de demostración"
BADGE_WIDTH = 2.55
SMALL, REMARK_LINES = 12, 3
LOGO_HIGH, LOGO_WIDE = 1.1, 3.2


def new_slide(presentation: Any) -> Page:
    """An empty slide with a title."""
    return presentation.slides.add_slide(presentation.slide_layouts[0])


def title(slide: Page, words: str, place: tuple[float, ...], look: Look) -> None:
    """The title in its own placeholder, so that outlines and readers find it."""
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = map(Inches, place)
    write(shape.text_frame, words, look)


def badge(slide: Page, left: float, top: float) -> None:
    """Says of each slide that its data are synthetic."""
    made = panel(slide, (left, top, BADGE_WIDTH, 0.36), ACCENT, "Demostración")
    write(made.text_frame, STAMP, Look(14, True, "#FFFFFF", "CENTER", "MIDDLE"))


def cover(presentation: Any, deck: Deck) -> None:
    """District, what it is about, edition and date, who answers for it."""
    slide = new_slide(presentation)
    decorative(panel(slide, (0, 0, 0.28, HEIGHT), ACCENT, "Franja"))
    name = whose(deck.district)
    said, size, lines = fitted(name, INSIDE, (22, 18, 16), 2, bold=True)
    box(slide, (1, 1.75, INSIDE - 0.4, high(lines, size)), said, Look(size, True, ACCENT),
        "Observatorio")  # fmt: skip
    said, size, lines = fitted(plain(deck.title), INSIDE - 0.4, (44, 36, 28, 24), 3, bold=True)
    title(slide, said, (1, 2.3, INSIDE - 0.4, high(lines, size)), Look(size, True))
    top = 2.55 + high(lines, size)
    for words, name, sizes in (
        (deck.question, "Pregunta", (24, 20)), (deck.about, "Filtros", (20, 18, 16))
    ):  # fmt: skip
        if words:
            said, size, lines = fitted(plain(words), INSIDE - 0.4, sizes, 3)
            box(slide, (1, top, INSIDE - 0.4, high(lines, size)), said, Look(size), name)
            top += high(lines, size) + 0.2
    box(slide, (1, top, INSIDE - 0.4, 0.4), f"{editions(deck)}.", Look(18, False, GREY), "Edición")
    said, size, _ = fitted(deck.office, INSIDE - 0.4, (16, 14, 12), 2)
    box(slide, (1, 6.75, INSIDE - 0.4, 0.5), said, Look(size, False, GREY), "Responsable")
    if deck.demonstration:
        badge(slide, 1, 6.2)
    if deck.logo:
        _logo(slide, deck)
    slide.notes_slide.notes_text_frame.text = "\n".join(
        [f"{name}. {plain(deck.title)}.", plain(deck.about), f"{editions(deck)}.", deck.url]
    ).strip()


def _logo(slide: Page, deck: Deck) -> None:
    """In the upper corner, within its room."""
    picture = slide.shapes.add_picture(str(deck.logo), Inches(1), Inches(0.45))
    part = min(Inches(LOGO_HIGH) / picture.height, Inches(LOGO_WIDE) / picture.width)
    picture.width, picture.height = int(picture.width * part), int(picture.height * part)
    picture.name = "Logo"
    picture._element.nvPicPr.cNvPr.set("descr", f"Logo de {plain(deck.district)}")


def chart_slide(presentation: Any, shown: Slide, number: int, district: str) -> None:
    """The finding as title, the question, the chart, and what has to be known of it."""
    slide, chart = new_slide(presentation), shown.chart
    marked = chart.provenance.demonstration
    room = INSIDE - (BADGE_WIDTH + 0.3 if marked else 0)
    decorative(panel(slide, (0, 0, 0.14, HEIGHT), ACCENT, "Franja"))
    said, size, lines = fitted(plain(chart.headline), room, (28, 26, 24, 22), 2, bold=True)
    if said != plain(chart.headline):
        said, size, lines = fitted(plain(chart.headline), room, (20, 18), 4, bold=True)
    title(slide, said, (LEFT, 0.38, room, high(lines, size)), Look(size, True))
    if marked:
        badge(slide, LEFT + INSIDE - BADGE_WIDTH, 0.42)
    top = 0.48 + high(lines, size)
    said, size, lines = fitted(asked(chart), INSIDE, (16, 14), 2)
    box(slide, (LEFT, top, INSIDE, high(lines, size)), said, Look(size, False, GREY), "Pregunta")
    top += high(lines, size) + 0.08
    bottom = _foot(slide, shown, number, district)
    place = (LEFT, top, INSIDE, bottom - top)
    if shown.map:
        add_map(slide, shown, place)
    else:
        add_chart(slide, chart, shown.origin, place)
    slide.notes_slide.notes_text_frame.text = notes(shown)


def _foot(slide: Page, shown: Slide, number: int, district: str) -> float:
    """Remarks, source, protection and district, from the lower edge up; gives where they begin."""
    bottom = HEIGHT - 0.28
    _number(slide, number, bottom)
    room = INSIDE - 0.7
    parts = [
        (f"{shown.origin.brief} {whose(district)}.", "Protección", GREY, 1),
        (source_line(shown), "Fuente", INK, 2),
        (_remarks(shown), "Advertencias", GREY, REMARK_LINES),
    ]
    for words, name, tone, most in parts:
        if not words:
            continue
        width = INSIDE if name == "Advertencias" else room
        said, size, lines = fitted(words, width, (SMALL,), most)
        bottom -= high(lines, size)
        box(slide, (LEFT, bottom, width, high(lines, size)), said, Look(size, False, tone), name)
        bottom -= 0.04
    return bottom - 0.06


def _remarks(shown: Slide) -> str:
    """Whole sentences, as many as there is room for; all of them are in the notes."""
    return whole_sentences(
        under(shown), lambda words: len(wrapped(words, INSIDE, SMALL)) <= REMARK_LINES
    )


def _number(slide: Page, number: int, bottom: float) -> None:
    look = Look(SMALL, False, GREY, "RIGHT")
    box(slide, (LEFT + INSIDE - 0.6, bottom - 0.24, 0.6, 0.24), str(number), look, "Número")


def closing_slide(presentation: Any, deck: Deck, number: int) -> None:
    """How the figures are protected, whose they are, how to cite them."""
    slide = new_slide(presentation)
    decorative(panel(slide, (0, 0, 0.14, HEIGHT), ACCENT, "Franja"))
    title(slide, "Cómo leer y citar estas cifras", (LEFT, 0.38, 9, 0.5), Look(28, True))
    if deck.demonstration:
        badge(slide, LEFT + INSIDE - BADGE_WIDTH, 0.42)
    parts = closing(deck)
    size = next((s for s in (16, 15, 14, 13) if _tall(parts, s) <= HEIGHT - 1.5), SMALL)
    top = 1.1
    for heading, words in parts:
        left = max(2, int((HEIGHT - 0.6 - top - high(1, size)) / high(1, size)))
        said, _, lines = fitted(words, INSIDE, (size,), min(left, 7))
        box(slide, (LEFT, top, INSIDE, high(1, size)), heading, Look(size, True, ACCENT), heading)
        top += high(1, size)
        box(slide, (LEFT, top, INSIDE, high(lines, size)), said, Look(size), f"{heading}: texto")
        top += high(lines, size) + 0.14
    _number(slide, number, HEIGHT - 0.28)
    slide.notes_slide.notes_text_frame.text = "\n\n".join(
        f"{heading}\n{plain(words)}" for heading, words in parts
    )


def _tall(parts: list[tuple[str, str]], size: int) -> float:
    """Height of headings and texts in inches."""
    lines = [1 + lines_anywhere(words, INSIDE, size) for _, words in parts]
    tall = 0.0
    for count in lines:
        tall += high(1, size) + high(count - 1, size) + 0.14
    return tall
