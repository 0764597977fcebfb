"""What a delivered file really is, decided by its first bytes and not by its name."""

from __future__ import annotations

import hashlib
import mmap
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import Refused
from ingest.settings import WorkSettings
from ingest.wording import name_of
from observatorio.problems import reason

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Above this ratio a small archive is a bomb whatever it unpacks to (spreadsheets stay under 60).
MAX_RATIO = 400
RATIO_FLOOR_BYTES = 50_000_000
# What the standard library raises, one or the other, for a damaged or encrypted .zip.
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
EXTENSIONS = {
    "xlsx": {".xlsx", ".xlsm"},
    "xls": {".xls"},
    "csv": {".csv", ".txt", ".tsv"},
    "sav": {".sav", ".zsav"},
    "dta": {".dta"},
    "dbf": {".dbf"},
    "json": {".geojson", ".json"},
    "gpkg": {".gpkg"},
    "shp": {".shp"},
}
NAMES = {
    "xlsx": "un libro de Excel (.xlsx)",
    "xls": "un libro de Excel antiguo (.xls)",
    "csv": "un texto separado por comas (.csv)",
    "sav": "un archivo de SPSS (.sav)",
    "dta": "un archivo de Stata (.dta)",
    "dbf": "una tabla dBase (.dbf)",
    "zip": "un archivo .zip",
    "json": "un GeoJSON",
    "gpkg": "un GeoPackage",
    "shp": "un Shapefile",
    "pdf": "un PDF",
    "html": "una página web",
}


@dataclass(frozen=True)
class Incoming:
    """A file as a sector handed it over, already known to be readable and of a fit size."""

    path: Path
    kind: str
    size: int

    @property
    def name(self) -> str:
        """The file's own name, without its folder, as it can be shown."""
        return name_of(self.path)


def inspect(path: Path, settings: WorkSettings, kinds: tuple[str, ...]) -> Incoming:
    """Looks at the file before anything is read from it.

    Raises Refused when it is missing, empty, too large, encrypted, broken, or not what it claims.
    """
    size = _size(path, settings)
    kind = _kind(path)
    _must_be_named_so(path, kind)
    if kind not in kinds:
        wanted = ", ".join(sorted({NAMES[k] for k in kinds}))
        advice = "Descomprímalo" if kind == "zip" else "Guárdelo en ese formato"
        raise Refused(
            f"{name_of(path)}: es {NAMES.get(kind, 'de un tipo desconocido')} y para esta "
            f"fuente se espera {wanted}. {advice} y vuelva a entregarlo."
        )
    if kind == "xlsx":
        _check_archive(path, settings)
    return Incoming(path, kind, size)


def _size(path: Path, settings: WorkSettings) -> int:
    if not _is_file(path):
        raise Refused(f"No se encuentra el archivo {name_of(path)}. Revise la ruta y el nombre.")
    try:
        with path.open("rb"):
            size = path.stat().st_size
    except OSError as problem:
        raise Refused(
            f"{name_of(path)}: no se puede abrir ({reason(problem)}). Cierre el programa "
            "que lo tenga abierto o pida permiso de lectura."
        ) from problem
    if size == 0:
        raise Refused(f"{name_of(path)}: el archivo está vacío (0 bytes). Pida otra copia.")
    if size > settings.limits.max_file_mb * 1_000_000:
        raise Refused(
            f"{name_of(path)}: pesa más de {settings.limits.max_file_mb} MB, el máximo "
            "configurado en observatorio.toml (ingest.max_file_mb)."
        )
    return size


def _is_file(path: Path) -> bool:
    """Whether there is such a file; libraries and the archive need its name to be UTF-8."""
    try:
        str(path).encode()
        return path.is_file()
    except UnicodeEncodeError as problem:
        raise Refused(
            f"{name_of(path)}: el nombre del archivo o de su carpeta tiene letras que no se "
            "pueden leer. Cámbiele el nombre y vuelva a entregarlo."
        ) from problem
    except OSError:
        return False


