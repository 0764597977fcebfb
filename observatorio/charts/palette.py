"""One fixed colour per source and per category, the same in every output.

Chosen to be told apart with the common kinds of colour blindness, and never the only cue: marks,
patterns and direct labels go with them. No alarm red: victims are people.
"""

from __future__ import annotations

from observatorio.sources import PROFILES, profile

SOURCES = {name: one.color for name, one in PROFILES.items()}
VIOLENCE = {
    "fisica": "#3078B5", "psicologica": "#D9962A", "sexual": "#A0569D", "economica": "#6C8F6B",
}  # fmt: skip
SEX = {"mujer": "#7461AB", "hombre": "#8C9A5B"}
AGES = {
    "0-11": "#2F2358", "12-17": "#6450A0", "18-29": "#8F80BC", "30-59": "#B5ABD3", "60+": "#DAD5EA",
}  # fmt: skip
# What was answered, dark to light; levels, light to dark.
ANSWERS = {"si": "#3F4A8A", "no": "#BCC2E0"}
RISK = {"leve": "#C7D0D9", "moderado": "#7D91A6", "severo": "#3A5068"}
SURVEY = {"encuesta": "#8A6842"}
NEUTRAL = {"sin_dato": "#9A968E", "sin_zona": "#9A968E", "publicado": "#3A3733"}
LINEAR_BELOW = 0.04045  # where the curve of sRGB begins
COLORS = {
    **SOURCES, **VIOLENCE, **SEX, **AGES, **ANSWERS, **RISK, **SURVEY, **NEUTRAL,
}  # fmt: skip
SEEN_FROM = 3.0  # contrast with what is behind that a shape needs to be seen (WCAG 1.4.11)
PATTERNS = {
    "psicologica": "/", "sexual": ".", "economica": "x", "hombre": "/", "12-17": "/",
    "sin_dato": "-",
}  # fmt: skip
# Dots are for what is provisional, of any source.
DASHES = {name: one.dash for name, one in PROFILES.items()}
SYMBOLS = {name: one.symbol for name, one in PROFILES.items()} | {"publicado": "diamond-open"}
# Steps of one hue for the map, light to dark: zero-based classes, never red.
MAP_STEPS = ("#ECE8F3", "#CDC4E0", "#A697C8", "#7C6AA8", "#523F80")


def color(key: str) -> str:
    """Colour of a key; grey for what has none."""
    return COLORS.get(key, profile("").color)


def text_on(key: str) -> str:
    """Label inside a bar: white or near black, whichever contrasts more (WCAG 1.4.3)."""
    light = _luminance(color(key))
    return "#FFFFFF" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.0596 else "#1D1A22"


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21, as WCAG 2.2 defines it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def paper_of(ink: str) -> str:
    """The page's own colour, light or dark, of which `ink` is the colour of text."""
    return "#FFFFFF" if _luminance(ink) < 0.5 else "#17151C"  # noqa: PLR2004 - dark ink


def seen_on(paper: str, hexadecimal: str, ink: str) -> str:
    """The colour itself where it is seen on the paper; else with as little ink as it needs."""
    steps = (mixed(hexadecimal, ink, part / 10) for part in range(10))
    return next((tint for tint in steps if contrast(tint, paper) >= SEEN_FROM), ink)


def _luminance(hexadecimal: str) -> float:
    """Relative luminance of a colour, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    parts = [int(hexadecimal[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= LINEAR_BELOW else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def rgb(hexadecimal: str, alpha: int = 255) -> list[int]:
    """A colour as [red, green, blue, alpha], 0 to 255 (what deck.gl takes)."""
    return [int(hexadecimal[i : i + 2], 16) for i in (1, 3, 5)] + [alpha]


def mixed(hexadecimal: str, with_color: str, part: float) -> str:
    """A colour with `part` (0 to 1) of another in it."""
    pairs = zip(rgb(hexadecimal)[:3], rgb(with_color)[:3], strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in pairs)
