"""Places for work that needs much memory or time: few in a process, and one for each team.

Whoever finds none free waits in line for a while; a team that takes all it can get holds up itself alone.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

WAIT_S: Final = 10.0
_WAITING_MOST: Final = 10  # of one team: each holds a thread


class NoPlace(Exception):
    """No place became free in time, or too many of the team wait already."""


@dataclass(eq=False, frozen=True, slots=True)
class _Waiting:
    team: UUID


class Places:
    """So many places, at most one of them for each team; given in the order of arrival."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._line: list[_Waiting] = []
        self._busy: set[UUID] = set()
        self._changed = threading.Condition()

    @contextmanager
    def place(self, team: UUID, *, wait_s: float = WAIT_S) -> Iterator[None]:
        """Hold a place of the team while the block lasts. Raises NoPlace."""
        self._enter(_Waiting(team), time.monotonic() + wait_s)
        try:
            yield
        finally:
            with self._changed:
                self._busy.remove(team)
                self._changed.notify_all()

    def _enter(self, waiting: _Waiting, deadline: float) -> None:
        with self._changed:
            if sum(one.team == waiting.team for one in self._line) >= _WAITING_MOST:
                raise NoPlace
            self._line.append(waiting)
            try:
                while self._next() is not waiting:
                    if not self._changed.wait(deadline - time.monotonic()):
                        raise NoPlace
                self._busy.add(waiting.team)
            finally:
                self._line.remove(waiting)
                self._changed.notify_all()  # the next in line may be able to enter, too

    def _next(self) -> _Waiting | None:
        """Return the first in line whose team has no place, if there is a place."""
        if len(self._busy) >= self._most:
            return None
        return next((one for one in self._line if one.team not in self._busy), None)
