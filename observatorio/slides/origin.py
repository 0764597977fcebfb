"""Where the figures of a chart come from, in words that go with it."""

from __future__ import annotations

from observatorio.charts.model import Chart
from observatorio.cube import Cube
from observatorio.disclosure import OPEN, OPEN_EXPLANATION
from observatorio.slides.model import Origin

OPEN_BRIEF = "Fuente abierta: cifras tal como fueron publicadas."
BRIEF = (
    "Cifras protegidas: redondeadas a múltiplos de {base}; «menos de {threshold}» puede ser de 0 "
    "a {most}."
)


def origin_of(cube: Cube, page: str, chart: Chart) -> Origin:
    """What has to be said of a chart of this edition; `page` is the title of its page."""
    edition = cube.edition
    infos = [info for info in cube.sources.values() if info.title in chart.provenance.source]
    concerned = [] if _open(chart) else [info for info in infos if info.protected]
    protected = bool(concerned)
    explained = cube.explanation(concerned[0].source) if protected else OPEN_EXPLANATION
    names = tuple(info.title for info in concerned or infos) or (chart.provenance.source,)
    licences = tuple(f"{info.title}: {info.publisher}. Licencia: {info.licence}" for info in infos)
    return Origin(
        page,
        edition.edition,
        edition.published_at.date(),
        explained,
        BRIEF.format(base=edition.base, threshold=edition.threshold, most=edition.threshold - 1)
        if protected
        else OPEN_BRIEF,
        names,
        licences or (chart.provenance.source,),
    )


def _open(chart: Chart) -> bool:
    """True when every figure is one that was published elsewhere, as it was printed."""
    return bool(chart.figures) and all(figure.note == OPEN for figure in chart.figures)
