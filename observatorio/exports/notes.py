"""What has to be known to read the figures, and where they come from: heading → text."""

from __future__ import annotations

from collections.abc import Sequence

from observatorio.cube import SourceInfo
from observatorio.exports import citation
from observatorio.exports.extract import Extract, kept_back
from observatorio.numbers import day_of, noun, whole
from observatorio.views.common import reaches

Notes = list[tuple[str, str]]
READ_ROWS = (
    "Cada fila es una celda publicada. Una columna vacía quiere decir «todas»: la fila sin edad es "
    "el total de todas las edades. No sume filas de distinto detalle."
)
ONE_TABLE = (
    "Para una tabla dinámica, filtre primero un solo cuadro (columna «cuadro») y una sola fuente: "
    "las fuentes cuentan cosas distintas y nunca se suman."
)
EMPTY_VALUE = (
    "«valor» está vacío donde la cifra está protegida, y la columna «nota» lo dice: puede ser de 0 "
    "a {most}, no se dice cuánto. Vacío no quiere decir cero."
)
PROGRAM = (
    "El programa del observatorio tiene licencia MIT. Esa licencia cubre el programa y no los "
    "datos, que son de cada fuente."
)


def notes(extract: Extract) -> Notes:
    """How to read the figures: what they are, how they are protected, what to beware of."""
    edition = extract.cube.edition
    found = [
        ("Qué es", f"{extract.observatory}. {extract.title}."),
        ("Filtros", extract.filters_in_words),
        (
            "Filas",
            f"{whole(extract.row_count)} "
            f"{noun(extract.row_count, 'celda publicada', 'celdas publicadas')}",
        ),
        ("Edición", f"{edition.edition}, publicada el {day_of(edition.published_at.date())}"),
        ("Cómo leer las filas", READ_ROWS),
        ("Antes de sumar", ONE_TABLE),
        ("Celdas vacías", EMPTY_VALUE.format(most=edition.threshold - 1)),
    ]
    if mark := citation.demonstration_in_words(extract):
        found.insert(0, ("Demostración", mark))
    for info in extract.sources:
        found += _of_source(extract, info)
    return found + [(f"No se publica · {name}", why) for name, why in kept_back(extract).items()]


def _of_source(extract: Extract, info: SourceInfo) -> Notes:
    about = f" · {info.short_title}" if extract.filters is None else ""
    return [
        (f"Unidad{about}", info.unit),
        (f"Corte{about}", f"hasta {reaches(extract.cube, info.source)}"),
        (f"Cómo se protege{about}", extract.cube.explanation(info.source)),
        (f"Advertencias{about}", info.caveats),
    ]


def origins(extract: Extract, sources: Sequence[SourceInfo] = ()) -> Notes:
    """Publisher and licence of the sources (its own unless told), how to cite, its address."""
    found: Notes = []
    concerned = sources or extract.sources
    for info in concerned:
        about = f" · {info.short_title}" if len(concerned) > 1 else ""
        found += [
            (f"Fuente{about}", info.title),
            (f"Produce{about}", info.publisher),
            (f"Licencia{about}", info.licence),
        ]
    return [
        *found,
        ("Licencia del programa", PROGRAM),
        ("Cómo citar", citation.text(extract)),
        ("Enlace permanente", extract.url),
        ("Responde por el observatorio", extract.office),
    ]
