"""Names of files of slides, in plain letters."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence

LONGEST = 120
ENDING = ".pptx"


def file_name(
    district: str, title: str, *more: str, demonstration: bool, editions: Sequence[int]
) -> str:
    """District, title, what was chosen and edition; says first of all if it is a demonstration.

    What is cut off a long name still tells it from others.
    """
    parts = [*(["demostracion"] if demonstration else []), district, title, *more]
    letters = unicodedata.normalize("NFKD", "_".join(filter(None, parts)))
    plain = re.sub(r"[^A-Za-z0-9_]+", "-", letters.encode("ascii", "ignore").decode()).lower()
    if len(plain) > LONGEST:
        plain = f"{plain[:LONGEST]}-{hashlib.sha256(letters.encode()).hexdigest()[:8]}"
    return f"{plain.strip('-_')}_ed{'-'.join(map(str, editions))}{ENDING}"
