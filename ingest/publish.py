"""Publishing: builds the public cube of an edition, checks it, and makes it current.

Every edition is a file of its own and stays, so that a past meeting can be shown again as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from ingest.archive import Archive
from ingest.errors import Refused
from ingest.lock import writing
from ingest.registry import Registry
from observatorio.config import ROOT, Settings
from observatorio.database import run
from observatorio.sqlfiles import sql, sql_names
from observatorio.store import Pointer

REFERENCE_VIEWS = ("vocabulary", "tables", "source_dimensions", "measures")
Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Edition:
    """One publication; `inputs` are the deliveries that it shows, each with its fingerprint."""

    edition: int
    published_at: str
    inputs: list[dict[str, Any]]
    cells: int
    protected: int
    tables: int
    threshold: int
    base: int


class ChecksFailed(Refused):
    """A check of sql/checks/ found something: the edition is not published."""


def publish(
    settings: Settings, progress: Progress | None = None, today: date | None = None
) -> Edition:
    """Builds the next edition, checks it and makes it current; raises Refused if it can't.

    Months that have not ended by `today` are not published.
    """
    tell = progress or (lambda share, text: None)
    with writing(settings, "publish"):
        tell(0.05, "Revisando el registro")
        registry = Registry(settings)
        source = registry.ensure_current()
        pointer = Pointer(settings.public_dir)
        _clean(settings, pointer)
        target = pointer.next_file("public")
        try:
            edition = _build(registry, source, target, today or date.today(), tell)
        except BaseException:
            target.unlink(missing_ok=True)
            target.with_name(target.name + ".wal").unlink(missing_ok=True)
            raise
        registry.archive.keep_edition(edition.edition, asdict(edition))
        pointer.move_to(target, {"edition": edition.edition, "schema": public_schema()})
        tell(1.0, "Listo")
        return edition


def public_schema() -> str:
    """Fingerprint of the public cube's layout: an edition of another layout can't be read."""
    return hashlib.sha256(sql("schema/public").encode()).hexdigest()


def _clean(settings: Settings, pointer: Pointer) -> None:
    """Deletes what a killed run left: editions after the current one that were never finished."""
    finished = {f"public-{e['edition']:06d}.duckdb" for e in Archive(settings).editions()}
    current = str(pointer.read().get("file", ""))
    for path in settings.public_dir.glob("public-*.duckdb*"):
        name = path.name.removesuffix(".wal")
        if name > current and name not in finished:
            path.unlink(missing_ok=True)
    for path in settings.public_dir.glob(".current.json.*"):
        path.unlink(missing_ok=True)


def _build(registry: Registry, source: Path, target: Path, today: date, tell: Progress) -> Edition:
    settings, number = registry.settings, int(target.stem.split("-")[1])
    inputs = _inputs(registry)
    # Counts before protection are never spilled beside the public file.
    con = duckdb.connect(str(target), config={"temp_directory": str(source.parent / "spill")})
    try:
        _attach(con, source)
        values = _parameters(settings, number, today)
        for at, name in enumerate(sql_names("cube")):
            tell(0.1 + 0.7 * at / len(sql_names("cube")), "Contando y protegiendo")
            run(con, name, **values)
        edition = _edition(con, settings, number, inputs)
        manifests = [*registry.archive.editions(), asdict(edition)]
        run(con, "cube_end/editions", editions=json.dumps(manifests, ensure_ascii=False))
        tell(0.85, "Comprobando")
        check(con, threshold=settings.privacy.threshold, base=settings.privacy.base)
        run(con, "cube_end/detach")
        con.execute("CHECKPOINT")
    finally:
        con.close()
    return edition


def _attach(con: duckdb.DuckDBPyConnection, source: Path) -> None:
    run(con, "schema/public")
    run(con, "cube_start/attach", registry=str(source))
    for name in REFERENCE_VIEWS:
        file = ROOT / "data" / "reference" / f"{name}.csv"
        con.read_csv(str(file), header=True, all_varchar=True).create_view(f"{name}_csv")


def _parameters(settings: Settings, number: int, today: date) -> dict[str, Any]:
    return {
        "edition": number,
        "threshold": settings.privacy.threshold,
        "base": settings.privacy.base,
        "first_year": settings.first_year,
        "last_year": settings.last_year,
        "published_on": today,
        "due": json.dumps(settings.due_days),
    }


def _inputs(registry: Registry) -> list[dict[str, Any]]:
    """What the edition shows; never a number of rows: one month's would be its exact count."""
    return [
        {
            "delivery": d.id,
            "source": d.source,
            "sha256": d.sha256,
            "first_month": min(d.periods, default=None),
            "last_month": max(d.periods, default=None),
            "demonstration": d.demonstration,
        }
        for d in registry.archive.deliveries()
    ]


def _edition(
    con: duckdb.DuckDBPyConnection, settings: Settings, number: int, inputs: list[dict[str, Any]]
) -> Edition:
    cells, protected, tables = run(con, "cube_end/counts").fetchone() or (0, 0, 0)
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return Edition(
        number,
        now,
        inputs,
        cells,
        protected,
        tables,
        settings.privacy.threshold,
        settings.privacy.base,
    )


def check(con: duckdb.DuckDBPyConnection, **values: Any) -> None:
    """Runs sql/checks/: each must answer no row. Raises ChecksFailed naming those that do."""
    found = {
        name: rows
        for name in sql_names("checks")
        if (rows := run(con, name, **values).fetchmany(3))
    }
    if found:
        detail = "; ".join(f"{name.split('/')[-1]}: {rows}" for name, rows in found.items())
        raise ChecksFailed(f"La edición no pasó sus comprobaciones y no se publicó. {detail}")


def rollback(settings: Settings, number: int) -> None:
    """Makes an earlier (or later) edition current again; raises Refused if it is not there."""
    with writing(settings, f"rollback {number}"):
        pointer = Pointer(settings.public_dir)
        _clean(settings, pointer)
        target = settings.public_dir / f"public-{number:06d}.duckdb"
        if not target.exists():
            known = ", ".join(
                str(int(p.stem.split("-")[1]))
                for p in sorted(settings.public_dir.glob("public-*.duckdb"))
            )
            raise Refused(
                f"No existe la edición {number}. Ediciones disponibles: {known or 'ninguna'}."
            )
        pointer.move_to(target, {"edition": number, "schema": public_schema()})
