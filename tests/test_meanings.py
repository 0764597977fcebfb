"""A registry built from kept meanings is the one that is built from the archive alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingest.deliveries import add
from ingest.registry import Registry
from ingest.sources.base import Options
from tests.test_crash import contents, folder, loaded, settings_in

__all__ = ["folder", "loaded"]  # fixtures


def built(data: Path) -> dict[str, list[str]]:
    """The registry as a rebuild gives it."""
    found: dict[str, list[str]] = contents(Registry(settings_in(data.parent)).rebuild())
    return found


def test_kept_damaged_or_gone_they_give_the_same(folder: Path) -> None:
    settings = settings_in(folder)
    for name in ("second.csv", "correction.csv"):
        assert add("cem", folder / name, Options(), settings).outcome == "accepted"
    kept = sorted(p.name for p in (settings.data_dir / "meanings").iterdir())
    assert [name[:10] for name in kept] == ["000001-cem", "000002-cem"]
    before = built(settings.data_dir)
    for file in (settings.data_dir / "meanings").rglob("staged.parquet"):
        file.write_bytes(file.read_bytes()[:-90])
    assert built(settings.data_dir) == before
    for file in (settings.data_dir / "meanings").rglob("covered.parquet"):
        file.unlink()
    assert built(settings.data_dir) == before
    shutil.rmtree(settings.data_dir / "meanings")
    assert built(settings.data_dir) == before


def test_another_meaning_is_read_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_in(folder)
    store = Registry(settings)
    (delivery,) = store.archive.deliveries()
    name = store.meanings.name(delivery)
    assert store.meanings.name(delivery, [delivery]) != name, "a correction"
    monkeypatch.setattr("ingest.registry.reference_sha", lambda: "other code maps")
    assert Registry(settings).meanings.name(delivery) != name
    Registry(settings).rebuild()
    assert not (settings.data_dir / "meanings" / name).exists()


@pytest.mark.exhaustive
def test_every_source_of_the_demonstration(demo_data: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(demo_data, tmp_path / "f" / "data"))
    before = contents(Registry(settings_in(data.parent)).current)
    assert (data / "meanings").is_dir()
    after = built(data)
    shutil.rmtree(data / "meanings")
    assert built(data) == after
    assert {k: v for k, v in after.items() if k != "editions"} == {
        k: v for k, v in before.items() if k != "editions"
    }
