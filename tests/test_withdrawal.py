"""An edition that was taken back stays so: in pages, lists and the API, whatever comes after."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette

from ingest import cli
from ingest.archive import Archive
from ingest.deliveries import add
from ingest.errors import Refused
from ingest.public_folder import NEVER_SHOWN, PublicFolder
from ingest.publish import publish, rollback
from ingest.settings import WorkSettings
from ingest.sources.base import Options
from observatorio.api.routes import api
from observatorio.editions import EditionGone, NothingPublished, cube_of, current_cube, editions
from observatorio.store import Pointer
from observatorio.withdrawals import withdrawn
from tests.cem_rows import text, usual
from tests.conftest import finished
from tests.test_crash import settings_in
from tests.test_pages import DISTRICT, open_page
from tests.test_pages import drawn as drawn_app

TODAY = date(2026, 1, 31)
REASON = "mostraba una <b>oficina</b> [que no era](x)"


def deliver(folder: Path, name: str, day: str) -> None:
    file = folder / name
    file.write_text(text(usual(30, FECHA_INGRESO=day)))
    assert add("cem", file, Options(), settings_in(folder)).outcome == "accepted"


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three editions, of which the last two were taken back, and a fourth that came after."""
    folder = tmp_path_factory.mktemp("taken")
    deliver(folder, "first.csv", "2021-03-15")
    publish(settings_in(folder), today=TODAY)
    deliver(folder, "second.csv", "2021-04-15")
    publish(settings_in(folder), today=TODAY)
    publish(settings_in(folder), today=TODAY)
    assert rollback(settings_in(folder), 1, f"  {REASON}\n. ") == [2, 3]
    assert editions(current_cube(public(folder), DISTRICT)) == [1]
    assert publish(settings_in(folder), today=TODAY).edition == 4
    return folder


def public(folder: Path) -> Path:
    return settings_in(folder).public_dir


@pytest.fixture
def folder(taken: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(taken, tmp_path / "f"))


def asked(path: str, **headers: str) -> SimpleNamespace:
    """What the routes answer, without a server between."""
    at, _, query = f"/api/v1/{path}".partition("?")
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http", "method": "GET", "path": at, "query_string": query.encode(),
        "headers": [(b"host", b"local"), *named],
    }  # fmt: skip
    sent: list[Any] = []

    async def ask() -> None:
        async def receive() -> dict[str, Any]:
            await asyncio.sleep(600)
            return {}

        async def send(message: Any) -> None:
            sent.append(message)

        await Starlette(routes=[api()])(scope, receive, send)

    finished(ask())
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(m.get("body", b"") for m in sent[1:])
    return SimpleNamespace(status=sent[0]["status"], headers=answered, body=body)


@pytest.fixture
def client(taken: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., SimpleNamespace]:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public(taken)))
    return asked


def test_it_is_not_opened_after_later_publications(taken: Path) -> None:
    assert cube_of(public(taken), DISTRICT).edition.edition == 4
    assert cube_of(public(taken), DISTRICT, 1).edition.edition == 1
    for number in (2, 3):
        with pytest.raises(EditionGone, match=f"edición {number} se retiró el .* Motivo: mostraba"):
            cube_of(public(taken), DISTRICT, number)
    with pytest.raises(NothingPublished, match="No hay una edición 5"):
        cube_of(public(taken), DISTRICT, 5)


def test_no_list_offers_it(taken: Path) -> None:
    current = current_cube(public(taken), DISTRICT)
    assert editions(current) == [4, 1]
    # Not even in the file itself, for whoever reads it without the marks.
    assert [row[0] for row in current.rows("editions")] == [4, 1]


@pytest.mark.parametrize("path", ["sources", "cells?fuente=cem", "cube.csv", "package.zip"])
def test_the_api_says_gone_and_why(client: Callable[..., SimpleNamespace], path: str) -> None:
    edition = f"{path}{'&' if '?' in path else '?'}edicion="
    fine = client(edition + "1")
    assert (fine.status, fine.headers["cache-control"]) == (200, "public, no-cache")
    gone = client(edition + "2", if_none_match=fine.headers["etag"])
    assert (gone.status, gone.headers["cache-control"]) == (410, "no-store")
    assert f"Motivo: {REASON}." in json.loads(gone.body)["error"]["mensaje"]
    assert client(edition + "5").status == 404


def test_the_api_lists_it_apart(client: Callable[..., SimpleNamespace]) -> None:
    told = json.loads(client("editions").body)
    assert [e["edicion"] for e in told["ediciones"]] == [4, 1]
    assert [(e["edicion"], e["motivo"]) for e in told["retiradas"]] == [(3, REASON), (2, REASON)]


def test_pages_say_so(taken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public(taken)))
    app = drawn_app(edicion="2")
    assert not app.exception
    told = " ".join(block.value for block in app.main.get("html"))
    assert "La edición 2 se retiró el " in told
    assert "mostraba una &lt;b&gt;oficina&lt;/b&gt; [que no era](x)" in told
    offered = next(box for box in app.sidebar.selectbox if box.label == "Edición")
    assert offered.options == ["4", "1"]
    method = open_page("method")
    assert next(t.value for t in method.main.text if REASON in t.value).startswith("La edición 3 ")
    log = next(m.value for m in method.main.markdown if "**Edición 4" in m.value)
    assert "Edición 1" in log and "Edición 2" not in log


