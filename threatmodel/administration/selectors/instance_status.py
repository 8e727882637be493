"""What runs on this instance and whether it works."""

import platform
import tomllib
from datetime import timedelta
from typing import Any

import django
import redis
from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.models import Count, Min, Q
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from threatmodel.accounts.models import Team, User
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.choices import JobState
from threatmodel.jobs.models import Job

Row = dict[str, Any]
_WORKER_TIMEOUT_S = 0.5


def instance_figures() -> Row:
    """What runs here and whether it works. Waits half a second for workers to answer."""
    return {
        "version": _version(),
        "python": platform.python_version(),
        "django": django.get_version(),
        "mode": "embedded" if settings.EMBEDDED else "team",
        "database": {"name": connection.vendor, "size_bytes": _database_bytes()},
        "redis": _redis_answers(),
        "workers": _workers(),
        "jobs": _jobs(),
        "users": User.objects.filter(is_active=True).count(),
        "teams": Team.objects.filter(deleted_at=None).count(),
        "models": ThreatModel.objects.filter(team__deleted_at=None).count(),
    }


def _version() -> str:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _database_bytes() -> int:
    """Return the size of the database; each has a way of its own to say it."""
    size = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }
    with connection.cursor() as cursor:
        cursor.execute(size[connection.vendor])
        return int(cursor.fetchone()[0])


def _redis_answers() -> bool | None:
    if not settings.REDIS_URL:
        return None
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as client:
            return bool(client.ping())
    except RedisError:
        return False


def _workers() -> list[str]:
    """Return the names of the workers that answer; none while the broker is away."""
    try:
        answers = current_app.control.ping(timeout=_WORKER_TIMEOUT_S) or []
    except (OperationalError, RedisError, OSError):
        return []
    return sorted(name for answer in answers for name in answer)


def _jobs() -> Row:
    lately = Q(finished_at__gt=Now() - timedelta(days=1))
    waiting = Q(state=JobState.QUEUED)
    figures = Job.objects.aggregate(
        queued=Count("pk", filter=waiting),
        running=Count("pk", filter=Q(state=JobState.RUNNING)),
        failed=Count("pk", filter=lately & Q(state=JobState.FAILED)),
        succeeded=Count("pk", filter=lately & Q(state=JobState.SUCCEEDED)),
        oldest=Min("created_at", filter=waiting),
    )
    oldest = figures.pop("oldest")
    waited = 0 if oldest is None else int((timezone.now() - oldest).total_seconds())
    return {**figures, "oldest_wait_s": max(0, waited)}
