"""The lock that the threads of one process take to write SQLite: whoever waits longest is next.

A lock of the threading module may go to the thread that has just released it, as one that writes row by row
does, while others wait on.
"""

import threading
from collections import deque


class WriteLock:
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_held = False
        self._waiting: deque[threading.Event] = deque()

    @property
    def waiting(self) -> int:
        """How many threads wait for it."""
        return len(self._waiting)

    def acquire(self, *, timeout_s: float) -> bool:
        """Wait for the lock and take it; return False where that takes longer."""
        with self._guard:
            if not self._is_held:
                self._is_held = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        try:
            if turn.wait(timeout_s):
                return True
        except BaseException:  # a signal: a lock handed to a thread that no longer waits would never be free
            if not self._leave_queue(turn):
                self.release()
            raise
        return not self._leave_queue(turn)

    def release(self) -> None:
        """Hand the lock on to the thread that waits longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_held = False

    def _leave_queue(self, turn: threading.Event) -> bool:
        """Stop waiting; return False where the lock was handed on at the last moment."""
        with self._guard:
            if turn.is_set():
                return False
            self._waiting.remove(turn)
            return True
