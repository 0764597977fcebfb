"""What slides say besides their charts: notes of the speaker, how to read, how to cite."""

from __future__ import annotations

from collections.abc import Sequence

from observatorio.charts.layout import clean
from observatorio.charts.model import Chart
from observatorio.charts.stamp import OBSERVATORY
from observatorio.charts.text import event_lines, table
from observatorio.numbers import day_of, listed, with_stop
from observatorio.slides.model import Deck, Slide

PROGRAM = "Los datos son de cada fuente y llevan su licencia."
# A slide has its table in its notes.
ON_PAGE, ON_SLIDE = "en la tabla", "en las notas"
EDITABLE = (
    "Los gráficos se pueden editar: clic derecho, «Editar datos». Una celda vacía es una cifra "
    "protegida o no entregada; no la llene con cero."
)


def plain(text: str) -> str:
    """A sentence as it is, without what changes how its neighbours are read."""
    return clean(text).strip()


def whose(district: str) -> str:
    """«Observatorio Distrital de Violencia de Carabayllo»."""
    return OBSERVATORY.format(plain(district))


def editions(deck: Deck) -> str:
    """«edición 3, publicada el 15 de abril de 2022»."""
    told = [f"{number}, publicada el {day_of(day)}" for number, day in deck.editions]
    return f"{'Edición' if len(told) == 1 else 'Ediciones'} {listed(told)}"


def asked(chart: Chart) -> str:
    """The question, and what the lengths are where it does not say so."""
    question, unit = clean(chart.question), clean(chart.measured)
    return question if chart.says_unit and chart.parts is None else f"{question} · {unit}"


def under(slide: Slide) -> list[str]:
    """What stands under a chart: its remarks, and what the numbers over it stand for."""
    events = [f"{number}. {event.title}" for number, event in slide.chart.numbered_events]
    said = [f"En el gráfico: {clean('; '.join(events))}."] if events else []
    remarks = [plain(line).replace(ON_PAGE, ON_SLIDE) for line in slide.chart.remarks]
    return [*remarks, *said]


def source_line(slide: Slide) -> str:
    """Source, cut-off, edition with its day, filters."""
    told = slide.chart.provenance
    day = f"edición {told.edition} ({day_of(slide.origin.published)})"
    return clean(told.line.replace(f"edición {told.edition}", day, 1) + ".")


def notes(slide: Slide) -> str:
    """What the speaker has at hand: what it says, how it was counted, and every figure."""
    chart, origin = slide.chart, slide.origin
    parts = [
        plain(chart.headline),
        f"Pregunta: {clean(chart.question)}",
        f"Qué se cuenta: {clean(chart.measured)}.",
        source_line(slide),
        f"Página del observatorio: «{clean(origin.page)}».",
    ]
    parts += ["Datos de demostración: no son de ninguna persona real."] * (
        chart.provenance.demonstration
    )
    if said := [*map(plain, chart.remarks), *map(clean, event_lines(chart))]:
        parts += ["", "Para leer con cuidado", *(f"- {line}" for line in said)]
    parts += ["", "Cómo se protegen las cifras", clean(origin.protection)]
    return "\n".join([*parts, "", "Las cifras", *table_lines(slide)])


def table_lines(slide: Slide) -> list[str]:
    """The table as text, a line per category."""
    told = table(slide.chart)
    _, *others = (clean(str(name)) for name in told.columns)
    return [
        f"{clean(str(row[0]))}: "
        + "; ".join(f"{n}: {clean(str(c))}" if len(others) > 1 else clean(str(c))
                    for n, c in zip(others, row[1:], strict=True))
        for row in told.itertuples(index=False)
    ]  # fmt: skip


def citation(deck: Deck) -> str:
    """What to write in a report."""
    sources = dict.fromkeys(clean(slide.chart.provenance.source) for slide in deck.slides)
    mark = " Datos de demostración." if deck.demonstration else ""
    return (
        f"{deck.office}. {whose(deck.district)}. «{deck.title}» "
        f"({deck.about}). Fuente: {'; '.join(sources)}. {editions(deck)}.{mark} {deck.url}"
    ).strip()


def closing(deck: Deck) -> list[tuple[str, str]]:
    """The last slide: heading and text."""
    licences = dict.fromkeys(line for slide in deck.slides for line in slide.origin.licences)
    return [
        ("Cómo se protegen las cifras", protection(deck)),
        ("Fuentes y licencias", _sentences([*licences, PROGRAM])),
        ("Cómo citar", citation(deck)),
        ("Para seguir trabajando", EDITABLE),
        *([("Si usted o alguien cerca vive violencia", " · ".join(deck.helplines))]
          if deck.helplines else []),
    ]  # fmt: skip


def protection(deck: Deck) -> str:
    """How the figures are protected; where it is not the same for all, of whom it is said."""
    found: dict[str, list[str]] = {}
    for slide in deck.slides:
        names = found.setdefault(slide.origin.protection, [])
        names += [name for name in slide.origin.names if name not in names]
    if len(found) == 1:
        return next(iter(found))
    return " ".join(f"{clean('; '.join(names))}: {text}" for text, names in found.items())


def _sentences(lines: Sequence[str]) -> str:
    return " ".join(with_stop(line) for line in lines)
