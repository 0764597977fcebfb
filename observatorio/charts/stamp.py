"""What a picture says of itself where nothing else goes with it: whose it is, under which rule."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from observatorio.charts.layout import clean
from observatorio.charts.model import Chart
from observatorio.charts.text import alternative
from observatorio.cube import Cube, SourceInfo
from observatorio.disclosure import OPEN_KINDS

OBSERVATORY = "Observatorio Distrital de Violencia de {}"
BRIEF = "Cifras redondeadas a múltiplos de {base}; «menos de {threshold}» incluye el cero."
ROUNDED = (
    "Para que nadie pueda ser reconocido, las cifras se redondean a múltiplos de {base} y donde "
    "hay menos de {threshold} se dice «menos de {threshold}», que puede ser cero. Cada cifra se "
    "redondea por separado: por eso las partes pueden no sumar el total."
)
AS_PUBLISHED = "Cifras tal como se publicaron."
# A licence that the sector has not confirmed is none to be relied on.
UNCONFIRMED = "por confirmar"


def stamp_of(cube: Cube, district: str, chart: Chart) -> tuple[str, ...]:
    """The observatory, how the figures are protected, and the known licences of their sources."""
    known = dict.fromkeys(
        info.licence for info in sources_of(cube, chart)
        if info.licence and UNCONFIRMED not in info.licence
    )  # fmt: skip
    licences = [f"Licencia: {'; '.join(known)}."] if known else []
    return (f"{OBSERVATORY.format(district)}.", protection(cube, chart, ROUNDED), *licences)


def protection(cube: Cube, chart: Chart, rule: str = BRIEF) -> str:
    """The edition's rule in a line (or as `rule` says it), or that figures stand as published."""
    edition = cube.edition
    if not protected(cube, chart):
        return AS_PUBLISHED
    return rule.format(base=edition.base, threshold=edition.threshold)


def sources_of(cube: Cube, chart: Chart) -> list[SourceInfo]:
    """The sources that a chart names."""
    return [info for info in cube.sources.values() if info.title in chart.provenance.source]


def protected(cube: Cube, chart: Chart) -> list[SourceInfo]:
    """Those of its sources that are rounded; none where every figure was printed elsewhere."""
    if chart.figures and all(figure.kind in OPEN_KINDS for figure in chart.figures):
        return []
    return [info for info in sources_of(cube, chart) if info.protected]


def told(svg: str, chart: Chart, stamp: Sequence[str]) -> str:
    """The picture with its title and its description for who does not see it."""
    said = " ".join([alternative(chart), f"{chart.provenance.line}.", *stamp])
    head = f"<title>{escape(clean(chart.question))}</title><desc>{escape(clean(said))}</desc>"
    return svg.replace(">", f">{head}", 1)
