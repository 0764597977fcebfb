"""The formats of the report, and its file: whole, or not at all.

What writes a format is loaded with the first file of it: the server offers them and makes none.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from observatorio.balance.build import balance_of
from observatorio.balance.model import Balance
from observatorio.config import Configuration
from observatorio.cube import Cube


@dataclass(frozen=True)
class Format:
    """A format of the report: its ending, media type, maker, and what it is good for."""

    ending: str
    media: str
    make: Callable[[Balance], bytes]
    use: str


def _pdf(balance: Balance) -> bytes:
    from observatorio.balance.pdf import pdf_bytes

    return pdf_bytes(balance)


def _docx(balance: Balance) -> bytes:
    from observatorio.balance.word import docx_bytes

    return docx_bytes(balance)


FORMATS = {
    "pdf": Format("pdf", "application/pdf", _pdf, "para leer, imprimir o enviar"),
    "docx": Format(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        _docx,
        "para corregir o completar en Word",
    ),
}


def report_file(cube: Cube, settings: Configuration, year: int, url: str, ending: str) -> bytes:
    """The report of a year in the format of this ending."""
    return FORMATS[ending].make(balance_of(cube, settings, year, url))


def save(made: bytes, target: Path) -> None:
    """Writes the file beside its place and moves it there; raises OSError and leaves nothing."""
    beside = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
    try:
        with beside.open("xb") as handle:
            handle.write(made)
            handle.flush()
            os.fsync(handle.fileno())
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
