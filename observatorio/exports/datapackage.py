"""The `datapackage.json` of the package (Frictionless Data Package, Table Schema)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from observatorio import clock
from observatorio.cube import SourceInfo
from observatorio.exports import citation, dictionary
from observatorio.exports.columns import SAID, VALUE, WHOLE, Column
from observatorio.exports.companions import COMPANIONS
from observatorio.exports.delimited import safe
from observatorio.exports.extract import Extract

# Whole numbers that stand between two others.
LIMITS = {"mes": (1, 12), "trimestre": (1, 4)}
OPEN_LICENCES = {"ODC-By": ("ODC-By-1.0", "https://opendatacommons.org/licenses/by/1-0/")}


@dataclass(frozen=True)
class Written:
    """A file of the package as it was written: its size in bytes and its SHA-256."""

    path: str
    size: int
    sha256: str


def descriptor(extract: Extract, written: Mapping[str, Written]) -> str:
    """The description of the tables of the package (`written`: file name → file), as JSON."""
    edition = extract.cube.edition
    said = {
        "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
        "profile": "tabular-data-package",
        "name": _name(extract.stem),
        "title": f"{extract.observatory}: {extract.title}",
        "description": " ".join(
            [citation.demonstration_in_words(extract), extract.filters_in_words]
        ).strip(),
        "version": f"{edition.edition}.0.0",
        "created": clock.written(edition.published_at),
        **({"homepage": extract.url} if extract.url else {}),
        "keywords": ["violencia contra las mujeres", "violencia familiar", "datos abiertos"],
        "licenses": _licences(extract.everything),
        "sources": [
            {"title": f"{info.publisher}: {info.title}. Licencia: {info.licence}."}
            for info in extract.everything
        ],
        "contributors": [{"title": extract.office, "role": "publisher"}],
        "resources": _resources(extract, written),
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def _columns(extract: Extract) -> tuple[Column, ...]:
    return (*extract.columns, *SAID)


def _resources(extract: Extract, written: Mapping[str, Written]) -> list[dict[str, Any]]:
    cells = [_field(extract, column) for column in _columns(extract)]
    beside = [
        _resource(
            written[companion.file],
            companion.title,
            [_typed(field.name, field.kind, field.meaning) for field in companion.fields],
        )
        for companion in COMPANIONS
    ]
    words = [_word(name) for name in dictionary.HEADER]
    return [
        _resource(written["data.csv"], "Celdas publicadas", cells),
        *beside,
        _resource(written["diccionario.csv"], "Diccionario", words),
    ]


def _typed(name: str, kind: str, meaning: str) -> dict[str, Any]:
    return {"name": name, "type": kind, "description": meaning}


def _name(stem: str) -> str:
    """Lower case, as names of packages are."""
    return stem.lower().replace("+", "-")


def _resource(file: Written, title: str, fields: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": file.path.removesuffix(".csv"),
        "profile": "tabular-data-resource",
        "path": file.path,
        "title": title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _field(extract: Extract, column: Column) -> dict[str, Any]:
    kind = "integer" if column.kind == WHOLE else "string"
    said = _typed(column.name, kind, column.meaning)
    limits = _limits(extract, column)
    return said | ({"constraints": limits} if limits else {})


def _limits(extract: Extract, column: Column) -> dict[str, Any]:
    """What the column may hold; values as they stand in the file."""
    if column.name in LIMITS:
        least, most = LIMITS[column.name]
        return {"minimum": least, "maximum": most}
    if column is VALUE:
        return {"minimum": 0}
    labels = [safe(label) for label in dictionary.labels(extract, column)]
    return {"enum": labels} if labels else {}


def _word(name: str) -> dict[str, Any]:
    return {"name": name, "type": "string"}


def _licences(sources: list[SourceInfo]) -> list[dict[str, str]]:
    """One for each text; those that are known by a name are named."""
    found = []
    for text in dict.fromkeys(info.licence for info in sources):
        known = [named for part, named in OPEN_LICENCES.items() if part in text]
        name, path = known[0] if known else ("notspecified", "")
        found.append({"name": name, "title": text, **({"path": path} if path else {})})
    return found
