"""A semaphore for work that needs much memory or time: few slots, and one for each team.

Requests wait in order for a while; a team with many requests delays only itself. Web processes that run
side by side share the slots; each keeps the order of its own requests.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from threatmodel.api.file_lock_slots import NoSlot, SharedSlots

WAIT_S: Final = 10.0
_MAX_WAITING: Final = 10  # of one team: each holds a thread


@dataclass(eq=False, frozen=True, slots=True)
class _Waiting:
    team: UUID


class TeamSemaphore:
    """A number of slots, at most one of them for each team, given in order of arrival."""

    def __init__(self, size: int, *, shared: SharedSlots | None = None) -> None:
        self._size = size
        self._shared = shared
        self._queue: list[_Waiting] = []
        self._busy: set[UUID] = set()
        self._changed = threading.Condition()

    @contextmanager
    def slot(self, team: UUID, *, wait_s: float = WAIT_S) -> Iterator[None]:
        """Hold a slot of the team while the block runs. Raises NoSlot."""
        deadline = time.monotonic() + wait_s
        self._acquire(_Waiting(team), deadline)
        try:
            with self._shared.slot(team, until=deadline) if self._shared else nullcontext():
                yield
        finally:
            with self._changed:
                self._busy.remove(team)
                self._changed.notify_all()

    def _acquire(self, waiting: _Waiting, deadline: float) -> None:
        with self._changed:
            if sum(one.team == waiting.team for one in self._queue) >= _MAX_WAITING:
                raise NoSlot
            self._queue.append(waiting)
            try:
                while self._next() is not waiting:
                    if not self._changed.wait(deadline - time.monotonic()):
                        raise NoSlot
                self._busy.add(waiting.team)
            finally:
                self._queue.remove(waiting)
                self._changed.notify_all()  # the next in the queue may be able to get one, too

    def _next(self) -> _Waiting | None:
        """Return the first in the queue whose team has no slot, if one is free."""
        if len(self._busy) >= self._size:
            return None
        return next((one for one in self._queue if one.team not in self._busy), None)
