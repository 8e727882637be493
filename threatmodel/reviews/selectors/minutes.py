"""What came of a session: decisions, owners, dates, mitigations, acceptances, and what is still open.

It is read from the history of the model between start and end, and kept with the session.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from threatmodel.history.models import ModelEvent
from threatmodel.reviews.models import ReviewSession
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.questions.selectors.question_cards import CardList, cards_of, keys_of
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.threat_rows import threat_rows

Row = dict[str, Any]
THREATS_MOST: Final = 500  # listed one by one; how many there are beyond is said


def minutes_content(session: ReviewSession, *, until: datetime) -> Row:
    """The minutes of what people did from the start of the session until then, as JSON."""
    events = ModelEvent.objects.filter(
        model_id=session.model_id, at__gte=session.started_at, at__lte=until, actor__isnull=False
    )
    about = list(
        events.filter(subject_type="threat", subject_number__isnull=False)
        .select_related("actor")
        .order_by("id")
    )
    numbers = sorted({one.subject_number for one in about if one.subject_number})
    return {
        "decisions": _decisions(session, about, numbers[:THREATS_MOST]),
        "more_decisions": max(len(numbers) - THREATS_MOST, 0),
        "mitigations": _mitigations(session, events),
        "acceptances": _acceptances(session, until),
        "questions": _questions(session),
        "waiting": _waiting(session),
    }


def _decisions(session: ReviewSession, events: Sequence[ModelEvent], numbers: Sequence[int]) -> list[Row]:
    """The threats that people decided about, assigned or dated, as they are at the end."""
    reasons = _last(events, "reason")
    before, by = _first(events, "status"), {one.subject_number: one.actor for one in events}
    threats = Threat.with_possible.filter(model_id=session.model_id, number__in=numbers)
    rows = threat_rows(threats.order_by("-score", "number"))
    return [
        {
            "number": row["number"],
            "title": row["title"],
            "subject": row["subject"]["name"],
            "severity": row["severity"],
            "before": before.get(row["number"], row["status"]),
            "status": row["status"],
            "reason": reasons.get(row["number"], ""),
            "owner": _name(row["owner"]),
            "due": row["due"].isoformat() if row["due"] else None,
            "by": _full_name(by[row["number"]]),
        }
        for row in rows
    ]


def _first(events: Iterable[ModelEvent], field: str) -> dict[int | None, str]:
    """What the field of each threat was before the first event that changed it."""
    found: dict[int | None, str] = {}
    for one in events:
        if field in one.before:
            found.setdefault(one.subject_number, str(one.before[field]))
    return found


def _last(events: Iterable[ModelEvent], field: str) -> dict[int | None, str]:
    return {one.subject_number: str(one.after[field]) for one in events if field in one.after}


def _mitigations(session: ReviewSession, events: QuerySet[ModelEvent]) -> list[Row]:
    changed = events.filter(subject_type="mitigation", subject_number__isnull=False)
    numbers = {one for one in changed.values_list("subject_number", flat=True) if one is not None}
    found = Mitigation.objects.filter(model_id=session.model_id, number__in=numbers).select_related("owner")
    return [
        {
            "number": one.number,
            "title": one.title,
            "status": one.status,
            "owner": _full_name(one.owner),
            "due": one.due.isoformat() if one.due else None,
        }
        for one in found.order_by("number")
    ]


def _acceptances(session: ReviewSession, until: datetime) -> list[Row]:
    found = RiskAcceptance.objects.filter(
        model_id=session.model_id, requested_at__gte=session.started_at, requested_at__lte=until
    )
    return [
        {
            "number": one.number,
            "title": one.title,
            "threat_count": one.threat_count,
            "status": one.status,
            "expires_on": one.expires_on.isoformat(),
            "requested_by": _full_name(one.requested_by),
            "approvers": [_full_name(approver.user) for approver in one.approvers.all()],
        }
        for one in found.select_related("requested_by").prefetch_related("approvers__user").order_by("number")
    ]


def _questions(session: ReviewSession) -> list[Row]:
    """The cards of the agenda that are still open, and whom they wait for."""
    asked = list(session.items.filter(kind="question").order_by("place").values_list("key", flat=True))
    listed = cards_of(model=session.model) if asked else CardList((), {})
    cards = {card.id: card for card in listed.cards}
    return [
        {"key": key, "title": cards[key].title, "count": cards[key].count, "asked": _asked(listed, key)}
        for key in asked
        if key in cards
    ]


def _asked(listed: CardList, key: str) -> int:
    """How many questions of the card wait for a person."""
    (card,) = (one for one in listed.cards if one.id == key)
    return sum(listed.waits_for(one) for part in card.parts for one in keys_of(part))


def _waiting(session: ReviewSession) -> list[Row]:
    """The threats about which somebody was asked and has not answered."""
    found = Threat.with_possible.filter(
        model_id=session.model_id, info_request__asked_at__gte=session.started_at
    ).select_related("info_request__asked")
    return [
        {"number": one.number, "title": one.title, "asked": _full_name(one.info_request.asked)}
        for one in found.order_by("number")
    ]


def _name(person: Mapping[str, Any] | None) -> str:
    return (person["name"] or person["email"]) if person else ""


def _full_name(user: Any) -> str:
    return user.get_full_name() if user else ""
