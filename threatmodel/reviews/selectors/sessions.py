"""Sessions of a model: the list, and one with its agenda, notes and attendance."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, QuerySet

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import Approval
from threatmodel.reviews.models import Attendance, ReviewItem, ReviewNote, ReviewSession
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]


def reviews_of(*, model: ThreatModel) -> QuerySet[ReviewSession]:
    """Sessions of the model, the newest first."""
    sessions = ReviewSession.objects.filter(model=model).select_related("started_by")
    return sessions.order_by("-started_at", "id")


def review_rows(sessions: Iterable[ReviewSession]) -> list[Row]:
    """Sessions as the list shows them, with their counts. Five queries."""
    shown = list(sessions)
    signed = sign_offs([one.reviewed_id for one in shown if one.reviewed_id])
    items = ReviewItem.objects.filter(session__in=shown)
    counts, discussed = _counted(items), _counted(items.filter(state="discussed"))
    people = _counted(Attendance.objects.filter(session__in=shown))
    return [
        {
            "id": one.pk,
            "state": one.state,
            "scope": one.scope,
            "started_by": person_row(one.started_by),
            "started_at": one.started_at,
            "ended_at": one.ended_at,
            "items_count": counts.get(one.pk, 0),
            "discussed": discussed.get(one.pk, 0),
            "attendees_count": people.get(one.pk, 0),
            "decisions_count": len(one.minutes.get("decisions", ())),
            "signed_off": signed.get(one.reviewed_id) if one.reviewed_id else None,
        }
        for one in shown
    ]


def _counted(rows: QuerySet[Any]) -> dict[uuid.UUID, int]:
    """How many of the rows each session has."""
    return dict(rows.order_by().values_list("session_id").annotate(Count("id")))


def review_row(*, model: ThreatModel, session_id: uuid.UUID) -> Row | None:
    """The session with all that it holds, or None. Six queries whatever its size."""
    found = ReviewSession.objects.filter(model=model, pk=session_id)
    session = found.select_related("presenter", "started_by", "baseline", "reviewed").first()
    if session is None:
        return None
    attendances = session.attendances.select_related("user").order_by("joined_at", "id")
    version = session.reviewed
    return {
        "id": session.pk,
        "state": session.state,
        "scope": session.scope,
        "baseline": session.baseline.name if session.baseline else "",
        "position": session.position,
        "shown_at": session.shown_at,
        "version": session.version,
        "planned_minutes": session.planned_minutes,
        "presenter": person_row(session.presenter),
        "started_by": person_row(session.started_by),
        "started_at": session.started_at,
        "ended_at": session.ended_at,
        "attendances": [
            {
                "person": person_row(one.user),
                "joined_at": one.joined_at,
                "left_at": one.left_at,
                "presented": one.presented,
            }
            for one in attendances
        ],
        "items": _item_rows(session),
        "reviewed": {"id": version.pk, "name": version.name, "seq": version.seq} if version else None,
        "signed_off": sign_offs([version.pk]).get(version.pk) if version else None,
        "sign_off_note": session.sign_off_note,
    }


def sign_offs(versions: Iterable[uuid.UUID]) -> dict[uuid.UUID, Row]:
    """Who first approved each of these versions, and when. One query."""
    approvals = Approval.objects.filter(version_id__in=list(versions)).select_related("by").order_by("-at")
    return {one.version_id: {"by": person_row(one.by), "at": one.at} for one in approvals}


def _item_rows(session: ReviewSession) -> list[Row]:
    items = list(session.items.order_by("place"))
    notes, statuses = _notes(session), _statuses(session.model_id, items)
    return [
        {
            "place": one.place,
            "kind": one.kind,
            "key": one.key,
            "cause": one.cause,
            "count": one.count,
            "title": one.title,
            "subject": one.subject,
            "severity": one.severity,
            "score": one.score,
            "state": one.state,
            "seconds": one.seconds,
            "status": statuses.get(one.key) if one.kind == "threat" else None,
            "notes": notes.get(one.pk, []),
        }
        for one in items
    ]


def _notes(session: ReviewSession) -> Mapping[int, list[Row]]:
    """The notes by item, in the order in which people first wrote."""
    rows: dict[int, list[Row]] = defaultdict(list)
    notes = ReviewNote.objects.filter(item__session=session).select_related("user").order_by("id")
    for note in notes:
        rows[note.item_id].append(
            {"person": person_row(note.user), "text": note.text, "written_at": note.written_at}
        )
    return rows


def _statuses(model_id: uuid.UUID, items: Iterable[ReviewItem]) -> dict[str, str]:
    """The present status of each threat on the agenda, by its number as text."""
    numbers = [int(one.key) for one in items if one.kind == "threat"]
    found = Threat.with_possible.filter(model_id=model_id, number__in=numbers)
    return {str(number): status for number, status in found.values_list("number", "status")}
