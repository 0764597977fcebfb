"""Configuration: one TOML file at the top of the project, and where the published editions are.

The public side learns one folder and no other: what the writing side works on is added to the same
configuration by `ingest`. Any other district uses the observatory by changing `observatorio.toml`
and bringing its files.
"""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from observatorio.clock import today
from observatorio.logo import fault
from observatorio.problems import reason
from observatorio.site import site_values

ROOT = Path(__file__).resolve().parent.parent
CONFIG_FILE = "observatorio.toml"
LEAST_BASE = 2


class ConfigError(Exception):
    """The configuration file is missing, unreadable or holds an impossible value (in Spanish)."""


@dataclass(frozen=True)
class District:
    """The district whose observatory this is; `ubigeo` is INEI's code, six digits as text.

    `time_zone` says what day it is there (a name of the IANA database).
    `logo` is the picture (PNG or JPG) that goes on what is handed out; None without one.
    """

    ubigeo: str
    name: str
    province: str
    department: str
    time_zone: str = "America/Lima"
    # Left out of what tells two districts apart: another logo is no other district.
    logo: Path | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Zones:
    """Files of the zone layer and what belongs to it; `tolerance_m` in metres."""

    layer: Path
    gazetteer: Path
    services: Path
    outline: Path
    label: str = "zonificación referencial"
    tolerance_m: float = 500.0


@dataclass(frozen=True)
class Privacy:
    """How the published figures are protected, as the instance approved it.

    A count under `threshold` is hidden, the others are rounded to `base`. Fewer than `wait_records`
    new records of a source wait for the next edition; late ones of a closed year wait for the first
    day of `refreeze_month`. Tables in `withheld` are not published.
    """

    threshold: int = 5
    base: int = 5
    wait_records: int = 20
    refreeze_month: int = 4
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True)
class IngestLimits:
    """What a delivery may look like before it is refused whole.

    It is when both `max_refused_pct` and `max_refused_rows` are passed, or under half is accepted.
    """

    max_refused_pct: float = 5.0
    max_refused_rows: int = 5
    max_file_mb: int = 4096
    max_unpacked_mb: int = 4096
    fuzzy_score: float = 90.0
    lock_wait_s: float = 30.0


@dataclass(frozen=True)
class Configuration:
    """What the configuration file says; it names no folder of stores."""

    district: District
    cem_names: tuple[str, ...]
    cem_directory: Path | None
    zones: Zones
    privacy: Privacy
    limits: IngestLimits
    first_year: int
    last_year: int
    due_days: dict[str, int]
    contacts: dict[str, Any]
    # Where the observatory is read from outside, without a slash at its end; empty: as asked.
    address: str = field(default="", kw_only=True)
    # Whether the group of the published files may read them: for a public process of another user.
    group_readable: bool = field(default=False, kw_only=True)


@dataclass(frozen=True)
class Settings(Configuration):
    """What the public side knows: the configuration, and the folder of the published editions."""

    public_dir: Path


Section = TypeVar("Section", District, Privacy, IngestLimits)
Kind = TypeVar("Kind", bound=Configuration)


def load_settings(path: Path | None = None) -> Settings:
    """Reads the configuration for the public side; see `read_configuration` and `public_folder`."""
    return read_configuration(Settings, path, public_dir=public_folder())


def public_folder() -> Path:
    """Folder of the published editions; `OBSERVATORIO_PUBLIC` moves it."""
    named = os.environ.get("OBSERVATORIO_PUBLIC")
    return Path(named or ROOT / "data" / "store" / "public").resolve()


def read_configuration(kind: type[Kind], path: Path | None = None, **folders: Path) -> Kind:
    """The configuration file as a `kind`, with the folders that this kind adds to it.

    `OBSERVATORIO_CONFIG` moves the file. Raises ConfigError with a message for the person who
    edits it.
    """
    file = path or configuration_file()
    raw = _read(file)
    try:
        return kind(**(_values(raw, file.resolve().parent) | folders))
    except (KeyError, TypeError, ValueError) as problem:
        raise ConfigError(f"{file.name}: falta o está mal el valor {problem}.") from problem


def configuration_file() -> Path:
    """The configuration in force; `OBSERVATORIO_CONFIG` moves it."""
    return Path(os.environ.get("OBSERVATORIO_CONFIG") or ROOT / CONFIG_FILE)


