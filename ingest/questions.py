"""What is asked back of the person who brings a file, in words, with the options that answer it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ingest.delivery import Delivery
from ingest.errors import Question
from ingest.months import Run, Told, as_ranges, between
from observatorio.numbers import noun

ROWS_OUTSIDE, MONTHS_WITHOUT_ROWS = "rows_outside", "months_without_rows"
LARGE_FALL, NEW_MONTHS = "large_fall", "new_months"
# Questions that `--accept` answers; the others are answered by saying how the file is to be read.
ACCEPTED = (ROWS_OUTSIDE, MONTHS_WITHOUT_ROWS, LARGE_FALL, NEW_MONTHS)
SHOWN = 3


def outlying_months(delivery: Delivery, parts: list[Run], strays: list[Run]) -> Question:
    """A few rows stand far from all the others: a wrong year, as a rule."""
    main = [month for part in parts for month in part.filled]
    far = [month for run in strays for month in run.told]
    both = [*main, *(month.month for month in far)]
    return Question(
        "outlying_months",
        f"{delivery.file_name}: trae {sum(run.rows for run in parts)} filas de {said(main)} y "
        f"{_rows(far, delivery)} de {said(m.month for m in far)}. ¿Es esa la fecha, o está mal "
        "escrita? Con ella se reemplazaría lo que ya se tiene de ese mes.",
        f"--months {said(main)} --accept {ROWS_OUTSIDE}",
        {"months": _listed(m.month for m in far), "rows": _lines(far, delivery)},
        meaning="si está mal escrita, y la fila se devuelve",
        others=((f"--months {said(both)}", "si es esa"),),
    )


def gap_in_months(delivery: Delivery, parts: list[Run]) -> Question:
    """Months without a row that so many rows would hardly leave by chance."""
    told = [month for part in parts for month in part.filled]
    whole = between(min(told), max(told))
    lacking = [month for month in whole if month not in told] or whole
    return Question(
        "gap_in_months",
        f"{delivery.file_name}: no trae ninguna fila de {said(lacking)}, y sí de antes y de "
        "después. ¿No hubo casos, o falta una parte del archivo?",
        f"--months {said(told)}",
        {"months": _listed(lacking)},
        meaning="si falta: esos meses quedan como estaban",
        others=((f"--months {said(whole)}", "si no hubo casos: quedan en cero"),),
    )


def rows_outside(delivery: Delivery, stated: Sequence[date], outside: list[Told]) -> Question:
    """Rows of months that the person did not name."""
    return Question(
        ROWS_OUTSIDE,
        f"{delivery.file_name}: se dijo que trae {said(stated)}, y trae también "
        f"{_rows(outside, delivery)} de {said(m.month for m in outside)}.",
        f"--months {said(stated)} --accept {ROWS_OUTSIDE}",
        {"months": _listed(m.month for m in outside), "rows": _lines(outside, delivery)},
        meaning="si se devuelven esas filas",
        others=((f"--months {said([*stated, *(m.month for m in outside)])}", "si se cargan"),),
    )


def months_without_rows(delivery: Delivery, stated: Sequence[date], silent: list[date]) -> Question:
    """Months that the person named and of which there is nothing."""
    rest = [month for month in stated if month not in silent]
    return Question(
        MONTHS_WITHOUT_ROWS,
        f"{delivery.file_name}: se dijo que trae {said(stated)}, y no trae ninguna fila de "
        f"{said(silent)}. ¿No hubo casos, o falta una parte?",
        f"--months {said(stated)} --accept {MONTHS_WITHOUT_ROWS}",
        {"months": _listed(silent)},
        meaning="si no hubo casos: quedan en cero",
        others=((f"--months {said(rest)}", "si falta una parte"),),
    )


def new_months(delivery: Delivery, months: list[date], parent: str) -> Question:
    """A corrected row falls in a month that its delivery does not answer for."""
    return Question(
        NEW_MONTHS,
        f"{delivery.file_name}: corrige filas de {parent}, y alguna cae ahora en {said(months)}, "
        "que esa entrega no traía. ¿Es esa la fecha?",
        f"--accept {NEW_MONTHS}",
        {"months": _listed(months)},
        meaning="si es esa",
    )


def said(months: Iterable[date]) -> str:
    """Months as the option `--months` takes them."""
    return ",".join(as_ranges(months))


def _listed(months: Iterable[date]) -> list[str]:
    return [f"{month:%Y-%m}" for month in sorted(set(months))]


def _lines(told: list[Told], delivery: Delivery) -> list[int]:
    return [delivery.line_of(row) for month in told for row in month.first_rows or ()]


def _rows(told: list[Told], delivery: Delivery) -> str:
    """How many rows, and which: «1 fila (la 97)»."""
    number, lines = sum(month.own for month in told), _lines(told, delivery)
    which = ", ".join(map(str, lines[:SHOWN])) + ("…" if number > SHOWN else "")
    return f"{number} {noun(number, 'fila', 'filas')} (la {which})"
