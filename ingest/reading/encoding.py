"""The encoding of a text file, decided from all its bytes before anything is parsed.

DuckDB reads UTF-8 and drops rows of other encodings without a word, so a wrong guess loses people.
"""

from __future__ import annotations

import codecs
from pathlib import Path

CHUNK = 1 << 22
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


# Says that it is UTF-8 and is not: lines of another file were pasted into it.
MIXED = "mixed"


def decide_encoding(path: Path) -> str:
    """`utf-8`, `utf-8-sig`, `utf-16`, `cp1252` (what Excel in Spanish writes) or `mixed`."""
    with path.open("rb") as handle:
        head = handle.read(4)
    for bom, name in BOMS:
        if head.startswith(bom):
            return MIXED if name == "utf-8-sig" and not is_utf8(path) else name
    return "utf-8" if is_utf8(path) else "cp1252"


def is_utf8(path: Path) -> bool:
    """True when every byte of the file is part of valid UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as handle:
            while chunk := handle.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def as_utf8(path: Path, encoding: str, folder: Path) -> Path:
    """The file itself when DuckDB can read it as it is, else a UTF-8 copy in `folder`."""
    if encoding in ("utf-8", "utf-8-sig"):
        return path
    copy = folder / "utf8.csv"
    if encoding == MIXED:
        return _mixed(path, copy)
    # Five bytes mean nothing in cp1252; they become a visible mark rather than a lost row.
    with (
        path.open(encoding=encoding, errors="replace", newline="") as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        while text := source.read(CHUNK):
            target.write(text)
    return copy


def _mixed(path: Path, copy: Path) -> Path:
    """Each line as UTF-8, and as cp1252 where it is not."""
    with path.open("rb") as source, copy.open("wb") as target:
        for line in source:
            try:
                line.decode("utf-8")
                target.write(line)
            except UnicodeDecodeError:
                target.write(line.decode("cp1252", errors="replace").encode("utf-8"))
    return copy


def repair_mojibake(text: str) -> str:
    """Undoes UTF-8 that was read as Latin-1 or cp1252 («aÃ±os» → «años»); else the text as is."""
    if not any(mark in text for mark in ("Ã", "Â", "â")):
        return text
    for wrong in ("cp1252", "latin-1"):
        try:
            return text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
    return text
