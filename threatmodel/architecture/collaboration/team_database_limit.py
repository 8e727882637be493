"""Limits how much of the database the open models of one team take together."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

_LONG_WRITE_S: Final = 0.02  # of processor time; a shorter one is what people do by hand
_MAX_PAUSE_S: Final = 0.5

T = TypeVar("T")


@dataclass(slots=True)
class Write:
    """One write of a team, and how much processor time it took."""

    processor_s: float = 0.0

    def measured(self, function: Callable[..., T], *args: object, **kwargs: object) -> T:
        """Return what the function returns, and count its processor time, also when it fails."""
        began = time.thread_time()
        try:
            return function(*args, **kwargs)
        finally:
            self.processor_s += time.thread_time() - began


class TeamThrottle:
    """Lets one model of a team be written, and the log of one be read, at a time.

    So a team that floods many models leaves one thread of the database to the others (db_executor.py). After
    a long write it pauses for as long as that computed, so no team gets more than half of the time. Waiting
    for a lock or the disk takes nothing from others: counted too, it doubled the wait of people who edit in
    two processes at once.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._write_lock = asyncio.Lock()
        self._write_after = float("-inf")
        self.reading = asyncio.Lock()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Write]:
        """Hold the write lock of the team for one write."""
        async with self._write_lock:
            if (pause := self._write_after - self._loop.time()) > 0:
                await asyncio.sleep(pause)
            write = Write()
            try:
                yield write
            finally:
                if write.processor_s > _LONG_WRITE_S:
                    self._write_after = self._loop.time() + min(write.processor_s, _MAX_PAUSE_S)


class TeamThrottles:
    """The throttles of the teams that have models open."""

    def __init__(self) -> None:
        self._throttles: WeakValueDictionary[UUID, TeamThrottle] = WeakValueDictionary()

    def throttle_of(self, team_id: UUID) -> TeamThrottle:
        """Return the throttle that the hubs of a team share."""
        throttle = self._throttles.get(team_id)
        if throttle is None:
            throttle = self._throttles[team_id] = TeamThrottle()
        return throttle
