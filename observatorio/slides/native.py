"""Puts a native chart on a slide: its XML, its workbook, and what is written over it."""

from __future__ import annotations

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.util import Inches

from observatorio.charts.layout import clean
from observatorio.charts.model import Chart
from observatorio.charts.text import alternative
from observatorio.slides.book import workbook
from observatorio.slides.boxes import Page, Place, Shape
from observatorio.slides.chart_xml import chart_xml
from observatorio.slides.frame import Frame, frame_of
from observatorio.slides.model import Origin
from observatorio.slides.overlay import overlay_xml
from observatorio.slides.xml import CHART, RELATIONS

OVERLAY_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chartshapes+xml"
OVERLAY_NAME = "/ppt/drawings/drawing%d.xml"


class _Made(CategoryChartData):
    """A chart that is already written, in the place of one that the library would write."""

    def __init__(self, chart: Chart, frame: Frame, origin: Origin):
        super().__init__()  # type: ignore[no-untyped-call]
        self._made = chart_xml(chart, frame), workbook(chart, frame, origin)

    def xml_bytes(self, chart_type: object) -> bytes:
        return self._made[0]

    @property
    def xlsx_blob(self) -> bytes:
        return self._made[1]


def add_chart(slide: Page, chart: Chart, origin: Origin, place: Place) -> Shape:
    """The chart at a place (left, top, width, height in inches), with its words for the blind."""
    frame = frame_of(chart, place[2], place[3])
    made = _Made(chart, frame, origin)
    drawn = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *map(Inches, place), made)
    drawn.name = "Gráfico"
    drawn._element.nvGraphicFramePr.cNvPr.set("descr", clean(alternative(chart)))
    words = overlay_xml(chart, frame)
    if words:
        _write_over(drawn, words)
    return drawn


def _write_over(drawn: Shape, words: bytes) -> None:
    part = drawn.chart_part
    name = part.package.next_partname(OVERLAY_NAME)
    over = Part.load(name, OVERLAY_TYPE, part.package, words)
    known = part.relate_to(over, RELATIONSHIP_TYPE.CHART_USER_SHAPES)
    # Last in the chart, as the format has it.
    etree.SubElement(part._element, f"{{{CHART}}}userShapes").set(f"{{{RELATIONS}}}id", known)
