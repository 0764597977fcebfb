"""What a server says when it does not answer: a small page in Spanish, or a line for programs."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from observatorio.ui.document import policy_of
from observatorio.ui.head import EXIT, script

PAGE = """<!DOCTYPE html>
<html lang="es"><head>{exit}<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
body{{font:1.15rem/1.5 system-ui,sans-serif;max-width:38rem;margin:12vh auto;padding:0 1.2rem}}
:root{{color-scheme:light dark}}h1{{font-size:1.5rem}}a{{color:inherit}}
</style></head><body><main><h1>{title}</h1><p>{sentence}</p>
<p><a href="/">Ir a la primera página del observatorio</a></p></main></body></html>"""


@dataclass(frozen=True)
class Refusal:
    """Why there is no answer: status (HTTP), title, sentence; `wait_s` until trying again."""

    status: int
    title: str
    sentence: str
    wait_s: int = 0


def response_of(refusal: Refusal, headers: Headers) -> Response:
    """The answer for a browser or for a program."""
    kept = {"Cache-Control": "no-store"}
    if refusal.wait_s:
        kept["Retry-After"] = str(refusal.wait_s)
    if "text/html" not in headers.get("accept", ""):
        text = f"{refusal.title}. {refusal.sentence}\n"
        return PlainTextResponse(text, refusal.status, kept)
    page = PAGE.format(
        exit=script(EXIT).decode(), title=escape(refusal.title), sentence=escape(refusal.sentence)
    )
    # No Host is named: it may be the very thing that is refused.
    kept["Content-Security-Policy"] = policy_of(None, page.encode())
    return HTMLResponse(page, refusal.status, kept)


async def refuse(
    refusal: Refusal, scope: Scope, receive: Receive, send: Send, code: int = 1013
) -> None:
    """Answers a request so; a socket is closed with `code` before it is accepted."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": code})
        return
    await response_of(refusal, Headers(scope=scope))(scope, receive, send)
