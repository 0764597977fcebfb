"""What women said of the services when they were asked: printed shares, with their base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observatorio.charts.model import Chart, Point, Provenance, Series
from observatorio.cube import Cube, SourceInfo
from observatorio.disclosure import LEAST_BASE, OPEN, Figure, figure_of
from observatorio.filters import Filters
from observatorio.numbers import NO_BREAK, decimal, listed, percent, whole
from observatorio.sources import BY_MONTH
from observatorio.views.common import reaches, whole_years

PER_CENT = "porcentaje"
# Questions of which only a yes or a no is printed stand apart from opinions on a service.
YES_OR_NO = {"sí", "si", "no"}
FEW = "muy pocas respuestas"


@dataclass(frozen=True)
class Answer:
    """One printed share: `share_pct` of `base` people gave this answer to the question."""

    question: str
    answer: str
    share_pct: float
    base: int | None

    @property
    def label(self) -> str:
        """«53 %»; a share of few people is not told."""
        return percent(self.share_pct) if self.told else FEW

    @property
    def told(self) -> bool:
        """True when the share rests on 20 people or more."""
        return self.base is not None and self.base >= LEAST_BASE


@dataclass(frozen=True)
class Survey:
    """A survey as its report printed it; `year` is that of the report when no other is known."""

    key: str
    citation: str
    year: int
    note: str
    answers: tuple[Answer, ...]

    @property
    def base(self) -> int | None:
        """How many answered, where it is the same for all questions."""
        bases = {answer.base for answer in self.answers}
        return bases.pop() if len(bases) == 1 else None


@dataclass(frozen=True)
class Beside:
    """What a service counted in its last whole year up to the survey's; how far it reaches."""

    info: SourceInfo
    year: int
    figure: Figure
    until: str


def surveys(cube: Cube) -> list[Survey]:
    """The surveys of the district, the newest first; empty when none was delivered."""
    found: dict[tuple[str, str, int], list[Answer]] = {}
    notes: dict[tuple[str, str, int], str] = {}
    for name, year, question, answer, value, unit, base, citation, note in cube.rows("survey"):
        if unit == PER_CENT and year is not None:
            key = (name, citation, year)
            found.setdefault(key, []).append(Answer(question, answer, value, _number(base)))
            notes.setdefault(key, note or "")
    made = [
        Survey(f"{name}-{year}-{number}", citation, year, notes[name, citation, year], tuple(said))
        for number, ((name, citation, year), said) in enumerate(found.items())
    ]
    return sorted(made, key=lambda survey: -survey.year)


def _number(base: str | None) -> int | None:
    return int(base) if base and base.isdigit() else None


def split(survey: Survey) -> tuple[list[Answer], list[Answer]]:
    """Opinions on the service, and answers with a yes or a no."""
    printed = said(survey)
    closed = {
        q for q, answers in printed.items() if {a.answer.lower() for a in answers} <= YES_OR_NO
    }
    opinions = [a for a in survey.answers if a.question not in closed]
    return opinions, [a for a in survey.answers if a.question in closed]


def said(survey: Survey) -> dict[str, list[Answer]]:
    """Question → its printed answers."""
    found: dict[str, list[Answer]] = {}
    for answer in survey.answers:
        found.setdefault(answer.question, []).append(answer)
    return found


def bars(cube: Cube, survey: Survey, answers: Sequence[Answer], question: str) -> Chart:
    """The printed shares as bars, in the order of the questions."""
    threshold = cube.edition.threshold
    points = tuple(
        Point(
            f"{a.question}: «{a.answer.replace(' ', NO_BREAK)}»",
            figure_of(round(a.share_pct), OPEN, threshold) if a.told else None,
            amount=a.share_pct if a.told else None,
            label=a.label,
        )
        for a in answers
    )
    unit = f"% de {whole(survey.base)} mujeres" if survey.base else "% de quienes respondieron"
    return Chart(
        f"encuesta-{survey.key}-{len(answers)}-{answers[0].question}",
        question,
        _headline(answers),
        tuple(p.category for p in points),
        (Series("Porcentaje publicado", points, "encuesta"),),
        Provenance(survey.citation, unit, str(survey.year), cube.edition.edition, False),
        kind="row",
        category_title="Pregunta y respuesta",
        unit=unit,
        in_percent=True,
    )


def _headline(answers: Sequence[Answer]) -> str:
    told = [a for a in answers if a.told]
    if not told:
        return "Respondieron muy pocas personas para dar porcentajes."
    top = max(told, key=lambda a: a.share_pct)
    return (
        f"El porcentaje más alto de los publicados: {top.label} respondió «{top.answer}» a "
        f"«{top.question}»."
    )


def unsaid(survey: Survey) -> list[str]:
    """Which answers of each question were printed: of the others nothing is known."""
    return [
        f"«{question}»: se imprimió solo {listed([f'«{a.answer}» ({a.label})' for a in answers])}."
        for question, answers in said(survey).items()
    ]


def asked(survey: Survey) -> str:
    """Who answered: «55 mujeres encuestadas»."""
    return f"{whole(survey.base)} mujeres encuestadas" if survey.base else "mujeres encuestadas"


def caution(survey: Survey) -> str:
    """How far the answers of these people go."""
    if survey.base is None:
        return (
            "No representa a todas las mujeres del distrito: son las respuestas de quienes se pudo "
            "encuestar."
        )
    weight = decimal(100 / survey.base)
    return (
        f"Son {whole(survey.base)} mujeres: cada una pesa {weight} puntos de porcentaje. Lo "
        "impreso no dice cómo se las eligió, así que no se puede hablar por todas las del "
        "distrito. Sirve para saber qué preguntar y dónde mirar, no para decir «el tanto por "
        "ciento de las mujeres»."
    )


def beside(cube: Cube, survey: Survey) -> list[Beside]:
    """What the services counted in their last whole year up to that of the survey."""
    found = []
    for source in BY_MONTH:
        years = (
            [y for y in whole_years(cube, source) if y <= survey.year]
            if source in cube.sources
            else []
        )
        figure = cube.figures(Filters(source, (years[-1],) * 2)).get(()) if years else None
        if figure:
            found.append(Beside(cube.sources[source], years[-1], figure, reaches(cube, source)))
    return found
