"""What a server says when it does not answer: a small page in Spanish, or a line for programs."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from observatorio.ui.document import policy_of
from observatorio.ui.head import EXIT, script

# It stands on its own, in the look of the site: where it is sent there may be no other file to ask
# for. Who needs help finds it here too, and the way out.
PAGE = """<!DOCTYPE html>
<html lang="es"><head>{exit}<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
:root{{color-scheme:light dark;--page:light-dark(#fff,#17151c);--ink:light-dark(#2a2730,#eceaf2);
--link:light-dark(#4b3a7a,#c9bdeb);--line:rgba(130,126,120,.35)}}
body{{margin:0;font:1.12rem/1.55 "Source Sans",system-ui,sans-serif;background:var(--page);
color:var(--ink)}}
header{{display:flex;justify-content:space-between;align-items:center;gap:1rem;
padding:.55rem 1.25rem;border-bottom:1px solid var(--line);font-size:1rem;line-height:1.3}}
button{{font:inherit;font-weight:600;padding:.3rem .9rem;border:1px solid;border-radius:.5rem;
background:none;color:inherit;white-space:nowrap;cursor:pointer}}
main{{max-width:36rem;margin:clamp(2.2rem,14vh,9rem) auto 2rem;padding:0 1.25rem}}
h1{{font-size:clamp(1.4rem,6vw,1.75rem);font-weight:650;line-height:1.2;
margin:0 0 .9rem;text-wrap:balance}}
p{{margin:0 0 1.1rem;text-wrap:pretty}}a{{color:var(--link);font-weight:600}}
.help{{margin-top:2.4rem;padding-top:1rem;border-top:1px solid var(--line);font-size:1rem}}
.help b{{display:block}}.help span{{white-space:nowrap}}
@media (min-width:1700px) and (min-height:900px){{html{{font-size:125%}}}}
</style></head><body><header><span>Observatorio Distrital de Violencia</span>
<button type="button" id="odv-exit" title="O pulse Escape tres veces">Salida rápida</button>
</header><main><h1>{title}</h1><p>{sentence}</p><p>{link}</p>
<p class="help"><b>Si usted o alguien cerca vive violencia:</b>
<span><a href="tel:100">Línea 100</a> (gratuita, 24 horas) ·</span>
<span><a href="tel:105">105</a> Policía Nacional</span></p></main></body></html>"""
AGAIN = '<a href="">Volver a intentarlo</a>'
FIRST = '<a href="/">Ir a la primera página del observatorio</a>'


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
        exit=script(EXIT).decode(),
        title=escape(refusal.title),
        sentence=escape(refusal.sentence),
        link=AGAIN if refusal.wait_s else FIRST,
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
