"""The audit as a page that a data officer reads, prints and signs."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from ingest.audit.findings import Audit, Between
from ingest.audit.leaks import ALWAYS_ALLOWED, GUESSED_GOAL_PCT, PRESENT_GOAL_PCT
from ingest.audit.utility import (
    CELL_ERROR_GOAL_PCT,
    HIDDEN_GOAL_PCT,
    MONTH_ERROR_GOAL_PCT,
    Utility,
)
from ingest.settings import WorkSettings
from observatorio.numbers import day_of
from observatorio.store import write_whole

TEMPLATE = Path(__file__).with_name("report.html")
METHOD = (
    "Certeza: con programación lineal se busca, para cada casilla protegida, la menor y la "
    "mayor cantidad posible, conociendo todo lo publicado y además, sin redondeo, los totales de "
    "una sola característica (por mes, edad, sexo, tipo y demás, que imprime el ministerio, y por "
    "zona, aunque nadie más los publica).",
    "Sospecha: se calcula con qué probabilidad tendría cada casilla cada cantidad, conociendo "
    "también las probabilidades del redondeo. En cuadros pequeños el cálculo es exacto; en los "
    "reales es una aproximación (propagación de creencias), comparada con él en las pruebas.",
    "Archivo: se lee el archivo publicado como quien no tiene otra cosa: orden de las filas, "
    "huecos, huellas, y si sus bytes son los que dan sus cuadros y nada más.",
    "Comparación: se repite lo primero con esta edición y, a la vez, cada una de las seis "
    "anteriores. Se sabe qué casillas dicen lo mismo que antes y cuáles cambiaron, y de los años "
    "cerrados lo que imprime el ministerio, también el mes por sexo y por edad.",
    "Promedios: cada conjunto de casos tiene un solo valor, decidido por claves secretas, por "
    "cualquier camino que se pida; repetir la consulta no agrega nada. Lo comprueban las pruebas.",
)
LIMITS = (
    "Los límites se calculan con números reales: quien use además que los casos son enteros podría "
    "saber a veces algo más.",
    "No se considera a quien conoce por su cuenta a las personas de una casilla.",
    "Entre ediciones quedan fuera los cuadros cuyas zonas cambiaron.",
    "Probar que en una casilla protegida hay algún caso no dice cuántos ni de quién.",
)
LEGAL = (
    "Ley 29733, Ley de Protección de Datos Personales, y su reglamento, DS 016-2024-JUS: los datos "
    "se publican de modo que no se pueda identificar a sus titulares.",
    "Ley 30364 y su reglamento, modificado por el DS 009-2023-MIMP: la identidad y los datos "
    "personales de las víctimas se mantienen en reserva por toda institución que accede a ellos.",
    "Decreto Legislativo 1377: no se difunde nada que permita identificar, directa o "
    "indirectamente, a niñas, niños y adolescentes víctimas o testigos.",
)
DEMONSTRATION = "<p><b>Datos de demostración:</b> hay cifras sintéticas en esta edición.</p>"
Row = Sequence[str]


def write_report(audit: Audit, settings: WorkSettings, today: date) -> Path:
    """Writes the page into the reports folder and gives its path."""
    settings.reports_dir.mkdir(parents=True, exist_ok=True)
    path = settings.reports_dir / f"auditoria-edicion-{audit.edition:06d}.html"
    write_whole(path, page(audit, settings.district.name, today))
    return path


def page(audit: Audit, district: str, today: date) -> str:
    """The report as one HTML page that needs nothing else."""
    parts = {
        "district": html.escape(district),
        "edition": str(audit.edition),
        "day": day_of(today),
        "rule": f"umbral {audit.threshold}, base {audit.base}",
        "demonstration": DEMONSTRATION if audit.demonstration else "",
        "verdict": _verdict(audit),
        "published": _table(("", "Casillas"), _published(audit)),
        "attacks": _table(("Ataque", "Qué se buscó", "Se logró", "Límite", ""), _attacks(audit)),
        "leaks": _list([" ".join(leak) for leak in audit.certain.leaks]) or "<p>Ninguna.</p>",
        "utility": _table(("", "Resultado", "Meta", ""), _utility(audit)),
        "method": _list(METHOD),
        "limits": _list(LIMITS),
        "legal": _list(LEGAL),
    }
    text = TEMPLATE.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"{{{{{name}}}}}", part)
    return text


def _verdict(audit: Audit) -> str:
    if audit.bounds_kept:
        return "La edición resiste los ataques que se probaron, dentro de los límites aprobados."
    return "La edición NO cumple algún límite: no debe publicarse así."


def _published(audit: Audit) -> Iterable[Row]:
    yield "De fuentes protegidas", str(audit.cells_count)
    yield f"Que no muestran su valor (menos de {audit.threshold})", str(audit.hidden_count)
    yield "Redondeadas con más fuerza, para proteger a una vecina", str(audit.coarser_count)


def _attacks(audit: Audit) -> Iterable[Row]:
    known, guess = audit.certain, audit.guessed
    yield _attack("Certeza", "cantidad pequeña que se deduce", known.pinned_count, "0", 0)
    yield (
        "Certeza",
        "presencia de algún caso en una casilla protegida",
        f"{known.present_count} de {known.protected_count} ({_pct(known.present_pct)})",
        f"{_pct(PRESENT_GOAL_PCT)}, o {ALWAYS_ALLOWED} casillas",
        _mark(known.few_present),
    )
    yield (
        "Sospecha",
        "cantidad adivinada con 90 % de confianza o más",
        f"{guess.guessed_count} de {guess.audited_count} ({_pct(guess.guessed_pct)})",
        _pct(GUESSED_GOAL_PCT),
        _mark(guess.guessed_pct <= GUESSED_GOAL_PCT),
    )
    found = guess.unique_guessed_count
    yield _attack("Sospecha", f"casos únicos adivinados, de {guess.unique_count}", found, "0", 0)
    told = "; ".join(audit.file_tells)
    yield "Archivo", "lo que dice además de sus cuadros", told or "nada", "nada", _mark(not told)
    if not audit.between:
        yield "Comparación", "con ediciones anteriores", "no hay otra", "", ""
    for between in audit.between:
        yield from _compared(between)


def _compared(between: Between) -> Iterable[Row]:
    name = f"Comparación con la edición {between.edition}"
    yield _attack(name, "cantidad o aumento pequeño que se deduce", between.pinned_count, "0", 0)
    yield (
        name,
        "presencia en una casilla protegida de alguna de las dos",
        f"{between.present_count} de {between.protected_count}",
        f"{_pct(PRESENT_GOAL_PCT)}, o {ALWAYS_ALLOWED} casillas",
        _mark(between.kept or bool(between.pinned_count)),
    )
    told = f"{between.increment_present_count} de {between.increment_count}"
    told += f" ({_pct(between.increment_present_pct)})"
    yield name, "aumento que se sabe que existe", told, "se informa", ""


def _attack(name: str, what: str, found: int, limit: str, most: int) -> Row:
    return name, what, str(found), limit, _mark(found <= most)


def _utility(audit: Audit) -> Iterable[Row]:
    for name, found in {"Todas las fuentes": audit.utility, **audit.by_source}.items():
        for what, value, goal in _goals(found):
            if value is not None:
                yield f"{name}: {what}", _pct(value), f"≤ {_pct(goal)}", _mark(value <= goal)
        if found.quoting_pct is not None:
            yield (
                f"{name}: casillas que dicen lo de antes",
                _pct(found.quoting_pct),
                "se informa",
                "",
            )
        if found.quoting_error_pct is not None:
            what = "error medio de esas casillas, si tienen 20 casos o más"
            yield f"{name}: {what}", _pct(found.quoting_error_pct), "se informa", ""


def _goals(found: Utility) -> Iterable[tuple[str, float | None, float]]:
    yield "error medio de las casillas de 20 casos o más", found.cell_error_pct, CELL_ERROR_GOAL_PCT
    yield "error medio de los totales por mes", found.month_error_pct, MONTH_ERROR_GOAL_PCT
    yield "casos que no se ven en los cuadros de dos entradas", found.hidden_pct, HIDDEN_GOAL_PCT


def _pct(value: float) -> str:
    return f"{value:.1f} %".replace(".", ",")


def _mark(kept: bool) -> str:
    return "cumple" if kept else "NO CUMPLE"


def _table(head: Row, rows: Iterable[Row]) -> str:
    top = "".join(f"<th>{html.escape(cell)}</th>" for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _list(items: Iterable[str]) -> str:
    inside = "".join(f"<li>{html.escape(item)}</li>" for item in items)
    return f"<ul>{inside}</ul>" if inside else ""
