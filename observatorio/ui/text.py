"""Text from outside is text: what a link, a delivery or the configuration says is shown as it is.

Streamlit reads most of what it is given as Markdown of its own kind. A name must not become a link,
a picture, a formula, a badge or an icon of the site.
"""

from __future__ import annotations

import re
from html import escape

import pandas as pd

from observatorio.charts.layout import clean

MOST_ECHOED = 80
# An empty piece of Markdown: what stands on its two sides is not read as one. Some signs are looked
# for again once all escapes are read (addresses, emoji, arrows), and no backslash stops that.
APART = ":small[]"
# What would be read as something else: where it begins, and what is written instead.
READ = re.compile(
    r"""(?P<address>htt(?=ps?://)|ww(?=w\.))
      | (?P<mail>(?<=[\w.+-])@(?=[-\w]))
      | (?P<arrow>(?<!\S)(?:<->|->|<-|--|>=|<=|~=)(?!\S))
      | (?P<emoji>:[\w+-](?=[\w+-]*:))
      | (?P<directive>:(?=[A-Za-z]))
      | (?P<block>\A(?:[#+=-]|\d+[.)]))
      | (?P<sign>[\\`*_{}\[\]<>~$&])""",
    re.VERBOSE | re.IGNORECASE,
)


def plain(text: str) -> str:
    """Markdown that shows the text as it is, in one line; controls and marks of direction go."""
    return READ.sub(_instead, _in_line(text))


def as_html(text: str) -> str:
    """HTML that shows the text as it is, in an element or in an attribute."""
    return escape(clean(text))


def echoed(text: str, most: int = MOST_ECHOED) -> str:
    """What somebody sent, to be repeated to them: one line of at most `most` letters."""
    line = _in_line(text)
    return line if len(line) <= most else f"{line[: most - 1]}…"


def plain_table(table: pd.DataFrame) -> pd.DataFrame:
    """The table with all its words plain: Streamlit reads those in cells too."""
    shown = table.map(_cell)
    shown.columns = [_cell(name) for name in table.columns]
    shown.index = pd.Index([_cell(name) for name in table.index], name=table.index.name)
    return shown


def _cell(value: object) -> object:
    return plain(value) if isinstance(value, str) else value


def _in_line(text: str) -> str:
    return " ".join(clean(text).split(" ")).strip()


def _instead(found: re.Match[str]) -> str:
    kind, said = found.lastgroup, found[0]
    if kind in ("address", "mail"):
        return f"{said}{APART}"
    if kind == "arrow":
        return "".join(f"\\{sign}{APART}" for sign in said[:-1]) + f"\\{said[-1]}"
    if kind == "emoji":
        return f"&#58;{said[1:]}{APART}"
    if kind == "directive":
        return "&#58;"
    return f"{said[:-1]}\\{said[-1]}"
