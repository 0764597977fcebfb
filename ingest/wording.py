"""Texts from outside inside our messages: short, printable, and never a row of people."""

from __future__ import annotations

import os
import re
from pathlib import Path

LONGEST_MESSAGE, LAST_WORDS = 600, 180
LONGEST_NAME = 80


def brief(message: str) -> str:
    """A message of at most 600 characters: its beginning, and its end, which says what to do."""
    if len(message) <= LONGEST_MESSAGE:
        return message
    first = LONGEST_MESSAGE - LAST_WORDS - 3
    return f"{message[:first]} … {message[-LAST_WORDS:]}"


def name_of(path: Path) -> str:
    """A file's name as it can be written anywhere: valid UTF-8, at most 80 characters."""
    name = os.fsencode(path.name).decode("utf-8", errors="replace")
    name = "".join(c if c.isprintable() else " " for c in name)
    if len(name) <= LONGEST_NAME:
        return name
    suffix = Path(name).suffix[:8]
    return f"{name[: LONGEST_NAME - len(suffix) - 1]}…{suffix}"


def like_a_title(cell: str) -> bool:
    """Whether a cell of a header may be repeated: short, of one line, and without long numbers.

    A name like `P64_14_1` has three numbers; what is no name may be one in parts («987 123 654»).
    """
    numbers = re.findall(r"\d+", cell)
    digits = max(map(len, numbers), default=0) if cell.isidentifier() else len("".join(numbers))
    return len(cell) <= LONGEST_NAME // 2 and digits < 5 and cell.isprintable()  # noqa: PLR2004


def fault_told(problem: BaseException) -> str:
    """What is said of a fault of the program itself: what it is and where, no value of the data."""
    trace, where = problem.__traceback__, ""
    while trace:
        code = trace.tb_frame.f_code
        where = f"{Path(code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"Fallo del programa ({type(problem).__name__}, {where}); avise a quien lo mantiene"