def test_it_can_not_be_gone_back_to(folder: Path) -> None:
    with pytest.raises(Refused, match="La edición 2 se retiró"):
        rollback(settings_in(folder), 2)
    with pytest.raises(Refused, match=r"disponibles: 1, 4\. Retiradas: 2, 3"):
        rollback(settings_in(folder), 9)


@pytest.mark.parametrize("lost", ["current.json", "withdrawn.json"])
def test_the_marks_outlive_either_file(folder: Path, lost: str) -> None:
    settings = settings_in(folder)
    before = withdrawn(settings.public_dir)
    for path in settings.data_dir.rglob(lost):
        path.write_text('[{"edition"')
    if lost == "current.json":
        with pytest.raises(NothingPublished, match="dañado"):
            current_cube(settings.public_dir, DISTRICT)
    PublicFolder(settings).recover(TODAY)
    assert withdrawn(settings.public_dir) == before
    assert Pointer(settings.public_dir).read()["edition"] == 4
    kept = json.loads((settings.archive_dir / "editions" / "withdrawn.json").read_text())
    assert [(mark["edition"], mark["reason"]) for mark in kept] == [(2, REASON), (3, REASON)]


def test_an_edition_that_was_never_current_is_not_shown_later(folder: Path) -> None:
    """A publication was killed just before its edition became current."""
    settings = settings_in(folder)
    before = (settings.public_dir / "current.json").read_bytes()
    publish(settings, today=TODAY)
    (settings.public_dir / "current.json").write_bytes(before)
    assert publish(settings, today=TODAY).edition == 6
    assert editions(current_cube(settings.public_dir, DISTRICT)) == [6, 4, 1]
    assert withdrawn(settings.public_dir)[5].reason == NEVER_SHOWN


# Numbers only grow.


def restored(folder: Path, tmp_path: Path, *parts: str) -> WorkSettings:
    """A new data folder with these parts of the old one, as they come from a backup."""
    for part in parts:
        shutil.copytree(folder / "data" / part, tmp_path / "restored" / "data" / part)
    return settings_in(tmp_path / "restored")


def manifests(settings: WorkSettings) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in Archive(settings).editions_dir.iterdir()}


def test_the_whole_backup_goes_on_where_the_old_folder_was(taken: Path, tmp_path: Path) -> None:
    settings = restored(taken, tmp_path, "archive", "secret", "store/public")
    before = cube_of(settings.public_dir, DISTRICT, 1).cells("cem", "month")
    kept = manifests(settings)
    assert publish(settings, today=TODAY).edition == 5
    assert cube_of(settings.public_dir, DISTRICT, 1).cells("cem", "month") == before
    assert editions(current_cube(settings.public_dir, DISTRICT)) == [5, 4, 1]
    assert sorted(withdrawn(settings.public_dir)) == [2, 3]
    assert {name: manifests(settings)[name] for name in kept} == kept
    now = current_cube(settings.public_dir, DISTRICT).cells("cem", "month")
    assert now == cube_of(public(taken), DISTRICT, 4).cells("cem", "month")


def test_without_the_public_folder_nothing_is_overwritten(taken: Path, tmp_path: Path) -> None:
    settings = restored(taken, tmp_path, "archive", "secret")
    kept = manifests(settings)
    assert publish(settings, today=TODAY).edition == 5
    assert {name: manifests(settings)[name] for name in kept} == kept
    with pytest.raises(EditionGone, match="su archivo ya no está"):
        cube_of(settings.public_dir, DISTRICT, 4)
    with pytest.raises(EditionGone, match="se retiró"):
        cube_of(settings.public_dir, DISTRICT, 2)
    now = current_cube(settings.public_dir, DISTRICT)
    assert now.cells("cem", "month") == cube_of(public(taken), DISTRICT, 4).cells("cem", "month")


def test_an_older_archive_goes_on_after_what_was_shown(taken: Path, tmp_path: Path) -> None:
    settings = restored(taken, tmp_path, "archive", "secret", "store/public")
    for path in Archive(settings).editions_dir.glob("000004*"):
        path.unlink()
    assert PublicFolder(settings).next_file().name == "public-000005.duckdb"
    shutil.rmtree(settings.public_dir)
    assert PublicFolder(settings).next_file().name == "public-000004.duckdb"


def test_the_command_takes_the_reason(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OBSERVATORIO_DATA", str(settings_in(folder).data_dir))
    assert cli.main(["rollback", "1", "--reason", "una zona equivocada"]) == 0
    assert "No se muestran más: 4." in capsys.readouterr().out
    assert withdrawn(public(folder))[4].reason == "una zona equivocada"
    assert cli.main(["rollback", "4"]) == 1
    assert "una zona equivocada" in capsys.readouterr().err
