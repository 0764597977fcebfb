"""Shared by all tests: a data folder of their own, and the production path from file to figures."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import duckdb
import pytest

from ingest.deliveries import Outcome, add
from ingest.registry import Registry
from ingest.sources.base import Options
from observatorio.config import Settings, load_settings
from observatorio.database import open_read_only


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The project's own configuration, with data in a folder that goes away."""
    return dataclasses.replace(load_settings(), data_dir=tmp_path / "data")


@pytest.fixture
def deliver(settings: Settings, tmp_path: Path):
    """Writes `text` to a file and adds it as a delivery of `source`."""

    def _deliver(source: str, name: str, text: str | bytes, **options: object) -> Outcome:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return add(source, file, Options(**options), settings)

    return _deliver


@pytest.fixture
def registry(settings: Settings):
    """Opens the current registry to read."""

    def _open() -> duckdb.DuckDBPyConnection:
        path = Registry(settings).current
        assert path is not None
        return open_read_only(path)

    return _open
