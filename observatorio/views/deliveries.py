"""What each source delivered, month by month, and who owes what since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from observatorio.coverage import BEFORE, OWED, PARTIAL, Coverage
from observatorio.cube import Cube, SourceInfo
from observatorio.invented import NOT_OWED
from observatorio.numbers import day_of, listed, month_label, month_of, noun, whole


class Arrival(Enum):
    """What is known of a month of a source; the values are read by people."""

    RECEIVED = "recibido"
    LATE = "recibido tarde"
    REPLACED = "reemplazado por una entrega posterior"
    LATE_REPLACED = "recibido tarde y reemplazado después"
    PARTIAL = "parcial: falta alguna oficina"
    OWED = "no entregado"
    COMING = "por llegar: aún no vence su plazo"
    NO_RECORD = "sin registro: la fuente aún no empezaba"
    NOT_EXPECTED = "no se espera: la fuente solo tiene datos de demostración"


# Of these months nobody has to hand in anything.
NOT_OURS = (Arrival.NO_RECORD, Arrival.NOT_EXPECTED)
STATES = {
    PARTIAL: Arrival.PARTIAL,
    OWED: Arrival.OWED,
    BEFORE: Arrival.NO_RECORD,
}


@dataclass(frozen=True)
class Month:
    """A month of a source: what arrived, when it was due and when it came."""

    year: int
    month: int
    arrival: Arrival
    due: date | None = None
    received: date | None = None

    @property
    def name(self) -> str:
        """«abr 2022»."""
        return month_label(self.year, self.month)

    @property
    def told(self) -> str:
        """The month in words, for who points at it or listens."""
        came = f"; llegó el {day_of(self.received)}" if self.received else ""
        owed = self.arrival in (Arrival.OWED, Arrival.COMING) and self.due
        return f"{self.arrival.value}{came}{f'; se espera el {day_of(self.due)}' if owed else ''}"


@dataclass(frozen=True)
class Debt:
    """What a source owes today: the months whose day has passed; `days_late` since the first."""

    info: SourceInfo
    months: tuple[Month, ...]
    days_late: int

    @property
    def span(self) -> str:
        """«55 meses: abr 2022 a oct 2026», or «al día»."""
        if not self.months:
            return "al día"
        first, last = self.months[0].name, self.months[-1].name
        if first == last:
            return f"1 mes: {first}"
        return f"{whole(len(self.months))} meses: {first} a {last}"


def months_of(cube: Cube, today: date) -> dict[str, list[Month]]:
    """Months of each source that delivers by month, in order; `today` tells what is overdue.

    Nobody owes what would follow a demonstration.
    """
    found: dict[str, list[Month]] = {name: [] for name in cube.sources}
    for one in cube.coverage:
        if one.source in found:
            arrival = _arrival(one, today, cube.sources[one.source].demonstration)
            found[one.source].append(Month(one.year, one.month, arrival, one.due, one.received))
    return {source: months for source, months in found.items() if months}


def _arrival(one: Coverage, today: date, demonstration: bool) -> Arrival:
    if one.state == OWED and demonstration:
        return Arrival.NOT_EXPECTED
    if one.state == OWED and one.due is not None and one.due >= today:
        return Arrival.COMING
    if one.state in STATES:
        return STATES[one.state]
    if one.replaced:
        return Arrival.LATE_REPLACED if one.late else Arrival.REPLACED
    return Arrival.LATE if one.late else Arrival.RECEIVED


def debts(cube: Cube, today: date) -> list[Debt]:
    """For each source whose sector delivers by month, what it owes; the longest delay first."""
    found = []
    for source, months in months_of(cube, today).items():
        if cube.sources[source].demonstration:
            continue
        owed = tuple(m for m in months if m.arrival is Arrival.OWED)
        dues = [m.due for m in owed if m.due]
        found.append(Debt(cube.sources[source], owed, (today - min(dues)).days if dues else 0))
    return sorted(found, key=lambda debt: -debt.days_late)


def headline(found: list[Debt]) -> str:
    """Who is up to date and who owes months, in a sentence."""
    late = [d for d in found if d.months]
    if not found:
        return "Ningún sector entrega por meses en esta edición."
    if not late:
        return "Todas las fuentes están al día."
    names = listed([debt.info.short_title for debt in late])
    verb = "debe meses" if len(late) == 1 else "deben meses"
    oldest = late[0].months[0]
    since = f"se esperaba el {day_of(oldest.due)}" if oldest.due else f"es de {oldest.name}"
    return f"{names} {verb} de datos; lo más antiguo {since}."


def unasked(cube: Cube) -> str:
    """The sources of which nothing is asked yet, in a sentence; empty where there are none."""
    names = [info.short_title for info in cube.sources.values() if info.demonstration]
    return NOT_OWED.format(listed(names)) if names else ""


def debt_rows(found: list[Debt]) -> list[dict[str, str]]:
    """The debts as they are read, a row per source."""
    return [
        {
            "Fuente": debt.info.short_title,
            "Último mes": month_of(debt.info.last_month),
            "Debe": debt.span,
            "Se esperaba": day_of(debt.months[0].due) if debt.months else "—",
            "Atraso": _delay(debt),
            "Con quién hablar": debt.info.publisher,
        }
        for debt in found
    ]


def _delay(debt: Debt) -> str:
    if not debt.months:
        return "ninguno"
    if debt.months[0].due is None:
        return "sin plazo acordado"
    return f"{whole(debt.days_late)} {noun(debt.days_late, 'día', 'días')}"
