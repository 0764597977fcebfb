"""How good the figures are: what they lack, what went back, and whether they match the reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from observatorio.cube import Cube, SourceInfo
from observatorio.disclosure import EXACT, OPEN_KINDS, Figure, share_pct
from observatorio.filters import Filters, NotShown, NotYet
from observatorio.invented import called, joins_real
from observatorio.numbers import day_of, listed, month_of, noun, percent, whole
from observatorio.units import noun_of
from observatorio.views.common import MONTHS_A_YEAR, months_delivered
from observatorio.views.printed import printed
from observatorio.views.spans import year_label

UNKNOWNS = {
    "zone": ("sin_zona", "zona"),
    "age_group": ("sin_dato", "edad"),
    "sex": ("sin_dato", "sexo"),
    "violence_type": ("sin_dato", "tipo de violencia"),
}
NOT_PUBLISHED, WAITS, NOTHING = "no se publica", "todavía no", "—"
FEW = "menos de 10"  # rows of a protected source that went back are told in tens
# Yearly totals of reports, and sums over the district's centres in the ministry's open table.
PUBLISHED, BY_CENTRE = "annual_total", "centre_total"
PRINTED_TOTALS = (PUBLISHED, BY_CENTRE)
OF_TABLE = {BY_CENTRE: " (tabla del ministerio)"}


def lacking(cube: Cube) -> list[dict[str, str]]:
    """By source and dimension, what part of each year's cases lacks it («sin dato», «sin zona»)."""
    rows = []
    years = sorted({year for source in _with_unknowns(cube) for year in cube.years(source)})
    names = {year: year_name(cube, year) for year in years}
    for source, info in cube.sources.items():
        for dimension, (code, name) in UNKNOWNS.items():
            if code not in cube.categories(source, dimension):
                continue
            shares = {
                year: _share_of(cube, source, year, (dimension, code))
                for year in cube.years(source)
            }
            head = {"Fuente": called(info), "Qué falta": f"sin {name}"}
            rows.append(head | {names[year]: shares.get(year, NOTHING) for year in years})
    return rows


def year_name(cube: Cube, year: int) -> str:
    """«2022 (ene–mar)» where the sources that may lack a datum have the same months of it."""
    each = (months_delivered(cube, source).get(year) for source in _with_unknowns(cube))
    months = {tuple(found) for found in each if found}
    if len(months) == 1:
        return year_label(year, list(months.pop()))
    whole_year = all(len(found) == MONTHS_A_YEAR for found in months)
    return str(year) if whole_year else f"{year} (incompleto)"


def _with_unknowns(cube: Cube) -> list[str]:
    """Sources of which some dimension can be missing: the police's open data have none."""
    return [
        source
        for source in cube.sources
        if any(code in cube.categories(source, of) for of, (code, _) in UNKNOWNS.items())
    ]


def _share_of(cube: Cube, source: str, year: int, lacks: tuple[str, str]) -> str:
    """What part of a year lacks a dimension (`lacks` says it, and its category), or why not."""
    dimension, code = lacks
    filters = Filters(source, (year, year))
    try:
        part = cube.figures(filters, [dimension]).get((code,))
    except NotYet as left_out:
        return WAITS if left_out.waits else NOT_PUBLISHED
    except NotShown:
        return NOT_PUBLISHED
    unit = noun_of(cube.sources[source].unit)
    return _share(part, cube.figures(filters, [])[()], unit) if part else NOTHING


def _share(part: Figure, total: Figure, unit: str) -> str:
    """The percentage; where there is none the number, with its unit lest it be read as one."""
    share = share_pct(part, total)
    if share is not None:
        return percent(share)
    persons = part.hidden and part.high is None  # then its words name them already
    return part.text if persons else f"{part.text} {unit}"


@dataclass(frozen=True)
class Reconciled:
    """A year's total of the records beside the printed one, and how they differ, in words.

    `equal` is None where they can't be compared.
    """

    year: str
    records: str
    printed: str
    difference: str
    equal: bool | None

    @property
    def row(self) -> dict[str, str]:
        """The same as it is read in a table."""
        return {
            "Año": self.year, "Registros": self.records, "Informe": self.printed,
            "Diferencia": self.difference,
        }  # fmt: skip


