"""The map of the zones on a page: how large it is, its legend, and what is pressed on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from observatorio.charts.model import Chart
from observatorio.charts.stamp import stamp_of
from observatorio.cube import Cube
from observatorio.filters import Filters
from observatorio.map_classes import Classes, classes_of
from observatorio.map_picture.legend import Entry, Fill, entries, kinds
from observatorio.map_picture.picture import LOOK, png_bytes, svg_bytes
from observatorio.maps import Shown, has_close_view, proportions, zone_map
from observatorio.maps_deck import HEIGHT, deck
from observatorio.slides.model import Map
from observatorio.ui.charts import CONFIG, is_dark, on_screen, take_away
from observatorio.ui.frame import view
from observatorio.ui.slides import collect, offer_choice
from observatorio.ui.text import as_html, plain, plain_table
from observatorio.views.services import Directory
from observatorio.views.territory import COUNT, SHARE, Zone, by_zone, points
from observatorio.views.zone_table import every_measure, map_notes, spread
from observatorio.views.zone_words import NO_ZONE, scope_of

ZONE_KEY, MAP_KEY = "ver", "mapa-zonas"
VIEWS = {"distrito": "Todo el distrito", "cerca": "Más de cerca"}
SUFFIXES = {SHARE: " %"}
# As wide as the page, in the district's own proportions, and never taller than the screen.
SIZE = """<style>
.st-key-mapa-caja {{width:100%;aspect-ratio:{ratio:.3f};max-height:74vh;min-height:300px}}
.st-key-mapa-caja > div, .st-key-mapa-caja [data-testid=stPlotlyChart],
.st-key-mapa-caja [data-testid=stFullScreenFrame] {{height:100%}}
.odv-key {{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;font-size:.95rem;align-items:center}}
.odv-key i {{display:inline-block;width:1.5rem;height:1.05rem;margin-right:.4rem;
  vertical-align:-.15rem;border:1px solid rgba(130,126,120,.9)}}
.odv-key i.p {{background:radial-gradient(currentColor 16%,transparent 17%) 0 0/6px 6px,
  rgba(150,146,140,.28)}}
