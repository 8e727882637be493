"""Creates issues: a row for each thing and tracker, claimed by one worker at a time.

HTTP has no transactions: of a request whose worker went away, or whose answer was lost, nobody knows whether
the issue was created. Each issue carries the id of its link, and the next attempt looks for that first.
"""

import secrets
import time
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from threatmodel.jobs.network_slots import network_slot
from threatmodel.trackers.models import FAULT_LENGTH, IssueLink, Tracker
from threatmodel.trackers.providers.provider_protocol import (
    Issue,
    Missing,
    OwnerNeeded,
    Provider,
    RateLimited,
    Refused,
    TrackerFault,
    Uncertain,
)
from threatmodel.trackers.services.issue_content import new_issue
from threatmodel.trackers.services.issue_status import issue_fields, local_status
from threatmodel.trackers.services.notices import failure_notify
from threatmodel.trackers.services.trackers import provider_for, rest_after, tracker_fail

ATTEMPTS_MOST: Final = 6
_LEASE: Final = timedelta(minutes=15)  # longer than all the pages that a lookup may read
_SEND_WITHIN: Final = timedelta(minutes=3)  # longer than creating and reading may take
_FIRST_WAIT: Final = timedelta(minutes=1)  # Jira finds what is new after some seconds
_LONGER_BY: Final = 3
_CLOCKS_DIFFER: Final = timedelta(hours=1)
log = structlog.get_logger(__name__)


def issue_create_next() -> bool:
    """Create the issue that is due longest of one of the trackers.

    Returns False when there is none, or no slot for the team of one.

    One of a tracker at a time, as they ask of programs that create. Teams and their trackers take their turn
    by chance, so none waits until all issues of another one are created.
    """
    teams = issues_due().order_by().values_list("tracker__team", flat=True).distinct()
    with network_slot(teams) as team_id:
        link = _claim_next(team_id) if team_id else None
        if link is not None:
            _create(link)
    return link is not None


def _create(link: IssueLink) -> None:
    if link.attempts > ATTEMPTS_MOST:
        _give_up(link, "Every attempt was interrupted.")
        return
    began = time.monotonic()
    try:
        issue = _found_or_created(link, provider_for(link.tracker))
    except RateLimited as fault:
        _tracker_rest(link, until=timezone.now() + timedelta(seconds=fault.wait_s))
        _put_back(link, str(fault))
    except (OwnerNeeded, Missing) as fault:
        log.warning("tracker_failing", tracker=str(link.tracker_id))
        tracker_fail(link.tracker, str(fault))
        _put_back(link, str(fault))
    except (Refused, Uncertain) as fault:
        _give_up(link, str(fault))
    except TrackerFault as fault:
        rest = rest_after(began)
        if rest > _FIRST_WAIT:  # it kept the worker for some seconds
            _tracker_rest(link, until=timezone.now() + rest)
        _postpone(link, str(fault))
    else:
        if issue is not None:
            _linked(link, issue)


def issues_due() -> QuerySet[IssueLink]:
    """What is to be created now: what waits, and what a worker left that went away."""
    unsent = IssueLink.objects.filter(
        Q(tracker__paused_until=None) | Q(tracker__paused_until__lte=Now()),
        state__in=("queued", "creating"),
        due_at__lte=Now(),
        tracker__state="ok",
        model__deleted_at=None,
        tracker__team__deleted_at=None,
    )
    busy = IssueLink.objects.filter(tracker=OuterRef("tracker"), state="creating", due_at__gt=Now())
    return unsent.filter(~Exists(busy))


def _found_or_created(link: IssueLink, provider: Provider) -> Issue | None:
    """Return the issue; None where another worker has taken the link over."""
    if link.sent_at is not None:
        since = link.sent_at - _CLOCKS_DIFFER
        if found := provider.find_by_marker(str(link.pk), since=since):
            return found
    new = new_issue(link)
    if not _note_sent(link):
        return None
    try:
        return provider.create(new)
    except (OwnerNeeded, RateLimited, Refused):
        _mine(link).update(sent_at=None)  # it says itself that nothing was created
        raise


def _claim_next(team_id: UUID) -> IssueLink | None:
    of_team = issues_due().filter(tracker__team=team_id)
    trackers = list(of_team.order_by().values_list("tracker", flat=True).distinct())
    if not trackers:
        return None
    tracker = secrets.choice(trackers)
    due = issues_due().filter(tracker=tracker).order_by("created_at", "id")
    first = due.values_list("pk", flat=True).first()
    if first is None:
        return None
    with transaction.atomic():
        locked = Tracker.objects.select_for_update(no_key=True).filter(
            pk=tracker
        )  # two workers claim in turn
        if locked.first() is None:
            return None
        claimed = issues_due().filter(pk=first)
        if not claimed.update(state="creating", attempts=F("attempts") + 1, due_at=Now() + _LEASE):
            return None
        related = ("tracker", "model", "threat", "mitigation")
        return IssueLink.objects.select_related(*related).get(pk=first)


def _tracker_rest(link: IssueLink, *, until: datetime) -> None:
    """Send nothing to the tracker until then; a longer rest stays."""
    shorter = Q(paused_until=None) | Q(paused_until__lt=until)
    Tracker.objects.filter(shorter, pk=link.tracker_id).update(paused_until=until)


def _note_sent(link: IssueLink) -> bool:
    """Note that it is created from now on; False where another worker has taken it over."""
    link.sent_at = link.sent_at or timezone.now()  # the earliest of which the outcome is not known
    return _mine(link).update(sent_at=link.sent_at, due_at=Now() + _SEND_WITHIN) == 1


def _linked(link: IssueLink, issue: Issue) -> None:
    fields = {**issue_fields(issue), "synced_status": local_status(link), "state": "linked", "fault": ""}
    _mine(link).update(**fields, sent_at=None, seen_at=Now())


def _postpone(link: IssueLink, fault: str) -> None:
    """Wait longer after each attempt."""
    if link.attempts >= ATTEMPTS_MOST:
        _give_up(link, fault)
        return
    wait = _FIRST_WAIT * _LONGER_BY ** (link.attempts - 1)
    _mine(link).update(state="queued", due_at=Now() + wait, fault=fault[:FAULT_LENGTH])


def _put_back(link: IssueLink, fault: str) -> None:
    """Leave it for when the tracker answers again: this attempt does not count."""
    fields = {"state": "queued", "attempts": F("attempts") - 1, "due_at": Now()}
    _mine(link).update(**fields, fault=fault[:FAULT_LENGTH])


@transaction.atomic
def _give_up(link: IssueLink, fault: str) -> None:
    log.warning("issue_given_up", link=str(link.pk), attempts=link.attempts)
    if _mine(link).update(state="failed", fault=fault[:FAULT_LENGTH]):
        link.fault = fault[:FAULT_LENGTH]
        failure_notify(link)


def _mine(link: IssueLink) -> QuerySet[IssueLink]:
    return IssueLink.objects.filter(pk=link.pk, state="creating", attempts=link.attempts)
