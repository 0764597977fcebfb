"""Names of columns as they are compared. Light, for the readers that run by themselves."""

from __future__ import annotations

import re
import unicodedata

from ingest.reading.encoding import repair_mojibake


def plain(name: str) -> str:
    """A column's name for comparing: repaired, upper case, no accents, single underscores."""
    text = unicodedata.normalize("NFKD", repair_mojibake(name.lstrip("\ufeff")))
    text = "".join(c for c in text if not unicodedata.combining(c)).upper().strip()
    return re.sub(r"[\s_.\-/]+", "_", text)
