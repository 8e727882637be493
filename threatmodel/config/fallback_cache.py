"""A Redis cache that falls back to the database while Redis is unreachable, so that rate limits keep working.

The cache of django-redis can only ignore errors: rate limits of sign-in would then allow everything.
"""

import time
from typing import Any, ClassVar

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

TABLE = "rate_limit"
# For so long Redis is not tried again after an error: each attempt may cost its timeout of half a second.
_RETRY_AFTER_S = 2.0
_MAX_ENTRIES = 100_000  # beyond, rows are deleted, the expired ones first


class RedisCacheWithFallback(RedisCache):
    """Redis for counters of minutes to hours, and the table `rate_limit` while it is unreachable.

    Counts are not transferred between the two: an outage resets a limit once.
    """

    _unreachable_until: ClassVar[float] = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._database = DatabaseCache(TABLE, {"OPTIONS": {"MAX_ENTRIES": _MAX_ENTRIES}})

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._call("get", key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._call("set", key, value, timeout, version)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._call("add", key, value, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._call("delete", key, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._call("incr", key, delta, version))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._call("touch", key, timeout, version))

    def _call(self, operation: str, *arguments: Any) -> Any:
        """Return the result of Redis, or of the database while Redis is unreachable."""
        if time.monotonic() >= RedisCacheWithFallback._unreachable_until:
            try:
                return getattr(super(), operation)(*arguments)
            except RedisError as fault:
                RedisCacheWithFallback._unreachable_until = time.monotonic() + _RETRY_AFTER_S
                log.warning("cache_unreachable", fault=type(fault).__name__)
        return getattr(self._database, operation)(*arguments)
