"""What is said of each source when it stands beside others: what it counts, where, and of whom."""

from __future__ import annotations

from collections.abc import Sequence

from observatorio.numbers import decimal

# How a source's registers are told: subject and verb, and what it counts.
COUNTED = {
    "cem": ("los CEM atendieron", "casos"),
    "sidpol": ("la policía registró (SIDPOL)", "denuncias"),
    "police_points": ("las comisarías ubicaron en el mapa", "denuncias"),
    "demuna": ("la DEMUNA atendió", "casos de violencia"),
    "renamu": ("la municipalidad declaró al INEI", "casos de violencia"),
}
PER_WORDS = {
    "cem": "casos de los CEM",
    "sidpol": "denuncias policiales (SIDPOL)",
    "police_points": "denuncias georreferenciadas de las comisarías",
    "demuna": "casos de violencia de la DEMUNA",
    "renamu": "casos declarados al INEI (RENAMU)",
}
OTHER = ("la otra fuente tiene", "registros")

# Office, event, residence: which one brings a record into the district's figures, and whom it sees.
PLACES = {
    "cem": (
        "Decide: se cuenta lo atendido en los CEM del distrito",
        "Se recibe, pero no decide",
        "Se recibe; se publica qué parte vive fuera del distrito",
        "Mujeres, niñas, niños, adolescentes, hombres y personas adultas mayores",
    ),
    "sidpol": (
        "No decide",
        "Decide: denuncias de hechos ocurridos en el distrito",
        "No lo trae",
        "No dice edad ni sexo",
    ),
    "police_points": (
        "Es la ubicación que llevan muchos puntos; esos no entran al mapa",
        "Decide: hechos ocurridos en el distrito",
        "No lo trae",
        "No dice edad ni sexo",
    ),
    "demuna": (
        "Decide: se cuenta lo atendido en la DEMUNA del distrito",
        "No se distingue",
        "Solo el lugar que se anota, que da la zona",
        "Solo niñas, niños y adolescentes",
    ),
    "renamu": (
        "Decide: lo que declara la municipalidad",
        "No lo trae",
        "No lo trae",
        "Solo niñas, niños y adolescentes (DEMUNA)",
    ),
}
OTHER_PLACES = ("No se sabe",) * 4
PLACE_COLUMNS = ("La oficina que atiende", "El lugar del hecho", "La residencia", "A quién ve")
POLICE = {"sidpol", "police_points"}


def counted(source: str, value: float) -> str:
    """«los CEM atendieron alrededor de 4,6 casos»: with the decimal that stands on the bar."""
    verb, several = COUNTED.get(source, OTHER)
    return f"{verb} alrededor de {decimal(value)} {several}"


def per_words(source: str) -> str:
    """«denuncias policiales (SIDPOL)», after «por cada 10»."""
    return PER_WORDS.get(source, "registros de la otra fuente")


def reasons(sources: Sequence[str]) -> list[str]:
    """Why these sources don't tell the same number, in plain words; the general reasons first."""
    chosen = set(sources)
    told = [
        "**Una persona puede estar en varias.** Quien denuncia en la comisaría y luego va al CEM "
        "aparece en las dos, y cada una cuenta lo suyo. Por eso no se suman.",
        "**Nadie enlaza los registros.** Ningún sector sabe cuántas personas están en dos fuentes "
        "a la vez: cuánto pesa cada razón no se puede calcular.",
        "**El lugar no es el mismo.** Unas cuentan por la oficina que atendió y otras por el sitio "
        "del hecho: lo dice el cuadro de abajo.",
    ]
    if chosen & POLICE and chosen - POLICE:
        told.append(
            "**Denunciar y ser atendida son dos cosas.** Hay atenciones sin denuncia, y denuncias "
            "de personas que no llegan a ningún servicio."
        )
    if chosen >= POLICE:
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
