"""Figures as people in Peru read them: «1 441», «95,5 %», «marzo de 2022»."""

from __future__ import annotations

from datetime import date

NARROW_SPACE = "\u202f"
NO_BREAK = "\u00a0"
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "setiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip
MONTHS_SHORT = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")
FOUR_DIGITS = 1000


def whole(number: int | float) -> str:
    """A whole number with thousands set apart by a narrow space."""
    return f"{round(number):,}".replace(",", NARROW_SPACE)


def noun(count: int, one: str, many: str) -> str:
    """The word that goes with a count: «mes» with 1, «meses» with 0 or 12."""
    return one if count == 1 else many


def decimal(number: float, places: int = 1) -> str:
    """A number with a decimal comma."""
    return f"{number:,.{places}f}".replace(",", NARROW_SPACE).replace(".", ",")


def percent(share: float, places: int = 0) -> str:
    """A percentage (0 to 100) with its sign set apart, as Spanish does."""
    return f"{decimal(share, places)}{NO_BREAK}%"


def month_name(month: int) -> str:
    """Name of a month (1 to 12), in lower case."""
    return MONTHS[month - 1]


def month_of(day: date | None) -> str:
    """«marzo de 2022», or «sin entregas»."""
    return f"{month_name(day.month)} de {day.year}" if day else "sin entregas"


def day_of(day: date | None) -> str:
    """«15 de abril de 2022», or «sin fecha»."""
    return f"{day.day} de {month_of(day)}" if day else "sin fecha"


def month_label(year: int, month: int) -> str:
    """«mar 2022», as an axis or a narrow column names a month."""
    return f"{MONTHS_SHORT[month - 1]} {year}"


def with_stop(sentence: str) -> str:
    """The sentence with its full stop."""
    return f"{without_stop(sentence)}."


def without_stop(sentence: str) -> str:
    """The sentence without its full stop, to go on from there."""
    return sentence.removesuffix(".")


def either(words: list[str]) -> str:
    """«a, b o c»; «u» before a word that begins with the sound o."""
    if len(words) < 2:  # noqa: PLR2004 - one word needs no «o»
        return "".join(words)
    link = "u" if words[-1].lower().startswith(("o", "ho")) else "o"
    return f"{', '.join(words[:-1])} {link} {words[-1]}"


def listed(words: list[str]) -> str:
    """«a, b y c»; «e» before a word that begins with the sound i."""
    if len(words) < 2:  # noqa: PLR2004 - one word needs no «y»
        return "".join(words)
    link = "e" if words[-1].lower().startswith(("i", "hi")) else "y"
    return f"{', '.join(words[:-1])} {link} {words[-1]}"
