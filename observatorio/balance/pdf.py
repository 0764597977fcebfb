"""Renders the report as a tagged PDF (PDF/UA-1) with typst, without network or system fonts."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Literal

import typst

from observatorio.balance.document import Data, data_of
from observatorio.balance.model import Balance
from observatorio.charts.vega import FONT

TEMPLATE = Path(__file__).with_name("template.typ")
STANDARD: Literal["ua-1"] = "ua-1"
# Fonts that come with the compiler, so that every machine makes the same pages.
LETTERS = "Libertinus Serif"
# A letter that no font has (PDF/UA forbids it) stands as an empty square.
LATIN, UNKNOWN = 0x24F, "□"
PROBE = b"""#set document(title: "x")
#set text(font: ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono"))
#sys.inputs.balance"""


def pdf_bytes(balance: Balance) -> bytes:
    """The report as PDF/UA-1; equal reports give equal bytes."""
    return filled(data_of(balance), balance.made_at)


def filled(data: Data, made_at: datetime) -> bytes:
    """The template with these data."""
    text = json.dumps(data, ensure_ascii=False).replace(FONT, LETTERS)
    moment = int(made_at.timestamp())
    try:
        return _compiled(TEMPLATE.read_bytes(), text, moment)
    except typst.TypstError:
        known = _writable(text)
        if known == text:
            raise
        return _compiled(TEMPLATE.read_bytes(), known, moment)


def _compiled(template: bytes, text: str, moment: int) -> bytes:
    """The template with a text that it reads as data: it never becomes markup."""
    compiler = typst.Compiler(
        template,
        font_paths=typst.Fonts(include_system_fonts=False),
        ignore_system_fonts=True,
        sys_inputs={"balance": text},
    )
    made = compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=moment)
    assert isinstance(made, bytes)
    return made


def _writable(text: str) -> str:
    """The same with a square for each letter that the fonts lack."""
    lacking = {letter for letter in set(text) if ord(letter) > LATIN and not _has(letter)}
    return text.translate(dict.fromkeys(map(ord, lacking), UNKNOWN))


def _has(letter: str) -> bool:
    try:
        _compiled(PROBE, letter, 0)
    except typst.TypstError:
        return False
    return True
