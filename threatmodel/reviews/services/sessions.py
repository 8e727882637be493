"""Starts and ends sessions, shows the next item, and hands over who presents."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, User
from threatmodel.accounts.permissions import role_includes
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.models import NAME_LENGTH, ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.history.models import Version
from threatmodel.history.services.events import event_write
from threatmodel.history.services.versions import version_create
from threatmodel.pubsub.publisher import broadcast
from threatmodel.reviews.models import Attendance, ReviewItem, ReviewSession
from threatmodel.reviews.selectors.agenda import AgendaEntry, agenda_of, threat_entry
from threatmodel.reviews.selectors.minutes import minutes_content
from threatmodel.reviews.selectors.status import baseline_of

REVIEWS_MOST: Final = 500  # of one model
ITEMS_MOST: Final = 100  # of one session


class InvalidReview(InvalidRequest):
    """Something about the review cannot be so."""


class ReviewRunning(ValueError):
    """A review of the model is running already."""


class NotPresenting(ValueError):
    """Only the presenter may do this."""


@transaction.atomic
def review_start(
    *, model: ThreatModel, actor: User, scope: str, planned_minutes: int | None = None
) -> ReviewSession:
    """Start a session of the whole model, or of what has changed since its sign-off; the actor presents.

    Raises InvalidReview, and ReviewRunning while another one is running.
    """
    ThreatModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    if ReviewSession.objects.filter(model=model, state="running").exists():
        raise ReviewRunning
    if ReviewSession.objects.filter(model=model).count() >= REVIEWS_MOST:
        raise InvalidReview({"detail": f"A model can have at most {REVIEWS_MOST} reviews."})
    entries, baseline = _agenda(model, scope)
    now = timezone.now()
    session = ReviewSession.objects.create(
        model=model,
        scope=scope,
        baseline=baseline,
        planned_minutes=planned_minutes,
        presenter=actor,
        started_by=actor,
        started_at=now,
        shown_at=now,
    )
    ReviewItem.objects.bulk_create(_item(session, place, entry) for place, entry in enumerate(entries))
    Attendance.objects.create(session=session, user=actor, joined_at=now, presented=True)
    review_record(session, actor, f"started a review of {len(entries)} items", after={"scope": scope})
    model_audit_record(
        model, Action.REVIEW_STARTED, actor=actor, after={"scope": scope, "items": len(entries)}
    )
    return session


@transaction.atomic
def review_show(
    *, model: ThreatModel, actor: User, session_id: uuid.UUID, version: int, place: int, left_as: str
) -> None:
    """Show the item at this place, or the end; `left_as` says what becomes of the one before.

    An empty `left_as` leaves it as it was. Raises ReviewSession.DoesNotExist, InvalidReview, NotPresenting,
    and OutdatedEdit when another person was faster.
    """
    session = running_review(model, session_id, version)
    _check_presents(session, actor)
    if place > session.items.count():
        raise InvalidReview({"place": ["The agenda is shorter than this."]})
    _leave(session, left_as, timezone.now())
    session.position = place
    session.save()
    review_announce(model.pk)


@transaction.atomic
def presenter_set(
    *, model: ThreatModel, actor: User, session_id: uuid.UUID, version: int, presenter: uuid.UUID
) -> None:
    """Hand the presentation over to a person who attends, or take it over oneself.

    Raises as review_show does.
    """
    session = running_review(model, session_id, version)
    if presenter != actor.pk:
        _check_presents(session, actor)
    else:
        attendance_open(session, actor)
    attends = session.attendances.filter(user_id=presenter, left_at=None)
    if not attends.update(presented=True):
        raise InvalidReview({"presenter": ["Choose a person who attends."]})
    member = (
        Membership.objects.select_related("user").filter(team_id=model.team_id, user_id=presenter).first()
    )
    if member is None or not role_includes(member.role, Role.EDITOR):
        raise InvalidReview({"presenter": ["A viewer cannot present."]})
    session.presenter = member.user
    session.save()
    review_record(session, actor, f"made {member.user.get_full_name()} the presenter", after={})


@transaction.atomic
def item_add(*, model: ThreatModel, session_id: uuid.UUID, version: int, threat: int) -> None:
    """Put a threat at the end of the agenda. Raises as review_show does, apart from NotPresenting."""
    session = running_review(model, session_id, version)
    entry = threat_entry(model=model, number=threat)
    if entry is None:
        raise InvalidReview({"threat": [f"There is no threat T{threat}."]})
    if session.items.filter(kind="threat", key=entry.key).exists():
        raise InvalidReview({"threat": [f"T{threat} is on the agenda already."]})
    place = session.items.count()
    if place >= ITEMS_MOST:
        raise InvalidReview({"threat": [f"An agenda has at most {ITEMS_MOST} items."]})
    _item(session, place, entry).save()
    session.save()
    review_announce(model.pk)


@transaction.atomic
def review_end(*, model: ThreatModel, actor: User, session_id: uuid.UUID, version: int) -> None:
    """End the session: write the minutes, and save the state that was reviewed as a version.

    That version waits for the approval of a person who did not present. Raises as review_show does.
    """
    session = running_review(model, session_id, version)
    _check_presents(session, actor)
    now = timezone.now()
    current = session.items.filter(place=session.position).first()
    _leave(session, "discussed" if current and current.notes.exists() else "", now)
    session.attendances.filter(left_at=None).update(left_at=now)
    session.minutes = minutes_content(session, until=now)
    _decided_mark(session)
    session.reviewed = version_create(model=model, actor=actor, name=_version_name(model, now))
    session.state, session.ended_at, session.presenter = "ended", now, None
    session.save()
    done = {
        "discussed": session.items.filter(state="discussed").count(),
        "decisions": len(session.minutes["decisions"]),
        "version": session.reviewed.name,
    }
    review_record(session, actor, "ended the review", after=done)
    model_audit_record(model, Action.REVIEW_ENDED, actor=actor, after=done)


def _decided_mark(session: ReviewSession) -> None:
    """What was decided about was discussed, however the presenter went on from there."""
    decided = [str(one["number"]) for one in session.minutes["decisions"]]
    waiting = session.items.filter(kind="threat", key__in=decided, state="waiting")
    waiting.update(state="discussed")


def running_review(model: ThreatModel, session_id: uuid.UUID, version: int | None = None) -> ReviewSession:
    """The session under its lock; with `version`, at its next one. Raises as review_show does."""
    found = ReviewSession.objects.select_for_update(of=("self",)).select_related("model__team")
    session = found.get(model=model, pk=session_id)
    if version is not None:
        if session.version != version:
            raise OutdatedEdit(str(session.pk))
        session.version += 1
    if session.state == "ended":
        raise InvalidReview({"detail": "The review has ended."})
    return session


def attendance_open(session: ReviewSession, user: User) -> None:
    """Let a person attend, once more where they had left; call it under the lock."""
    known = session.attendances.filter(user=user)
    if not known.update(left_at=None):
        Attendance.objects.create(session=session, user=user, joined_at=timezone.now())


def review_announce(model_id: uuid.UUID) -> None:
    """Send the pages that show the model, after the commit, word that its review has changed."""
    transaction.on_commit(partial(broadcast, model_id=model_id, message={"type": "review"}))


def review_record(session: ReviewSession, actor: User, what: str, *, after: Mapping[str, Any]) -> None:
    """Write an event of the history, and announce the change."""
    event_write(model_id=session.model_id, actor=actor, subject_type="review", what=what[:200], after=after)
    review_announce(session.model_id)


def _agenda(model: ThreatModel, scope: str) -> tuple[list[AgendaEntry], Version | None]:
    if scope == "all":
        return _checked(agenda_of(model=model), "Nothing is open in this model."), None
    if (found := baseline_of(model=model)) is None:
        raise InvalidReview({"scope": ["No version is signed off yet: review the whole model."]})
    approval, since = found
    entries = agenda_of(model=model, since=since)
    return _checked(entries, "Nothing has changed since the sign-off."), approval.version


def _checked(entries: list[AgendaEntry], empty: str) -> list[AgendaEntry]:
    if not entries:
        raise InvalidReview({"scope": [empty]})
    return entries


def _item(session: ReviewSession, place: int, entry: AgendaEntry) -> ReviewItem:
    return ReviewItem(
        session=session,
        place=place,
        kind=entry.kind,
        key=entry.key,
        cause=entry.cause,
        count=entry.count,
        title=entry.title,
        subject=entry.subject,
        severity=entry.severity,
        score=entry.score,
    )


def _check_presents(session: ReviewSession, actor: User) -> None:
    """Refuse who does not present; while the presenter's account is gone, anyone may go on."""
    if session.presenter_id not in (None, actor.pk):
        raise NotPresenting("Another person presents. Take over the presentation first.")


def _leave(session: ReviewSession, left_as: str, now: datetime) -> None:
    """Count how long the present item was shown, and what became of it; call it before the place changes."""
    item = session.items.filter(place=session.position).first()
    if item is not None:
        item.seconds += max(int((now - session.shown_at).total_seconds()), 0)
        item.state = left_as or item.state
        item.save(update_fields=["seconds", "state"])
    session.shown_at = now


def _version_name(model: ThreatModel, now: datetime) -> str:
    """A name that no version of the model has: "Review of 2026-11-28", "Review of 2026-11-28 (2)"."""
    name = f"Review of {now.date().isoformat()}"
    known = set(Version.objects.filter(model=model, name__startswith=name).values_list("name", flat=True))
    numbered = (f"{name} ({number})"[:NAME_LENGTH] for number in range(2, len(known) + 3))
    return name if name not in known else next(one for one in numbered if one not in known)
