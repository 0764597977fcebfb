"""The package for those who analyse with programs: one ZIP, made while it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from observatorio.exports import citation, dictionary
from observatorio.exports.companions import COMPANIONS
from observatorio.exports.datapackage import Written, descriptor
from observatorio.exports.delimited import csv_parts, table_bytes
from observatorio.exports.extract import Extract
from observatorio.exports.notes import Notes, notes, origins
from observatorio.exports.parquet import parquet_parts

PART_BYTES = 64 * 1024
DATA, WORDS, CUBE = "data.csv", "diccionario.csv", "cubo.parquet"
FILES = {
    "LEAME.txt": "este texto",
    DATA: "las cifras, en CSV con comas (UTF-8), una celda publicada por fila",
    **{companion.file: companion.title for companion in COMPANIONS},
    WORDS: "qué significa cada columna, y cada categoría con su código",
    CUBE: "todas las celdas publicadas del distrito, con códigos, para pandas, R o DuckDB",
    "LICENCIA.txt": "de quién son los datos y con qué licencia",
    "cita.txt": "cómo citar",
    "cita.bib": "lo mismo para BibTeX",
    "CITATION.cff": "lo mismo para programas (CFF 1.2.0)",
    "datapackage.json": "descripción del paquete (Frictionless): tipos, categorías, licencias",
}


_COMPANIONS = {companion.file: companion for companion in COMPANIONS}


class _Sink:
    """Takes what the ZIP writes and gives it on; it can't be gone back in."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def write(self, part: bytes) -> int:
        """Keeps a part until it is taken."""
        self.parts.append(bytes(part))
        self.size += len(part)
        return len(part)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """Nothing is held open."""

    def take(self) -> bytes:
        """All that was written since the last time."""
        taken = b"".join(self.parts)
        self.parts, self.size = [], 0
        return taken


def package_parts(extract: Extract) -> Iterator[bytes]:
    """The ZIP in parts; the same edition, filters and address give the same bytes."""
    sink = _Sink()
    written: dict[str, Written] = {}
    with ZipFile(sink, "w", ZIP_DEFLATED) as whole:
        for name in FILES:
            digest, size = hashlib.sha256(), 0
            with whole.open(_entry(extract, name), "w", force_zip64=True) as entry:
                for part in _content(extract, name, written):
                    digest.update(part)
                    size += len(part)
                    entry.write(part)
                    if sink.size >= PART_BYTES:
                        yield sink.take()
            written[name] = Written(name, size, digest.hexdigest())
    yield sink.take()


def package_bytes(extract: Extract) -> bytes:
    """The ZIP whole."""
    return b"".join(package_parts(extract))


def _entry(extract: Extract, name: str) -> ZipInfo:
    moment = extract.cube.edition.published_at
    entry = ZipInfo(name, (moment.year, *moment.timetuple()[1:6]))
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _content(extract: Extract, name: str, written: dict[str, Written]) -> Iterator[bytes]:
    """One file; the description comes last, when the others are known."""
    if name == DATA:
        yield from csv_parts(extract, extract.columns)
    elif name in _COMPANIONS:
        yield table_bytes(_COMPANIONS[name].told(extract.cube))
    elif name == CUBE:
        yield from parquet_parts(extract)
    elif name == WORDS:
        yield table_bytes([dictionary.HEADER, *dictionary.rows(extract)])
    elif name == "datapackage.json":
        yield descriptor(extract, written).encode("utf-8")
    else:
        yield _TEXTS[name](extract).encode("utf-8")


def _readme(extract: Extract) -> str:
    files = "".join(f"- {name}: {use}\n" for name, use in FILES.items())
    return f"{extract.observatory}\n{extract.title}\n\nArchivos\n{files}\n{_told(notes(extract))}"


def _licence(extract: Extract) -> str:
    """Of all sources of the district, whatever the filters: the Parquet file has them all."""
    return _told(origins(extract, extract.everything))


def _told(pairs: Notes) -> str:
    return "".join(f"{name}\n{text}\n\n" for name, text in pairs)


_TEXTS = {
    "LEAME.txt": _readme,
    "LICENCIA.txt": _licence,
    "cita.txt": lambda extract: citation.text(extract) + "\n",
    "cita.bib": citation.bibtex,
    "CITATION.cff": citation.cff,
}
