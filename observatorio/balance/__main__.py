"""The yearly report from the command line: `python -m observatorio.balance 2021 --out FILE`.

Exit codes: 0 done, 1 refused (no such year, nothing published, a file that can't be written),
2 wrong usage. What is being done is told on the error stream.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from errno import ENOSPC
from pathlib import Path
from typing import NoReturn

from observatorio.balance.build import NoSuchYear, balance_of
from observatorio.balance.files import FORMATS, save
from observatorio.balance.model import Balance
from observatorio.config import ConfigError, load_settings
from observatorio.database import StoreError
from observatorio.editions import NothingPublished, cube_of
from observatorio.numbers import decimal

DONE, REFUSED, USAGE = 0, 1, 2
HELP = """Hace el balance anual de la instancia de concertación con las cifras publicadas.

  python run.py balance AÑO --out ARCHIVO [--edition N]

  AÑO             año del balance, por ejemplo 2021
  --out ARCHIVO   archivo que se escribe: .pdf o .docx
  --edition N     número de la edición; si falta, la última
"""
NO_EDITION = (
    "La edición publicada no se pudo abrir. Publique de nuevo con «python run.py ingest publish»."
)


class Refused(Exception):  # noqa: N818 - an answer for who asked
    """The report can't be made; the message says why, in Spanish."""


class _Parser(argparse.ArgumentParser):
    """argparse with this command's own words: it knows no Spanish."""

    def format_help(self) -> str:
        return HELP

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, HELP)


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the report that the arguments ask for; gives the exit code."""
    asked = _parsed(arguments)
    started, target = time.monotonic(), Path(asked.out)
    ending = target.suffix.lstrip(".").lower()
    if ending not in FORMATS:
        endings = " o ".join(f".{name}" for name in FORMATS)
        _tell(f"El archivo debe terminar en {endings}: «{target.name}».")
        return USAGE
    try:
        _can_be_written(target)
        balance = _balance(asked.year, asked.edition)
        _tell(f"Haciendo el documento, con {len(balance.pictures)} gráficos…")
        _write(FORMATS[ending].make(balance), target)
    except Refused as no:
        _tell(str(no))
        return REFUSED
    except KeyboardInterrupt:
        _tell("Interrumpido: no se escribió nada.")
        return REFUSED
    _tell(f"Listo en {decimal(time.monotonic() - started)} s: {target}")
    return DONE


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = _Parser(prog="observatorio.balance")
    parser.add_argument("year", type=int)
    parser.add_argument("--out", required=True)
    parser.add_argument("--edition", type=int)
    return parser.parse_args(arguments)


def _balance(year: int, edition: int | None) -> Balance:
    try:
        settings = load_settings()
        cube = cube_of(settings.public_dir, settings.district.ubigeo, edition)
        if not cube.sources:
            raise Refused(f"La edición publicada no tiene cifras de {settings.district.name}.")
        _tell(f"Edición {cube.edition.edition}: reuniendo las cifras de {year}…")
        return balance_of(cube, settings, year)
    except (ConfigError, NothingPublished, NoSuchYear) as no:
        raise Refused(str(no)) from no
    except StoreError as no:
        raise Refused(NO_EDITION) from no


def _can_be_written(target: Path) -> None:
    """Said before the work is done, and not after it."""
    if target.is_dir():
        raise Refused(f"«{target}» es una carpeta: dé el nombre de un archivo.")
    if not target.parent.is_dir():
        raise Refused(f"No existe la carpeta «{target.parent}».")


def _write(made: bytes, target: Path) -> None:
    try:
        save(made, target)
    except OSError as no:
        raise Refused(f"No se pudo escribir «{target}»: {_why(no)}.") from no


def _why(problem: OSError) -> str:
    """In Spanish, what the system says in its own language."""
    if isinstance(problem, PermissionError):
        return "no tiene permiso, o el archivo está abierto en otro programa"
    return "no hay espacio" if problem.errno == ENOSPC else "el disco o la carpeta no lo permite"


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
