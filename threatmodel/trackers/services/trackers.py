"""Adds, changes, tests and removes the trackers of a team."""

import re
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from threatmodel.accounts.models import Team, User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.audit.actions import Action
from threatmodel.audit.services import Subject, event_record
from threatmodel.jobs.encryption import InvalidToken, decrypt, encrypt
from threatmodel.outgoing_http.allowed_addresses import InvalidAddress, url_checked
from threatmodel.trackers.choices import DEFAULT_MAPPING, JIRA
from threatmodel.trackers.models import FAULT_LENGTH, Tracker
from threatmodel.trackers.providers.provider_protocol import (
    ROUND_S,
    Check,
    OwnerNeeded,
    Provider,
    Settings,
    TrackerFault,
    WrongAddress,
)
from threatmodel.trackers.providers.registry import provider_of
from threatmodel.trackers.services.issue_templates import (
    DEFAULT_TITLE,
    IN_BODY,
    IN_TITLE,
    InvalidTemplate,
    check_template,
    default_body,
)

TRACKERS_MOST: Final = 20  # of a team
REQUEST_S: Final = 20  # for all requests to a tracker while a person waits
TOKEN_PURPOSE: Final = "tracker-token"  # noqa: S105 (what the key is for)
_PLAIN: Final = ("name", "comments", "sync", "close_issues", "close_status")
_ISSUE_TYPE: Final = "Task"
_REST: Final = 20  # times as long as it took: what does not answer rarely holds the slot of the team
_PROJECTS: Final = {
    "github": (re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+"), "owner/repository"),
    "gitlab": (re.compile(r"[\w.-]+(/[\w.-]+)+"), "group/project"),
    "jira-cloud": (re.compile(r"[A-Z][A-Z0-9_]+"), "the key of the project, such as SHOP"),
    "jira-data-center": (re.compile(r"[A-Z][A-Z0-9_]+"), "the key of the project, such as SHOP"),
}


class InvalidTracker(InvalidRequest):
    """The tracker cannot be so."""


@transaction.atomic
def tracker_create(*, team: Team, actor: User, values: Mapping[str, Any]) -> Tracker:
    """Write a tracker; nothing is sent to it. Raises InvalidTracker."""
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)  # two at once are counted in turn
    if Tracker.objects.filter(team=team).count() >= TRACKERS_MOST:
        raise InvalidTracker({"detail": f"A team has at most {TRACKERS_MOST} trackers. Remove one first."})
    if not values.get("token"):
        raise InvalidTracker({"token": ["Enter a token."]})
    tracker = Tracker(
        team=team,
        created_by=actor,
        kind=values["kind"],
        title_template=DEFAULT_TITLE,
        body_template=default_body(values["kind"]),
        mapping=dict(DEFAULT_MAPPING),
        issue_type=_ISSUE_TYPE if values["kind"] in JIRA else "",
        next_sync_at=timezone.now(),
    )
    _save(tracker, values)
    _record(tracker, Action.TRACKER_CREATED, actor)
    return tracker


@transaction.atomic
def tracker_update(*, tracker: Tracker, actor: User, changes: Mapping[str, Any]) -> Tracker:
    """Change what is named. What the token is for changes with the token alone. Raises InvalidTracker."""
    tracker = Tracker.objects.select_for_update(no_key=True).get(pk=tracker.pk)  # as it is by now
    if changes.get("kind", tracker.kind) != tracker.kind:
        raise InvalidTracker({"kind": ["The kind cannot be changed. Add another tracker."]})
    base_url = changes.get("base_url", tracker.base_url).rstrip("/")
    if base_url != tracker.base_url and not changes.get("token"):
        raise InvalidTracker({"token": ["Enter the token again: it is sent to another address."]})
    before = {name: getattr(tracker, name) for name in changes}
    _save(tracker, changes)
    differing = sorted(name for name, value in before.items() if getattr(tracker, name) != value)
    _record(tracker, Action.TRACKER_CHANGED, actor, changed=differing)  # names: templates are long
    return tracker


@transaction.atomic
def tracker_delete(*, tracker: Tracker, actor: User) -> None:
    """Remove the tracker with its links; the issues stay where they are."""
    _record(tracker, Action.TRACKER_DELETED, actor)
    tracker.delete()


def tracker_test(*, tracker: Tracker) -> list[Check]:
    """Look at the address, the credentials, the project and the right to create; keep what came of it.

    A success ends a pause. Sends up to four requests within REQUEST_S, as somebody waits.
    """
    try:
        url_checked(tracker.base_url)
        provider = provider_for(tracker, within_s=REQUEST_S)
        checks = provider.checks()
    except InvalidAddress as fault:
        checks = [Check("address", ok=False, text=str(fault))]
    except WrongAddress as fault:
        checks = [Check("address", ok=False, text=str(fault))]
    except OwnerNeeded as fault:
        checks = [Check("credentials", ok=False, text=str(fault))]
    except TrackerFault as fault:
        checks = [Check("address", ok=False, text=str(fault))]
    failed = next((one for one in checks if not one.ok), None)
    if failed is None:
        Tracker.objects.filter(pk=tracker.pk).update(
            state="ok", fault="", paused_until=None, next_sync_at=Now()
        )
    else:
        tracker_fail(tracker, failed.text)
    return checks


