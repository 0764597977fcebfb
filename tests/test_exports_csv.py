"""CSV in both kinds, of the filters and of the whole district, read by other programs."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from observatorio.cube import Cube
from observatorio.database import run
from observatorio.editions import current_cube
from observatorio.exports.columns import HEADER, VIEW, WHOLE_CUBE
from observatorio.exports.delimited import (
    COMMAS,
    SEMICOLONS,
    STYLES,
    Style,
    csv_bytes,
    csv_parts,
    number,
    safe,
)
from observatorio.exports.extract import Extract, file_name, file_stem
from observatorio.exports.package import package_parts
from observatorio.exports.rows import row_count
from observatorio.exports.workbook import xlsx_parts
from observatorio.filters import Filters
from tests.conftest import public_of
from tests.export_cubes import (
    ADDRESS,
    HOSTILE,
    SAID,
    connected,
    copy_of,
    hostile_folder,
    one_source,
    taken,
    texts,
    whole_cube,
)

CHOSEN = Filters("cem", (2018, 2021), {"sex": ("mujer",), "age_group": ("12-17", "60+")})
EVERYTHING = Filters("cem", (2017, 2022))


@pytest.fixture(scope="module", params=["plain", "hostile"])
def cube(request, demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Cube:
    if request.param == "plain":
        return current_cube(public_of(demo_data), "150106")
    folder = hostile_folder(demo_data, tmp_path_factory.mktemp("hostile"))
    return current_cube(folder, "150106")


@pytest.fixture(scope="module")
def con(cube: Cube, tmp_path_factory: pytest.TempPathFactory):
    opened = connected(cube, tmp_path_factory.mktemp("plain-sql"))
    yield opened
    opened.close()


def by_pandas(file: Path, style: Style) -> pd.DataFrame:
    return pd.read_csv(file, sep=style.delimiter, dtype=str, keep_default_na=False)


def by_duckdb(file: Path, style: Style) -> pd.DataFrame:
    query = "SELECT * FROM read_csv(?, delim = ?, quote = '\"', header = true, all_varchar = true)"
    return duckdb.execute(query, [str(file), style.delimiter]).df().fillna("")


def lines(table: pd.DataFrame) -> list[tuple[str, ...]]:
    return sorted(table.drop(columns=SAID).itertuples(index=False, name=None))


def escaped(rows: list[tuple[object, ...]]) -> list[tuple[str, ...]]:
    return texts([tuple(safe(value) for value in row) for row in rows])


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("filters", [EVERYTHING, CHOSEN], ids=["all", "chosen"])
def test_each_cell_is_that_of_the_public_file(
    cube: Cube, con, tmp_path: Path, style: Style, filters: Filters
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(csv_bytes(taken(cube, filters), style))
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    expected = [(row[0], row[3], *row[4:]) for row in one_source(con, filters)]
    assert expected
    for read in (by_pandas, by_duckdb):
        table = read(file, style)
        assert tuple(table.columns) == HEADER
        assert lines(table) == escaped(expected)
    assert len(expected) == row_count(cube, filters)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_the_whole_district_is_one_long_file(cube: Cube, con, tmp_path: Path, style: Style) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"".join(csv_parts(taken(cube, None), WHOLE_CUBE, style)))
    expected = whole_cube(con)
    (every,) = con.execute("SELECT count(*) FROM cells").fetchone()
    assert len(expected) == every == row_count(cube, None)
    for read in (by_pandas, by_duckdb):
        table = read(file, style)
        assert list(table.columns) == [*(c.name for c in WHOLE_CUBE), *SAID]
        assert lines(table) == escaped(expected)
        # Each source says once how it is protected.
        told = table[table["proteccion"] != ""]
        assert list(told["fuente"]) == list(dict.fromkeys(table["fuente"]))
        assert (told[SAID] != "").all(axis=None)
        assert all(address in cita for cita in told["cita"] for address in [ADDRESS])


def test_protected_cells_are_empty_and_never_zero(cube: Cube, con, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"".join(csv_parts(taken(cube, None), WHOLE_CUBE, SEMICOLONS)))
    table = pd.read_csv(file, sep=";", decimal=",")
    hidden = table[table["valor"].isna()]
    (count,) = con.execute("SELECT count(*) FROM cells WHERE value IS NULL").fetchone()
    assert len(hidden) == count > 0
    assert hidden["nota"].str.startswith("menos de 5").all()
    assert not table[table["valor"].notna()]["nota"].str.startswith("menos de").any()
    (zeros,) = con.execute("SELECT count(*) FROM cells WHERE value = 0").fetchone()
    assert (table["valor"] == 0).sum() == zeros


def test_no_label_becomes_a_formula(cube: Cube) -> None:
    for style in STYLES.values():
        content = b"".join(csv_parts(taken(cube, None), WHOLE_CUBE, style)).decode("utf-8-sig")
        for mark in ("=", "+", "-", "@"):
            assert f"{style.delimiter}{mark}" not in content
            assert f'{style.delimiter}"{mark}' not in content


def test_every_hostile_label_is_in_a_file(demo_data: Path, tmp_path: Path) -> None:
    """The tests above would prove little if a hostile name stood in no cell."""
    cube = current_cube(hostile_folder(demo_data, tmp_path), "150106")
    table = [
        row for lot in csv_parts(taken(cube, None), WHOLE_CUBE) for row in [lot.decode("utf-8")]
    ]
    content = "".join(table).replace('""', '"')
    for label in HOSTILE:
        assert label in content, label


def test_numbers_have_the_decimal_mark_of_their_kind() -> None:
    assert number(3.5, SEMICOLONS) == "3,5"
    assert number(3.5, COMMAS) == "3.5"
    assert number(1441, SEMICOLONS) == 1441
    assert number("3.5", SEMICOLONS) == "3.5"
    assert number(None, SEMICOLONS) is None


def test_names_tell_files_apart(demo_data: Path) -> None:
    cube = current_cube(public_of(demo_data), "150106")
    name = file_name(cube, CHOSEN, "Carabayllo", "_punto-y-coma.csv")
    assert name == ("demostracion_Carabayllo_cem_2018-2021_12-17_60+_mujer_ed1_punto-y-coma.csv")
    assert file_stem(cube, None, "Ñaña") == "demostracion_Nana_todas-las-fuentes_ed1"
    one, other = (file_stem(cube, EVERYTHING, "a" * 300 + end) for end in "bc")
    assert one != other
    assert max(len(one), len(other)) < 150
    assert one.endswith("_ed1")


# Without holding it in memory.


def synthetic(folder: Path, cells: int) -> Cube:
    """A cube with as many cells as asked for, in two tables."""
    file = folder / f"public-{cells:06d}.duckdb"
    with duckdb.connect(str(file)) as con:
        run(con, "schema/public")
        con.execute(
            "INSERT INTO cells (edition, ubigeo, source, measure, table_id, year, codes, value, "
            "kind, step) SELECT 1, '150106', 'cem', 'caso', 't' || i % 2, 2000 + i % 20, "
            "[(1 + i % 12)::VARCHAR, 'e' || i % 90, 'z' || i], i, 'rounded', 5 FROM range(?) r(i)",
            [cells],
        )
        con.execute(
            "INSERT INTO tables SELECT '150106', 'cem', 'caso', t, t, 'month|age_group|zone', "
            "'publico', '' FROM (VALUES ('t0'), ('t1')) AS v (t)"
        )
        con.execute(
            "INSERT INTO sources VALUES ('cem', 'CEM', 'CEM', 'casos', 'caso', 'M', 'L', true, "
            "'', false, NULL, NULL, NULL, NULL, 0, 0)"
        )
        con.execute(
            "INSERT INTO editions VALUES (1, TIMESTAMP '2026-01-02', ?, 0, 1, 5, 5)", [cells]
        )
    return Cube(file, "150106")


def peak_of(cube: Cube) -> tuple[int, int]:
    """Most bytes that Python held at once while the whole file went by, and lines that went by."""
    seen = 0
    tracemalloc.start()
    for part in csv_parts(taken(cube, None), WHOLE_CUBE):
        seen += part.count(b"\n")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak, seen


def test_a_cube_ten_times_as_large_takes_no_more_memory(tmp_path: Path) -> None:
    small, large = (synthetic(tmp_path, cells) for cells in (3_000, 30_000))
    peak_of(small)  # what is loaded and kept once
    (peak, seen), (larger, more) = peak_of(small), peak_of(large)
    assert (seen, more) == (3_001, 30_001)
    assert larger < 1.3 * peak


def held_by(parts: Callable[[Extract], Iterator[bytes]], cube: Cube) -> int:
    """Most bytes that Python held at once while the parts of a file went by."""
    tracemalloc.start()
    assert sum(len(part) for part in parts(taken(cube, None))) > 0
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("parts", [xlsx_parts, package_parts], ids=["xlsx", "zip"])
def test_neither_does_a_workbook_nor_a_package(
    tmp_path: Path, parts: Callable[[Extract], Iterator[bytes]]
) -> None:
    small, large = (synthetic(tmp_path, cells) for cells in (6_000, 20_000))
    held_by(parts, small)  # what is loaded and kept once
    assert held_by(parts, large) < 1.6 * held_by(parts, small)


def test_the_whole_file_at_once_would_be_seen(tmp_path: Path) -> None:
    """The measure tells a generator from a list."""
    large = synthetic(tmp_path, 60_000)
    streamed, _ = peak_of(large)
    tracemalloc.start()
    assert len(b"".join(list(csv_parts(taken(large, None), WHOLE_CUBE)))) > 0
    _, held = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held > 2 * streamed


def test_a_table_that_is_kept_back_is_in_no_file(demo_data: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(copy_of(demo_data, tmp_path))) as con:
        con.execute("UPDATE tables SET state = 'rechazado' WHERE table_id = 'age_sex'")
        (kept,) = con.execute("SELECT count(*) FROM cells WHERE table_id <> 'age_sex'").fetchone()
    cube = current_cube(tmp_path, "150106")
    content = b"".join(csv_parts(taken(cube, None), WHOLE_CUBE)).decode("utf-8-sig")
    assert row_count(cube, None) == kept == len(content.splitlines()) - 1
    assert ",age_sex," not in content
    assert ",age_sex_type," in content


def test_a_part_is_made_when_it_is_asked_for(demo_data: Path) -> None:
    cube = current_cube(public_of(demo_data), "150106")
    parts = csv_parts(taken(cube, None), VIEW)
    assert next(parts).decode("utf-8-sig").strip() == ",".join(HEADER)
    assert next(parts).count(b"\n") <= 1000
