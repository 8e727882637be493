"""Removes rows that are older than their retention period, in small transactions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from threatmodel.accounts.services import sessions_remove_ended
from threatmodel.history.models import ModelEvent
from threatmodel.history.services.change_log_removal import changes_remove, snapshots_remove
from threatmodel.jobs.services import jobs_remove

log = structlog.get_logger(__name__)
_ROUNDS: Final = 20  # of some hundred rows each; the next hour takes the others
_TOGETHER: Final = 500


def old_rows_remove() -> dict[str, int]:
    """Remove rows beyond their retention period, and ended sessions; return how many rows of each."""
    removed = {
        "changes": _removed_in_batches(changes_remove, settings.KEEP_CHANGES_DAYS),
        "snapshots": _removed_in_batches(snapshots_remove, settings.KEEP_SNAPSHOTS_DAYS),
        "events": _removed_in_batches(events_remove, settings.KEEP_EVENTS_DAYS),
        "jobs": _removed_in_batches(jobs_remove, settings.KEEP_JOBS_DAYS),
        "sessions": _removed_in_batches(sessions_remove_ended, days=None),
    }
    if any(removed.values()):
        log.info("old_rows_removed", **removed)
    return removed


def events_remove(*, before: datetime) -> int:
    """Remove some of the events before this moment; return how many.

    The latest import of each model stays: comparisons name it.
    """
    later = ModelEvent.objects.filter(model=OuterRef("model"), subject_type="import", id__gt=OuterRef("id"))
    old = ModelEvent.objects.filter(~Q(subject_type="import") | Exists(later), at__lt=before)
    keys = list(old.order_by("id").values_list("pk", flat=True)[:_TOGETHER])
    ModelEvent.objects.filter(pk__in=keys).delete()
    return len(keys)


def _removed_in_batches(remove: Callable[..., int], days: int | None) -> int:
    """Remove again and again until nothing is left to remove, or enough was for now; 0 days: keep all."""
    if days == 0:
        return 0
    before = timezone.now() - timedelta(days=days or 0)
    total = 0
    for _ in range(_ROUNDS):
        if (removed := remove(before=before)) == 0:
            break
        total += removed
    return total
