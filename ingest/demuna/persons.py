"""The code that an office gives to each person, so that who comes again is told from who is new.

It is not an identity, and what looks like one is not taken. Nor is the code itself kept: on arrival
it becomes a key made with the installation's secret, and only the key is archived, as
`clave:<16 hex digits>`. Of a code that was not taken, the archive says why: `no guardado: <kind>`.
Neither form can be written as a code, since no code holds a colon.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from ingest.demuna.words import Meaning
from ingest.reading.missing import is_missing
from ingest.secret import Pads, keyed

FIELD = "person_code"
# Apart from the messages that record keys are made of, whatever a code says.
DOMAIN = "demuna|person|"
KEPT, NOT_KEPT = "clave:", "no guardado: "
LONGEST = 20
REASONS = {
    "correo": "person_email",
    "fecha": "person_date",
    "teléfono": "person_telephone",
    "DNI": "person_dni",
    "nombre": "person_name",
    "sin número": "person_no_number",
    "forma": "person_form",
}
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_CODE = re.compile(rf"[A-Z0-9Ñ][A-Z0-9Ñ ./_-]{{0,{LONGEST - 1}}}")
_DATE = re.compile(
    r"(?<!\d)(\d{4}([-/. ])\d{1,2}\2\d{1,2}|\d{1,2}([-/. ])\d{1,2}\3(\d{4}|\d{2}))(?!\d)"
)
_TELEPHONE = re.compile(r"(?<!\d)9\d{2}[-/. ]?\d{3}[-/. ]?\d{3}(?!\d)|(?<!\d)01[-/. ]?\d{7}(?!\d)")
# A DNI may have lost its first zero in a spreadsheet; blanks and points may stand in it.
_LONG_NUMBER = re.compile(r"\d{7,}")
_WORD, _LONG_WORD = re.compile(r"[^\W\d_]{2,}"), re.compile(r"[^\W\d_]{4,}")


def as_written(raw: str) -> str:
    """A code in upper case, with one blank between its parts and one kind of dash."""
    return " ".join(_DASHES.sub("-", unicodedata.normalize("NFKC", raw)).upper().split())


def normal_code(raw: str) -> str:
    """A code as it is compared: as written, but a number without what a spreadsheet does to it.

    It may take the zeros before a number away, or write «12.0»: that is the same code.
    """
    code = as_written(raw)
    number = re.fullmatch(r"0*(\d+)(?:[.,]0{1,2})?", code)
    return number[1] if number else code


def identity_in(raw: str) -> str | None:
    """What makes a value no code (a key of `REASONS`), or None when it can be taken as one."""
    code = as_written(raw)
    close = re.sub(r"[ .]", "", code)
    looks = {
        "correo": "@" in code,
        "fecha": bool(_DATE.search(code)),
        "teléfono": bool(_TELEPHONE.search(code)),
        "DNI": bool(_LONG_NUMBER.search(close)),
        "nombre": _like_a_name(code),
        "sin número": not re.search(r"\d", code),
        "forma": not _CODE.fullmatch(code),
    }
    return next((kind for kind, found in looks.items() if found), None)


def _like_a_name(code: str) -> bool:
    """Two words side by side, or two long ones however joined; «DEM-CAR-12» is no name."""
    words = [part for part in re.split(r"[\s,;]+", code) if _WORD.search(part)]
    return len(words) > 1 or len(_LONG_WORD.findall(code)) > 1


def sealed(
    cells: Sequence[str | None], pads: Pads, archived: Collection[str] = ()
) -> list[str | None]:
    """What is archived in the place of each code: its key, or why it was not taken.

    `archived` are values that were sealed before and came back in a corrected report: they stay as
    they are. Anything else is a code, or looks like one.
    """
    return [
        cell if cell in archived else _seal(cell, pads) if cell and not is_missing(cell) else None
        for cell in cells
    ]


def _seal(raw: str, pads: Pads) -> str:
    kind = identity_in(raw)
    return NOT_KEPT + kind if kind else KEPT + keyed(pads, DOMAIN + normal_code(raw))


def person_of(archived: str) -> Meaning:
    """The person's key (a decimal number of 64 bits) of an archived value, or why there is none."""
    key = re.fullmatch(f"{KEPT}([0-9a-f]{{16}})", archived)
    if key:
        return Meaning(str(int(key[1], 16)))
    return Meaning(reason=REASONS.get(archived.removeprefix(NOT_KEPT), REASONS["forma"]))
