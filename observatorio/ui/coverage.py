"""The grid of months that a source delivered, as a table that reads without colours."""

from __future__ import annotations

from observatorio.cube import Cube
from observatorio.numbers import MONTHS_SHORT

LOOKS = {
    "recibido": ("odv-recibido", "✓", "recibido"),
    "parcial": ("odv-parcial", "◐", "parcial"),
    "no entregado": ("odv-falta", "–", "no entregado"),
    "sin registro": ("odv-nada", "·", "sin registro"),
}


def grid(cube: Cube, source: str) -> str:
    """HTML table of a source's months: a row per year, a mark and a word per state."""
    states = {(y, m): state for s, y, m, state in cube.rows("coverage") if s == source}
    years = sorted({year for year, _ in states})
    head = "".join(f"<th scope='col'>{name}</th>" for name in MONTHS_SHORT)
    rows = "".join(
        f"<tr><th scope='row'>{year}</th>"
        + "".join(_cell(states.get((year, m))) for m in range(1, 13))
        + "</tr>"
        for year in years
    )
    return (
        "<div class='odv-wrap' tabindex='0' role='region' aria-label='Meses entregados'>"
        f"<table class='odv-grid'><thead><tr><th scope='col'>Año</th>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _cell(state: str | None) -> str:
    if state is None:
        return "<td></td>"
    look, sign, word = LOOKS[state]
    return (
        f"<td><span class='odv-cell {look}' title='{word}'><span aria-hidden='true'>{sign}"
        f"</span><span style='position:absolute;left:-9999px'>{word}</span></span></td>"
    )
