"""`python -m ingest …`: see `python -m ingest --help`."""

from __future__ import annotations

import sys

from ingest.cli import main

sys.exit(main(sys.argv[1:]))
