"""The filters of the threat list by when a threat was first seen and since when it is closed."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from threatmodel.threats.threats.models import Threat

_COLUMN: Final = {"seen": "first_seen_at", "closed": "closed_at"}


def in_periods(threats: QuerySet[Threat], query: Mapping[str, Any]) -> QuerySet[Threat]:
    """The threats that match `seen_since` to `closed_until` of ThreatQuery: whole days (UTC), both included.

    The days may have been kept as JSON.
    """
    for name, column in _COLUMN.items():
        if since := query[f"{name}_since"]:
            threats = threats.filter(**{f"{column}__gte": _begin(since)})
        if until := query[f"{name}_until"]:
            threats = threats.filter(**{f"{column}__lt": _begin(until) + dt.timedelta(days=1)})
    return threats


def _begin(day: dt.date | str) -> dt.datetime:
    date = day if isinstance(day, dt.date) else dt.date.fromisoformat(day)
    return timezone.make_aware(dt.datetime.combine(date, dt.time.min))
