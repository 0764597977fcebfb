"""The routes of /api/v1: content and files, the edition as ETag, caching, errors in JSON."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import cache, partial
from http import HTTPStatus
from itertools import chain, islice
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from observatorio.api import content, files
from observatorio.api.asked import Asked
from observatorio.api.cells_csv import cells_csv
from observatorio.api.openapi import document
from observatorio.api.parameters import BadRequest, format_of
from observatorio.config import ConfigError, load_settings
from observatorio.cube import Cube
from observatorio.editions import EditionGone, NothingPublished, cube_of
from observatorio.exports.citation import abroad
from observatorio.withdrawals import withdrawn
from observatorio.workshop import WORKSHOP, Full

Content = Callable[[Asked], dict[str, Any]]
Answer = Callable[[Asked], Response]
ROUTES: dict[str, Content] = {
    "sources": content.sources,
    "tables": content.tables,
    "cells": content.cells,
    "editions": content.editions,
    "coverage": content.coverage,
    "published": content.published,
    "zones": content.zones,
}
NAMES = (*ROUTES, *files.FILES)
JSON, CSV, GEOJSON = "application/json", "text/csv; charset=utf-8", "application/geo+json"
# May be kept, and is asked again each time: an edition can be taken back at any time.
CACHING = "public, no-cache"
FAULT = "No se pudo responder; el problema quedó anotado en el servidor."
MOST_QUERY = 4000
READING = ("GET", "HEAD", "OPTIONS")
ALLOW = {"Allow": ", ".join(READING)}
# Pages of other sites may read what is public, and what is said beside it.
ANY_ORIGIN = Middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_methods=READING,
    allow_headers=["If-None-Match"],
    expose_headers=["ETag", "Link", "X-Total-Count", "Content-Disposition"],
)
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
_LOG = logging.getLogger(__name__)


def api() -> BaseRoute:
    """Everything under /api/v1."""
    own = [_route(name, partial(_told, name, make)) for name, make in ROUTES.items()]
    own += [_route(name, partial(_sent, make)) for name, make in files.FILES.items()]
    index = Route("/", _only_get(_index), methods=METHODS)
    described = Route("/openapi.json", _only_get(_openapi), methods=METHODS)
    lost = Route("/{rest:path}", _only_get(_lost), methods=METHODS)
    return Mount("/api/v1", routes=[index, described, *own, lost], middleware=[ANY_ORIGIN])


def _route(name: str, make: Answer) -> Route:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(_answer, request, name, make)

    return Route(f"/{name}", _only_get(answer), methods=METHODS)


def _only_get(answer: Callable[[Request], Any]) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=ALLOW)
        if request.method not in READING:
            told = _error(405, "Aquí solo se lee: use GET.")
            told.headers.update(ALLOW)
            return told
        found: Response = await answer(request)
        return found

    return endpoint


def _answer(request: Request, name: str, make: Answer) -> Response:
    try:
        if len(request.url.query) > MOST_QUERY:
            raise BadRequest("La consulta es demasiado larga.")
        query, edition = _edition(request.query_params)
        settings = load_settings()
        cube = cube_of(settings.public_dir, settings.district.ubigeo, edition)
        tag = _tag(cube, abroad(str(request.url), settings.address))
        caching = {"ETag": tag, "Cache-Control": CACHING}
        asked = Asked(request, query, cube, settings, caching)
        unchanged = Response(status_code=304, headers=caching)
        # A tag was given with a good answer alone; «*» tells nothing of what is asked.
        if tag in asked.known_tags:
            return unchanged
        found = make(asked)
        return unchanged if asked.has_any else found
    except BadRequest as no:
        return _error(no.status, str(no), no.parameter)
    except NothingPublished as no:
        return _error(410 if isinstance(no, EditionGone) else 404, str(no), "edicion")
    except (ConfigError, Full) as no:
        return _error(503, str(no))
    except Exception:
        _LOG.exception("api %s", name)
        return _error(500, FAULT)


def _edition(query: QueryParams) -> tuple[QueryParams, int | None]:
    """The query without the edition, which every route takes, and that edition."""
    rest = QueryParams([(k, v) for k, v in query.multi_items() if k != "edicion"])
    asked = query.getlist("edicion")
    if not asked:
        return rest, None
    if len(asked) > 1 or not asked[0].isascii() or not asked[0].isdigit() or len(asked[0]) > 6:  # noqa: PLR2004
        raise BadRequest("Se espera el número de una edición.", "edicion")
    return rest, int(asked[0])


def _tag(cube: Cube, address: str) -> str:
    """Changes with the editions shown, with what is asked and where, and with our answers."""
    taken = sorted(withdrawn(cube.path.parent))
    said = f"{cube.path.name}|{cube.edition.published_at}|{taken}|{address}|{_shape()}"
    return f'"{cube.edition.edition}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"'


@cache
def _shape() -> str:
    """What answers look like: after an upgrade that changes it, what was kept is not good."""
    return json.dumps(document())


def _told(name: str, make: Content, asked: Asked) -> Response:
    """Content that is small enough to be made whole."""
    found = {"edicion": asked.cube.edition.edition, **make(asked)}
    headers = asked.headers | _paging(found)
    if name == "cells" and format_of(asked.query) == "csv":
        return Response(cells_csv(found), media_type=CSV, headers=headers)
    kind = GEOJSON if name == "zones" else JSON
    told = json.dumps(found, ensure_ascii=False)
    return Response(told, media_type=kind, headers=headers)


def _paging(found: dict[str, Any]) -> dict[str, str]:
    """How many rows there are and where they go on: a CSV has no other place to say so."""
    if "total" not in found:
        return {}
    following = found["siguiente"]
    link = {"Link": f'<{following}>; rel="next"'} if following else {}
    return {"X-Total-Count": str(found["total"]), **link}


def _sent(make: files.Maker, asked: Asked) -> Response:
    """A file: a CSV part by part, what has to be made first in its turn.

    A fault before the first part is still told as such.
    """
    file = make(asked.extract(None), asked.query)
    headers = asked.headers | {"Content-Disposition": f'attachment; filename="{file.name}"'}
    if asked.has_any or asked.request.method == "HEAD":
        return Response(media_type=file.media_type, headers=headers)
    if not isinstance(file.content, partial):
        return StreamingResponse(_begun(file.content), media_type=file.media_type, headers=headers)
    key = (file.name, asked.cube.path, asked.address(), repr(asked.settings))
    order = WORKSHOP.order(key, file.content)
    return _WhenMade(order, media_type=file.media_type, headers=headers)


class _WhenMade(Response):
    """A file that is sent when its turn has come; no thread waits for it."""

    def __init__(self, order: Future[bytes], **how: Any):
        super().__init__(**how)
        self.order = order

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Waits and sends; who leaves takes the file from nobody else."""
        try:
            self.body = await asyncio.shield(asyncio.wrap_future(self.order))
        except Exception:
            _LOG.exception("api %s", scope["path"])
            await _error(500, FAULT)(scope, receive, send)
            return
        self.headers["content-length"] = str(len(self.body))
        await super().__call__(scope, receive, send)


