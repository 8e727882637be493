"""Ends acceptances after their last day, and warns before it."""

import uuid
from datetime import date, timedelta
from typing import Final

import structlog
from django.db import transaction
from django.utils import timezone

from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.acceptances.selectors import current_day
from threatmodel.threats.acceptances.services.endings import acceptance_end
from threatmodel.threats.acceptances.services.notices import acceptance_notify, is_notified
from threatmodel.threats.analysis.services.model_counters import counters_lock

# Days before the last one, the nearest first: only the nearest warning that is due is sent.
WARNED_BEFORE: Final = {3: "expires-in-3-days", 14: "expires-in-14-days"}
log = structlog.get_logger(__name__)


def acceptances_expire() -> dict[str, int]:
    """End what is over and warn of what soon will be; return how many of each.

    Each acceptance is one transaction that finds it as it is then, so it may be interrupted at any moment and
    run twice at once: what is done is not done again.
    """
    today = current_day.today()
    active = RiskAcceptance.objects.filter(status="active", model__deleted_at__isnull=True)
    over = list(active.filter(expires_on__lt=today).values_list("pk", "model_id"))
    ended = sum(_end(acceptance_id, model_id, today) for acceptance_id, model_id in over)
    near = active.filter(expires_on__range=(today, today + timedelta(days=max(WARNED_BEFORE))))
    warned = sum(_warn(acceptance_id, today) for acceptance_id in near.values_list("pk", flat=True))
    if ended or warned:
        log.info("acceptances_expired", ended=ended, warned=warned)
    return {"ended": ended, "warned": warned}


@transaction.atomic
def _end(acceptance_id: uuid.UUID, model_id: uuid.UUID, today: date) -> bool:
    counters_lock(model_id)
    acceptance = (
        RiskAcceptance.objects.select_related("model")
        .filter(pk=acceptance_id, status="active", expires_on__lt=today)
        .first()
    )
    if acceptance is None:  # ended meanwhile
        return False
    acceptance_end(acceptance, status="expired")
    return True


@transaction.atomic
def _warn(acceptance_id: uuid.UUID, today: date) -> bool:
    """Send the nearest warning that is due, once; none where an extension is active."""
    active = RiskAcceptance.objects.select_related("model").select_for_update(of=("self",))
    active = active.filter(pk=acceptance_id, status="active")
    if (acceptance := active.first()) is None:  # ended meanwhile
        return False
    days = (acceptance.expires_on - today).days
    before = next((one for one in WARNED_BEFORE if days <= one), None)
    if before is None or not _is_warned(acceptance, before):
        return False
    if is_notified(acceptance=acceptance, event=WARNED_BEFORE[before]):
        return False
    told = (acceptance.requested_by_id, acceptance.decided_by_id)
    acceptance_notify(acceptance=acceptance, event=WARNED_BEFORE[before], to=told)
    return True


def _is_warned(acceptance: RiskAcceptance, before: int) -> bool:
    """Whether it was accepted before the day of the warning, and is not extended yet."""
    begun = timezone.localdate(acceptance.decided_at)
    if begun > acceptance.expires_on - timedelta(days=before):
        return False
    later = acceptance.extensions.filter(status="active", expires_on__gt=acceptance.expires_on)
    return not later.exists()
