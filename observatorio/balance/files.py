"""The formats of the report, and its file: whole, or not at all."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from observatorio.balance.model import Balance
from observatorio.balance.pdf import pdf_bytes
from observatorio.balance.word import docx_bytes


@dataclass(frozen=True)
class Format:
    """A format of the report: its ending, media type, maker, and what it is good for."""

    ending: str
    media: str
    make: Callable[[Balance], bytes]
    use: str


FORMATS = {
    "pdf": Format("pdf", "application/pdf", pdf_bytes, "para leer, imprimir o enviar"),
    "docx": Format(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        docx_bytes,
        "para corregir o completar en Word",
    ),
}


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
