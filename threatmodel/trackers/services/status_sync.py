"""Compares the status of issues with the one here: what changed there is proposed, what changed here is sent.

Where both have changed and contradict each other a person decides; nothing is overwritten.
"""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.db import transaction
from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from threatmodel.jobs.network_slots import network_slot
from threatmodel.trackers.models import FAULT_LENGTH, IssueLink, Tracker
from threatmodel.trackers.providers.provider_protocol import (
    Forbidden,
    Issue,
    Missing,
    OwnerNeeded,
    Provider,
    RateLimited,
    Refused,
    TrackerFault,
)
from threatmodel.trackers.services.issue_content import page_url, status_label
from threatmodel.trackers.services.issue_status import (
    is_closed_here,
    is_closed_there,
    is_done_here,
    issue_fields,
    local_status,
)
from threatmodel.trackers.services.notices import conflict_notify, conflict_settle, thing_of
from threatmodel.trackers.services.status_proposals import (
    proposals_obsolete_end,
    proposals_outdated_end,
    proposals_write,
)
from threatmodel.trackers.services.trackers import provider_for, rest_after, tracker_fail

EVERY: Final = timedelta(minutes=5)
_OVERLAP: Final = timedelta(minutes=2)  # changes are listed a little after they happen
_CLOCKS_DIFFER: Final = timedelta(hours=1)  # the first look goes by our clock, others by the tracker's
_ROUND_S: Final = 40  # then the rest is left to the next round; below that of the requests
_SENT_MOST: Final = 50  # issues that are changed in one round
_UNSEEN_AFTER: Final = timedelta(days=1)  # a listing does not name what was deleted
_LOOKED_AT: Final = 5  # of these, in one round
_TOGETHER: Final = 500
_COMMENT_LOST: Final = "Interrupted while a comment was written. Look whether the issue has it."
_RELATED: Final = ("tracker", "model", "threat", "mitigation")
log = structlog.get_logger(__name__)


def tracker_sync_next() -> bool:
    """Look at the tracker of one of the teams that is due longest.

    Returns False when none is, or no slot for its team is free.
    """
    teams = trackers_due().order_by().values_list("team", flat=True).distinct()
    with network_slot(teams) as team_id:
        tracker = _claim_next(team_id) if team_id else None
        if tracker is not None:
            _sync_once(tracker)
    return tracker is not None


def _claim_next(team_id: uuid.UUID) -> Tracker | None:
    due = trackers_due().filter(team=team_id).order_by("next_sync_at", "id")
    first = due.values_list("pk", flat=True).first()
    if first is None or not trackers_due().filter(pk=first).update(next_sync_at=Now() + EVERY):
        return None
    return Tracker.objects.filter(pk=first).first()


def _sync_once(tracker: Tracker) -> None:
    """Look at the tracker, and note what came of it unless it was found to fail elsewhere meanwhile."""
    kept = Tracker.objects.filter(pk=tracker.pk, state="ok")
    began = time.monotonic()
    try:
        _sync(tracker, provider_for(tracker))
    except RateLimited as fault:
        kept.update(paused_until=timezone.now() + timedelta(seconds=fault.wait_s), fault=str(fault))
    except (OwnerNeeded, Missing) as fault:
        log.warning("tracker_failing", tracker=str(tracker.pk))
        tracker_fail(tracker, str(fault))
    except TrackerFault as fault:
        wait = max(EVERY, rest_after(began))
        kept.update(fault=str(fault)[:FAULT_LENGTH], next_sync_at=timezone.now() + wait)
    else:
        kept.update(last_sync_at=Now(), fault="")
        kept.filter(paused_until__lte=Now()).update(paused_until=None)


def trackers_due() -> QuerySet[Tracker]:
    """Trackers to look at now."""
    return Tracker.objects.filter(
        Q(paused_until=None) | Q(paused_until__lte=Now()),
        sync=True,
        state="ok",
        next_sync_at__lte=Now(),
        team__deleted_at=None,
    )


def _sync(tracker: Tracker, provider: Provider) -> None:
    """One listing for all links, and a request for each that changed here."""
    proposals_obsolete_end(tracker_id=tracker.pk)
    links = IssueLink.objects.filter(tracker=tracker, state="linked", model__deleted_at=None)
    oldest = links.aggregate(at=Min("created_at"))["at"]
    if oldest is None:
        return
    since = tracker.cursor - _OVERLAP if tracker.cursor else oldest - _CLOCKS_DIFFER
    ends_at = time.monotonic() + _ROUND_S
    part = None
    for part in provider.changed_since(since):
        _compare_changed(links, part.issues)
        _cursor_move(tracker, part.until)
        if time.monotonic() > ends_at:
            break
    if part is not None and part.more:  # the next look begins where this one ended, not before that
        _cursor_move(tracker, part.until, by=_OVERLAP)
    _conflicts_end(links)
    changed = Q(mitigation__isnull=False) & ~Q(synced_status=F("mitigation__status"))
    changed |= Q(threat__isnull=False) & ~Q(synced_status=F("threat__status"))
    here = links.filter(changed, conflict_since=None).select_related(*_RELATED)
    for link in here.order_by("due_at", "id")[:_SENT_MOST]:
        if time.monotonic() > ends_at:
            return
        with _later_after_fault(link.pk):
            _send(link, provider)
    unseen = links.filter(seen_at__lt=timezone.now() - _UNSEEN_AFTER).order_by("due_at", "id")
    for key, remote_id in list(unseen.values_list("pk", "remote_id")[:_LOOKED_AT]):
        if time.monotonic() > ends_at:
            return
        with _later_after_fault(key):
            _look(key, remote_id, provider)


