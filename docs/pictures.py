"""Takes the pictures of README.md and the guide from a running app, small enough to be kept.

    python -m ingest bootstrap
    python -m observatorio.ui.serve --port 8800
    python docs/pictures.py --url http://127.0.0.1:8800

Needs the test requirements (Playwright) and Chromium. The pictures show demonstration data.
"""

from __future__ import annotations

import argparse
import io
import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent / "img"
WIDTH, HEIGHT = 1366, 768
MAX_BYTES = 300_000
COLORS = (256, 128, 64)
SETTLE_MS = 2500  # drawing of charts and map after the server has answered
LOADED_MS = 60_000
# Nothing is still to come, and each chart has been drawn.
DRAWN = """() => !document.querySelector('[data-testid=stSkeleton]')
  && document.querySelector('[data-testid=stApp][data-test-script-state=notRunning]')
  && [...document.querySelectorAll('[data-testid=stPlotlyChart]')]
    .every((chart) => chart.querySelector('.main-svg'))"""


@dataclass(frozen=True)
class Shot:
    """One picture: its name, the address that shows it, and what to bring into view."""

    name: str
    path: str
    show: str = ""
    open_table: bool = False


SHOTS = (
    Shot("panorama", "/"),
    Shot("tendencias", "/tendencias"),
    Shot("tendencias_mes", "/tendencias", show="¿En qué meses"),
    Shot("perfil", "/perfil"),
    Shot("territorio", "/territorio"),
    Shot("descargas", "/descargas"),
    Shot("entregas", "/entregas"),
    Shot("filtros", "/tendencias?tipo=Física&edad=18 a 29 años"),
    Shot("tabla_entre", "/territorio", open_table=True),
    Shot("cruce_no_publicado", "/perfil?zona=Lomas de Carabayllo"),
)


def main() -> None:
    """Takes every picture, or only those named."""
    parser = argparse.ArgumentParser(prog="docs/pictures.py")
    parser.add_argument("--url", default="http://127.0.0.1:8800")
    parser.add_argument("names", nargs="*", help="only these pictures")
    options = parser.parse_args()
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=shutil.which("chromium"))
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, locale="es-PE", color_scheme="light"
        )
        for shot in SHOTS:
            if not options.names or shot.name in options.names:
                size = save(take(context.new_page(), options.url, shot), shot.name)
                print(f"{shot.name}.png: {size:,} bytes")
        browser.close()


def take(page: Page, url: str, shot: Shot) -> bytes:
    """The picture of one view, once its charts are drawn."""
    page.goto(url.rstrip("/") + quote(shot.path, safe="/?=&"))
    page.locator(".odv-foot").wait_for(timeout=LOADED_MS)
    page.wait_for_function(DRAWN, timeout=LOADED_MS)
    page.wait_for_timeout(SETTLE_MS)
    if shot.open_table:
        page.get_by_text("Ver la tabla").first.click()
        page.wait_for_timeout(SETTLE_MS)
        page.get_by_text("Ver la tabla").first.evaluate("e => e.scrollIntoView()")
    if shot.show:
        page.get_by_role("heading", name=shot.show).evaluate("e => e.scrollIntoView()")
        page.wait_for_timeout(SETTLE_MS)
    picture = page.screenshot()
    page.close()
    return picture


def save(picture: bytes, name: str) -> int:
    """Writes the picture with a palette, of as many colours as its size allows."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    target = IMAGES / f"{name}.png"
    for colors in COLORS:
        image.quantize(colors, dither=Image.Dither.NONE).save(target, optimize=True)
        if target.stat().st_size < MAX_BYTES:
            break
    return target.stat().st_size


if __name__ == "__main__":
    main()
