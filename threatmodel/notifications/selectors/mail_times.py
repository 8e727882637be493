"""When a person may be mailed, by the clock of their time zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from threatmodel.notifications.models import NotificationPreferences


def is_quiet(preferences: NotificationPreferences, *, now: datetime) -> bool:
    """Whether the person wants no mail at this hour."""
    start, end = preferences.quiet_from, preferences.quiet_until
    if start is None or end is None or start == end:
        return False
    hour = _local(preferences, now).hour
    return start <= hour < end if start < end else hour >= start or hour < end


def digest_day(preferences: NotificationPreferences, *, now: datetime) -> date | None:
    """The day whose digest is due; None before its hour, in quiet hours, or once it was written."""
    local = _local(preferences, now)
    if local.hour < preferences.digest_hour or is_quiet(preferences, now=now):
        return None
    is_written = preferences.digested_on is not None and preferences.digested_on >= local.date()
    return None if is_written else local.date()


def _local(preferences: NotificationPreferences, now: datetime) -> datetime:
    return now.astimezone(ZoneInfo(preferences.time_zone))
