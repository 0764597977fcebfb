"""The sections on the figures themselves: what each sector delivered, how to read, limits."""

from __future__ import annotations

from observatorio.balance.model import Block, Grid, Heading, Items, Section, Terms, Text
from observatorio.balance.scope import Scope
from observatorio.numbers import day_of, whole
from observatorio.views import method, quality
from observatorio.views.common import MONTHS_A_YEAR, reaches
from observatorio.views.deliveries import (
    NOT_OURS,
    Arrival,
    Month,
    debts,
    headline,
    months_of,
    unasked,
)
from observatorio.views.spans import short_months

OWED = (Arrival.OWED, Arrival.COMING)
LATE = (Arrival.LATE, Arrival.LATE_REPLACED)
CHANGES = (
    "Dos cifras casi nunca son iguales. Aquí se dice «subió» o «bajó» solo cuando la diferencia es "
    "mayor que la que daría el azar; si no, se dice «sin cambio claro».",
    "Solo se comparan los mismos meses. Un año abierto se compara hasta el último mes que ambos "
    "años entregaron, y nunca se completa con una proyección. Los dos últimos meses son "
    "provisionales: pueden crecer.",
    "2020 no se compara: los servicios cerraron o atendieron con restricciones. Menos casos "
    "registrados no significa menos violencia; y más casos no significa más violencia: puede haber "
    "más confianza para pedir ayuda, o servicios que llegan mejor.",
    "No se da un porcentaje de menos de 20 casos, ni una tasa de menos de 10.",
)
RATES = (
    "Una tasa dice cuántos casos hay por cada 10 000 habitantes. Si no se conoce la población de "
    "ese año se usa la del año más cercano, y se avisa.",
    "Junto a cada tasa se dice entre qué valores puede estar. Si los de dos años se cruzan, la "
    "diferencia puede ser azar.",
    "Las fórmulas y sus autores están en la página «Metodología» del observatorio.",
)


def delivered(scope: Scope) -> Section:
    """What each sector delivered of the year, what it owes, and how complete it is."""
    cube = scope.cube
    day = cube.edition.published_at.date()
    months = {s: [m for m in found if m.year == scope.year]
              for s, found in months_of(cube, day).items()}  # fmt: skip
    rows = tuple(_delivery_row(scope, source, months.get(source)) for source in cube.sources)
    header = ("Fuente", f"Meses de {scope.year}", "Llegaron tarde", "Faltan", "Última entrega")
    grid = Grid(f"Qué entregó cada sector de {scope.year}", header, rows, (19, 15, 18, 22, 26),
                fine=True)  # fmt: skip
    told = f"Al {day_of(day)}, fecha de esta edición. {headline(debts(cube, day))} {unasked(cube)}"
    blocks: list[Block] = [Text(told.rstrip()), grid, *_quality(scope), *_returned(scope)]
    return Section("Entregas de cada sector", tuple(blocks))


def _delivery_row(scope: Scope, source: str, months: list[Month] | None) -> tuple[str, ...]:
    info = scope.cube.sources[source]
    if months is None:
        told = "una vez al año" if scope.year in scope.cube.years(source) else "sin entrega"
        return (info.short_title, told, "—", "—", day_of(info.received))
    own = [m for m in months if m.arrival not in (*OWED, *NOT_OURS)]
    before = [m for m in months if m.arrival is Arrival.NO_RECORD]
    count = f"{whole(len(own))} de {MONTHS_A_YEAR}"
    if len(before) == MONTHS_A_YEAR or not months:
        count = "la fuente aún no empezaba" if before else "sin entrega"
    return (
        info.short_title,
        count,
        _names([m for m in months if m.arrival in LATE]) or "ninguno",
        _names([m for m in months if m.arrival in OWED]) or "ninguno",
        day_of(info.received),
    )


def _names(months: list[Month]) -> str:
    return short_months([m.month for m in months]) if months else ""


