"""The grid of months that a source delivered, as a table that reads without colours."""

from __future__ import annotations

from collections.abc import Sequence

from observatorio.numbers import MONTHS_SHORT
from observatorio.ui.text import as_html
from observatorio.views.deliveries import NOT_OURS, Arrival, Month

# A look, a sign that any font has, and what the legend says.
LOOKS = {
    Arrival.RECEIVED: ("odv-recibido", "✓", "recibido de todas las oficinas"),
    Arrival.LATE: ("odv-recibido", "T", "recibido tarde"),
    Arrival.REPLACED: ("odv-recibido", "R", "reemplazado por una entrega posterior"),
    Arrival.LATE_REPLACED: ("odv-recibido", "T R", "recibido tarde y reemplazado después"),
    Arrival.PARTIAL: ("odv-parcial", "½", "parcial: falta alguna oficina"),
    Arrival.OWED: ("odv-falta", "–", "no entregado: no sabemos, no es cero"),
    Arrival.COMING: ("odv-nada", "…", "por llegar: aún no vence su plazo"),
    Arrival.NO_RECORD: ("odv-nada", "·", "sin registro: la fuente aún no empezaba"),
    Arrival.NOT_EXPECTED: ("odv-nada", "D", "no se espera: solo hay datos de demostración"),
}
STYLE = """<style>
ul.odv-legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;font-size:.9rem}
ul.odv-legend,ul.odv-legend li{margin:0!important;padding:0!important}
.odv-legend li{display:flex;align-items:center;gap:.45rem;list-style:none}
.odv-legend .odv-cell{width:1.7rem;text-align:center}
.odv-hear{position:absolute;left:-9999px}
.odv-grid{table-layout:fixed;font-size:.82rem}
.odv-grid th{padding:.1rem 0;text-align:center}
.odv-grid td{padding:1px;min-width:0}
@media (max-width:640px){.odv-grid{font-size:.74rem}}
</style>"""


def legend(shown: Sequence[Month]) -> str:
    """HTML list of the signs that these months use, each with its words."""
    used = {month.arrival for month in shown}
    items = "".join(
        f"<li><span class='odv-cell {look}' aria-hidden='true'>{sign}</span>{words}</li>"
        for arrival, (look, sign, words) in LOOKS.items()
        if arrival in used
    )
    return f"<ul class='odv-legend'>{items}</ul>"


def grid(months: Sequence[Month], title: str) -> str:
    """HTML table of a source's months: a row per year, a sign and words per month.

    Years before the source began, or after its demonstration ends, have no row.
    """
    begun = {month.year for month in months if month.arrival not in NOT_OURS}
    found = {(month.year, month.month): month for month in months if month.year in begun}
    head = "".join(f"<th scope='col'>{name}</th>" for name in MONTHS_SHORT)
    rows = "".join(
        f"<tr><th scope='row'>{year}</th>"
        + "".join(_cell(found.get((year, number))) for number in range(1, len(MONTHS_SHORT) + 1))
        + "</tr>"
        for year in sorted(begun)
    )
    return (
        f"<div class='odv-wrap' tabindex='0' role='region' aria-label='Meses de {as_html(title)}'>"
        f"<table class='odv-grid'><thead><tr><th scope='col'>Año</th>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _cell(month: Month | None) -> str:
    if month is None:
        return "<td></td>"
    look, sign, _ = LOOKS[month.arrival]
    told = as_html(month.told)
    return (
        f"<td><span class='odv-cell {look}' title='{told}'><span aria-hidden='true'>{sign}"
        f"</span><span class='odv-hear'>{told}</span></span></td>"
    )
