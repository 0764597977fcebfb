"""The Panorama's rows as HTML: a source per row, with its years as small bars from zero."""

from __future__ import annotations

from observatorio.charts.palette import color
from observatorio.disclosure import Figure
from observatorio.ui.text import as_html
from observatorio.views.common import not_comparable
from observatorio.views.overview import Card


def rows(cards: list[Card], note: str) -> str:
    """The list of the sources, and what is to be known of all."""
    shown = "".join(map(_row, cards))
    return f"<ul class='odv-rows'>{shown}</ul><p class='odv-note'>{as_html(note)}</p>"


def told(title: str, sentences: list[str]) -> str:
    """A short list of sentences under its title."""
    items = "".join(f"<li>{as_html(text)}</li>" for text in sentences)
    return f"<section class='odv-told'><h2>{as_html(title)}</h2><ul>{items}</ul></section>"


def _row(card: Card) -> str:
    info = card.info
    mark = " <span class='odv-tag'>Demostración</span>" if info.demonstration else ""
    until = f" · hasta {card.until}" if card.until else ""
    number = card.figure.text if card.figure else "—"
    changed = "; la cifra cambió en esta edición" if card.figure and card.figure.changed else ""
    year = f"en {card.year}{changed}" if card.year else "sin un año completo"
    return (
        f"<li class='odv-card'><div><h2><span class='k' style='background:{color(info.source)}'>"
        f"</span>{as_html(info.short_title)}{mark}</h2>"
        f"<div class='d'>{as_html(info.unit)}{until}</div></div>"
        f"<div><div class='n'>{number}</div><div class='d'>{year}</div></div>"
        f"<div class='c'>{as_html(card.change_text)}</div>"
        f"<div class='c'>{as_html(card.open_text)}</div>{_bars(card)}</li>"
    )


def _bars(card: Card) -> str:
    """Whole years as bars on one scale from zero; a year without a figure keeps its place."""
    if len(card.years) < 2:  # noqa: PLR2004 - one bar compares nothing
        return "<div></div>"
    first, last = card.years[0][0], card.years[-1][0]
    figures = dict(card.years)
    top = max((f.low for f in figures.values() if f), default=0) or 1
    bars = "".join(
        _bar(figures.get(year), top, card.info.source, year) for year in range(first, last + 1)
    )
    said = "; ".join(f"{year}: {f.text if f else 'sin cifra'}" for year, f in card.years)
    return (
        f"<div role='img' aria-label='Por año. {as_html(said)}'>"
        f"<div class='odv-bars'>{bars}</div>"
        f"<div class='odv-ends d'><span>{first}</span><span>{last}</span></div></div>"
    )


def _bar(figure: Figure | None, top: int, source: str, year: int) -> str:
    """A bar in its place; the place of a year that can't be compared is shaded."""
    shade = " class='s'" if (source, year) in not_comparable() else ""
    length = 0.0 if figure is None or figure.hidden else 100 * figure.low / top
    look = f"height:{length:.1f}%;background:{color(source)}"
    return f"<span{shade}><i style='{look}'></i></span>"
