"""The stranger who reads an edition's file: each way in which it could tell more is found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from ingest import building, public_file
from ingest.audit.published_file import FileTells, judge_file, leaks
from ingest.public_file import write
from ingest.registry import Registry
from observatorio import clock
from observatorio.database import run
from tests.test_editions import JANUARY, Register
from tests.test_public_file import HEADERS

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
TABLES = ("tables", "categories", "coverage", "sources", "measures", "editions")
Spoil = Callable[[duckdb.DuckDBPyConnection], object]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """One year of one source, published."""
    made = Register(tmp_path_factory.mktemp("stranger"))
    made.more((2020, 1), (2020, 12))
    made.hand_in()
    made.publish(JANUARY)
    return made


@pytest.fixture(scope="module")
def good(register: Register) -> Path:
    return register.world.settings.public_dir / "public-000001.duckdb"


def test_a_published_file_tells_nothing_more(good: Path) -> None:
    assert leaks(good) == []
    judge_file(good)


def sql(*statements: str) -> Spoil:
    return lambda con: [con.execute(statement) for statement in statements]


SPOILT: dict[str, tuple[Spoil, str]] = {
    "updated": (
        sql(
            f"UPDATE tables SET label = label || '{SHA}'",
            "CHECKPOINT",
            "UPDATE tables SET label = label[:-65]",
        ),
        "bytes|libres|faltan",
    ),
    "deleted": (
        sql("INSERT INTO tables SELECT * FROM tables LIMIT 1", "CHECKPOINT",
            "DELETE FROM tables WHERE rowid = 0"),
        "faltan números",
    ),
    "dropped": (
        sql(f"CREATE TABLE x AS SELECT '{SHA}' AS v", "CHECKPOINT", "DROP TABLE x"),
        "bytes|libres",
    ),
    "a view": (sql("CREATE VIEW registro AS SELECT 1 AS n"), "quedó «registro»|otros cuadros"),
    "a macro": (sql("CREATE MACRO registro(n) AS n + 1"), "quedó «registro»"),
    "a type": (sql("CREATE TYPE registro AS ENUM ('a')"), "quedó «registro»"),
    "a sequence": (sql("CREATE SEQUENCE registro"), "quedó «registro»"),
    "an index": (sql("CREATE INDEX registro ON measures (source)"), "quedó «registro»"),
    "a comment": (sql(f"COMMENT ON TABLE cells IS '{SHA}'"), "bytes"),
}  # fmt: skip


def copy_of(good: Path, folder: Path) -> Path:
    return shutil.copy(good, folder / good.name)


@pytest.mark.parametrize("name", SPOILT)
def test_what_was_done_to_a_file_is_found(good: Path, tmp_path: Path, name: str) -> None:
    spoil, said = SPOILT[name]
    file = copy_of(good, tmp_path)
    with duckdb.connect(str(file)) as con:
        spoil(con)
    with pytest.raises(FileTells, match=f"(?i){said}"):
        judge_file(file)


WRITTEN: dict[str, tuple[Spoil, str]] = {
    "a hash": (sql(f"UPDATE tables SET reason = '{SHA}' WHERE table_id = 'month'"), "una huella"),
    "a delivery": (sql("UPDATE tables SET reason = 'De 000007-cem.'"), "nombre de una entrega"),
    "an hour": (sql("UPDATE sources SET caveats = '2021-01-05 08:31:07'"), "una hora"),
    "categories by size": (
        sql("UPDATE categories SET position = 6 - position WHERE dimension = 'condition'"),
        "fuera de su orden",
    ),
}


def cube_of(good: Path) -> duckdb.DuckDBPyConnection:
    """What the file holds, in memory."""
    con = duckdb.connect()
    run(con, "schema/public")
    con.execute(f"ATTACH '{good}' AS good (READ_ONLY)")
    tables = con.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'good'")
    for (name,) in set(tables.fetchall()) - {("layout",)}:
        con.execute(f"INSERT INTO {name} SELECT * FROM good.{name}")
    return con


@pytest.mark.parametrize("name", WRITTEN)
def test_what_a_file_says_of_deliveries_is_found(good: Path, tmp_path: Path, name: str) -> None:
    spoil, said = WRITTEN[name]
    with cube_of(good) as con:
        spoil(con)
        write(con, tmp_path / good.name)
    assert [text for text in leaks(tmp_path / good.name) if said in text]


def test_rows_in_the_order_of_a_join_are_found(good: Path, tmp_path: Path) -> None:
    """The hidden cells that are empty stood after those that are not; a copy keeps it so."""
    first, second = tmp_path / "public-000001.duckdb", tmp_path / "public-000002.duckdb"
    with duckdb.connect(str(first)) as con:
        run(con, "schema/public")
        con.execute(f"ATTACH '{good}' AS good (READ_ONLY)")
        for name in TABLES:
            con.execute(f"INSERT INTO {name} SELECT * FROM good.{name} ORDER BY ALL")
        con.execute("INSERT INTO cells SELECT * FROM good.cells ORDER BY value IS NULL, rowid")
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{first}' AS one (READ_ONLY)")
        con.execute(f"ATTACH '{second}' AS two")
        con.execute("COPY FROM DATABASE one TO two")
    for file in (first, second):
        assert [text for text in leaks(file) if "orden de sus columnas" in text], file.name


def test_gaps_of_compressed_columns_are_found(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They keep what the memory held before."""
    with monkeypatch.context() as patch, cube_of(good) as con:
        patch.delitem(public_file.OWN_MEMORY, "force_compression")
        write(con, tmp_path / good.name)
    assert [text for text in leaks(tmp_path / good.name) if "bytes" in text]