def reconciled(cube: Cube, source: str) -> list[Reconciled]:
    """The records' yearly totals beside those printed in reports; empty where none was printed.

    Nor are invented records set against what is real.

    Only the same months are compared, and a rounded total only as far as its rounding goes.
    """
    every, years = printed(cube, source, *PRINTED_TOTALS), cube.years(source)
    if not every or not years or not joins_real(cube, source):
        return []
    totals = cube.figures(Filters(source, (min(years), max(years))), ["year"])
    delivered = months_delivered(cube, source)
    return [
        Reconciled(
            year_label(one.year, one.months) + OF_TABLE.get(one.table, ""),
            totals[one.year,].text if (one.year,) in totals else "sin entregas",
            whole(one.value),
            *difference(
                totals.get((one.year,)),
                round(one.value),
                (delivered.get(one.year, []), one.months),
                cube.edition.base,
            ),
        )
        for one in every
    ]


def difference(
    total: Figure | None, printed: int, months: tuple[Sequence[int], Sequence[int]], base: int
) -> tuple[str, bool | None]:
    """How the records' total and the printed one compare, and whether they are equal.

    `months` are those of each. None instead of yes or no where they can't be compared.
    """
    if total is None:
        return "no se puede comparar: no hay entregas", None
    if list(months[0]) != list(months[1]):
        return "no se puede comparar: no son los mismos meses", None
    if total.value is None:
        return "no se puede comparar: el total está protegido", None
    apart = total.value - printed
    if apart == 0:
        return "igual", True
    if total.kind not in (EXACT, *OPEN_KINDS) and abs(apart) < base:
        return "igual, salvo el redondeo", True
    return f"{whole(abs(apart))} {'más' if apart > 0 else 'menos'} en los registros", False


def reports(cube: Cube, source: str) -> str:
    """Reports that the printed totals of a source were taken from."""
    every = printed(cube, source, *PRINTED_TOTALS)
    return "; ".join(dict.fromkeys(one.reference for one in every))


def told_reconciliation(found: Sequence[Reconciled]) -> str:
    """How many years match, in a sentence."""
    compared = [one for one in found if one.equal is not None]
    apart = [one.year for one in compared if not one.equal]
    if not compared:
        return "Todavía no hay años con los mismos meses para comparar."
    if not apart:
        return "Lo que suman los registros coincide con los informes en todos los años comparados."
    equal = len(compared) - len(apart)
    agree = noun(equal, "Coincide", "Coinciden")
    years = noun(len(compared), "año", "años")
    return f"{agree} {equal} de {len(compared)} {years}; difiere {listed(apart)}."


def returned(cube: Cube) -> list[dict[str, str]]:
    """Rows that went back to each sector, by class of reasons."""
    return [
        {
            "Fuente": cube.sources[source].short_title,
            "Motivo": reason,
            "Filas": rows_in_words(rows),
        }
        for source, reason, rows in cube.rows("refusals")
        if source in cube.sources
    ]


def rows_in_words(rows: int | None) -> str:
    """How many rows went back, «menos de 10» where the cube does not say it."""
    return FEW if rows is None else whole(rows)


def origin(info: SourceInfo) -> dict[str, str]:
    """Where the figures of a source come from and how they are to be read: name → what it says."""
    read = {} if info.rows_read is None else {"Filas leídas": f"{whole(info.rows_read)}."}
    return {
        "Cuenta": f"{info.unit}. {info.caveats}",
        "Produce": f"{info.publisher}.",
        "Licencia": f"{info.licence}.",
        **read,
        "Filas devueltas al sector": f"{rows_in_words(info.rows_refused)}.",
    }


def dates(info: SourceInfo, today: date) -> str:
    """What span a source has, when it last came, and when it is due, if it is, or was."""
    if not info.first_month:
        return "Entrega una vez al año."
    span = f"{month_of(info.first_month)} a {month_of(info.last_month)}"
    came = f"**Datos:** {span}. **Última entrega:** {day_of(info.received)}."
    if not info.next_expected:
        return came
    late = " (aún no llega)" if info.next_expected < today else ""
    return f"{came} **Próxima esperada:** {day_of(info.next_expected)}{late}."
