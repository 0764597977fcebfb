"""The data package: valid for Frictionless, its Parquet read by pandas and DuckDB, its texts."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import frictionless
import pandas as pd
import pytest
import yaml

from observatorio.exports import citation
from observatorio.exports.delimited import csv_parts, safe
from observatorio.exports.extract import Extract
from observatorio.exports.package import FILES, package_bytes, package_parts
from observatorio.filters import Filters
from tests.conftest import public_of
from tests.export_cubes import (
    ADDRESS,
    SAID,
    connected,
    extract_of,
    hostile_folder,
    one_source,
    texts,
    whole_cube,
)

CHOSEN = Filters("demuna", (2019, 2021))
CELLS = (
    "source, measure, table_id, year, quarter, month, age_group, sex, violence_type, zone, "
    "relationship, risk_level, condition, complaint, protection_measure, precautionary_measure, "
    "legal_support, value, note, changed, edition, ubigeo"
)


@pytest.fixture(scope="module", params=["plain-view", "hostile-view", "plain-all", "hostile-all"])
def extract(request, demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Extract:
    kind, part = request.param.split("-")
    folder = public_of(demo_data)
    if kind == "hostile":
        folder = hostile_folder(demo_data, tmp_path_factory.mktemp("hostile"))
    return extract_of(folder, CHOSEN if part == "view" else None)


@pytest.fixture(scope="module")
def package(extract: Extract, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it is sent, and beside it what is in it."""
    folder = tmp_path_factory.mktemp("package")
    file = folder / f"{extract.stem}.zip"
    file.write_bytes(package_bytes(extract))
    with zipfile.ZipFile(file) as parts:
        assert parts.testzip() is None
        parts.extractall(folder / "open")
    return file


@pytest.fixture(scope="module")
def con(extract: Extract, tmp_path_factory: pytest.TempPathFactory):
    opened = connected(extract.cube, tmp_path_factory.mktemp("plain-sql"))
    yield opened
    opened.close()


def read(package: Path, name: str) -> str:
    return (package.parent / "open" / name).read_text(encoding="utf-8-sig")


def described(package: Path) -> dict:
    return json.loads(read(package, "datapackage.json"))


def test_it_holds_what_it_says(package: Path, extract: Extract) -> None:
    names = zipfile.ZipFile(package).namelist()
    assert names == list(FILES)
    told = read(package, "LEAME.txt")
    assert all(f"- {name}: " in told for name in names)
    assert extract.filters_in_words in told
    assert extract.cube.explanation(extract.sources[0].source) in told
    assert "Datos de demostración" in told


def test_frictionless_finds_it_valid(package: Path) -> None:
    for place in (package, package.parent / "open" / "datapackage.json"):
        report = frictionless.validate(str(place))
        assert report.valid, report.flatten(["type", "note"])
        assert [task.name for task in report.tasks] == [
            "data",
            "cobertura",
            "cifras_publicadas",
            "diccionario",
        ]
        assert not [warning for task in report.tasks for warning in task.warnings]