def time_zone() -> ZoneInfo:
    """The district's time zone; raises ConfigError where the configuration can't be read."""
    return _time_zone(configuration_file())


@cache
def _time_zone(file: Path) -> ZoneInfo:
    return ZoneInfo(read_configuration(Configuration, file).district.time_zone)


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as problem:
        raise ConfigError(f"No se encuentra el archivo de configuración {file.name}.") from problem
    except OSError as problem:
        raise ConfigError(f"No se puede leer {file.name}: {reason(problem)}.") from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ConfigError(f"{file.name} no se puede leer como TOML: {problem}.") from problem


def _values(raw: dict[str, Any], base: Path) -> dict[str, Any]:
    cem, years = raw.get("cem", {}), raw.get("years", {})
    district = _district(raw["district"], base)
    return {
        "district": district,
        "cem_names": tuple(name.strip().upper() for name in cem.get("names", [])),
        "cem_directory": _file("cem.directory", cem["directory"], base)
        if cem.get("directory")
        else None,
        "zones": _zones(raw["zones"], base),
        "privacy": _privacy(raw.get("privacy", {})),
        "limits": _filled(IngestLimits, "ingest", raw.get("ingest", {})),
        "first_year": int(years.get("first", 2017)),
        "last_year": int(years.get("last") or today(ZoneInfo(district.time_zone)).year),
        "due_days": {name: int(day) for name, day in raw.get("deliveries", {}).items()},
        "contacts": raw.get("contacts", {}),
        **site_values(**_only("site", raw.get("site", {}), {"address", "group_readable"})),
    }


def _only(name: str, raw: dict[str, Any], known: set[str]) -> dict[str, Any]:
    """A section of the file; a key that it does not have is named."""
    if strange := sorted(set(raw) - known):
        raise ValueError(f"{name}.{strange[0]}: no existe; se conocen {', '.join(sorted(known))}")
    return raw


def _filled(kind: type[Section], name: str, raw: dict[str, Any]) -> Section:
    """A section of the file as its class; a key that the class does not know is named."""
    _only(name, raw, {item.name for item in fields(kind)})
    needed = {i.name for i in fields(kind) if i.default is MISSING}
    if absent := sorted(needed - set(raw)):
        raise ValueError(f"{name}.{absent[0]}: falta")
    return kind(**raw)


def _district(raw: dict[str, Any], base: Path) -> District:
    logo = base / str(raw["logo"]) if raw.get("logo") else None
    district = _filled(District, "district", {**raw, "logo": logo})
    if not re.fullmatch(r"\d{6}", district.ubigeo):
        raise ValueError(f"district.ubigeo = «{district.ubigeo}»: son seis cifras, entre comillas")
    try:
        ZoneInfo(district.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ValueError(
            f"district.time_zone = «{district.time_zone}»: se espera un nombre como America/Lima"
        ) from unknown
    if logo and (problem := fault(logo)):
        raise ValueError(f"district.logo = «{raw['logo']}»: {problem}")
    return district


def _file(name: str, said: object, base: Path) -> Path:
    """A file that may not be there yet. An empty name was taken for the folder itself."""
    if not isinstance(said, str) or not said.strip() or (base / said).is_dir():
        raise ValueError(f"{name} = «{said}»: se espera el nombre de un archivo, que puede faltar")
    return base / said


def _zones(raw: dict[str, Any], base: Path) -> Zones:
    named = ("layer", "gazetteer", "services", "outline")
    return Zones(
        **{key: _file(f"zones.{key}", raw[key], base) for key in named},
        label=raw.get("label", Zones.label),
        tolerance_m=float(raw.get("tolerance_m", Zones.tolerance_m)),
    )


def _privacy(raw: dict[str, Any]) -> Privacy:
    privacy = _filled(Privacy, "privacy", {**raw, "withheld": tuple(raw.get("withheld", ()))})
    if (
        privacy.base < LEAST_BASE
        or privacy.threshold < privacy.base
        or privacy.threshold % privacy.base
    ):
        raise ValueError("privacy: el umbral debe ser múltiplo de la base, y la base 2 o más")
    if privacy.wait_records < 1 or privacy.refreeze_month not in range(1, 13):
        raise ValueError("privacy: wait_records es 1 o más, y refreeze_month un mes del 1 al 12")
    return privacy