def _kind(path: Path) -> str:
    with path.open("rb") as handle:
        head = handle.read(512)
    if head.startswith(OLE_MAGIC):
        return _ole_kind(path)
    for magic, kind in (
        (b"PK\x03\x04", "zip"),
        (b"$FL2", "sav"),
        (b"$FL3", "sav"),
        (b"<stata_dta>", "dta"),
        (b"SQLite format 3\x00", "gpkg"),
        (b"\x00\x00\x27\x0a", "shp"),
        (b"%PDF", "pdf"),
    ):
        if head.startswith(magic):
            return _zip_kind(path) if kind == "zip" else kind
    return _text_kind(path, head)


def _text_kind(path: Path, head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    if start.startswith((b"<!doctype", b"<html", b"<table")):
        return "html"
    if start.startswith(b"{"):
        return "json"
    utf16 = head[:2] in (b"\xff\xfe", b"\xfe\xff")
    if utf16 or b"\x00" not in head:
        return "csv"
    return _old_table_kind(path, head)


def _old_table_kind(path: Path, head: bytes) -> str:
    # dBase and old Stata files have no magic of their own: their first byte is a version.
    suffix = path.suffix.lower()
    if suffix == ".dbf" and head[0] in (0x02, 0x03, 0x30, 0x31, 0x83, 0x8B, 0xF5):
        return "dbf"
    if suffix == ".dta" and head[0] in range(0x69, 0x74):
        return "dta"
    return "binary"


def _ole_kind(path: Path) -> str:
    # An encrypted .xlsx is an OLE container that holds a stream of this name (UTF-16).
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        encrypted = data.find("EncryptedPackage".encode("utf-16-le")) >= 0
    if encrypted:
        raise Refused(
            f"{name_of(path)}: está protegido con contraseña. Ábralo, quite la contraseña "
            "(Archivo › Información › Proteger libro) y vuelva a entregarlo."
        )
    return "xls"


def _zip_kind(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except BROKEN_ZIP as problem:
        raise Refused(_broken(path)) from problem
    return "xlsx" if "xl/workbook.xml" in names else "zip"


def _must_be_named_so(path: Path, kind: str) -> None:
    suffix = path.suffix.lower()
    claimed = next((k for k, suffixes in EXTENSIONS.items() if suffix in suffixes), None)
    if claimed in (None, kind):
        return
    is_now = NAMES.get(kind, "un archivo binario de otro tipo, o está dañado")
    raise Refused(
        f"{name_of(path)}: por su nombre debería ser {NAMES[claimed]}, pero por dentro es "
        f"{is_now}. Guárdelo de nuevo desde su programa en el formato correcto."
    )


def _check_archive(path: Path, settings: WorkSettings) -> None:
    """Refuses a workbook that is broken or unpacks to more than is allowed."""
    limit = settings.limits.max_unpacked_mb * 1_000_000
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(item.file_size for item in archive.infolist())
    bomb = unpacked > RATIO_FLOOR_BYTES and unpacked > MAX_RATIO * path.stat().st_size
    if unpacked > limit or bomb:
        raise Refused(
            f"{name_of(path)}: descomprimido ocuparía {unpacked // 1_000_000} MB, más de lo "
            "permitido. No se abrió. Entréguelo como .csv o por partes."
        )
    _check_parts(path)


def _check_parts(path: Path) -> None:
    """Each part unpacks to the size and the sum that it states: else it is broken, or a trick."""
    try:
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
    except BROKEN_ZIP as problem:
        raise Refused(_broken(path)) from problem
    if broken:
        raise Refused(_broken(path))


def _broken(path: Path) -> str:
    return f"{name_of(path)}: está dañado o incompleto. Vuelva a copiarlo o pida otra copia."


def sha256_of(path: Path) -> str:
    """SHA-256 of the file, in hexadecimal: the fingerprint kept instead of the original.

    A Shapefile is several files of one name: all of them are part of it.
    """
    if path.suffix.lower() == ".shp":
        # Names are compared, not matched: a name may hold what a pattern gives a meaning to.
        beside = path.parent.iterdir()
        parts = sorted(p for p in beside if p.name.startswith(f"{path.stem}.") and p.is_file())
        return hashlib.sha256("".join(map(_sha256, parts)).encode()).hexdigest()
    return _sha256(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