@contextmanager
def _later_after_fault(key: uuid.UUID) -> Iterator[None]:
    """Put the link behind the others where its issue ends the round: it would end each one."""
    try:
        yield
    except TrackerFault:
        IssueLink.objects.filter(pk=key, state="linked").update(due_at=Now())
        raise


def _cursor_move(tracker: Tracker, until: datetime | None, *, by: timedelta = timedelta(0)) -> None:
    """Have the next look begin where all was compared; it never goes back."""
    if until is None:
        return
    cursor = min(until, timezone.now() - by) + by  # no time after the last that there is
    if tracker.cursor is None or cursor > tracker.cursor:
        tracker.cursor = cursor
        Tracker.objects.filter(pk=tracker.pk).update(cursor=cursor)


def _compare_changed(links: QuerySet[IssueLink], issues: list[Issue]) -> None:
    """Compare the links of these issues."""
    by_id = {one.id: one for one in issues}
    ids = list(by_id)
    for start in range(0, len(ids), _TOGETHER):
        known = list(links.filter(remote_id__in=ids[start : start + _TOGETHER]))
        same = [one.pk for one in known if _is_known(one, by_id[one.remote_id])]
        IssueLink.objects.filter(pk__in=same).update(seen_at=Now())
        for link in known:
            if link.pk not in same:
                link_compare(link.pk, by_id[link.remote_id])


def _is_known(link: IssueLink, issue: Issue) -> bool:
    return (link.remote_updated_at, link.remote_category) == (issue.updated_at, issue.category)


def _conflicts_end(links: QuerySet[IssueLink]) -> None:
    """End conflicts that a change here has settled."""
    for link in links.filter(conflict_since__isnull=False).select_related(*_RELATED):
        status = local_status(link)
        if is_closed_here(link, status) == is_closed_there(link.remote_category):
            same = IssueLink.objects.filter(pk=link.pk, remote_category=link.remote_category)
            if same.update(conflict_since=None, synced_status=status):
                conflict_settle(link)


@transaction.atomic
def link_compare(key: uuid.UUID, issue: Issue) -> None:
    """Keep what the issue is now, and propose what that means here, or note that both sides have changed."""
    rows = IssueLink.objects.select_for_update(of=("self",)).select_related(*_RELATED)
    link = rows.filter(pk=key, state="linked").first()
    if link is None:
        return
    status = local_status(link)
    is_changed = issue.category != link.remote_category
    for name, value in issue_fields(issue).items():
        setattr(link, name, value)
    link.seen_at = timezone.now()
    agrees = is_closed_here(link, status) == is_closed_there(issue.category)
    is_open = link.conflict_since is not None  # then a person decides, or a change here settles it
    if is_changed and not is_open and status != link.synced_status and not agrees:
        link.conflict_since = timezone.now()
        proposals_outdated_end(link)
        conflict_notify(link, local_status=status)
    elif is_changed and not is_open:
        proposals_write(link)
    elif is_changed:
        proposals_outdated_end(link)
    link.save()


def _look(key: uuid.UUID, remote_id: str, provider: Provider) -> None:
    """Read an issue that no listing has named for long: it may be gone."""
    try:
        issue = provider.get(remote_id)
    except Missing as fault:
        IssueLink.objects.filter(pk=key).update(state="gone", fault=str(fault)[:FAULT_LENGTH], seen_at=Now())
    else:
        link_compare(key, issue)


def _send(link: IssueLink, provider: Provider) -> None:
    """Bring the issue to the status here, where that is wanted; what the tracker refuses is kept.

    The issue is read first: what changed there in the meantime is compared instead. To close or reopen it
    twice does no harm, so the row is written after it. A comment is written after the row, so never twice;
    until then the row says that it may be missing.
    """
    before, status = link.synced_status, local_status(link)
    wants = _wants_closed(link, before=before, status=status)
    fields: dict[str, object] = {"synced_status": status, "fault": ""}
    try:
        if wants is not None:
            now = provider.get(link.remote_id)
            if now.category != link.remote_category:
                link_compare(link.pk, now)
                return
            issue = provider.close(link.remote_id) if wants else provider.reopen(link.remote_id)
            fields |= {**issue_fields(issue), "seen_at": Now()}
    except Missing as fault:
        fields = {"state": "gone", "fault": str(fault)[:FAULT_LENGTH]}
    except (Refused, Forbidden) as fault:
        fields["fault"] = str(fault)[:FAULT_LENGTH]
    kept = IssueLink.objects.filter(pk=link.pk, state="linked", synced_status=before, conflict_since=None)
    if "state" in fields or not (link.tracker.comments and before):
        kept.update(**fields)
    elif kept.update(**fields | {"fault": fields["fault"] or _COMMENT_LOST}):
        _comment(link, status, provider)
        IssueLink.objects.filter(pk=link.pk, fault=_COMMENT_LOST).update(fault="")


def _wants_closed(link: IssueLink, *, before: str, status: str) -> bool | None:
    """Whether the issue is to be closed or opened; None where it is to stay.

    Where a person asked for it there is no status from before, and the setting of the tracker is ignored.
    """
    is_asked = not before
    if not (is_asked or link.tracker.close_issues):
        return None
    is_closed = is_closed_there(link.remote_category)
    if is_done_here(link, status) and not is_closed:
        return True
    was_closed = is_asked or is_closed_here(link, before)
    return False if is_closed and was_closed and not is_closed_here(link, status) else None


def _comment(link: IssueLink, status: str, provider: Provider) -> None:
    text = f"{thing_of(link)} is now {status_label(status)} in the threat model: {page_url(link)}"
    try:
        provider.comment(link.remote_id, text)
    except (Refused, Forbidden, Missing):
        log.warning("comment_refused", link=str(link.pk))
