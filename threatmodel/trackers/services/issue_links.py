"""Links issues to threats and mitigations: new ones for many things, and ones that exist."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.audit.services import Subject, event_record
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat
from threatmodel.trackers.models import IssueLink, Tracker
from threatmodel.trackers.providers.provider_protocol import (
    InvalidReference,
    Issue,
    Missing,
    OwnerNeeded,
    Provider,
    TrackerFault,
)
from threatmodel.trackers.services.issue_status import issue_fields, local_status
from threatmodel.trackers.services.notices import conflict_settle
from threatmodel.trackers.services.status_proposals import NothingToChange, proposals_write, status_take_over
from threatmodel.trackers.services.trackers import REQUEST_S, provider_for, tracker_fail, tracker_sync_now

THINGS_MOST: Final = 200  # for which issues are created with one request
LEFT_SHOWN: Final = 100
# Of the status there, what a person takes over who chose it, where the mapping says nothing.
_PLAIN_MEANING: Final = {
    "todo": "planned",
    "in_progress": "in-progress",
    "done": "implemented",
    "not_planned": "rejected",
}


class InvalidLink(InvalidRequest):
    """The issue cannot be linked so."""


class NotPossible(Exception):
    """The link or its tracker is not in a state for this; the message says why."""


@dataclass(slots=True)
class Queued:
    """The links of the issues that are to be created, and why others are not, by number."""

    links: list[uuid.UUID] = field(default_factory=list)
    left: dict[int, str] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """As the API says it, with some of those that were left."""
        shown = [{"number": number, "reason": why} for number, why in sorted(self.left.items())[:LEFT_SHOWN]]
        queued = {"queued": len(self.links), "links": self.links}
        return {**queued, "left_count": len(self.left), "left": shown}


@dataclass(slots=True)
class Wanted:
    """What a request for issues comes to: things without an issue, failed links, and what is left out."""

    new: list[Threat | Mitigation] = field(default_factory=list)
    again: list[IssueLink] = field(default_factory=list)
    left: dict[int, str] = field(default_factory=dict)


def issues_wanted(*, tracker: Tracker, things: Iterable[Threat | Mitigation]) -> Wanted:
    """Sort things by whether the tracker has an issue of them. Raises InvalidLink for too many."""
    found: list[Threat | Mitigation] = list(things)
    if len(found) > THINGS_MOST:
        detail = f"At most {THINGS_MOST} issues are created at once, and more are selected."
        raise InvalidLink({"detail": detail})
    kind = "threat" if found and isinstance(found[0], Threat) else "mitigation"
    keys = [one.pk for one in found]
    rows = IssueLink.objects.filter(tracker=tracker, **{f"{kind}__in": keys}).order_by("created_at", "id")
    present = {getattr(one, f"{kind}_id"): one for one in rows}
    wanted = Wanted()
    for thing in found:
        link = present.get(thing.pk)
        if link is None:
            wanted.new.append(thing)
        elif link.state == "failed":
            wanted.again.append(link)
        else:
            wanted.left[thing.number] = _present(link)
    return wanted


def link_for(thing: Threat | Mitigation, *, tracker: Tracker, model: ThreatModel) -> IssueLink:
    """Return the link of an issue that is to be created; nothing is written."""
    link = IssueLink(tracker=tracker, model=model, origin="created", due_at=timezone.now())
    setattr(link, "threat" if isinstance(thing, Threat) else "mitigation", thing)
    return link


@transaction.atomic
def issues_queue(
    *, model: ThreatModel, tracker: Tracker, actor: User, things: Iterable[Threat | Mitigation]
) -> Queued:
    """Have an issue created for each thing that has none in this tracker. Raises InvalidLink for too many."""
    Tracker.objects.select_for_update(no_key=True).get(pk=tracker.pk)  # two requests create in turn
    wanted = issues_wanted(tracker=tracker, things=things)
    new = [link_for(thing, tracker=tracker, model=model) for thing in wanted.new]
    for link in new:
        link.created_by = actor
    IssueLink.objects.bulk_create(new)
    again = [link.pk for link in wanted.again]
    failed = IssueLink.objects.filter(pk__in=again, state="failed")
    failed.update(state="queued", attempts=0, fault="", due_at=Now())
    outcome = Queued(links=[*(link.pk for link in new), *again], left=wanted.left)
    if outcome.links:
        after = {"tracker": tracker.name, "model": model.name, "issues": len(outcome.links)}
        _record(Action.ISSUE_LINK_CREATED, tracker, actor, key=model.pk, label=model.name, after=after)
    return outcome


def issue_link_existing(
    *,
    model: ThreatModel,
    tracker: Tracker,
    actor: User,
    thing: Threat | Mitigation,
    reference: str,
) -> IssueLink:
    """Link an issue that exists in the project of the tracker. Raises InvalidLink, NotPossible.

    Reads the issue, so it is called outside of transactions.
    """
    issue = _read(tracker, reference)
    kind = "threat" if isinstance(thing, Threat) else "mitigation"
    link = IssueLink(
        tracker=tracker,
        model=model,
        origin="existing",
        state="linked",
        due_at=timezone.now(),
        seen_at=timezone.now(),
        created_by=actor,
        **issue_fields(issue),
    )
    setattr(link, kind, thing)
    link.synced_status = local_status(link)
    try:
        with transaction.atomic():
            link.save(force_insert=True)
            proposals_write(link)
            after = {"tracker": tracker.name, "issue": link.url, kind: thing.number}
            _record(Action.ISSUE_LINK_CREATED, tracker, actor, key=link.pk, label=link.key, after=after)
    except IntegrityError:
        raise InvalidLink({"issue": ["This issue is linked already."]}) from None
    return link


@transaction.atomic
def issue_link_remove(*, link: IssueLink, actor: User) -> None:
    """Remove the link; the issue stays. Raises NotPossible while it is being created."""
    found = IssueLink.objects.select_for_update(of=("self",)).select_related("tracker").get(pk=link.pk)
    if found.state == "creating" or (found.state == "queued" and found.sent_at is not None):
        raise NotPossible("The issue is being created. Wait until that has ended.")
    after = {"tracker": found.tracker.name, "issue": found.url}
    label = found.key or found.state
    _record(Action.ISSUE_LINK_REMOVED, found.tracker, actor, key=found.pk, label=label, after=after)
    found.delete()


@transaction.atomic
def issue_link_retry(*, link: IssueLink) -> IssueLink:
    """Try again what failed: to create the issue, or to bring it to our status. Raises NotPossible."""
    found = IssueLink.objects.select_for_update(of=("self",)).select_related("tracker").get(pk=link.pk)
    if found.state == "failed":
        found.state, found.attempts, found.fault, found.due_at = "queued", 0, "", timezone.now()
    elif found.state == "linked" and found.fault:
        found.synced_status, found.fault = "", ""
        _look_soon(found)
    else:
        raise NotPossible("Only what has failed can be tried again.")
    found.save()
    return found


@transaction.atomic
def issue_conflict_resolve(*, link: IssueLink, actor: User, role: Role, keep: str) -> IssueLink:
    """End a conflict as a person chose: the issue follows at the next look, or the mitigation does now.

    Raises NotPossible without a conflict; ApproverNeeded, InvalidMitigation.
    """
    rows = IssueLink.objects.select_for_update(of=("self",))
    found = rows.select_related("tracker", "model__team", "threat", "mitigation").get(pk=link.pk)
    if found.conflict_since is None:
        raise NotPossible("There is no conflict any more.")
    conflict_settle(found)
    found.conflict_since = None
    if keep == "here":
        found.synced_status = ""
        _look_soon(found)
    else:
        status = found.tracker.mapping.get(found.remote_category) or _PLAIN_MEANING[found.remote_category]
        try:
            status_take_over(found, status=status, actor=actor, role=role)
        except NothingToChange as fault:
            raise NotPossible(str(fault)) from None
        _refresh(found)
        found.synced_status = local_status(found)
    found.save()
    return found


def _read(tracker: Tracker, reference: str) -> Issue:
    try:
        provider: Provider = provider_for(tracker, within_s=REQUEST_S)
        return provider.get(provider.issue_id(reference.strip()))
    except InvalidReference as fault:
        raise InvalidLink({"issue": [str(fault)]}) from None
    except Missing as fault:
        raise InvalidLink({"issue": [f"{fault} Check the number and the project."]}) from None
    except OwnerNeeded as fault:
        tracker_fail(tracker, str(fault))
        raise NotPossible(str(fault)) from None
    except TrackerFault as fault:
        raise NotPossible(str(fault)) from None


def _refresh(link: IssueLink) -> None:
    """Read again what a change of the mitigation has changed."""
    if link.mitigation is not None:
        link.mitigation.refresh_from_db()
    elif link.threat is not None:
        link.threat.refresh_from_db()


def _look_soon(link: IssueLink) -> None:
    if not tracker_sync_now(tracker=link.tracker):
        raise NotPossible("The tracker is not synchronized. An owner can switch that on.")


def _present(link: IssueLink) -> str:
    if link.state == "gone":
        return f"{link.key} is gone. Remove the link first."
    if link.key:
        return f"{link.key} is linked already."
    return "An issue is being created for it."


def _record(
    action: Action, tracker: Tracker, actor: User, *, key: Any, label: str, after: Mapping[str, Any]
) -> None:
    subject = Subject("issue_link", key, label)
    event_record(action=action, subject=subject, team_id=tracker.team_id, actor=actor, after=dict(after))