def test_frictionless_would_see_another_category(package: Path, tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    for name in (resource["path"] for resource in described(package)["resources"]):
        (folder / name).write_bytes((package.parent / "open" / name).read_bytes())
    said = described(package)
    for resource in said["resources"]:
        del resource["hash"], resource["bytes"]
    (folder / "datapackage.json").write_text(json.dumps(said), encoding="utf-8")
    file = str(folder / "datapackage.json")
    assert frictionless.validate(file).valid
    table = pd.read_csv(folder / "data.csv", dtype=str, keep_default_na=False)
    table.loc[len(table) - 1, "sexo"] = "otra cosa"
    table.loc[0, "valor"] = "-3"
    table.to_csv(folder / "data.csv", index=False, encoding="utf-8-sig")
    found = frictionless.validate(file).flatten(["type", "fieldName"])
    assert sorted(found) == [["constraint-error", "sexo"], ["constraint-error", "valor"]]


def test_frictionless_reads_the_public_file(package: Path, extract: Extract, con) -> None:
    resource = frictionless.Package(str(package.parent / "open" / "datapackage.json")).get_resource(
        "data"
    )
    rows = [
        tuple(value for name, value in row.items() if name not in SAID)
        for row in resource.read_rows()
    ]
    expected = whole_cube(con) if extract.filters is None else one_source(con, CHOSEN)
    assert texts(rows) == texts([tuple(safe(value) for value in row) for row in expected])
    whole = {f.name for f in resource.schema.fields if f.type == "integer"}
    assert {"anio", "mes", "valor", "edicion"} <= whole
    assert resource.schema.missing_values == [""]


def test_the_description_says_whose_it_is(package: Path, extract: Extract) -> None:
    said = described(package)
    assert said["homepage"] == ADDRESS
    assert said["contributors"] == [{"title": extract.office, "role": "publisher"}]
    everything = list(extract.cube.sources.values())
    assert {licence["title"] for licence in said["licenses"]} == {s.licence for s in everything}
    assert len(said["sources"]) == len(everything)
    for resource in said["resources"]:
        content = (package.parent / "open" / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
    if extract.cube.sources["sidpol"].licence.endswith("(ODC-By)"):
        assert "ODC-By-1.0" in {licence["name"] for licence in said["licenses"]}
    told = read(package, "LICENCIA.txt")
    assert all(s.licence in told and s.publisher in told for s in everything)


def test_the_table_is_that_of_the_csv(package: Path, extract: Extract) -> None:
    content = (package.parent / "open" / "data.csv").read_bytes()
    assert content == b"".join(csv_parts(extract, extract.columns))


def test_what_was_not_delivered_and_what_was_printed_go_with_it(package: Path, con) -> None:
    for name, query in (
        ("cobertura", "SELECT source, year, month, state FROM coverage"),
        (
            "cifras_publicadas",
            "SELECT source, ubigeo, table_name, year, first_month, last_month, dimension, "
            "category, value, unit, base, source_ref, note FROM published_figures "
            "WHERE ubigeo IN ('150106', '15', '00')",
        ),
    ):
        titles = dict(con.execute("SELECT source, title FROM sources").fetchall())
        expected = [(titles.get(row[0], row[0]), *row[1:]) for row in con.execute(query).fetchall()]
        assert expected
        table = pd.read_csv(
            package.parent / "open" / f"{name}.csv", dtype=str, keep_default_na=False
        )
        assert texts(list(table.itertuples(index=False, name=None))) == texts(
            [tuple(safe(value) for value in row) for row in expected]
        )


def test_parquet_is_the_districts_public_cube(package: Path, con) -> None:
    """Codes and values as the public file has them, whatever the filters of the package."""
    file = package.parent / "open" / "cubo.parquet"
    query = (
        f"SELECT {CELLS}, (SELECT demonstration FROM sources s WHERE s.source = c.source) "
        "FROM cells c"
    )
    expected = con.execute(query).fetchall()
    by_duckdb = duckdb.execute("SELECT * FROM read_parquet(?)", [str(file)]).fetchall()
    assert texts(by_duckdb) == texts(expected)
    table = pd.read_parquet(file, dtype_backend="numpy_nullable")
    by_pandas = table.astype(object).where(table.notna(), None)
    assert texts(by_pandas.itertuples(index=False, name=None)) == texts(expected)
    assert str(table["valor"].dtype) == "Int64"
    assert table["valor"].isna().sum() == len([row for row in expected if row[17] is None])


def test_the_dictionary_gives_each_code_of_the_parquet_its_name(package: Path, con) -> None:
    words = pd.read_csv(
        package.parent / "open" / "diccionario.csv", dtype=str, keep_default_na=False
    )
    codes = {(row.columna, row.codigo): row.categoria for row in words.itertuples() if row.codigo}
    labels = con.execute("SELECT dimension, code, label FROM categories").fetchall()
    names = {"age_group": "edad", "sex": "sexo", "violence_type": "tipo", "zone": "zona"}
    for dimension, code, label in labels:
        told = codes.get((names.get(dimension, ""), code))
        assert told in (None, safe(label))
    assert {code for column, code in codes if column == "zona"}


def test_the_citation_file_is_of_cff_1_2(package: Path, extract: Extract) -> None:
    said = yaml.safe_load(read(package, "CITATION.cff"))
    assert {"cff-version", "message", "title", "authors"} <= set(said)
    assert set(said) <= {
        "cff-version", "type", "message", "title", "authors", "abstract", "version",
        "date-released", "url", "keywords",
    }  # fmt: skip
    assert said["cff-version"] == "1.2.0"
    assert said["type"] == "dataset"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", said["date-released"])
    assert said["url"] == ADDRESS
    assert said["title"].endswith(extract.title)
    assert all(set(author) == {"name"} for author in said["authors"])
    assert all(isinstance(said[key], str) for key in ("title", "abstract", "version", "message"))
    assert len(set(said["keywords"])) == len(said["keywords"])


def test_the_bibliography_entry_is_whole(package: Path, extract: Extract) -> None:
    entry = read(package, "cita.bib")
    assert re.match(r"@misc\{[A-Za-z0-9-]+,\n", entry)
    assert _balanced(entry)
    fields = dict(re.findall(r"^  ([a-z]+) = \{(.*)\},$", entry, re.MULTILINE | re.DOTALL)) or {}
    assert fields
    for sign in "%&#$":
        assert not re.search(rf"(?<!\\)\{sign}", entry.split("  url = ")[0]), sign
    assert ADDRESS in entry
    assert citation.text(extract) == read(package, "cita.txt").strip()


def _balanced(entry: str) -> bool:
    depth = 0
    for sign in re.sub(r"\\[{}]", "", entry):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


def test_the_same_edition_filters_and_address_are_the_same_bytes(extract: Extract) -> None:
    again = dataclasses.replace(extract)
    assert package_bytes(extract) == package_bytes(again)


def test_it_is_made_in_parts(extract: Extract) -> None:
    parts = list(package_parts(extract))
    assert zipfile.ZipFile(io.BytesIO(b"".join(parts))).testzip() is None


def test_the_command_of_frictionless_agrees(demo_data: Path, tmp_path: Path) -> None:
    file = tmp_path / "paquete.zip"
    file.write_bytes(package_bytes(extract_of(public_of(demo_data), None)))
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", file.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("VALID") == 4
    assert "INVALID" not in done.stdout
