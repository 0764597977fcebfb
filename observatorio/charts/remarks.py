"""What a reader is told under a chart of its figures: what changed, is inferred, or hidden."""

from __future__ import annotations

from observatorio.disclosure import INFERRED, Figure
from observatorio.numbers import noun, whole

CIRCLE = "El círculo (○) marca una cifra protegida"
RANGE = "«Entre» dos números, o «… o más»: hay partes protegidas, y se dibuja el número menor."


def on_figures(figures: list[Figure]) -> list[str]:
    """What is to be known of these figures, a sentence each."""
    return [*_changed(figures), *_inferred(figures), *_hidden(figures)]


def _changed(figures: list[Figure]) -> list[str]:
    count = len([figure for figure in figures if figure.changed])
    if not count:
        return []
    what = f"{whole(count)} {noun(count, 'cifra cambió', 'cifras cambiaron')}"
    return [f"{what} respecto de la edición anterior: llegaron o se corrigieron registros."]


def _inferred(figures: list[Figure]) -> list[str]:
    inferred = any(figure.kind == INFERRED for figure in figures)
    return ["0 (inferido): el archivo de la fuente no trae fila de ese mes."] if inferred else []


def _hidden(figures: list[Figure]) -> list[str]:
    """What stands for the hidden: a circle where there is no length, the least of a range."""
    hidden = [figure for figure in figures if figure.hidden]
    said = [f"{CIRCLE}: {_few(hidden)}."] if hidden else []
    if any(figure.protected and not figure.hidden for figure in figures):
        said.append(RANGE)
    return said


def _few(hidden: list[Figure]) -> str:
    """«de 0 a 4, no se dice cuántas»; more where protected cells were added, or of persons."""
    highs = sorted({figure.high for figure in hidden if figure.high is not None})
    if not highs:
        return f"{hidden[0].text}, que puede ser ninguna, no se dice cuántas"
    more = f" (hasta {whole(highs[-1])} donde se juntan varias)" if len(highs) > 1 else ""
    return f"de 0 a {whole(highs[0])}{more}, no se dice cuántas"
