"""The district's logo: a PNG or JPG that every output can hold."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

KINDS = ("PNG", "JPEG")
MOST_BYTES = 5_000_000
ASKED = "debe ser una imagen PNG o JPG, con su ruta desde la carpeta de la configuración"


def fault(file: Path) -> str:
    """What is wrong with the picture, in Spanish; empty when it can be used."""
    try:
        known = file.stat()
    except OSError:
        return f"no se encuentra el archivo; {ASKED}"
    if known.st_size > MOST_BYTES:
        return f"pesa más de {MOST_BYTES // 1_000_000} MB; {ASKED}"
    return _opened(file, known.st_mtime_ns, known.st_size)


@lru_cache(maxsize=4)
def _opened(file: Path, changed: int, size: int) -> str:
    """The same for a file as it is now: it is decoded once, not at every page."""
    from PIL import Image  # a district without a logo does not wait for it

    try:
        with Image.open(file, formats=KINDS) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return f"no se puede abrir como imagen; {ASKED}"
    return ""
