"""A chart value as the XML of a native chart: plots, axes from zero, legend."""

from __future__ import annotations

from observatorio.charts.layout import is_line, sideways
from observatorio.charts.model import Chart
from observatorio.charts.vega_marks import INK
from observatorio.slides import series
from observatorio.slides.frame import GAP_PCT, Frame
from observatorio.slides.labels import number_format
from observatorio.slides.xml import (
    CHART,
    LANGUAGE,
    MAIN,
    RELATIONS,
    attribute,
    line,
    text_look,
    value,
)

NAMES_AXIS, VALUES_AXIS = 111, 222
GRID, AXIS = "#E6E3DE", "#8A867F"
GRIDLINES = f"<c:majorGridlines><c:spPr>{line(GRID, 0.75)}</c:spPr></c:majorGridlines>"


def chart_xml(chart: Chart, frame: Frame) -> bytes:
    """The whole chart as XML."""
    layout = "".join(
        value(tag, f"{number:.5f}")
        for tag, number in (("x", frame.x), ("y", frame.y), ("w", frame.wide), ("h", frame.high))
    )
    inner = f"{value('layoutTarget', 'inner')}{value('xMode', 'edge')}{value('yMode', 'edge')}"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{MAIN}" xmlns:r="{RELATIONS}">'
        f"{value('date1904', 0)}{value('lang', LANGUAGE)}{value('roundedCorners', 0)}<c:chart>"
        f"{value('autoTitleDeleted', 1)}<c:plotArea><c:layout><c:manualLayout>{inner}{layout}"
        f"</c:manualLayout></c:layout>{_plots(chart, frame)}{_names_axis(chart, frame)}"
        f"{_values_axis(chart, frame)}<c:spPr><a:noFill/></c:spPr></c:plotArea>"
        f"{_legend(frame)}{value('plotVisOnly', 1)}{value('dispBlanksAs', 'gap')}</c:chart>"
        f"<c:spPr><a:noFill/>{line(None)}</c:spPr>{text_look(14, INK)}</c:chartSpace>"
    ).encode()


def _plots(chart: Chart, frame: Frame) -> str:
    """The bars, and the lines and marks that stand over them on the same axes."""
    over = [s for s in chart.series if is_line(chart, s) or (s.kind == "mark" and _upright(chart))]
    bars = "".join(series.bars(chart, s, frame) for s in chart.series if s not in over)
    lines = "".join(series.line(chart, s, frame) for s in over)
    axes = value("axId", NAMES_AXIS) + value("axId", VALUES_AXIS)
    stacked = chart.stacked
    overlap = 100 if stacked or chart.kind == "pyramid" else 0
    found = ""
    if bars:
        found += (
            f"<c:barChart>{value('barDir', 'bar' if sideways(chart) else 'col')}"
            f"{value('grouping', 'stacked' if stacked else 'clustered')}{value('varyColors', 0)}"
            f"{bars}{value('gapWidth', GAP_PCT)}{value('overlap', overlap)}{axes}</c:barChart>"
        )
    if lines:
        found += (
            f"<c:lineChart>{value('grouping', 'standard')}{value('varyColors', 0)}{lines}"
            f"{value('marker', 1)}{axes}</c:lineChart>"
        )
    return found


def _upright(chart: Chart) -> bool:
    return not sideways(chart)


def _names_axis(chart: Chart, frame: Frame) -> str:
    """The categories, the first one on top where bars lie."""
    lying, look = sideways(chart), text_look(frame.size, INK, level=frame.skip == 1)
    return (
        f"<c:catAx>{value('axId', NAMES_AXIS)}<c:scaling>"
        f"{value('orientation', 'maxMin' if lying else 'minMax')}</c:scaling>{value('delete', 0)}"
        f"{value('axPos', 'l' if lying else 'b')}"
        '<c:numFmt formatCode="General" sourceLinked="0"/>'
        f"{value('majorTickMark', 'none')}{value('minorTickMark', 'none')}"
        f"{value('tickLblPos', 'low')}<c:spPr>{line(AXIS)}</c:spPr>{look}"
        f"{value('crossAx', VALUES_AXIS)}{value('crosses', 'autoZero')}{value('auto', 0)}"
        f"{value('lblAlgn', 'ctr')}{value('lblOffset', 60)}{value('tickLblSkip', frame.skip)}"
        f"{value('tickMarkSkip', frame.skip)}{value('noMultiLvlLbl', 1)}</c:catAx>"
    )


def _values_axis(chart: Chart, frame: Frame) -> str:
    """From zero; without numbers where bars lie, for each carries its own."""
    lying = sideways(chart)
    least = -frame.end if chart.kind == "pyramid" else 0
    return (
        f"<c:valAx>{value('axId', VALUES_AXIS)}<c:scaling>{value('orientation', 'minMax')}"
        f"{value('max', f'{frame.end:.6g}')}{value('min', f'{least:.6g}')}</c:scaling>"
        f"{value('delete', 0)}{value('axPos', 'b' if lying else 'l')}"
        f"{'' if lying else GRIDLINES}"
        f'<c:numFmt formatCode={attribute(number_format(chart))} sourceLinked="0"/>'
        f"{value('majorTickMark', 'none')}{value('minorTickMark', 'none')}"
        f"{value('tickLblPos', 'none' if lying else 'nextTo')}<c:spPr>{line(None)}</c:spPr>"
        f"{text_look(12, INK)}{value('crossAx', NAMES_AXIS)}{value('crosses', 'autoZero')}"
        f"{value('crossBetween', 'between')}{value('majorUnit', f'{frame.step:.6g}')}</c:valAx>"
    )


def _legend(frame: Frame) -> str:
    if not frame.legend:
        return ""
    return (
        f"<c:legend>{value('legendPos', 't')}{value('overlay', 0)}"
        f"<c:spPr><a:noFill/></c:spPr>{text_look(14, INK)}</c:legend>"
    )
