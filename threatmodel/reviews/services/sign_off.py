"""Signs reviews off, which approves the version that was reviewed, and plans the next review."""

import uuid
from datetime import date, timedelta

import structlog
from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.history.models import Version
from threatmodel.history.services.events import event_write
from threatmodel.history.services.versions import SelfApproval, version_approve
from threatmodel.notifications.services.notices import Content, notify
from threatmodel.reviews.models import Attendance, ReviewPlan, ReviewSession
from threatmodel.reviews.services.sessions import InvalidReview, review_announce, review_record
from threatmodel.threats.acceptances.selectors import current_day

log = structlog.get_logger(__name__)


@transaction.atomic
def review_sign_off(*, model: ThreatModel, actor: User, session_id: uuid.UUID, note: str) -> None:
    """Approve the version that was reviewed.

    Raises ReviewSession.DoesNotExist, InvalidReview, SelfApproval.
    """
    session = ReviewSession.objects.select_for_update().get(model=model, pk=session_id)
    if session.state != "ended":
        raise InvalidReview({"detail": "End the review before it is signed off."})
    if session.reviewed_id is None:
        raise InvalidReview(
            {"detail": "The version of this review was deleted, so nothing can be signed off."}
        )
    if Version.objects.filter(pk=session.reviewed_id, approvals__isnull=False).exists():
        raise InvalidReview({"detail": "This review is signed off already."})
    version_approve(model=model, actor=actor, version_id=session.reviewed_id)
    session.sign_off_note = note.strip()
    session.save(update_fields=["sign_off_note"])
    review_record(session, actor, "signed off the review", after={"note": session.sign_off_note})
    model_audit_record(model, Action.REVIEW_SIGNED_OFF, actor=actor, after={"session": str(session.pk)})
    _notify_signed_off(session, model, actor)


def _notify_signed_off(session: ReviewSession, model: ThreatModel, actor: User) -> None:
    """Tell who took part; who saved the version is told of its approval."""
    content = Content(
        kind="sign-off",
        key=f"review:{session.pk}:signed-off",
        team_id=model.team_id,
        model_id=model.pk,
        subject=model.name,
        what=f"signed off the review of {model.name}",
        detail=session.sign_off_note,
        link=f"/m/{model.pk}/review",
    )
    saved_by = session.reviewed.created_by_id if session.reviewed else None
    people = Attendance.objects.filter(session=session).exclude(user=None).exclude(user=saved_by)
    notify(content, to=list(people.values_list("user_id", flat=True)), actor=actor)


def approval_check(*, version: Version, actor: User) -> None:
    """Refuse the approval of a review by a person who presented it. Raises SelfApproval."""
    presented = Attendance.objects.filter(session__reviewed=version, user=actor, presented=True)
    if presented.exists():
        raise SelfApproval("You presented this review. Another approver or owner must sign it off.")


def next_review_plan(*, model: ThreatModel) -> None:
    """Set the date of the next review after a sign-off, where the model has a cadence."""
    plan = ReviewPlan.objects.select_for_update().filter(model=model, cadence_days__isnull=False).first()
    if plan is not None and plan.cadence_days is not None:
        plan.next_review_on = current_day.today() + timedelta(days=plan.cadence_days)
        plan.version += 1
        plan.save()
    review_announce(model.pk)


@transaction.atomic
def review_plan_set(
    *,
    model: ThreatModel,
    actor: User,
    version: int,
    cadence_days: int | None,
    next_review_on: date | None,
) -> None:
    """Set when the model is reviewed next, and how many days after each sign-off. Raises OutdatedEdit."""
    ThreatModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    plan = ReviewPlan.objects.filter(model=model).first() or ReviewPlan(model=model)
    if plan.version != version:
        raise OutdatedEdit(str(model.pk))
    before = _words(plan)
    plan.cadence_days, plan.next_review_on = cadence_days, next_review_on
    after = _words(plan)
    if before == after:
        return
    plan.version += 1
    plan.save()
    event_write(
        model_id=model.pk, actor=actor, subject_type="review", what="planned reviews",
        before=before, after=after,
    )  # fmt: skip
    model_audit_record(model, Action.REVIEW_PLANNED, actor=actor, before=before, after=after)
    review_announce(model.pk)


def overdue_reviews_note() -> int:
    """Record in the history of each model that its review is overdue, each date once; return how many.

    Two at once do no harm: each finds the row as it is then.
    """
    today = current_day.today()
    late = ReviewPlan.objects.filter(next_review_on__lt=today, model__deleted_at__isnull=True)
    noted = sum(_note_overdue(key, today) for key in late.values_list("pk", flat=True))
    if noted:
        log.info("reviews_overdue", models=noted)
    return noted


@transaction.atomic
def _note_overdue(model_id: uuid.UUID, today: date) -> bool:
    plan = ReviewPlan.objects.select_for_update().filter(pk=model_id, next_review_on__lt=today).first()
    if plan is None or plan.next_review_on is None or plan.noted_overdue == plan.next_review_on:
        return False
    plan.noted_overdue = plan.next_review_on
    plan.save(update_fields=["noted_overdue"])
    due = {"next_review_on": plan.next_review_on.isoformat()}
    event_write(
        model_id=model_id, actor=None, subject_type="review", what="marked the review as overdue", after=due
    )
    review_announce(model_id)
    return True


def _words(plan: ReviewPlan) -> dict[str, str | int | None]:
    day = plan.next_review_on
    return {"cadence_days": plan.cadence_days, "next_review_on": day.isoformat() if day else None}