def tracker_sync_now(*, tracker: Tracker) -> bool:
    """Have the tracker looked at next; return False where it is not synchronized."""
    return Tracker.objects.filter(pk=tracker.pk, sync=True).update(next_sync_at=Now()) == 1


def tracker_fail(tracker: Tracker, fault: str) -> None:
    """Send nothing more until an owner has seen to it, unless another token was entered meanwhile."""
    same = Tracker.objects.filter(pk=tracker.pk, token=bytes(tracker.token), base_url=tracker.base_url)
    same.update(state="failing", fault=fault[:FAULT_LENGTH])


def rest_after(began: float) -> timedelta:
    """How long a tracker rests that kept a worker since then without success: others need it too."""
    return timedelta(seconds=_REST * (time.monotonic() - began))


def provider_for(tracker: Tracker, *, within_s: float = ROUND_S) -> Provider:
    """Return what speaks to this tracker for so long, and no longer.

    Raises OwnerNeeded where the token cannot be read any more.
    """
    try:
        token = decrypt(bytes(tracker.token), purpose=TOKEN_PURPOSE).decode()
    except InvalidToken:
        raise OwnerNeeded(
            "The secret key of this instance has changed: enter the token of the tracker again."
        ) from None
    return provider_of(
        Settings(
            kind=tracker.kind,
            base_url=tracker.base_url,
            project=tracker.project,
            account=tracker.account,
            token=token,
            issue_type=tracker.issue_type,
            close_status=tracker.close_status,
            labels=tracker.labels,
            ends_at=time.monotonic() + within_s,
        )
    )


def _save(tracker: Tracker, values: Mapping[str, Any]) -> None:
    for name in _PLAIN:
        if name in values:
            setattr(tracker, name, values[name])
    tracker.mapping = {**tracker.mapping, **values.get("mapping", {})}
    _assign_place(tracker, values)
    if "labels" in values:
        tracker.labels = _labels(values["labels"], kind=tracker.kind)
    if "title_template" in values:
        tracker.title_template = values["title_template"].strip() or DEFAULT_TITLE
        _check_template("title_template", tracker.title_template, IN_TITLE)
    if "body_template" in values:
        tracker.body_template = values["body_template"].strip() or default_body(tracker.kind)
        _check_template("body_template", tracker.body_template, IN_BODY)
    if values.get("token"):
        tracker.token = encrypt(values["token"].encode(), purpose=TOKEN_PURPOSE)
        tracker.state, tracker.fault, tracker.paused_until = "ok", "", None
    try:
        with transaction.atomic():
            tracker.save()
    except IntegrityError:
        raise InvalidTracker({"name": ["A tracker with this name already exists."]}) from None


def _assign_place(tracker: Tracker, values: Mapping[str, Any]) -> None:
    """Set where the issues are. A project with links stays: they are known by their numbers in it."""
    before = (tracker.base_url, tracker.project)
    if "base_url" in values:
        tracker.base_url = _base_url(values["base_url"])
    if "project" in values:
        tracker.project = _project(values["project"], kind=tracker.kind)
    if tracker.kind in JIRA and "issue_type" in values:
        tracker.issue_type = values["issue_type"].strip() or _ISSUE_TYPE
    tracker.account = values.get("account", tracker.account).strip()
    if (tracker.kind == "jira-cloud") != bool(tracker.account):
        needed = "Only for Jira Cloud." if tracker.account else "Enter the e-mail address of the account."
        raise InvalidTracker({"account": [needed]})
    is_new = tracker._state.adding  # noqa: SLF001 (Django's documented state of an instance)
    if not is_new and before != (tracker.base_url, tracker.project) and tracker.links.exists():
        detail = "Issues of this project are linked. Add another tracker for the other project."
        raise InvalidTracker({"project": [detail]})


def _base_url(text: str) -> str:
    url = text.rstrip("/")
    try:
        parts = url_checked(url)
    except InvalidAddress as fault:
        raise InvalidTracker({"base_url": [str(fault)]}) from None
    if parts.query or parts.fragment:
        raise InvalidTracker({"base_url": ["Enter the address without ? and #."]})
    return url


def _project(text: str, *, kind: str) -> str:
    form, words = _PROJECTS[kind]
    project = text.strip().strip("/")
    if kind in JIRA:
        project = project.upper()
    if not form.fullmatch(project) or ".." in project:
        raise InvalidTracker({"project": [f"Enter {words}."]})
    return project


def _labels(names: Sequence[str], *, kind: str) -> list[str]:
    labels = sorted({name.strip() for name in names if name.strip()})
    for name in labels:
        if "," in name or (kind in JIRA and any(one.isspace() for one in name)):
            bad = "a comma" if "," in name else "a space, which Jira does not take"
            raise InvalidTracker({"labels": [f"The label {name} contains {bad}."]})
    return labels


def _check_template(field: str, text: str, allowed: Sequence[str]) -> None:
    try:
        check_template(text, allowed=allowed)
    except InvalidTemplate as fault:
        raise InvalidTracker({field: [str(fault)]}) from None


def _record(tracker: Tracker, action: Action, actor: User, **more: Any) -> None:
    after = {
        "kind": tracker.kind,
        "base_url": tracker.base_url,
        "project": tracker.project,
        "sync": tracker.sync,
        "close_issues": tracker.close_issues,
        **more,
    }
    event_record(
        action=action,
        subject=Subject("tracker", tracker.pk, tracker.name),
        team_id=tracker.team_id,
        actor=actor,
        after=after,
    )
