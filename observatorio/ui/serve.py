"""Serves the app: `python -m observatorio.ui.serve --port 8501 --address 127.0.0.1`.

Nothing may be fetched from outside: a Content-Security-Policy goes with every answer. Who asks is
checked before Streamlit sees it (`guard`), and so is what is asked (`addresses`). The route /ready
answers once everything that the first page needs has been loaded, and /api/v1 gives the published
figures to other systems.

All that it reads of the data is the folder of the published editions (`OBSERVATORIO_PUBLIC`).
"""

from __future__ import annotations

import argparse
import ctypes
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web.server.starlette.starlette_app import App

from observatorio.api.routes import api
from observatorio.config import ROOT, ConfigError, load_settings, public_folder
from observatorio.store import Pointer
from observatorio.ui.addresses import Addresses, is_document
from observatorio.ui.answers import Answers
from observatorio.ui.document import SafeDocument
from observatorio.ui.guard import Guard, rules_for
from observatorio.ui.house import House, room

M_ARENA_MAX, ARENAS = -8, 2  # <malloc.h>
SWITCH_S = 0.001


def _keep_memory_together() -> None:
    """Two heaps for all threads, where glibc would open eight for each core.

    A page is drawn in a thread of its own; what it leaves behind in one heap serves no other.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        libc.mallopt(M_ARENA_MAX, ARENAS)


@asynccontextmanager
async def _lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    # Streamlit takes a folder called pages/ for its old kind of multipage app until st.navigation
    # has run once in the process; a deep link in that time would show the wrong page.
    PagesManager.uses_pages_directory = False
    _load()
    yield {}


def _load() -> None:
    """Loads what the first page needs, so that the first visitor does not wait for it."""
    import observatorio.maps
    import observatorio.ui.charts
    import observatorio.views.overview
    import observatorio.views.profile
    import observatorio.views.territory  # noqa: F401


async def _ready(request: Request) -> Response:
    return PlainTextResponse("listo")


async def _home(request: Request) -> Response:
    """The first page has no address of its own for Streamlit; people type it all the same."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{query}")


def build(listening: str = "127.0.0.1") -> App:
    """The ASGI application of a server that listens on the address `listening`."""
    routes = [Route("/ready", _ready), Route("/panorama", _home), api()]
    return App(
        ROOT / "app.py",
        lifespan=_lifespan,
        routes=routes,
        middleware=[
            Middleware(Answers),
            Middleware(Guard, rules_for(_site(), listening, open_paths=("/api/v1",))),
            Middleware(Addresses, routes),
            Middleware(House, room(), is_document),
            Middleware(SafeDocument, is_document),
        ],
    )


def _site() -> str:
    """The public address, where one is configured; a configuration that is broken pages tell."""
    try:
        return load_settings().address
    except ConfigError:
        return ""


def said_at_start() -> str:
    """What is going to be shown, for whoever starts the server."""
    folder = public_folder()
    if Pointer(folder).current is None:
        return f"No hay ediciones publicadas en {folder} (OBSERVATORIO_PUBLIC dice en qué carpeta)."
    return f"Ediciones publicadas: {folder}"


def main() -> None:
    """Reads the address and serves until stopped."""
    parser = argparse.ArgumentParser(prog="observatorio.ui.serve")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    options = parser.parse_args()
    _keep_memory_together()
    # Who clicks waits less for a thread that makes a report: it gives way five times as often.
    sys.setswitchinterval(SWITCH_S)
    print(said_at_start(), file=sys.stderr, flush=True)
    build(options.address).run(
        config={
            "server.address": options.address,
            "server.port": options.port,
            "server.headless": True,
        }
    )


if __name__ == "__main__":
    main()
