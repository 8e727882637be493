"""Removes proposals that were decided long ago, in small transactions."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from threatmodel.proposals.models import Proposal

_TOGETHER: Final = 500
_ROUNDS: Final = 20  # the next hour takes the others


def proposals_remove_old() -> int:
    """Remove what was decided before KEEP_PROPOSALS_DAYS; return how many. What waits stays."""
    if not settings.KEEP_PROPOSALS_DAYS:
        return 0
    old = Proposal.objects.filter(
        decided_at__lt=timezone.now() - timedelta(days=settings.KEEP_PROPOSALS_DAYS)
    )
    removed = 0
    for _ in range(_ROUNDS):
        keys = list(old.order_by("decided_at").values_list("pk", flat=True)[:_TOGETHER])
        if not keys:
            break
        Proposal.objects.filter(pk__in=keys).delete()
        removed += len(keys)
    return removed
