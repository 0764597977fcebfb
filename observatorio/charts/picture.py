"""A chart as a picture: SVG and PNG, made on this machine without a browser or a network."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import vl_convert

from observatorio.charts.model import Chart
from observatorio.charts.palette import COLORS, PATTERNS
from observatorio.charts.stamp import told
from observatorio.charts.vega import vega_lite
from observatorio.charts.vega_marks import unstable_fill

VERSION = "6.4"
# Lines of the patterns, within a square of so many pixels.
SQUARE = 8
DRAWN = {
    "/": "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4",
    ".": "M3,4 h2",
    "x": "M0,0 l8,8 M0,8 l8,-8",
    "-": "M0,4 h8",
    "\\": "M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4",
}
NAME_LETTERS = 120


def svg_bytes(chart: Chart, stamp: Sequence[str] = ()) -> bytes:
    """The chart as an SVG image, text as text; `stamp` is said under it (`stamp_of`)."""
    drawn = vl_convert.vegalite_to_svg(
        vega_lite(chart, stamp), vl_version=VERSION, allowed_base_urls=[], show_warnings=False
    )
    return told(_patterned(drawn), chart, stamp).encode()


def png_bytes(chart: Chart, stamp: Sequence[str] = (), scale: float = 2) -> bytes:
    """The chart as a PNG image, `scale` pixels for each of the SVG's."""
    return vl_convert.svg_to_png(svg_bytes(chart, stamp).decode(), scale=scale)


def file_stem(chart: Chart, district: str) -> str:
    """District, subject, source, filters and edition, in plain letters; says if demonstration."""
    said = chart.provenance
    parts = ["demostracion"] if said.demonstration else []
    parts += [district, chart.key, said.source, said.filters]
    plain = unicodedata.normalize("NFKD", "_".join(filter(None, parts)))
    letters = re.sub(r"[^A-Za-z0-9_]+", "-", plain.encode("ascii", "ignore").decode())
    return f"{letters[:NAME_LETTERS].strip('-_').lower()}_ed{said.edition}"


def _patterned(svg: str) -> str:
    """Bars that differ by more than their colour: Vega has no patterns, SVG does."""
    wanted = {COLORS[key]: (shape, "#FFFFFF", 0.32) for key, shape in PATTERNS.items()}
    wanted |= {unstable_fill(tint): ("\\", tint, 0.8) for tint in COLORS.values()}
    definitions = []
    for number, (fill, (shape, line, opacity)) in enumerate(wanted.items()):
        bars = re.compile(rf'(<path[^>]*) fill="{fill}"', re.IGNORECASE)
        svg, found = bars.subn(rf'\1 fill="url(#odv{number})"', svg)
        if found:
            definitions.append(_pattern(f"odv{number}", fill, shape, line, opacity))
    return svg.replace(">", f"><defs>{''.join(definitions)}</defs>", 1) if definitions else svg


def _pattern(name: str, fill: str, shape: str, line: str, opacity: float) -> str:
    return (
        f'<pattern id="{name}" width="{SQUARE}" height="{SQUARE}" patternUnits="userSpaceOnUse">'
        f'<rect width="{SQUARE}" height="{SQUARE}" fill="{fill}"/>'
        f'<path d="{DRAWN[shape]}" stroke="{line}" stroke-width="1.5" opacity="{opacity}"/>'
        "</pattern>"
    )
