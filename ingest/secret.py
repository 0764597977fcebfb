"""The secret that record keys are made with: 32 random bytes, made once, never shown.

Whoever has it and a guess of a record could confirm the guess, so it never leaves its file.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import Refused
from ingest.settings import WorkSettings

KEY_BYTES = 32
LOST = (
    "Falta el archivo del secreto ({file}). Recupérelo de la copia de respaldo. Solo si no hay "
    "copia, ponga en su lugar un archivo vacío con ese nombre: se hará un secreto nuevo y las "
    "cifras redondeadas cambiarán en la próxima edición; avíselo a la instancia."
)
BLOCK_BYTES = 64  # block size of SHA-256, for the pads of HMAC (RFC 2104)


@dataclass(frozen=True, repr=False)
class Pads:
    """The two pads of HMAC-SHA256, which DuckDB is given as parameters (never as text)."""

    inner: bytes
    outer: bytes


def load_pads(settings: WorkSettings) -> Pads:
    """Pads of the secret; creates it on first use, readable by its owner only.

    Raises Refused when it is damaged, or gone while there are deliveries: a new one would round
    every published figure anew, and two roundings of one figure say more than either. An empty
    file in its place asks for a new one.
    """
    file = settings.secret_file
    asked_for = file.exists() and file.stat().st_size == 0
    if not file.exists() and any(settings.archive_dir.glob("[0-9]*-*")):
        raise Refused(LOST.format(file=file))
    if asked_for or not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _make(file)
    key = file.read_bytes()
    if len(key) != KEY_BYTES:
        raise Refused(
            "El archivo del secreto está dañado. Recupérelo de la copia de respaldo: "
            "con otro secreto cambiarían las cifras ya publicadas."
        )
    return pads_of(key)


def keyed(pads: Pads, message: str) -> str:
    """First 8 bytes of HMAC-SHA256 (RFC 2104) as 16 hexadecimal digits; SQL has a macro for it."""
    inner = hashlib.sha256(pads.inner + message.encode()).digest()
    return hashlib.sha256(pads.outer + inner).hexdigest()[:16]


def _make(file: Path) -> None:
    """Writes a new secret whole or not at all: half of one would block every later load."""
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.unlink(missing_ok=True)
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(unfinished, flags, 0o600), "wb") as target:
        target.write(secrets.token_bytes(KEY_BYTES))
        target.flush()
        os.fsync(target.fileno())
    unfinished.replace(file)


def pads_of(key: bytes) -> Pads:
    """Inner and outer pad of HMAC-SHA256 for a key of at most 64 bytes."""
    padded = key.ljust(BLOCK_BYTES, b"\0")
    return Pads(bytes(b ^ 0x36 for b in padded), bytes(b ^ 0x5C for b in padded))
