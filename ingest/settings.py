"""What only the writing side knows: the data folder and everything in it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from observatorio.config import ROOT, Configuration, read_configuration


@dataclass(frozen=True)
class WorkSettings(Configuration):
    """The configuration, and the folder that holds stores, archive, reports and secret."""

    data_dir: Path

    @property
    def archive_dir(self) -> Path:
        """Folder of the deliveries received: the only thing that the stores are built from."""
        return self.data_dir / "archive"

    @property
    def registry_dir(self) -> Path:
        """Folder of the restricted store."""
        return self.data_dir / "store" / "registry"

    @property
    def public_dir(self) -> Path:
        """Folder of the published editions: all that the public side is told of."""
        return self.data_dir / "store" / "public"

    @property
    def reports_dir(self) -> Path:
        """Folder of the reports that go back to the sectors."""
        return self.data_dir / "reports"

    @property
    def secret_file(self) -> Path:
        """File with the 32 bytes that the record keys are made with."""
        return self.data_dir / "secret" / "record-key"


def load_work_settings(path: Path | None = None) -> WorkSettings:
    """Reads the configuration for the writing side; `OBSERVATORIO_DATA` moves the data folder.

    Raises ConfigError with a message for the person who edits the file.
    """
    data = Path(os.environ.get("OBSERVATORIO_DATA") or ROOT / "data").resolve()
    return read_configuration(WorkSettings, path, data_dir=data)
