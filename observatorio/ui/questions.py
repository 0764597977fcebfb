"""The one question of each page, and whether the shared filters change what it shows."""

from __future__ import annotations

QUESTIONS = {
    "Panorama": "¿Qué pasó en el distrito, según cada fuente?",
    "Tendencias": "¿Cómo cambian las cifras con el tiempo?",
    "Perfil": "¿A quiénes se atiende?",
    "Territorio": "¿En qué zonas hace falta llegar?",
    "Fuentes cruzadas": "¿Qué dice cada fuente en los mismos meses?",
    "Ruta de atención": "¿Qué se hizo por quienes pidieron ayuda?",
    "Percepción": "¿Qué dicen las mujeres consultadas?",
    "Entregas y calidad": "¿Qué llegó, qué falta y qué tan completo está?",
    "Descargas": "¿Cómo me llevo las cifras?",
    "Metodología": "¿Cómo se cuentan y se protegen las cifras?",
}
WITHOUT_FILTERS = frozenset({"Panorama", "Percepción", "Entregas y calidad", "Metodología"})


def filtered(title: str) -> bool:
    """True when the page shows what the filters choose."""
    return title not in WITHOUT_FILTERS
