"""Remembers for a moment that the database is unreachable, so that requests fail at once."""

import threading
import time
from typing import Any, Final

import psycopg
from psycopg_pool import ConnectionPool

_PAUSE_S: Final = 1.0  # without attempts, after a failed one
_ATTEMPT_S: Final = 6.0  # in which the one who asks next has found out: two attempts to connect


class Unreachable(psycopg.OperationalError):
    """The database could not be reached a moment ago."""


class Outage:
    """What this process knows of the database being away. Threads share it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._refused_until = 0.0  # 0: the database is not known to be away

    def refuse(self) -> None:
        """Raise Unreachable while the database is known to be away.

        After each pause one caller gets through and finds out; the others are refused until it has.
        """
        with self._guard:
            now = time.monotonic()
            if now < self._refused_until:
                raise Unreachable("the database was unavailable a moment ago")
            if self._refused_until:
                self._refused_until = now + _ATTEMPT_S

    def begin(self, pool: ConnectionPool[Any]) -> None:
        """Note a failed attempt to connect, and fail all requests that wait for a connection.

        The pool calls this from a thread of its own. It offers no other way to end the waiting: those who
        wait would do so for the time that is meant for a pool of which all connections are in use.
        """
        with self._guard:
            self._refused_until = time.monotonic() + _PAUSE_S
        with pool._lock:  # noqa: SLF001
            while pool._waiting:  # noqa: SLF001
                pool._waiting.popleft().fail(Unreachable("the database is unavailable"))  # noqa: SLF001

    def end(self) -> None:
        """Note that the database has answered."""
        self._refused_until = 0.0


outage: Final = Outage()  # there is one database
