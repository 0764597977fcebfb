"""Names of columns as they are compared. Light, for the readers that run by themselves."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ingest.reading.encoding import repair_mojibake


# The cells of a file's first rows, most of which say the same, were a fifth of taking it in.
@lru_cache(4096)
def plain(name: str) -> str:
    """A column's name for comparing: repaired, upper case, no accents, single underscores."""
    text = unicodedata.normalize("NFKD", repair_mojibake(name.lstrip("\ufeff")))
    text = "".join(c for c in text if not unicodedata.combining(c)).upper().strip()
    return re.sub(r"[\s_.\-/]+", "_", text)
