"""Keeps connections to SQLite for whoever needs the next one.

Each request runs in a thread of its own. A connection that it opens reads the whole schema first, which takes
longer than most requests need for their queries.
"""

import atexit
import os
import sqlite3
import threading
from pathlib import Path
from typing import Final

_MOST: Final = 6  # as many requests as a browser sends at a time; each may keep 16 MB of pages

File = tuple[int, int, int]


class IdleConnections:
    """Open connections that nobody uses, by the process and the file that they belong to."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._idle: dict[File, list[sqlite3.Connection]] = {}

    def take(self, file: File | None) -> sqlite3.Connection | None:
        """Return the one that was used last; nothing where none is left."""
        with self._guard:
            idle = self._idle.get(file) if file else None
            return idle.pop() if idle else None

    def keep(self, file: File, connection: sqlite3.Connection) -> bool:
        """Keep a connection in no transaction for the next; return whether there was a place."""
        with self._guard:
            idle = self._idle.setdefault(file, [])
            if len(idle) >= _MOST:
                return False
            idle.append(connection)
            return True

    def close(self) -> None:
        """Close those of this process: SQLite ends its write-ahead log with the last one."""
        with self._guard:
            for file in [file for file in self._idle if file[0] == os.getpid()]:
                for connection in self._idle.pop(file):
                    connection.close()


def file_at(path: str) -> File | None:
    """Tell the file from another that takes its place, for this process: no connection outlives a fork."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return os.getpid(), found.st_dev, found.st_ino


idle_connections: Final = IdleConnections()
atexit.register(idle_connections.close)
