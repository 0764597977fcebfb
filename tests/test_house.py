"""A full house: who is in stays in, who comes is told in Spanish, and figures are answered."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import pytest

from observatorio.config import ROOT
from observatorio.ui.addresses import is_document
from observatorio.ui.house import House, room
from tests.conftest import finished

Message = dict[str, Any]


def asked(kind: str, path: str) -> Message:
    headers = [(b"accept", b"text/html")]
    return {"type": kind, "path": path, "method": "GET", "headers": headers}


async def answered(house: House, scope: Message) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await house(scope, receive, send)
    return sent


async def evening() -> dict[str, list[Message]]:
    """A house of two places: two are in, others come, one leaves."""
    leaves = asyncio.Event()

    async def application(scope: Message, receive: object, send: Any) -> None:
        if scope["type"] == "websocket":
            await leaves.wait()
        await send({"type": "passed"})

    house = House(application, 2, is_document)
    stream = asked("websocket", "/_stcore/stream")
    inside = [asyncio.create_task(answered(house, stream)) for _ in range(2)]
    await asyncio.sleep(0)
    found = {
        "socket": await answered(house, stream),
        "page": await answered(house, asked("http", "/tendencias")),
        "figures": await answered(house, asked("http", "/api/v1/cells")),
        "script": await answered(house, asked("http", "/static/js/x.js")),
    }
    leaves.set()
    await asyncio.gather(*inside)
    return found | {"later": await answered(house, asked("http", "/tendencias"))}


def test_who_comes_to_a_full_house_is_told() -> None:
    found = finished(evening())
    assert found["socket"] == [{"type": "websocket.close", "code": 1013}]
    start, body = found["page"]
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    assert (start["status"], headers["retry-after"]) == (503, "60")
    assert "Hay demasiadas personas mirando a la vez" in body["body"].decode()
    assert "Línea 100" in body["body"].decode()
    for name in ("figures", "script", "later"):
        assert found[name] == [{"type": "passed"}], name


LIMITED = """
import resource, run
from observatorio.ui.house import room
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (1024, hard))
before = room()
run.raise_open_files()
print(before, room(), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_the_starter_makes_room() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    before, after, limit = map(int, done.stdout.split())
    assert before == 193
    assert limit == 8192
    assert after == 1000
    assert 1 <= room() <= 1000
