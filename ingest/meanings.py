"""What a delivery means, kept from one build of the registry to the next until it changes.

Reading a delivery (`stage`) is most of a rebuild. Its result, the few temporary tables that `apply`
takes it from, depends on the archived delivery, its corrections, the code maps and the
configuration; it is kept under a name made of all of them. It is restricted like the registry, and
can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

import duckdb
from pyarrow import ArrowException, Table
from pyarrow.parquet import ParquetFile, write_table

from ingest.archive import WORKING
from ingest.delivery import Delivery
from ingest.settings import WorkSettings
from ingest.sources import SOURCES

# Above this a file of its own is read about as fast as the archive.
MOST_ROWS = 200_000


class Meanings:
    """The folder of the kept meanings; `rules` changes with whatever gives meaning."""

    def __init__(self, settings: WorkSettings, rules: str):
        self.folder = settings.data_dir / "meanings"
        self.rules = rules

    def name(self, delivery: Delivery, fixes: Sequence[Delivery] = ()) -> str:
        """Under what the meaning is kept: another one as soon as it may mean otherwise."""
        said = [asdict(delivery), *(fix.sha256 for fix in fixes), self.rules]
        digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
        return f"{delivery.id}-{digest[:32]}"

    @contextmanager
    def recalled(
        self, con: duckdb.DuckDBPyConnection, name: str, delivery: Delivery
    ) -> Iterator[bool]:
        """Lets `con` read the tables that were kept under the name; False where there are none."""
        tables = self._read(name, delivery)
        for table, rows in tables.items():
            con.register(table, rows)
        try:
            yield bool(tables)
        finally:
            for table in tables:
                con.unregister(table)

    def _read(self, name: str, delivery: Delivery) -> dict[str, Table]:
        """The kept tables; none where one is damaged or gone."""
        try:
            return {
                table: ParquetFile(
                    self.folder / name / f"{table}.parquet", page_checksum_verification=True
                ).read(use_threads=False)
                for table in SOURCES[delivery.source].applied
            }
        except (OSError, ArrowException):
            return {}

    def keep(self, con: duckdb.DuckDBPyConnection, name: str, delivery: Delivery) -> None:
        """Keeps the staged tables of `con` under the name; nothing is lost where it can't."""
        if delivery.rows_read > MOST_ROWS:
            return
        made = self.folder / f"{WORKING}{uuid.uuid4().hex}"
        try:
            made.mkdir(parents=True, mode=0o700)
            for table in SOURCES[delivery.source].applied:
                columns = con.table(table).to_arrow_table()
                write_table(columns, made / f"{table}.parquet", write_page_checksum=True)
            made.replace(self.folder / name)
        except (OSError, ArrowException):
            pass
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def clean(self) -> None:
        """Deletes what a killed run left half made."""
        for path in self.folder.glob(f"{WORKING}*"):
            shutil.rmtree(path, ignore_errors=True)

    def forget(self, name: str) -> None:
        """Deletes one."""
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def forget_all_but(self, names: Sequence[str]) -> None:
        """Deletes what no delivery means any more."""
        for path in self.folder.glob("*"):
            if path.name not in names:
                shutil.rmtree(path, ignore_errors=True)