def _quality(scope: Scope) -> list[Block]:
    """What part of the year's cases lacks zone, age, sex or type."""
    year = quality.year_name(scope.cube, scope.year)
    rows = tuple(
        (row["Fuente"], row["Qué falta"], row[year])
        for row in quality.lacking(scope.cube)
        if row.get(year, "—") not in ("—", quality.NOT_PUBLISHED)
    )
    header = ("Fuente", "Qué falta", f"En {year}")
    if not rows:
        return []
    notes = ("Parte de los casos del año. Donde son muy pocos casos se da la cifra publicada.",)
    return [Grid("Qué tan completos están los registros", header, rows, (40, 30, 30), (2,), notes,
                 fine=True)]  # fmt: skip


def _returned(scope: Scope) -> list[Block]:
    """Rows that went back to each sector; of the whole edition, as deliveries span years."""
    rows = tuple(tuple(row.values()) for row in quality.returned(scope.cube))
    if not rows:
        return []
    header = ("Fuente", "Motivo", "Filas")
    notes = ("En todas las entregas de esta edición. Una fila devuelta no se cuenta hasta que el "
             "sector la corrige.",)  # fmt: skip
    return [Grid("Filas que se devolvieron al sector", header, rows, (22, 54, 24), (2,), notes,
                 fine=True)]  # fmt: skip


def reading(scope: Scope) -> Section:
    """How to read a figure: before any is shown."""
    rows = tuple((s.sign, s.meaning, s.example) for s in method.states(scope.cube))
    grid = Grid("Cuatro estados de una cifra", ("Lo que se ve", "Qué significa", "Ejemplo"), rows,
                (20, 42, 38), fine=True)  # fmt: skip
    return Section("Cómo leer este balance", (Text(scope.cube.explanation()), grid))


def method_section(scope: Scope) -> Section:
    """How the figures are counted, protected and judged, and what they can't say."""
    cube = scope.cube
    facts = method.sources(cube)
    limits = tuple(
        (title, f"Cuenta {told['Cuenta']}. La produce: {told['La produce']}. "
                f"Límites: {told['Límites']} Datos hasta {reaches(cube, s)}.")
        for s, (title, told) in zip(cube.sources, facts.items(), strict=True)
    )  # fmt: skip
    blocks: list[Block] = [
        Heading("Qué cuenta cada fuente y qué no puede decir"),
        Terms(limits),
        Heading("Cómo se protege a las personas"),
        Terms(tuple(method.protection(cube, scope.settings.privacy))),
        Heading("Cómo se juzga un cambio"),
        Items(CHANGES),
        Heading("Qué es una tasa"),
        Items(RATES),
        *_citing(scope),
    ]
    return Section("Método y límites", tuple(blocks))


def _citing(scope: Scope) -> list[Block]:
    """How to cite the report, the licences of its sources, where to find help."""
    cube = scope.cube
    licences = tuple((info.title, info.licence) for info in cube.sources.values())
    lines = tuple(scope.settings.contacts.get("helplines", ()))
    helped: list[Block] = [
        Heading("Si usted o alguien cerca vive violencia"),
        Text(" · ".join(lines), "lead"),
    ]
    return [
        Heading("Cómo citar y licencias"),
        Text(citation(scope)),
        Terms(licences),
        *(helped if lines else []),
    ]


def citation(scope: Scope) -> str:
    """How to cite the report."""
    name, edition = scope.settings.district.name, scope.cube.edition
    made_up = any(info.demonstration for info in scope.cube.sources.values())
    return (
        f"Instancia Distrital de Concertación de {name}. Balance anual {scope.year}. Observatorio "
        f"Distrital de Violencia de {name}, edición {edition.edition}, "
        f"{day_of(edition.published_at.date())}.{' Datos de demostración.' if made_up else ''}"
        f"{f' {scope.url}' if scope.url else ''}"
    )
