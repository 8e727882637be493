"""The review of the demo shop: Tomasz led it, Priya signed it off."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.reviews.models import ReviewItem, ReviewSession
from threatmodel.reviews.services.participation import attendance_join, note_write
from threatmodel.reviews.services.sessions import review_end, review_show, review_start
from threatmodel.reviews.services.sign_off import review_plan_set, review_sign_off
from threatmodel.threats.triage.selectors.triage_fields import seen_now
from threatmodel.threats.triage.services.bulk_changes import threats_change

People = Mapping[str, User]

_LENGTH: Final = timedelta(minutes=52)
_CADENCE_DAYS: Final = 90
_NOTES: Final = (
    ("Priya Nair", "This comes first: all else follows from it."),
    ("Tomasz Becker", "The chart sets it. We can change it with the next release."),
    ("Priya Nair", "Check whether the pipeline needs it before we remove it."),
)
# What is decided about the first threats of the agenda, one after the other.
_DECISIONS: Final[tuple[dict[str, Any], ...]] = (
    {"owner": "Tomasz Becker", "days": 14},
    {"owner": "Priya Nair", "days": 30},
    {"status": "needs-info", "reason": "Which team calls this from outside of the cluster?"},
)
_SKIPPED: Final = 6  # of the agenda, at its end


def shop_review(model: ThreatModel, people: People) -> None:
    """Go through the agenda, decide about some threats, and sign the review off."""
    presenter, approver = people["Tomasz Becker"], people["Priya Nair"]
    session = review_start(model=model, actor=presenter, scope="all", planned_minutes=60)
    for attendee in (approver, people["Demo"], people["Ines Duarte"]):
        attendance_join(model=model, actor=attendee, session_id=session.pk)
    for place, (name, text) in enumerate(_NOTES):
        note_write(model=model, actor=people[name], session_id=session.pk, place=place, text=text)
    items = list(session.items.order_by("place"))
    _decide(model, people, [int(one.key) for one in items if one.kind == "threat"])
    for item in items:
        left_as = "discussed" if item.place < len(items) - _SKIPPED else "skipped"
        review_show(
            model=model, actor=presenter, session_id=session.pk, version=item.place, place=item.place + 1,
            left_as=left_as,
        )  # fmt: skip
    review_end(model=model, actor=presenter, session_id=session.pk, version=len(items))
    _give_times(session, items)
    review_plan_set(model=model, actor=approver, version=0, cadence_days=_CADENCE_DAYS, next_review_on=None)
    note = "Signed off for the state of today. The open question is answered before the next release."
    review_sign_off(model=model, actor=approver, session_id=session.pk, note=note)


def _decide(model: ThreatModel, people: People, numbers: Sequence[int]) -> None:
    for number, decision in zip(numbers, _DECISIONS, strict=False):
        change = {key: value for key, value in decision.items() if key in ("status", "reason")}
        if "owner" in decision:
            due = timezone.localdate() + timedelta(days=decision["days"])
            change |= {"owner": str(people[decision["owner"]].pk), "due": due.isoformat()}
        threats_change(
            model=model,
            actor=people["Tomasz Becker"],
            role=Role.EDITOR,
            selection={"all": False, "numbers": [number], "groups": [], "filter": None},
            seen=seen_now(model=model),
            change=change,
        )


def _give_times(session: ReviewSession, items: Sequence[ReviewItem]) -> None:
    """Let the review have taken as long as people would have."""
    session.refresh_from_db()
    began = session.started_at - _LENGTH
    ReviewSession.objects.filter(pk=session.pk).update(started_at=began)
    for late, attendance in enumerate(session.attendances.order_by("id")):
        attendance.joined_at = began + timedelta(minutes=2 * late)
        attendance.save(update_fields=["joined_at"])
    discussed = items[: len(items) - _SKIPPED]
    for item in discussed:
        seconds = int(_LENGTH.total_seconds()) // len(discussed) + 17 * (item.place % 5) - 34
        ReviewItem.objects.filter(pk=item.pk).update(seconds=max(seconds, 0))
