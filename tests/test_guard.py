"""Who may ask: Host and Origin, for pages, sockets and the routes for other systems."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from observatorio.config import CONFIG_FILE, ROOT
from observatorio.ui.answers import takes_gzip
from observatorio.ui.guard import Guard, Rules, rules_for
from tests.conftest import finished, free_port, public_of, wait_until_ready

NAME = socket.gethostname().lower()
SITE = "https://observatorio.munidistrito.gob.pe"
PUBLIC = "observatorio.munidistrito.gob.pe"

HERE = rules_for("", "127.0.0.1")
BEYOND = rules_for("", "0.0.0.0")
NAMED = rules_for(SITE, "0.0.0.0")
PORTED = rules_for("http://muni.pe:8080/obs", "192.168.1.5")


@pytest.mark.parametrize(
    ("rules", "answered", "refused"),
    [
        (
            HERE,
            ["localhost", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST.", "127.9.9.9"],
            ["evil.example", "192.168.1.5", NAME, "", "a b", "localhost/x", "u@localhost", "[::1"],
        ),
        (
            BEYOND,
            ["localhost:80", "192.168.1.5:8501", "[fe80::1]", NAME, f"{NAME}:8501"],
            ["evil.example", f"{NAME}.evil.example", "192.168.1.5.nip.io", "1.2.3", "x; y"],
        ),
        (
            NAMED,
            [PUBLIC, f"{PUBLIC}:443", PUBLIC.upper(), "127.0.0.1:8501"],
            ["192.168.1.5", NAME, f"x.{PUBLIC}", f"{PUBLIC}.evil.example", f"{PUBLIC}:8501"],
        ),
        (PORTED, ["muni.pe:8080", "muni.pe"], ["muni.pe:80", "muni.pe:8081", "192.168.1.5"]),
    ],
)
def test_a_foreign_host_is_not_answered(
    rules: Rules, answered: list[str], refused: list[str]
) -> None:
    assert [host for host in answered if not rules.answers(host)] == []
    assert [host for host in refused if rules.answers(host)] == []


@pytest.mark.parametrize(
    ("rules", "host", "own", "foreign"),
    [
        (HERE, "localhost:8501", "http://localhost:8501", "http://localhost:8502"),
        (HERE, "127.0.0.1:8501", "http://127.0.0.1:8501", "http://localhost:8501"),
        (HERE, "[::1]:8501", "http://[::1]:8501", "http://[::2]:8501"),
        (BEYOND, "192.168.1.5", "http://192.168.1.5", "http://192.168.1.5:81"),
        (BEYOND, "192.168.1.5", "https://192.168.1.5:443", "null"),
        (NAMED, PUBLIC, SITE, f"http://{PUBLIC}"),
        (NAMED, PUBLIC, f"{SITE}:443", f"{SITE}.evil.example"),
        (PORTED, "muni.pe", "http://muni.pe:8080", "http://muni.pe"),
        (NAMED, "127.0.0.1:8501", "http://127.0.0.1:8501", SITE),
        (HERE, "localhost", "http://localhost", "file://"),
        (HERE, "localhost", "http://LOCALHOST", "chrome-extension://localhost"),
    ],
)
def test_only_a_page_of_the_same_place_is_trusted(
    rules: Rules, host: str, own: str, foreign: str
) -> None:
    for is_socket in (True, False):
        assert rules.trusts(own, host, is_socket=is_socket)
        assert not rules.trusts(foreign, host, is_socket=is_socket)
        assert rules.trusts(None, host, is_socket=is_socket)


def test_a_desk_may_ask_for_an_origin() -> None:
    strict = Rules(origin_needed=True)
    assert not strict.trusts(None, "localhost", is_socket=True)
    assert strict.trusts(None, "localhost", is_socket=False)
    assert not strict.is_open("/api/v1/cells")


@pytest.mark.parametrize(
    ("path", "is_open"),
    [("/api/v1", True), ("/api/v1/cells", True), ("/api/v1x", False), ("/", False)],
)
def test_the_open_paths_are_those_and_no_other(path: str, is_open: bool) -> None:
    assert rules_for("", "", open_paths=("/api/v1",)).is_open(path) == is_open


def passed_on(*headers: tuple[bytes, bytes], kind: str = "websocket") -> list[dict[str, object]]:
    """The scopes that reach the application behind the guard."""
    seen: list[dict[str, object]] = []

    async def application(scope, receive, send) -> None:
        seen.append(scope)

    async def receive() -> dict[str, object]:
        return {"type": "websocket.connect"}

    async def send(message: object) -> None:
        return None

    scope = {"type": kind, "path": "/_stcore/stream", "headers": list(headers), "method": "GET"}
    finished(Guard(application, HERE)(scope, receive, send))
    return seen


def test_the_origin_is_passed_on_as_the_host_is_written() -> None:
    """Streamlit compares the two as text; what differs in its writing it would ask outside."""
    (scope,) = passed_on((b"host", b"localhost"), (b"origin", b"http://LocalHost:80"))
    assert dict(scope["headers"])[b"origin"] == b"http://localhost"  # type: ignore[call-overload]


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_two_hosts_or_two_origins_are_none(kind: str) -> None:
    host, origin = (b"host", b"localhost"), (b"origin", b"http://localhost")
    assert len(passed_on(host, origin, kind=kind)) == 1
    for wrong in ([host, host], [], [host, origin, origin], [(b"host", b"evil.example")]):
        assert passed_on(*wrong, kind=kind) == []


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip", True),
        ("gzip, deflate, br", True),
        ("gzip;q=0", False),
        ("GZIP; q=0.5", True),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("br", False),
        ("", False),
        ("gzip;q=x", False),
        ("identity;q=0", False),
    ],
)
def test_gzip_is_for_who_takes_it(accepted: str, takes: bool) -> None:
    assert takes_gzip([accepted]) == takes


# The server, which notes whatever it would ask of the outside and is refused it.

REFUSING = """
import sys
from ipaddress import ip_address
noted = open(sys.argv.pop(1), "a", buffering=1)
def audit(event, arguments):
    if event == "socket.getaddrinfo":
        where = arguments[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        where = arguments[1][0] if isinstance(arguments[1], tuple) else None
    elif event in ("socket.gethostbyname", "socket.gethostbyaddr"):
        where = arguments[0]
    else:
        return
    if where in (None, "", "localhost", "127.0.0.1", "0.0.0.0", "::1", "::", b"0.0.0.0"):
        return
    noted.write(f"{event} {arguments!r}\\n")
    raise OSError("outgoing sockets are refused here")
sys.addaudithook(audit)
from observatorio.ui.serve import main
main()
"""


@pytest.fixture(scope="module")
def alone(
    demo_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, int, Path]]:
    """A server for a site with a name, that listens beyond this machine: address, port, notes."""
    folder = tmp_path_factory.mktemp("alone")
    text = (ROOT / CONFIG_FILE).read_text(encoding="utf-8").replace('"data/', f'"{ROOT}/data/')
    config = folder / "observatorio.toml"
    config.write_text(text.replace('address = ""', f'address = "{SITE}"'), encoding="utf-8")
    notes, port = folder / "asked-outside.txt", free_port()
    code = ["-c", REFUSING, str(notes), "--address", "0.0.0.0", "--port", str(port)]
    process = subprocess.Popen(
        [sys.executable, *code],
        cwd=ROOT,
        env=os.environ
        | {"OBSERVATORIO_PUBLIC": str(public_of(demo_data)), "OBSERVATORIO_CONFIG": str(config)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/ready", process)
        yield f"http://127.0.0.1:{port}/", port, notes
    finally:
        process.terminate()
        process.wait(timeout=20)


def status_of_socket(port: int, host: str, origin: str | None) -> int:
    """101 when the socket is opened, else the status of the refusal."""
    headers = {"Origin": origin} if origin else {}
    try:
        with (
            closing(socket.create_connection(("127.0.0.1", port))) as wire,
            connect(f"ws://{host}/_stcore/stream", sock=wire, additional_headers=headers),
        ):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_sockets_of_other_sites_are_refused_and_nothing_goes_out(alone) -> None:
    address, port, notes = alone
    here = f"127.0.0.1:{port}"
    assert status_of_socket(port, PUBLIC, SITE) == 101
    assert status_of_socket(port, PUBLIC, f"{SITE}:443") == 101
    assert status_of_socket(port, here, f"http://{here}") == 101
    assert status_of_socket(port, here, None) == 101
    for host, origin in (
        (here, "http://evil.example"),
        (here, f"http://127.0.0.1:{port + 1}"),
        (PUBLIC, "https://evil.example"),
        (PUBLIC, "null"),
        ("evil.example", "http://evil.example"),
        ("evil.example", None),
    ):
        assert status_of_socket(port, host, origin) == 403, (host, origin)
    for path in ("", "tendencias", "_stcore/health", "_stcore/host-config", "api/v1/sources"):
        requests.get(address + path, headers={"Origin": "http://evil.example"}, timeout=30)
    assert (notes.read_text() if notes.exists() else "") == ""


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("", {}, 200),
        ("", {"Host": PUBLIC}, 200),
        ("tendencias", {"Host": "evil.example"}, 421),
        ("api/v1/sources", {"Host": "evil.example"}, 421),
        ("static/js/x.js", {"Host": "192.168.1.5"}, 421),
        ("", {"Origin": "http://evil.example"}, 403),
        ("_stcore/host-config", {"Origin": "http://evil.example"}, 403),
        ("api/v1/sources", {"Origin": "http://evil.example"}, 200),
        ("api/v1/nada", {"Origin": "null"}, 404),
    ],
)
def test_what_is_asked_from_elsewhere(alone, path: str, headers, status: int) -> None:
    answer = requests.get(alone[0] + path, headers=headers, timeout=30)
    assert answer.status_code == status
    assert "evil" not in str(answer.headers) + answer.text
    assert answer.headers.get("access-control-allow-origin") == (
        "*" if path.startswith("api/") and "Origin" in headers else None
    )


def test_who_only_reads_may_ask_first(alone) -> None:
    asked = {"Origin": "https://revista.example", "Access-Control-Request-Method": "GET"}
    allowed = requests.options(alone[0] + "api/v1/cells", headers=asked, timeout=30)
    assert allowed.headers["access-control-allow-origin"] == "*"
    assert "POST" not in allowed.headers["access-control-allow-methods"]
    plain = requests.options(alone[0] + "api/v1/cells", timeout=30)
    assert (plain.status_code, plain.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    asked["Access-Control-Request-Method"] = "DELETE"
    refused = requests.options(alone[0] + "api/v1/cells", headers=asked, timeout=30)
    assert refused.status_code == 400
    given = requests.get(alone[0] + "api/v1/cells?fuente=cem", headers=asked, timeout=30)
    assert "X-Total-Count" in given.headers["access-control-expose-headers"]


@pytest.mark.parametrize(
    "path",
    ["nada/x", "nada.js", "index.html", "_stcore/metrics", "_stcore/upload_file/a/b",
     "_stcore/agent/openapi.json", "_stcore/script-health-check", "auth/login", "app/static/x"],
)  # fmt: skip
def test_what_is_no_address_of_the_site_is_not_there(alone, path: str) -> None:
    for accept in ("*/*", "text/html"):
        for method in ("GET", "POST"):
            answer = requests.request(
                method, alone[0] + path, headers={"Accept": accept}, timeout=30
            )
            assert answer.status_code == 404
            assert "Esta dirección no existe" in answer.content.decode()


@pytest.mark.parametrize("path", ["", "api/v1/cells?fuente=cem", "static/css/none.css", "ready"])
def test_compressed_once_and_only_for_who_takes_it(alone, path: str) -> None:
    for accepted, coding in (("gzip", "gzip"), ("gzip;q=0", None), ("identity", None)):
        answer = requests.get(
            alone[0] + path, headers={"Accept-Encoding": accepted}, stream=True, timeout=30
        )
        long = path in ("", "api/v1/cells?fuente=cem")
        assert answer.status_code == (404 if "none" in path else 200)
        assert answer.headers.get("content-encoding") == (coding if long else None)
        varies = answer.raw.headers.getlist("vary")
        assert len(varies) <= 1
        assert not long or "Accept-Encoding" in varies[0].split(", ")
        assert not varies or len(set(varies[0].split(", "))) == varies[0].count(",") + 1
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        answer.close()
