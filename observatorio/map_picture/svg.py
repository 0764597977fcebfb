"""The pieces that every part of the picture is written with; words become text and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from observatorio.charts.layout import clean
from observatorio.charts.vega import FONT
from observatorio.charts.vega_marks import INK
from observatorio.geography import Place

NAMESPACE = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class Look:
    """How large the picture is and what is in it.

    `width` and `tallest` are pixels of the zones' views, `letters` the size of the text in pixels,
    `marks` how large services are (1: as on the page). `both` adds the close view to that of the
    whole where one zone is very large; `legend` puts what fills and marks mean under them, with
    `outside` for zones that have nothing. `font` is one that the program that shows it has.
    """

    width: float = 690
    tallest: float = 400
    letters: float = 14
    marks: float = 1
    both: bool = True
    legend: bool = True
    outside: str = "no está en los filtros"
    font: str = FONT

    @property
    def line(self) -> float:
        """Height of a line of the legend, and of the strip under a view."""
        return 1.6 * self.letters


def words(
    text: str, place: Place, size: float, anchor: str = "start", *, bold: bool = False,
    fill: str = INK,
) -> str:  # fmt: skip
    """A text with its base line at a place."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{place[0]:.1f}" y="{place[1]:.1f}" font-size="{size:g}" text-anchor="{anchor}" '
        f'fill="{fill}"{weight}>{escape(clean(text))}</text>'
    )


def document(parts: Iterable[str], size: Place, font: str, told: str = "") -> str:
    """The picture on white; `told` is for who does not see it."""
    wide, high = (f"{length:.1f}" for length in size)
    label = f' role="img" aria-label={quoteattr(clean(told))}' if told else ""
    return (
        f'<svg xmlns="{NAMESPACE}" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" '
        f'font-family="{font}"{label}><rect width="{wide}" height="{high}" fill="#FFFFFF"/>'
        f"{''.join(parts)}</svg>"
    )
