"""A file that is not what its name says, or that nobody could read, is refused with words."""

from __future__ import annotations

import dataclasses
import io
import os
import random
import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from ingest.archive import Archive
from ingest.deliveries import add
from ingest.registry import Registry
from ingest.settings import WorkSettings
from ingest.sources.base import Options
from tests.cem_rows import USED, row, text, usual

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook(rows: int = 3) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(USED))
        for at in range(rows):
            sheet.write_row(at + 1, 0, [str(value) for value in row().values()])
    return made.getvalue()


@pytest.fixture
def refused(settings, tmp_path):
    """Adds the bytes under a name; the file must be refused, and nothing kept of it."""

    def _refused(name: str, data: bytes, with_settings: WorkSettings = settings) -> str:
        file = tmp_path / name
        file.write_bytes(data)
        outcome = add("cem", file, Options(), with_settings)
        assert (outcome.outcome, outcome.delivery) == ("refused", None)
        assert name in outcome.message
        assert Archive(settings).deliveries(removed=True) == []
        assert Registry(settings).current is None
        assert list(settings.archive_dir.glob(".*")) == []
        return outcome.message

    return _refused


HTML = b"<!DOCTYPE html><html><table><tr><td>CEM</td></tr></table></html>"


@pytest.mark.parametrize(
    ("name", "data", "claimed", "really"),
    [
        ("a.csv", workbook(), "separado por comas", "libro de Excel (.xlsx)"),
        ("a.xlsx", text([row()]).encode(), "libro de Excel (.xlsx)", "separado por comas"),
        ("a.xls", HTML, "Excel antiguo", "página web"),
        ("a.xlsx", b"\xef\xbb\xbf \n<table><tr>", "libro de Excel (.xlsx)", "página web"),
        ("a.csv", b"%PDF-1.7 ...", "separado por comas", "PDF"),
        ("a.xlsx", OLE + bytes(600), "libro de Excel (.xlsx)", "Excel antiguo"),
        ("a.sav", text([row()]).encode(), "SPSS", "separado por comas"),
        ("a.csv", bytes(range(256)) * 4, "separado por comas", "binario"),
        ("a.xlsx", b"SQLite format 3\x00" + bytes(90), "libro de Excel (.xlsx)", "GeoPackage"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(refused, name, data, claimed, really):
    message = refused(name, data)
    assert message.index(claimed) < message.index(really)
    assert "Guárdelo de nuevo" in message


@pytest.mark.parametrize(
    ("name", "data", "really"),
    [
        ("a.xls", OLE + bytes(600), "Excel antiguo"),
        ("a.pdf", b"%PDF-1.7 ...", "un PDF"),
        ("a.geojson", b'{"type": "FeatureCollection"}', "GeoJSON"),
        ("a", b"\x00\x01\x02" * 90, "tipo desconocido"),
    ],
)
def test_a_kind_that_the_source_does_not_take_is_named(refused, name, data, really):
    message = refused(name, data)
    assert really in message
    assert "se espera un archivo de SPSS (.sav), un libro de Excel (.xlsx)" in message


def test_a_zip_is_to_be_unpacked_first(refused):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("cem.csv", text([row()]))
    assert "Descomprímalo" in refused("a.zip", made.getvalue())


def test_an_empty_file_is_refused(refused):
    assert "0 bytes" in refused("a.csv", b"")


def test_a_missing_file_is_refused(settings, tmp_path):
    outcome = add("cem", tmp_path / "ninguno.csv", Options(), settings)
    assert outcome.outcome == "refused"
    assert "No se encuentra el archivo ninguno.csv" in outcome.message
    assert add("cem", tmp_path, Options(), settings).outcome == "refused"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_an_unreadable_file_is_refused(settings, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(text([row()]))
    file.chmod(0)
    assert "permiso" in add("cem", file, Options(), settings).message


def test_a_file_that_cannot_be_opened_is_refused(settings, tmp_path, monkeypatch):
    """As where another program holds it."""
    file = tmp_path / "a.csv"
    file.write_text(text([row()]))
    open_ = Path.open

    def held(self, *said, **named):
        if self == file:
            raise PermissionError(13, "Permission denied", str(file))
        return open_(self, *said, **named)

    monkeypatch.setattr(Path, "open", held)
    outcome = add("cem", file, Options(), settings)
    assert outcome.outcome == "refused"
    assert "a.csv: no se puede abrir" in outcome.message


def test_a_file_over_the_limit_is_refused(refused, settings):
    limits = dataclasses.replace(settings.limits, max_file_mb=0)
    message = refused("a.csv", text([row()]).encode(), dataclasses.replace(settings, limits=limits))
    assert "max_file_mb" in message


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_cut_workbook_is_refused(refused, share):
    data = workbook()
    assert "dañado o incompleto" in refused("a.xlsx", data[: int(len(data) * share)])


def test_a_workbook_with_a_protected_package_asks_for_one_without_password(refused):
    """An encrypted workbook is an OLE container; the name of its stream may lie far inside."""
    package = "EncryptedPackage".encode("utf-16-le")
    for before in (512, 20_000_000):
        message = refused("a.xlsx", OLE + bytes(before) + package + bytes(512))
        assert "contraseña" in message
        assert "quite la contraseña" in message


def bomb(unpacked: int, stated: int | None = None) -> bytes:
    """A workbook with a sheet of zeros; `stated` is the size that its directory pretends."""
    made = io.BytesIO(workbook())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", bytes(unpacked))
    data = made.getvalue()
    if stated is None:
        return data
    size, said = struct.pack("<I", unpacked), struct.pack("<I", stated)
    assert data.count(size) == 2  # before the part, and in the directory
    return data.replace(size, said)


def test_a_bomb_is_refused_before_it_is_opened(refused, settings):
    limits = dataclasses.replace(settings.limits, max_unpacked_mb=1)
    small = dataclasses.replace(settings, limits=limits)
    message = refused("a.xlsx", bomb(2_000_001), small)
    assert "descomprimido ocuparía 2 MB" in message
    assert "por partes" in message


def test_a_bomb_is_known_by_its_ratio_too(refused):
    assert "descomprimido ocuparía 60 MB" in refused("a.xlsx", bomb(60_000_001))


def test_a_bomb_that_lies_about_its_size_is_refused(refused, settings):
    limits = dataclasses.replace(settings.limits, max_unpacked_mb=1)
    small = dataclasses.replace(settings, limits=limits)
    assert "dañado" in refused("a.xlsx", bomb(2_000_001, stated=1001), small)


def test_a_workbook_without_the_columns_is_refused(refused):
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet().write_row(0, 0, ["mes", "total"])
    assert "ninguna hoja" in refused("a.xlsx", made.getvalue())


def test_whatever_the_bytes_the_answer_is_words(settings, tmp_path):
    """Fit files with bytes changed at random: taken or refused, never an exception."""
    chance = random.Random(5)
    fit = {"a.csv": text(usual(20)).encode(), "a.xlsx": workbook(20)}
    for at in range(24):
        name = chance.choice(sorted(fit))
        data = bytearray(fit[name])
        for _ in range(chance.choice([1, 5, 50])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        file = tmp_path / f"{at}-{name}"
        file.write_bytes(data)
        outcome = add("cem", file, Options(dry_run=True), settings)
        assert outcome.outcome in ("accepted", "refused")
        assert file.name in outcome.message


def test_damage_inside_a_workbook_is_seen(refused):
    """A part whose sum is wrong: half of its rows might be missing."""
    data = workbook(300)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    spoiled = data[: at + 300] + b"\x00\xff\x00\xff" + data[at + 304 :]
    assert "dañado" in refused("a.xlsx", spoiled)
