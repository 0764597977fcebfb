"""The report as plain data for a template: texts, drawings, tables; nothing is code in it."""

from __future__ import annotations

from typing import Any

from observatorio.balance.drawing import svg_of
from observatorio.balance.model import (
    Balance,
    Block,
    Grid,
    Heading,
    Items,
    Map,
    Picture,
    Section,
    Terms,
    Text,
)
from observatorio.balance.sides import columns_of
from observatorio.charts.layout import clean
from observatorio.charts.text import event_lines

Data = dict[str, Any]
# On a page each chart has its table; in the report the tables stand together.


def data_of(balance: Balance, *, beside: bool = True) -> Data:
    """The report as JSON values; texts without controls and marks of direction.

    With `beside`, small blocks have the column that they stand in, and are drawn for it.
    """
    cover = balance.cover
    data: Data = _cleaned(
        {
            "title": balance.title,
            "running": balance.running,
            "keywords": keywords(balance),
            "year": balance.year,
            "cover": {
                "title": cover.title, "span": cover.span, "district": cover.district,
                "instance": cover.instance, "office": cover.office,
                "edition": f"{cover.edition}, {cover.published}",
                "partial": cover.partial, "demonstration": cover.demonstration,
                "helplines": list(balance.helplines),
                "logo": list(cover.logo.read_bytes()) if cover.logo else None,
            },
            "sections": [_section(section, beside) for section in balance.sections],
        }
    )  # fmt: skip
    return data


def keywords(balance: Balance) -> list[str]:
    """What a search in a library of documents finds it by."""
    return ["violencia", "Ley 30364", "instancia distrital de concertación",
            balance.cover.district, str(balance.year)]  # fmt: skip


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.startswith("<svg") else clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(each) for key, each in value.items()}
    if isinstance(value, list) and not (value and isinstance(value[0], int)):
        return [_cleaned(each) for each in value]
    return value


def _section(section: Section, beside: bool) -> Data:
    sides = columns_of(section.blocks) if beside else [None] * len(section.blocks)
    blocks = [_placed(b, side) for b, side in zip(section.blocks, sides, strict=True)]
    return {"title": section.title, "blocks": blocks}


def _placed(block: Block, side: int | None) -> Data:
    """A block, with its column where it shares the line."""
    data = _block(block, half=side is not None)
    return data if side is None else data | {"column": side}


def _block(block: Block, *, half: bool) -> Data:
    match block:
        case Heading():
            return {"kind": "heading", "text": block.text}
        case Text():
            return {"kind": block.kind, "text": block.text}
        case Items():
            return {"kind": "items", "entries": list(block.entries), "numbered": block.numbered}
        case Terms():
            return {"kind": "terms", "pairs": [list(pair) for pair in block.pairs]}
        case Grid():
            return _grid(block)
        case _:
            return {"kind": "picture", "svg": svg_of(block, half=half), **words_of(block)}


def _grid(grid: Grid) -> Data:
    return {
        "kind": "grid", "title": grid.title, "header": list(grid.header),
        "rows": [list(row) for row in grid.rows],
        "widths": list(grid.widths or widths_of(grid)),
        "figures": list(grid.figures), "notes": list(grid.notes), "fine": grid.fine,
    }  # fmt: skip


def widths_of(grid: Grid) -> list[float]:
    """% of the line: the first column as two of the others."""
    part = 100 / (len(grid.header) + 1)
    return [2 * part, *[part] * (len(grid.header) - 1)]


def words_of(block: Picture | Map) -> Data:
    """What is said around a drawing: its title, finding, unit, events, remarks, source, alt."""
    if isinstance(block, Map):
        return {
            "question": block.question, "headline": block.headline, "alt": block.alt,
            "unit": block.unit, "events": [],
            "source": f"{block.provenance.line}.", "notes": list(block.notes),
        }  # fmt: skip
    chart = block.chart
    return {
        "question": chart.question, "headline": chart.headline, "alt": block.alt,
        "unit": chart.measured, "events": event_lines(chart),
        "source": f"{chart.provenance.line}.",
        "notes": list(chart.remarks),
    }  # fmt: skip
