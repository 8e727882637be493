"""Serializes the write transactions of the threads of one process, so that none waits longer than needed.

SQLite has one writer at a time. A waiting one tries again after 1, 2, 5 … 100 ms: a thread that waits
for 55 ms of writing goes on after 79. Here it goes on when the transaction before it ends. Other processes
still wait as SQLite has it.
"""

import threading
from typing import Any, Final

from django.db.backends.sqlite3 import base

_write_lock: Final = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin when those of other threads have ended."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._has_lock = False

    def _start_transaction_under_autocommit(self) -> None:
        # After the time that SQLite is to wait, SQLite itself says that the database is locked.
        self._has_lock = _write_lock.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5))
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._release_lock()
            raise

    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: FBT001 (Django's signature)
        try:
            super()._set_autocommit(autocommit)  # type: ignore[misc]
        finally:
            if autocommit:  # the transaction has ended; what waits for its commit runs after this
                self._release_lock()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._release_lock()

    def _release_lock(self) -> None:
        if self._has_lock:
            self._has_lock = False
            _write_lock.release()
