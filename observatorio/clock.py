"""The one clock: what day and hour it is where the district is, and how moments are kept.

A server's own clock says the day of wherever it stands; from seven in the evening, UTC has Lima's
next day. `OBSERVATORIO_HOY` stops the clock, for tests and pictures.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

STOPPED = "OBSERVATORIO_HOY"
NOON = time(12)


def zone() -> ZoneInfo:
    """The time zone of the configured district; raises ConfigError where it can't be read."""
    from observatorio.config import time_zone

    return time_zone()


def now(where: ZoneInfo | None = None) -> datetime:
    """The moment, with its offset; a stopped clock that names no hour says noon.

    Raises ValueError, in Spanish, where `OBSERVATORIO_HOY` is no date.
    """
    where = where or zone()
    return _stopped(said, where) if (said := os.environ.get(STOPPED)) else datetime.now(where)


def today(where: ZoneInfo | None = None) -> date:
    """The day, where the district is."""
    return now(where).date()


def _stopped(said: str, where: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(said)
        moment = moment if "T" in said or " " in said else datetime.combine(moment, NOON)
    except ValueError as problem:
        raise ValueError(
            f"{STOPPED} = «{said}»: se espera una fecha como 2026-11-30 o 2026-11-30T20:31"
        ) from problem
    return moment.astimezone(where) if moment.tzinfo else moment.replace(tzinfo=where)


def local(moment: datetime) -> datetime:
    """A kept moment in the district's time, with its offset; the stores keep them in UTC."""
    return moment.replace(tzinfo=UTC).astimezone(zone())


def in_utc(moment: datetime) -> datetime:
    """As stores and office documents keep a moment: in UTC, without an offset."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def written(moment: datetime) -> str:
    """A moment as it is written down and told to programs: ISO 8601, to the second."""
    return moment.isoformat(timespec="seconds")
