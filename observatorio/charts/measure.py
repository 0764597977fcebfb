"""How wide words are in Arial: lines are counted before a slide is made, so that nothing spills."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from observatorio.charts.layout import clean

# Advance widths of Arial in thousandths of its size, from the space to the tilde.
PLAIN_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 "
    "556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 "
    "722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 "
    "556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 "
    "260 334 584"
)
BOLD_WIDTHS = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 "
    "556 556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 "
    "722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 "
    "556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 "
    "280 389 584"
)
FIRST, OTHER = 32, 1000
WIDTHS = {
    bold: {chr(FIRST + n): int(wide) for n, wide in enumerate(text.split())}
    for bold, text in ((False, PLAIN_WIDTHS), (True, BOLD_WIDTHS))
}
# Letters beyond the tilde: as wide as these.
LIKE = {
    "\u00a0": " ", "\u202f": " ", "·": ".", "«": "a", "»": "a", "–": "a", "−": "=", "¿": "?",
    "¡": "!", "°": "(", "º": "(", "ª": "(", "○": "o", "‘": "'", "’": "'", "“": "(", "”": "(",
}  # fmt: skip
# Programs set letters a little differently: what nearly fits is taken not to.
MARGIN, LINE = 1.015, 1.2
# Where Arial is missing, what stands for it is wider by up to so much (DejaVu Sans).
WIDER = 1.2


def width_of(words: str, size: float, bold: bool = False) -> float:
    """Width of words in one line, in inches; `size` in points."""
    total, known = 0, WIDTHS[bold]
    for letter in words:
        base = unicodedata.normalize("NFD", LIKE.get(letter, letter))[0]
        total += known.get(base, OTHER)
    return total / 1000 * size / 72 * MARGIN


def wrapped(words: str, width: float, size: float, bold: bool = False) -> list[str]:
    """The lines that words take in so many inches; a word that is too long is broken."""
    lines = [""]
    for word in clean(words).split(" "):
        for piece in _pieces(word, width, size, bold):
            tried = f"{lines[-1]} {piece}" if lines[-1] else piece
            if width_of(tried, size, bold) <= width or not lines[-1]:
                lines[-1] = tried
            else:
                lines.append(piece)
    return lines


def fitted(
    words: str, width: float, sizes: Sequence[int], lines: int, bold: bool = False
) -> tuple[str, int, int]:
    """Words, size, and the lines to leave room for.

    The largest size that takes few lines, else cut short. The room is that of wider letters.
    """
    for size in sizes:
        if len(wrapped(words, width, size, bold)) <= lines:
            return clean(words), size, lines_anywhere(words, width, size, bold)
    said = " ".join(cut(words, width, sizes[-1], lines, bold))
    return said, sizes[-1], lines_anywhere(said, width, sizes[-1], bold)


def lines_anywhere(words: str, width: float, size: float, bold: bool = False) -> int:
    """Lines that words take at most, also in the letters of a machine without Arial."""
    return len(wrapped(words, width / WIDER, size, bold))


def one_line(words: str, width: float, size: float, bold: bool = False) -> str:
    """The beginning of words that stands in one line, wherever it has to be cut."""
    said = clean(words)
    if width_of(said, size, bold) <= width:
        return said
    while said and width_of(f"{said}…", size, bold) > width:
        said = said[:-1]
    return f"{said.rstrip()}…"


def cut(words: str, width: float, size: float, most: int, bold: bool = False) -> list[str]:
    """The first lines of words, with an ellipsis where some are left out."""
    found = wrapped(words, width, size, bold)
    if len(found) <= most:
        return found
    last = found[most - 1]
    while last and width_of(f"{last}…", size, bold) > width:
        last = last[:-1]
    return [*found[: most - 1], f"{last.rstrip()}…"]


def high(lines: int, size: float) -> float:
    """Height of so many lines in inches."""
    return lines * size * LINE / 72 + 0.03


def whole_sentences(
    sentences: Sequence[str], fits: Callable[[str], bool], more: str = "Más en las notas."
) -> str:
    """As many whole sentences as fit, and where the others are."""
    kept: list[str] = []
    for number, sentence in enumerate(sentences):
        last = number == len(sentences) - 1
        if not fits(" ".join([*kept, sentence, *([] if last else [more])])):
            return " ".join([*kept, more])
        kept.append(sentence)
    return " ".join(kept)


def _pieces(word: str, width: float, size: float, bold: bool) -> list[str]:
    """A word, or the parts of one that is wider than its line."""
    found = [""]
    for letter in word:
        if found[-1] and width_of(found[-1] + letter, size, bold) > width:
            found.append("")
        found[-1] += letter
    return found
