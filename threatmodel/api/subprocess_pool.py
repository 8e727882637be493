"""Child processes that answer one request after the other about one subject, such as a model.

One of them waits at a time: what it has loaded serves the next request about the same subject. It ends when
none comes for a minute, when a request about something else needs its place, or with this process.
"""

import multiprocessing
import threading
from collections.abc import Hashable
from contextlib import suppress
from functools import lru_cache
from multiprocessing.context import ForkServerContext
from typing import Any, Final

from threatmodel.api.subprocess_worker import Call, serve

_KILL_TIMEOUT_S: Final = 5


class ProcessEnded(Exception):
    """The process ended before it had answered."""


class ChildProcess:
    """One child process, with at most one request at a time."""

    def __init__(self, memory_bytes: int) -> None:
        self._link, other_end = _context().Pipe()
        with other_end:
            self._process = _context().Process(target=serve, args=(other_end, memory_bytes), daemon=True)
            self._process.start()

    @property
    def is_waiting(self) -> bool:
        """Whether it is there to answer: it has not ended, of which it would tell by closing the link."""
        return not self._link.poll()

    def call(self, call: Call, *, timeout_s: float) -> Any:
        """What it sends first in response: (status, headers), or one word with the reason of a failure.

        Raises TimeoutError, ProcessEnded.
        """
        try:
            self._link.send(call)
            if not self._link.poll(timeout_s):
                raise TimeoutError
            return self._link.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError) as fault:
            raise ProcessEnded from fault

    def content(self) -> bytes:
        """The content of the response. Raises ProcessEnded."""
        try:
            return self._link.recv_bytes()
        except (EOFError, ConnectionResetError) as fault:
            raise ProcessEnded from fault

    def end(self) -> None:
        """End it, whatever it does."""
        self._link.close()
        if self._process.is_alive():  # else its number may be that of another process by now
            self._process.kill()
            self._process.join(_KILL_TIMEOUT_S)
        with suppress(ValueError):  # it has not ended in time, and does so without us
            self._process.close()


class ProcessPool:
    """Hands out processes to the threads of a web process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: tuple[Hashable, ChildProcess] | None = None

    def take(self, subject: Hashable) -> ChildProcess | None:
        """The waiting process if it knows the subject; another one is ended, as its memory is needed."""
        with self._lock:
            waiting, self._waiting = self._waiting, None
        if waiting is None:
            return None
        if waiting[0] == subject and waiting[1].is_waiting:
            return waiting[1]
        waiting[1].end()
        return None

    def put(self, subject: Hashable, process: ChildProcess) -> None:
        """Let the process wait for the next request about the subject, in the place of the one before it."""
        with self._lock:
            before, self._waiting = self._waiting, (subject, process)
        if before is not None:
            before[1].end()


@lru_cache(maxsize=1)
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([serve.__module__])
    return context
