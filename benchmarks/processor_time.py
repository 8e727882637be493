"""Processor time of this process and of its PostgreSQL backend: what a busy machine does not change much."""

import time
from pathlib import Path
from typing import Final

_NANOSECONDS: Final = 1e9


def processor_seconds() -> float:
    """Return the processor time used so far. Parallel workers of PostgreSQL are not counted."""
    from django.db import connection  # noqa: PLC0415 (Django is set up by scratch_database)

    seconds = time.process_time()
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        pid = connection.connection.info.backend_pid
        seconds += int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / _NANOSECONDS
    return seconds
