"""Says whether the process lives and whether what it depends on answers."""

import redis
import structlog
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from redis.exceptions import RedisError

log = structlog.get_logger("bulkhead.health")


def healthz(_request: HttpRequest) -> JsonResponse:
    """Answer that the process lives; asks nobody else, so that a slow database restarts no web server."""
    return JsonResponse({"status": "ok"})


def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database and, where there is one, Redis answer; else 503 with what does not."""
    parts = {"database": _database_answers(), "redis": _redis_answers()}
    ready = all(parts.values())
    return JsonResponse({"status": "ok" if ready else "unready", **parts}, status=200 if ready else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as fault:
        log.warning("database_unready", fault=type(fault).__name__)
        return False
    return True


def _redis_answers() -> bool:
    if not settings.REDIS_URL:
        return True
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as client:
            client.ping()
    except RedisError as fault:
        log.warning("redis_unready", fault=type(fault).__name__)
        return False
    return True
