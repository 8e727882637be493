"""A Redis cache whose absence slows nobody down: reads miss, writes are dropped, both are logged."""

from collections.abc import Callable
from typing import Any

import structlog
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


class ForgivingRedisCache(RedisCache):
    """Redis for what may be lost: rate limits count again from zero after an outage."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._forgiven(
            lambda: super(ForgivingRedisCache, self).get(key, default, version), otherwise=default
        )

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        self._forgiven(
            lambda: super(ForgivingRedisCache, self).set(key, value, timeout, version), otherwise=None
        )

    def add(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        # True = "the key is yours": the caller goes on as if nobody else held it.
        return bool(
            self._forgiven(
                lambda: super(ForgivingRedisCache, self).add(key, value, timeout, version), otherwise=True
            )
        )

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(
            self._forgiven(lambda: super(ForgivingRedisCache, self).delete(key, version), otherwise=False)
        )

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(
            self._forgiven(
                lambda: super(ForgivingRedisCache, self).incr(key, delta, version), otherwise=delta
            )
        )

    def touch(self, key: Any, timeout: Any = 300, version: int | None = None) -> bool:
        return bool(
            self._forgiven(
                lambda: super(ForgivingRedisCache, self).touch(key, timeout, version), otherwise=False
            )
        )

    def _forgiven(self, call: Callable[[], Any], *, otherwise: Any) -> Any:
        try:
            return call()
        except RedisError as fault:
            log.warning("cache_unreachable", fault=type(fault).__name__)
            return otherwise
