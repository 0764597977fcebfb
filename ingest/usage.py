"""The command line's own words in Spanish.

argparse takes its words from gettext, for which Python ships no Spanish; the few that a person can
meet here are given to it directly.
"""

from __future__ import annotations

import argparse

WORDS = {
    "usage: ": "uso: ",
    "positional arguments": "argumentos",
    "options": "opciones",
    "show this help message and exit": "muestra esta ayuda",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "the following arguments are required: %s": "falta: %s",
    "unrecognized arguments: %s": "no se conoce: %s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "expected one argument": "falta su valor",
    "expected at least one argument": "falta al menos un valor",
    "invalid choice: %(value)r (choose from %(choices)s)": "no existe %(value)r; se puede elegir "
    "%(choices)s",
    "invalid %(type)s value: %(value)r": "%(value)r no sirve: se espera un número entero",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s puede ser %(matches)s",
}


def speak_spanish() -> None:
    """Gives argparse its words in Spanish, for this process."""
    setattr(argparse, "_", lambda text: WORDS.get(text, text))  # noqa: B010 - it is private
