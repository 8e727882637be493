"""Where the review of each model is: its status, what was signed off, and what has changed since."""

import uuid
from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import Change, ThreatModel
from threatmodel.history.models import Approval
from threatmodel.reviews.models import ReviewPlan, ReviewSession
from threatmodel.reviews.selectors.agenda import Baseline
from threatmodel.threats.acceptances.selectors import current_day
from threatmodel.threats.choices import OPEN
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]
_NO_PLAN = ReviewPlan()


def baseline_of(*, model: ThreatModel) -> tuple[Approval, Baseline] | None:
    """The approval that holds, with what changes are measured by, or None. One query."""
    found = Approval.objects.filter(model=model, ended_at=None).select_related("version").first()
    return (found, Baseline(found.version.seq, found.at)) if found else None


def review_status_rows(model_ids: Collection[uuid.UUID]) -> list[Row]:
    """The status of each of these models, in their order. Five queries for any number."""
    plans = {plan.pk: plan for plan in ReviewPlan.objects.filter(model_id__in=model_ids)}
    approvals = _approvals(model_ids)
    sessions = _latest_sessions(model_ids)
    changes, threats = _changes_since(model_ids), _threats_since(model_ids)
    today = current_day.today()
    return [
        {
            **_status(one, approvals.get(one), sessions.get(one), plans.get(one, _NO_PLAN), today),
            "changes_since": changes.get(one, 0),
            "threats_since": threats.get(one, 0),
        }
        for one in model_ids
    ]


def _status(
    model_id: uuid.UUID,
    approval: Approval | None,
    session: ReviewSession | None,
    plan: ReviewPlan,
    today: date,
) -> Row:
    overdue = plan.next_review_on is not None and plan.next_review_on < today
    running = session.pk if session and session.state == "running" else None
    waiting = session.pk if session and _waits(session, approval) else None
    return {
        "model": model_id,
        "status": _word(running or waiting, approval, overdue=overdue),
        "running": running,
        "waiting": waiting,
        "approved": approval
        and {
            "version": {"id": approval.version.pk, "name": approval.version.name, "kind": "approved"},
            "by": person_row(approval.by),
            "at": approval.at,
        },
        "overdue": overdue,
        "next_review_on": plan.next_review_on,
        "cadence_days": plan.cadence_days,
        "version": plan.version,
    }


def _word(in_review: uuid.UUID | None, approval: Approval | None, *, overdue: bool) -> str:
    if in_review:
        return "in-review"
    if approval is None:
        return "draft"
    return "stale" if overdue else "approved"


def _waits(session: ReviewSession, approval: Approval | None) -> bool:
    """Whether the session has ended and its state of the model was not approved, nor a later one."""
    if session.ended_at is None or session.reviewed_id is None:
        return False
    return approval is None or approval.at < session.ended_at


def _approvals(model_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Approval]:
    holding = Approval.objects.filter(model_id__in=model_ids, ended_at=None).select_related("version", "by")
    return {one.model_id: one for one in holding}


def _latest_sessions(model_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, ReviewSession]:
    newest = ReviewSession.objects.filter(model=OuterRef("model")).order_by("-started_at").values("pk")[:1]
    sessions = ReviewSession.objects.filter(model_id__in=model_ids, pk=Subquery(newest))
    return {one.model_id: one for one in sessions.defer("minutes")}


def _changes_since(model_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many changes beyond moves each model has had since it was signed off."""
    holding = Q(model__approvals__ended_at=None, seq__gt=F("model__approvals__version__seq"))
    later = Change.objects.filter(holding, model_id__in=model_ids, structural=True)
    return dict(later.order_by().values_list("model_id").annotate(Count("id")))


def _threats_since(model_ids: Collection[uuid.UUID]) -> Counter[uuid.UUID]:
    """How many open threats of each model were found since it was signed off."""
    holding = Q(model__approvals__ended_at=None, first_seen_at__gt=F("model__approvals__at"))
    new = Threat.objects.filter(holding, model_id__in=model_ids, status__in=OPEN)
    return Counter(dict(new.order_by().values_list("model_id").annotate(Count("id"))))
