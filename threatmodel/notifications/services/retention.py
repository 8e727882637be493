"""Removes old notices, in small transactions."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from threatmodel.notifications.models import Notice

_TOGETHER: Final = 500
_ROUNDS: Final = 20  # the next hour takes the others


def notices_remove_old() -> int:
    """Remove notices beyond KEEP_NOTICES_DAYS, read or not; return how many."""
    if not settings.KEEP_NOTICES_DAYS:
        return 0
    old = Notice.objects.filter(created_at__lt=timezone.now() - timedelta(days=settings.KEEP_NOTICES_DAYS))
    removed = 0
    for _ in range(_ROUNDS):
        keys = list(old.order_by("created_at").values_list("pk", flat=True)[:_TOGETHER])
        if not keys:
            break
        Notice.objects.filter(pk__in=keys).delete()
        removed += len(keys)
    return removed
