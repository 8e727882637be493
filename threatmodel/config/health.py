"""Health checks: whether the process is alive, and whether its services are reachable."""

import redis
import structlog
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from redis.exceptions import RedisError

log = structlog.get_logger("bulkhead.health")


def healthz(_request: HttpRequest) -> JsonResponse:
    """Return that the process is alive, without other checks: a slow database must restart no web server."""
    return JsonResponse({"status": "ok"})


def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers, else 503; say what else does not answer.

    Without Redis people read and edit as usual, and jobs wait in the database: that is no reason to send
    them to another web server, which would have no Redis either.
    """
    parts = {"database": _database_answers(), "redis": _redis_answers()}
    status = "unready" if not parts["database"] else "ok" if parts["redis"] else "degraded"
    return JsonResponse({"status": status, **parts}, status=200 if parts["database"] else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as fault:
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
