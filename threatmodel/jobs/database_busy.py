"""Tells a SQLite database whose one writer is busy, which passes, from one that fails.

An import of thousands of workloads on a machine with much to do writes for longer than others wait. What they
wanted to do is done later, so it is worth a line in the log, not an error each time.
"""

import sqlite3
import time
from typing import Final

import structlog

log = structlog.get_logger(__name__)

_LOGGED_EVERY_S: Final = 60.0
_BUSY: Final = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_PRIMARY_CODE: Final = 0xFF  # the bits of a result code without its detail


def is_database_busy(fault: BaseException) -> bool:
    """Whether this fault of Django says that another writer kept the database for too long."""
    code = getattr(fault.__cause__, "sqlite_errorcode", None)
    return code is not None and code & _PRIMARY_CODE in _BUSY


class _BusyLog:
    """Logs the first of the faults of a minute."""

    def __init__(self) -> None:
        self._logged_at = float("-inf")

    def note(self, **context: str) -> None:
        if time.monotonic() - self._logged_at >= _LOGGED_EVERY_S:
            self._logged_at = time.monotonic()
            log.warning("database_busy", **context)


_busy_log: Final = _BusyLog()


def database_busy_log(**context: str) -> None:
    """Log that something was put off because the database was busy; once a minute at most."""
    _busy_log.note(**context)
