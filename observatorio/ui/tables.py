"""A table of words that reads on a phone: each row becomes a block with its own labels."""

from __future__ import annotations

from collections.abc import Sequence

from observatorio.ui.text import as_html

STYLE = """<style>
.odv-table{border-collapse:collapse;width:100%;font-size:.93rem;line-height:1.4}
.odv-table caption{text-align:left;font-weight:600;padding:.2rem 0 .4rem}
.odv-table th,.odv-table td{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0;
  border-bottom:1px solid rgba(130,126,120,.28)}
.odv-table thead th{font-weight:600;font-size:.86rem}
.odv-table tbody th{font-weight:400;min-width:6.5rem}
.odv-table .l{display:none}
@media (max-width:640px){
.odv-table thead{position:absolute;left:-9999px}
.odv-table tr{display:block;padding:.5rem 0;border-bottom:1px solid rgba(130,126,120,.35)}
.odv-table th,.odv-table td{display:block;border:0;padding:.05rem 0}
.odv-table tbody th{font-weight:600}
.odv-table .l{display:inline;opacity:.85}}
</style>"""


def html_table(rows: Sequence[dict[str, str]], caption: str, widths: Sequence[int] = ()) -> str:
    """HTML of the rows (column → text), the first column as the name of its row.

    `widths` are percentages of the columns, so that tables below one another line up.
    """
    if not rows:
        return ""
    size = [f" style='width:{width}%'" for width in widths] or [""] * len(rows[0])
    head = "".join(
        f"<th scope='col'{wide}>{as_html(name)}</th>"
        for name, wide in zip(rows[0], size, strict=True)
    )
    return (
        f"<table class='odv-table'><caption>{as_html(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(map(_row, rows))}</tbody></table>"
    )


def _row(row: dict[str, str]) -> str:
    (_, first), *others = row.items()
    cells = "".join(
        f"<td><span class='l' aria-hidden='true'>{as_html(name)}: </span>{as_html(text)}</td>"
        for name, text in others
    )
    return f"<tr><th scope='row'>{as_html(first)}</th>{cells}</tr>"