.odv-key i.u {{background:repeating-linear-gradient(45deg,currentColor 0 1px,transparent 1px 5px)}}
.odv-key i.n {{background:rgba(150,146,140,.28)}}
</style>"""
CLASS_OF = {Fill.PROTECTED: "p", Fill.UNSTABLE: "u", Fill.OUTSIDE: "n"}
WORDS = "El mapa del distrito por zonas numeradas, con sus servicios. {}"


@dataclass(frozen=True)
class Look:
    """How the map is looked at: measure, chosen zone, near or whole, with figures or without."""

    measure: str
    chosen: str | None
    close: bool
    figures: bool


def show(cube: Cube, filters: Filters, zones: list[Zone], services: Directory, look: Look) -> None:
    """Headline, map, legend, source line and table; pressing a zone chooses it."""
    found = points(cube, filters, look.measure) if look.figures else {}
    drawn = {code: point for code, point in found.items() if code != NO_ZONE}
    provenance = by_zone(cube, filters).provenance if look.figures else None
    mark = " :orange-badge[Demostración]" if provenance and provenance.demonstration else ""
    words = spread(cube, filters, drawn, look.measure) if look.figures else ""
    if words:
        st.markdown(f"{plain(words)}{mark}")
    counted = look.measure == COUNT
    shaded = not scope_of(cube, filters).unplaced
    suffix = SUFFIXES.get(look.measure, "")
    classes = classes_of(drawn.values(), counts=counted, suffix=suffix, shaded=shaded)
    shown = Shown(zones, drawn, services, look.chosen, look.close)
    _picture(shown, classes, words)
    if st.toggle("Mapa para mover y acercar", key="mapa-mover"):
        st.pydeck_chart(
            deck(zones, drawn, classes, services.located, dark=is_dark()),
            height=HEIGHT,
            alt="El mismo mapa, para mover y acercar; sus cifras están en la tabla.",
        )
    if provenance:
        st.caption(plain(f"{provenance.line}."))
        with st.container(horizontal=True, vertical_alignment="top", gap="small"):
            with st.expander("Ver la tabla"):
                st.table(plain_table(every_measure(cube, filters).set_index("Zona")))
            chart = replace(by_zone(cube, filters, look.measure), headline=words)
            if not chart.empty:
                _take_away(chart, shown, classes)


def _picture(shown: Shown, classes: Classes, words: str) -> None:
    st.html(SIZE.format(ratio=proportions(shown)))
    with st.container(key="mapa-caja", height="stretch"):
        st.plotly_chart(
            on_screen(zone_map(shown, classes, dark=is_dark())),
            config=CONFIG,
            theme=None,
            height="stretch",
            key=MAP_KEY,
            on_select=_press,
            selection_mode="points",
            alt=WORDS.format(words),
        )
    st.html(f"<div class='odv-key'>{_classes(shown, classes)}{_kinds(shown)}</div>")


def _take_away(chart: Chart, shown: Shown, classes: Classes) -> None:
    """The map as a picture and as a slide: its figures are those of the bars."""
    drawn, chart = Map(shown, classes), replace(chart, key=f"mapa{'-cerca' * shown.close}")
    collect(chart, drawn)
    cube, settings = view().cube, view().settings
    notes = map_notes(cube, settings.zones.label)
    made = (chart, shown, classes, notes, stamp_of(cube, settings.district.name, chart))
    with take_away(chart, "el mapa", partial(svg_bytes, *made), partial(png_bytes, *made)):
        offer_choice(chart, drawn)


def one_of(label: str, options: dict[str, str], key: str) -> str:
    """One of a few options, kept in the URL; the first one where none is chosen."""
    first = next(iter(options))
    chosen = st.segmented_control(
        label,
        list(options),
        format_func=lambda code: plain(options.get(code, code) or ""),
        default=first,
        key=key,
        bind="query-params",
    )
    return chosen if chosen in options else first


def choose_look(zones: list[Zone]) -> bool:
    """True for the near view; it is offered where one zone makes the others small."""
    return has_close_view(zones) and one_of("Vista", VIEWS, "vista") == "cerca"


def choose(zones: list[Zone]) -> str | None:
    """«Ver una zona»: a zone chosen by keyboard, on the map or by the URL; none at first."""
    names = {zone.zone: zone.name for zone in zones}
    chosen: str | None = st.selectbox(
        "Ver una zona",
        list(names),
        index=None,
        key=ZONE_KEY,
        bind="query-params",
        format_func=lambda code: names.get(code, code),
        placeholder="Elija una zona, o púlsela en el mapa",
    )
    return chosen if chosen in names else None


def _press() -> None:
    """The zone under the last press becomes the chosen one."""
    pressed = st.session_state[MAP_KEY]["selection"]["points"]
    codes = [point["customdata"][0] for point in pressed if point.get("customdata")]
    if codes:
        st.session_state[ZONE_KEY] = codes[0]


def _classes(shown: Shown, classes: Classes) -> str:
    """Swatches of the classes, and of what has none."""
    return "".join(
        f"<span><i {_look(entry)}></i>{as_html(entry.told)}</span>"
        for entry in entries(shown, classes, LOOK.outside)
    )


def _look(entry: Entry) -> str:
    own = CLASS_OF.get(entry.fill)
    return f"class='{own}'" if own else f"style='background:{entry.tint}'"


def _kinds(shown: Shown) -> str:
    """The mark of each kind of service, and how many there are on the map."""
    told = [
        f"<span><b aria-hidden='true'>{as_html(f'{kind.glyph} {kind.letter}')}</b> "
        f"{as_html(name)}</span>"
        for kind, name in kinds(shown)
    ]
    return "".join(["<span>Servicios:</span>", *told] if told else [])
