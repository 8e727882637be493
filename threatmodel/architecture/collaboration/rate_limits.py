"""Rate limits of one person over all their connections to this process, so that others need not wait.

Frames of a person over the limit are read more slowly: their browser waits, and nothing is lost. Only
repeated requests for missed changes and further connections are refused.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Final
from uuid import UUID

MAX_CONNECTIONS: Final = 20  # of one person at a time
_OPS_PER_S: Final = 200  # five times of manual editing
_OPS_BURST: Final = 4_000  # a paste, a layout, edits made offline
_BYTES_PER_S: Final = 512 * 1024
_BYTES_BURST: Final = 4 * 1024 * 1024
_SINCE_PER_S: Final = 1.0
_SINCE_BURST: Final = 20
_MAX_WAIT_S: Final = 5.0  # the server's pings time out when frames are not read for longer


class TokenBucket:
    """Fills at a rate up to a size; taking more makes the level negative and returns a time to wait."""

    def __init__(self, *, rate: float, size: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._size = size
        self._clock = clock
        self._level = size
        self._at = clock()

    @property
    def level(self) -> float:
        """The tokens in it now; negative after too many were taken."""
        now = self._clock()
        self._level = min(self._size, self._level + (now - self._at) * self._rate)
        self._at = now
        return self._level

    @property
    def is_full(self) -> bool:
        """Whether nothing was taken recently."""
        return self.level >= self._size

    def take(self, amount: float) -> float:
        """Take tokens in any case, and return the seconds to wait."""
        self._level = self.level - amount
        return max(0.0, -self._level / self._rate)

    def try_take(self, amount: float) -> bool:
        """Take tokens if there are enough; return whether it did."""
        if self.level < amount:
            return False
        self._level -= amount
        return True


class UserRateLimit:
    """The limits of one person."""

    def __init__(self) -> None:
        self.connections = 0
        self._ops = TokenBucket(rate=_OPS_PER_S, size=_OPS_BURST)
        self._bytes = TokenBucket(rate=_BYTES_PER_S, size=_BYTES_BURST)
        self._since = TokenBucket(rate=_SINCE_PER_S, size=_SINCE_BURST)

    async def pace_bytes(self, count: int) -> None:
        """Wait until the person may send this many bytes."""
        await self._wait(self._bytes.take(count))

    async def pace_operations(self, count: int) -> None:
        """Wait until the person may make this many operations."""
        await self._wait(self._ops.take(count))

    def take_since(self) -> bool:
        """Count a request for missed changes; return whether it is allowed."""
        return self._since.try_take(1)

    @property
    def is_unused(self) -> bool:
        """Whether it equals a new one, so that it can be dropped."""
        return not self.connections and all(
            bucket.is_full for bucket in (self._ops, self._bytes, self._since)
        )

    async def _wait(self, seconds: float) -> None:
        if seconds > 0:
            await asyncio.sleep(min(seconds, _MAX_WAIT_S))


class UserRateLimits:
    """The limits of the people who are or recently were connected."""

    def __init__(self) -> None:
        self._limits: dict[UUID, UserRateLimit] = {}

    def acquire(self, user_id: UUID) -> UserRateLimit | None:
        """Return the limit of a person for one more connection, None for one too many."""
        limit = self._limits.setdefault(user_id, UserRateLimit())
        if limit.connections >= MAX_CONNECTIONS:
            return None
        limit.connections += 1
        return limit

    def release(self, limit: UserRateLimit) -> None:
        """Count a connection that was closed. Reconnecting does not reset the limit."""
        limit.connections -= 1
        for user_id in [user_id for user_id, one in self._limits.items() if one.is_unused]:
            del self._limits[user_id]


_user_rate_limits: Final = UserRateLimits()


def user_rate_limits() -> UserRateLimits:
    """Return the limits of this process."""
    return _user_rate_limits