def test_bytes_after_the_end_or_in_a_header_are_found(good: Path, tmp_path: Path) -> None:
    file = copy_of(good, tmp_path)
    with file.open("ab") as handle:
        handle.write(SHA.encode())
    assert [text for text in leaks(file) if "más bytes" in text]
    file = copy_of(good, tmp_path)
    with file.open("r+b") as handle:
        handle.seek(HEADERS - 100)
        handle.write(SHA.encode())
    assert leaks(file)


def test_two_registries_that_publish_the_same_give_the_same_file(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one, a cell that is hidden holds three cases and another none; in the other, contrariwise.

    Their files are equal in contents, physical order, `pragma_storage_info`, and byte by byte but
    for the checksums and identifiers of their headers.
    """
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda *zone: moment)
    files = [
        built(register, tmp_path / name, hidden)
        for name, hidden in (("one", "derivado"), ("two", "continuador"))
    ]
    counts = []
    for file in files:
        with duckdb.connect(str(file), read_only=True) as con:
            tables = [name for (name,) in con.execute("SHOW TABLES").fetchall()]
            told = {name: con.table(name).fetchall() for name in tables}
            stored = {
                name: con.execute("SELECT * FROM pragma_storage_info(?)", [name]).fetchall()
                for name in tables
            }
        counts.append((told, stored))
    assert counts[0] == counts[1]
    assert hidden_conditions(files[0]) >= {"derivado", "continuador"}
    assert files[0].read_bytes()[HEADERS:] == files[1].read_bytes()[HEADERS:]
    assert [leaks(file) for file in files] == [[], []]


def built(register: Register, folder: Path, hidden: str) -> Path:
    """The edition of a registry in which three cases are of the condition `hidden`, no others."""
    folder.mkdir()
    registry = Path(shutil.copy(register.world.registry(), folder / "registry-000001.duckdb"))
    with duckdb.connect(str(registry)) as con:
        con.execute("UPDATE records SET condition = 'nuevo'")
        con.execute(
            "UPDATE records SET condition = ? WHERE row_number IN "
            "(SELECT row_number FROM records ORDER BY row_number LIMIT 3)",
            [hidden],
        )
    target = folder / "public-000001.duckdb"
    empty = Register(folder / "empty")
    build = building.Build(Registry(empty.world.settings), registry, target, date(2021, 1, 5))
    build.run(lambda share, text: None)
    return target


def hidden_conditions(file: Path) -> set[str]:
    with duckdb.connect(str(file), read_only=True) as con:
        found = con.execute(
            "SELECT codes[1] FROM cells WHERE table_id = 'condition' AND value IS NULL"
        ).fetchall()
    return {condition for (condition,) in found}


def test_the_audit_of_an_edition_reads_its_file(register: Register) -> None:
    from ingest.audit.findings import audit_edition

    settings = register.world.settings
    assert audit_edition(settings).file_tells == ()
    file = settings.public_dir / "public-000001.duckdb"
    kept = file.read_bytes()
    with duckdb.connect(str(file)) as con:
        con.execute("CREATE VIEW registro AS SELECT 1 AS n")
    found = audit_edition(settings)
    file.write_bytes(kept)
    assert found.file_tells
    assert not found.bounds_kept
    assert json.dumps(found.file_tells)
