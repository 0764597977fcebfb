"""What is said of each source when it stands beside others: what it counts, where, and of whom."""

from __future__ import annotations

from collections.abc import Sequence

from observatorio.numbers import decimal
from observatorio.sources import COMPLAINTS, profile

PLACE_COLUMNS = ("La oficina que atiende", "El lugar del hecho", "La residencia", "A quién ve")


def counted(source: str, value: float) -> str:
    """«los CEM atendieron alrededor de 4,6 casos»: with the decimal that stands on the bar."""
    told = profile(source)
    return f"{told.verb} alrededor de {decimal(value)} {told.counted}"


def places(source: str) -> dict[str, str]:
    """Which place brings a record of a source into the district's figures, and whom it sees."""
    return dict(zip(PLACE_COLUMNS, profile(source).places, strict=True))


def reasons(sources: Sequence[str]) -> list[str]:
    """Why these sources don't tell the same number, in plain words; the general reasons first."""
    chosen, police = set(sources), set(COMPLAINTS)
    told = [
        "**Una persona puede estar en varias.** Quien denuncia en la comisaría y luego va al CEM "
        "aparece en las dos, y cada una cuenta lo suyo. Por eso no se suman.",
        "**Nadie enlaza los registros.** Ningún sector sabe cuántas personas están en dos fuentes "
        "a la vez: cuánto pesa cada razón no se puede calcular.",
        "**El lugar no es el mismo.** Unas cuentan por la oficina que atendió y otras por el sitio "
        "del hecho: lo dice el cuadro de abajo.",
    ]
    if chosen & police and chosen - police:
        told.append(
            "**Denunciar y ser atendida son dos cosas.** Hay atenciones sin denuncia, y denuncias "
            "de personas que no llegan a ningún servicio."
        )
    if chosen >= police:
        told.append(
            "**La policía aparece dos veces.** SIDPOL y las denuncias georreferenciadas salen de "
            "registros distintos y comparten denuncias: son dos miradas, no dos grupos."
        )
    if chosen & {"demuna", "renamu"}:
        told.append(
            "**La DEMUNA ve solo niñas, niños y adolescentes.** Las otras fuentes cuentan también "
            "personas adultas."
        )
    if "renamu" in chosen:
        told.append(
            "**El RENAMU es una declaración anual.** La municipalidad la hace al INEI, y habla del "
            "trabajo de su DEMUNA: no son casos que se añadan a los de ella."
        )
    return told
