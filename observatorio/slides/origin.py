"""Where the figures of a chart come from, in words that go with it."""

from __future__ import annotations

from observatorio.charts.model import Chart
from observatorio.charts.stamp import protected, protection, sources_of
from observatorio.cube import Cube
from observatorio.disclosure import OPEN_EXPLANATION
from observatorio.slides.model import Origin


def origin_of(cube: Cube, page: str, chart: Chart) -> Origin:
    """What has to be said of a chart of this edition; `page` is the title of its page."""
    edition = cube.edition
    infos, concerned = sources_of(cube, chart), protected(cube, chart)
    explained = cube.explanation(concerned[0].source) if concerned else OPEN_EXPLANATION
    names = tuple(info.title for info in concerned or infos) or (chart.provenance.source,)
    licences = tuple(f"{info.title}: {info.publisher}. Licencia: {info.licence}" for info in infos)
    return Origin(
        page,
        edition.edition,
        edition.published_at.date(),
        explained,
        protection(cube, chart),
        names,
        licences or (chart.provenance.source,),
    )
