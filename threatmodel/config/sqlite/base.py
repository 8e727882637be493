"""Serializes the writes of the threads of one process to a database, so that none waits longer than needed.

SQLite has one writer at a time. A waiting one tries again after 1, 2, 5 … 100 ms: a thread that waits
for 55 ms of writing goes on after 79, and one that writes a single row finds others before it for ever. Here
each goes on when the one before it ends. Other processes still wait as SQLite has it.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from weakref import WeakSet

from django.db.backends.sqlite3 import base

from threatmodel.config.sqlite.idle_connections import File, file_at, idle_connections
from threatmodel.config.sqlite.write_lock import WriteLock

_write_locks: Final = dict[str, WriteLock]()  # by the name of the database
_WRITES: Final = ("INSERT", "UPDATE", "DELETE", "REPLACE", "ANALYZE")


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose writes begin when those of other threads have ended."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._held: WriteLock | None = None
        self._cursors = WeakSet[sqlite3.Cursor]()
        self._file: File | None = None  # of the connection

    @property
    def holds_lock(self) -> bool:
        """Whether this connection is the one that may write."""
        return self._held is not None

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002 (Django's signature)
        """Return a cursor; its single writes take the lock as transactions do."""
        cursor = self.connection.cursor(lambda connection: _Cursor(connection, self))
        self._cursors.add(cursor)
        return cursor

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Return a connection that another request has left, or a new one."""
        path = str(self.settings_dict["NAME"])
        self._file = file_at(path)
        if kept := idle_connections.take(self._file):
            kept.execute("PRAGMA foreign_keys = ON")
            return kept
        made = super().get_new_connection(conn_params)
        self._file = file_at(path)
        return made

    @contextmanager
    def single_write(self) -> Iterator[None]:
        """Hold the lock for one statement outside a transaction."""
        if self.holds_lock:
            yield
            return
        self._take_lock()
        try:
            yield
        finally:
            self._release_lock()

    def _start_transaction_under_autocommit(self) -> None:
        self._take_lock()
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
            if not self._leave_connection():
                super()._close()  # type: ignore[misc]
        finally:
            self._cursors.clear()
            self._release_lock()

    def _leave_connection(self) -> bool:
        """Leave the connection to the next request where nothing of this one is open in it."""
        connection = self.connection
        is_open = self.errors_occurred or self.in_atomic_block or (connection and connection.in_transaction)
        if connection is None or is_open or self._file is None:
            return False
        if self._file != file_at(str(self.settings_dict["NAME"])):  # another file took its place
            return False
        for cursor in self._cursors:  # a query that is not read to its end still sees what was there before
            cursor.close()
        return idle_connections.keep(self._file, connection)

    def _take_lock(self) -> None:
        lock = _write_locks.setdefault(str(self.settings_dict["NAME"]), WriteLock())
        # After the time that SQLite is to wait, SQLite itself says that the database is locked.
        if lock.acquire(timeout_s=self.settings_dict["OPTIONS"].get("timeout", 5)):
            self._held = lock

    def _release_lock(self) -> None:
        if self._held:
            held, self._held = self._held, None
            held.release()


class _Cursor(base.SQLiteCursorWrapper):
    """A cursor that takes the lock for a write outside a transaction."""

    def __init__(self, connection: sqlite3.Connection, database: DatabaseWrapper) -> None:
        super().__init__(connection)
        self._database = database

    def execute(self, query: str, params: Any = None) -> Any:
        """Execute one statement."""
        if not self._is_single_write(query):
            return super().execute(query, params)
        with self._database.single_write():
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """Execute one statement with each of these parameters."""
        if not self._is_single_write(query):
            return super().executemany(query, param_list)
        with self._database.single_write():
            return super().executemany(query, param_list)

    def _is_single_write(self, query: str) -> bool:
        return not self.connection.in_transaction and query.lstrip()[:7].upper().startswith(_WRITES)
