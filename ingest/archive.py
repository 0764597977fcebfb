"""The archive: one folder per delivery, the only thing that the stores are built from.

A folder holds the used columns as text (`columns.parquet`) and what is known of the delivery
(`delivery.json`). It appears whole by one rename; a removal is one more small file in it.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pyarrow import ArrowException
from pyarrow.parquet import read_table

from ingest.delivery import Delivery
from ingest.errors import Refused
from ingest.settings import WorkSettings
from observatorio.database import StoreError
from observatorio.store import write_whole

REMOVED = "removed.json"
META = "delivery.json"
COLUMNS = "columns.parquet"
WORKING = ".incoming-"
# Other names are nobody's delivery: a copy that a file manager made, a note.
NAMED = re.compile(r"(\d{6,})-[a-z_]+")
DAMAGED = (
    "El archivo de entregas está dañado: {place} no se puede leer, o no es lo que su nombre dice. "
    "Recupere esa carpeta de la copia de respaldo; si no hay copia, sáquela de ahí y pida que se "
    "entregue otra vez."
)
NO_MANIFEST = (
    "La ficha de una edición está dañada: {place} no se puede leer. Recupérela de la copia de "
    "respaldo: con ella se compara la próxima edición."
)
EDITIONS = "editions"
# A file that may not be opened, or not now, is not damaged: that is told as what it is.
MISSING = (FileNotFoundError, IsADirectoryError, NotADirectoryError)


class Archive:
    """The deliveries on disk, in order of arrival."""

    def __init__(self, settings: WorkSettings):
        self.folder = settings.archive_dir

    def deliveries(self, *, removed: bool = False) -> list[Delivery]:
        """Deliveries in force; with `removed`, also those that were taken back."""
        found = sorted(p for p in self.folder.glob("[0-9]*-*") if NAMED.fullmatch(p.name))
        return [_read(path) for path in found if removed or not (path / REMOVED).exists()]

    def in_force(self, delivery: Delivery) -> bool:
        """Whether the delivery was not taken back."""
        return not (self.folder / delivery.id / REMOVED).exists()

    def parquet(self, delivery: Delivery) -> Path:
        """The archived columns of a delivery."""
        return self.folder / delivery.id / COLUMNS

    @contextmanager
    def blamed_for(self, delivery: Delivery) -> Iterator[None]:
        """Raises Refused, naming the delivery, when a store fails as its columns are damaged."""
        try:
            yield
        except StoreError as problem:
            try:
                read_table(self.parquet(delivery))
            except (OSError, ArrowException):
                raise Refused(DAMAGED.format(place=delivery.id)) from problem
            raise

    def next_number(self) -> int:
        """Number for the next delivery; numbers of removed ones are not used again."""
        named = [int(m[1]) for p in self.folder.glob("[0-9]*") if (m := NAMED.match(p.name))]
        return max(named, default=0) + 1

    def find(self, name: str) -> Delivery:
        """The delivery in force called `name` (`7` or `000007-cem`); raises Refused if none."""
        for delivery in self.deliveries():
            if name in (delivery.id, str(delivery.number), f"{delivery.number:06d}"):
                return delivery
        known = ", ".join(d.id for d in self.deliveries()) or "ninguna"
        raise Refused(f"No hay una entrega vigente «{name}». Entregas vigentes: {known}.")

    def fingerprint(self) -> str:
        """Changes with every delivery and every removal: tells whether a store is up to date."""
        names = [f"{d.id}:{d.sha256}" for d in self.deliveries()]
        return hashlib.sha256("\n".join(names).encode()).hexdigest()

    @contextmanager
    def working_folder(self) -> Iterator[Path]:
        """A folder on the archive's own disk for a delivery in the making; gone afterwards."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = self.folder / f"{WORKING}{uuid.uuid4().hex}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def keep(self, delivery: Delivery, parquet: Path) -> None:
        """Makes the delivery part of the archive, all of it at once."""
        made = parquet.parent / "whole"
        made.mkdir()
        parquet.replace(made / COLUMNS)
        write_whole(made / META, json.dumps(asdict(delivery), ensure_ascii=False, indent=1))
        made.replace(self.folder / delivery.id)

    def forget(self, delivery: Delivery) -> None:
        """The contrary of `keep`, for what could not be finished."""
        gone = self.folder / f"{WORKING}{uuid.uuid4().hex}"
        (self.folder / delivery.id).replace(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def remove(self, delivery: Delivery, at: str) -> None:
        """Takes a delivery back; its folder stays as history."""
        write_whole(self.folder / delivery.id / REMOVED, json.dumps({"removed_at": at}))

    def restore(self, delivery: Delivery) -> None:
        """The contrary of `remove`, for what could not be finished."""
        (self.folder / delivery.id / REMOVED).unlink(missing_ok=True)

    @property
    def editions_dir(self) -> Path:
        """Folder of what is kept of each edition."""
        return self.folder / EDITIONS

    def editions(self) -> list[dict[str, Any]]:
        """Manifests of the editions published so far, in order."""
        return [_read_manifest(self._manifest(number)) for number in self.edition_numbers()]

    def edition_numbers(self) -> list[int]:
        """Numbers of the editions published so far, in order."""
        found = self.editions_dir.glob("[0-9]*.json")
        return sorted(int(path.stem) for path in found if path.stem.isdecimal())

    def keep_edition(self, number: int, manifest: dict[str, Any]) -> None:
        """Keeps what was published, and from which deliveries."""
        self.editions_dir.mkdir(parents=True, exist_ok=True)
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        write_whole(self._manifest(number), text)

    def forget_edition(self, number: int) -> None:
        """Takes away what was kept of an edition that was not shown after all."""
        self._manifest(number).unlink(missing_ok=True)

    def _manifest(self, number: int) -> Path:
        return self.editions_dir / f"{number:06d}.json"

    def clean(self) -> None:
        """Deletes what a killed run left half made."""
        for path in self.folder.glob(f"{WORKING}*"):
            shutil.rmtree(path, ignore_errors=True)
        for path in self.folder.glob("*/.*.json.*"):
            path.unlink(missing_ok=True)


def _read(folder: Path) -> Delivery:
    """What is known of the delivery in a folder; raises Refused where it is damaged or doubled."""
    try:
        delivery = Delivery(**json.loads((folder / META).read_text(encoding="utf-8")))
        whole = (folder / COLUMNS).stat().st_size > 0
    except (*MISSING, ValueError, TypeError) as problem:
        raise Refused(DAMAGED.format(place=folder.name)) from problem
    if delivery.id != folder.name or not whole:
        raise Refused(DAMAGED.format(place=folder.name))
    return delivery


def _read_manifest(file: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        own = manifest["edition"] == int(file.stem)
    except (*MISSING, ValueError, TypeError, KeyError) as problem:
        raise Refused(NO_MANIFEST.format(place=f"{EDITIONS}/{file.name}")) from problem
    if not own:
        raise Refused(NO_MANIFEST.format(place=f"{EDITIONS}/{file.name}"))
    return manifest
