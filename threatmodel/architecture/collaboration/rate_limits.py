"""What one person may send over all their sockets to this process, so that nobody else has to wait for it.

Who sends more is read more slowly: their browser waits, nothing is lost. Only what nobody needs (asking again
and again for what was told, ever more sockets) is refused.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Final
from uuid import UUID

SOCKETS_MOST: Final = 20  # of one person at a time
_OPS_A_SECOND: Final = 200  # five times what somebody does by hand
_OPS_AT_ONCE: Final = 4_000  # a paste, a rearrangement, what was drawn on a train
_BYTES_A_SECOND: Final = 512 * 1024
_BYTES_AT_ONCE: Final = 4 * 1024 * 1024
_SINCE_A_SECOND: Final = 1.0
_SINCE_AT_ONCE: Final = 20
_WAIT_MOST_S: Final = 5.0  # the server's pings take who is not read for longer to be gone


class Bucket:
    """Fills at a rate up to a size; who takes more than is there owes it, and waits until it is paid."""

    def __init__(self, *, rate: float, size: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._size = size
        self._clock = clock
        self._level = size
        self._at = clock()

    @property
    def level(self) -> float:
        """What is in it now; below zero, what is owed."""
        now = self._clock()
        self._level = min(self._size, self._level + (now - self._at) * self._rate)
        self._at = now
        return self._level

    @property
    def is_full(self) -> bool:
        """Whether nothing was taken lately."""
        return self.level >= self._size

    def take(self, amount: float) -> float:
        """Take it in any case, and return for how many seconds to wait."""
        self._level = self.level - amount
        return max(0.0, -self._level / self._rate)

    def take_if_there(self, amount: float) -> bool:
        """Take it when there is so much; return whether it was."""
        if self.level < amount:
            return False
        self._level -= amount
        return True


class Allowance:
    """What one person has left."""

    def __init__(self) -> None:
        self.sockets = 0
        self._ops = Bucket(rate=_OPS_A_SECOND, size=_OPS_AT_ONCE)
        self._bytes = Bucket(rate=_BYTES_A_SECOND, size=_BYTES_AT_ONCE)
        self._since = Bucket(rate=_SINCE_A_SECOND, size=_SINCE_AT_ONCE)

    async def pace_bytes(self, count: int) -> None:
        """Wait until the person may send so much."""
        await self._wait(self._bytes.take(count))

    async def pace_operations(self, count: int) -> None:
        """Wait until the person may change so much."""
        await self._wait(self._ops.take(count))

    def may_ask_since(self) -> bool:
        """Whether the person may ask for changes again."""
        return self._since.take_if_there(1)

    @property
    def is_unused(self) -> bool:
        """Whether nothing is known about the person that a new allowance would not say."""
        return not self.sockets and all(bucket.is_full for bucket in (self._ops, self._bytes, self._since))

    async def _wait(self, seconds: float) -> None:
        if seconds > 0:
            await asyncio.sleep(min(seconds, _WAIT_MOST_S))


class Allowances:
    """The allowances of the people who are here or were a moment ago."""

    def __init__(self) -> None:
        self._of: dict[UUID, Allowance] = {}

    def enter(self, user_id: UUID) -> Allowance | None:
        """Return the allowance of somebody who opens one more socket, None for one too many."""
        allowance = self._of.setdefault(user_id, Allowance())
        if allowance.sockets >= SOCKETS_MOST:
            return None
        allowance.sockets += 1
        return allowance

    def leave(self, allowance: Allowance) -> None:
        """Count a socket that was closed. What was used up stays so, also for who comes back at once."""
        allowance.sockets -= 1
        for user_id in [user_id for user_id, one in self._of.items() if one.is_unused]:
            del self._of[user_id]


_all: Final = Allowances()


def allowances() -> Allowances:
    """Return the allowances of this process."""
    return _all
