"""A Redis cache that counts on in the database while Redis is away: limits of sign-in never fall open."""

import time
from typing import Any, ClassVar

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

TABLE = "rate_limit"
# So long nobody asks a Redis that did not answer: each question may cost its timeout of half a second.
_LEFT_ALONE_S = 2.0
_ENTRIES_MOST = 100_000  # beyond, rows are thrown away, the expired ones first


class RedisElseDatabase(RedisCache):
    """Redis for counters that last minutes to hours, and the table `rate_limit` where it does not answer.

    What was counted on one side is not known on the other: an outage lets somebody begin anew once, not
    more often than that.
    """

    _away_until: ClassVar[float] = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._database = DatabaseCache(TABLE, {"OPTIONS": {"MAX_ENTRIES": _ENTRIES_MOST}})

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._asked("get", key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._asked("set", key, value, timeout, version)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._asked("add", key, value, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._asked("delete", key, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._asked("incr", key, delta, version))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._asked("touch", key, timeout, version))

    def _asked(self, operation: str, *words: Any) -> Any:
        """Return Redis' answer; the database's while Redis is away."""
        if time.monotonic() >= RedisElseDatabase._away_until:
            try:
                return getattr(super(), operation)(*words)
            except RedisError as fault:
                RedisElseDatabase._away_until = time.monotonic() + _LEFT_ALONE_S
                log.warning("cache_unreachable", fault=type(fault).__name__)
        return getattr(self._database, operation)(*words)
