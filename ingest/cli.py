"""The command line of the writing side; it exits with an `ExitCode`."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path

from ingest import commands
from ingest.errors import Busy, ExitCode, Question, Refused
from ingest.faults import Kept, one_interrupt, told
from ingest.months import parse_months
from ingest.questions import ACCEPTED
from ingest.reading.dates import ORDERS
from ingest.settings import load_work_settings
from ingest.sources import SOURCES
from ingest.usage import speak_spanish
from observatorio.config import ConfigError

MONTHS_HELP = "meses que trae el archivo: 2022-03, 2022-01..2022-03, o varios con coma"


def main(argv: list[str], working: AbstractContextManager[None] | None = None) -> int:
    """Runs one command, inside `working`, and returns its exit code.

    No traceback reaches the person who typed it.
    """
    speak_spanish()
    options = _parser().parse_args(argv)
    as_json = getattr(options, "json", False)
    try:
        settings = load_work_settings()
    except ConfigError as no:
        commands.say_refused(str(no), as_json=as_json)
        return ExitCode.REFUSED
    before = Kept.now(settings)
    try:
        with working or nullcontext(), one_interrupt():
            code: ExitCode = options.run(options, settings)
            sys.stdout.flush()
    except BrokenPipeError:
        # Whoever listened has left; what was asked for is done.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except Question as question:
        commands.say_question(question, as_json=as_json)
        return ExitCode.QUESTION
    except (Refused, Busy, ConfigError) as no:
        commands.say_refused(str(no), as_json=as_json)
        return ExitCode.REFUSED
    except (Exception, KeyboardInterrupt) as problem:
        commands.say_refused(told(problem, before, settings), as_json=as_json)
        return ExitCode.REFUSED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ingest", description="Carga los archivos de los sectores y publica sus cifras."
    )
    commands_of = parser.add_subparsers(required=True, metavar="ORDEN")
    _add(commands_of)
    _publish(commands_of)
    _simple(commands_of, "audit", "ataca la edición vigente e informa", commands.audit)
    _simple(commands_of, "status", "qué hay y qué falta", commands.status)
    _rollback(commands_of)
    _simple(commands_of, "remove", "retira una entrega", commands.remove).add_argument(
        "delivery", metavar="ENTREGA", help="su número"
    )
    _sample(commands_of)
    _template(commands_of)
    _simple(commands_of, "bootstrap", "prepara la demostración si no hay nada", commands.bootstrap)
    return parser


def _simple(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    text: str,
    run: commands.Command,
) -> argparse.ArgumentParser:
    command = subparsers.add_parser(name, help=text, description=text)
    command.add_argument("--json", action="store_true", help="responde un solo objeto JSON")
    command.set_defaults(run=run)
    return command


def _rollback(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "vuelve a una edición anterior y retira para siempre las posteriores"
    command = _simple(subparsers, "rollback", text, commands.rollback)
    command.add_argument("edition", type=int, metavar="EDICIÓN", help="su número")
    command.add_argument(
        "--reason", default="", metavar="TEXTO", help="por qué se retiran; lo verá quien lee"
    )


def _add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _simple(subparsers, "add", "carga uno o más archivos de una fuente", commands.add)
    command.add_argument(
        "source", choices=sorted(SOURCES), metavar="FUENTE", help=", ".join(sorted(SOURCES))
    )
    command.add_argument("files", nargs="+", type=Path, metavar="ARCHIVO")
    command.add_argument("--date-order", choices=ORDERS, help="orden de día, mes y año")
    command.add_argument("--delivered-by", metavar="TEXTO", help="quién lo entrega")
    command.add_argument("--edition-of-format", metavar="TEXTO", help="edición del formato")
    command.add_argument("--mapping", type=Path, metavar="ARCHIVO", help="mapa de columnas (TOML)")
    command.add_argument(
        "--sheet",
        action="append",
        default=[],
        metavar="HOJA",
        help="hoja del libro que se lee (se puede repetir; acepta *)",
    )
    command.add_argument("--months", type=_months, default=(), metavar="MESES", help=MONTHS_HELP)
    command.add_argument(
        "--accept", action="append", default=[], choices=ACCEPTED, help="responde a una pregunta"
    )
    command.add_argument("--dry-run", action="store_true", help="ensayo: no guarda nada")
    command.add_argument("--all-districts", action="store_true", help="uso nacional: no filtra")


def _months(text: str) -> tuple[date, ...]:
    try:
        return parse_months(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from problem


def _publish(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    text = "construye, comprueba y publica una edición"
    _simple(subparsers, "publish", text, commands.publish).add_argument(
        "--force",
        default="",
        metavar="MOTIVO",
        help="responde a lo que se pregunta o, si nada se pregunta, no espera; queda anotado",
    )


def _sample(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _simple(subparsers, "sample", "escribe archivos de demostración", commands.sample)
    command.add_argument("--out", type=Path, required=True, metavar="CARPETA")
    command.add_argument("--districts", type=int, default=1, metavar="N")
    command.add_argument("--cases", type=int, metavar="N")
    command.add_argument("--seed", type=int, default=20220331, metavar="N")


def _template(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = _simple(subparsers, "template", "escribe una plantilla", commands.template)
    command.add_argument("source", choices=["demuna"], metavar="demuna")
    command.add_argument("--out", type=Path, required=True, metavar="ARCHIVO")