def _begun(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The same parts, the first of them made now: of a CSV its header, and then its first cells."""
    return chain(list(islice(parts, 2)), parts)


async def _index(request: Request) -> Response:
    routes = [f"/api/v1/{name}" for name in (*NAMES, "openapi.json")]
    return Response(json.dumps({"rutas": routes}), media_type=JSON)


async def _openapi(request: Request) -> Response:
    """The document, with the codes that the current edition has, where there is one."""
    found = await run_in_threadpool(_answer, request, "openapi.json", _described)
    nothing = found.status_code == HTTPStatus.NOT_FOUND and not request.query_params
    return Response(json.dumps(document()), media_type=JSON) if nothing else found


def _described(asked: Asked) -> Response:
    told = json.dumps(document(asked.cube), ensure_ascii=False)
    return Response(told, media_type=JSON, headers=asked.headers)


async def _lost(request: Request) -> Response:
    return _error(404, f"No hay esa ruta. Hay: {', '.join(NAMES)}, openapi.json.")


def _error(status: int, message: str, parameter: str = "") -> Response:
    said = {"error": {"codigo": status, "mensaje": message, "parametro": parameter or None}}
    return Response(
        json.dumps(said, ensure_ascii=False),
        status_code=status,
        media_type=JSON,
        headers={"Cache-Control": "no-store"},
    )
