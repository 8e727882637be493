"""Sessions of a model: the list, and one with its cards, votes and threats."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.api.selectors.threat_subjects import Subject, subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.linddun_go.models import DealtCard, Participant, PrivacySession, RecordedThreat, Vote
from threatmodel.linddun_go.selectors.cards import subject_rows
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]


def sessions_of(*, model: ThreatModel) -> QuerySet[PrivacySession]:
    """Sessions of the model, the newest first, each with its counts."""
    sessions = PrivacySession.objects.filter(model=model).select_related("started_by")
    return sessions.annotate(
        cards_count=_count(DealtCard, "session"),
        discussed=_count(DealtCard, "session", state="discussed"),
        participants_count=_count(Participant, "session"),
        threats_count=_count(RecordedThreat, "dealt__session"),
    ).order_by("-started_at", "id")


def session_rows(sessions: Iterable[PrivacySession]) -> list[Row]:
    """Sessions as the list shows them."""
    return [
        {
            "id": one.pk,
            "state": one.state,
            "started_by": person_row(one.started_by),
            "started_at": one.started_at,
            "finished_at": one.finished_at,
            "cards_count": getattr(one, "cards_count"),  # noqa: B009 (annotated)
            "discussed": getattr(one, "discussed"),  # noqa: B009
            "participants_count": getattr(one, "participants_count"),  # noqa: B009
            "threats_count": getattr(one, "threats_count"),  # noqa: B009
        }
        for one in sessions
    ]


def session_row(*, model: ThreatModel, session_id: uuid.UUID) -> Row | None:
    """The session with all that it holds, or None. Eight queries whatever its size."""
    found = PrivacySession.objects.filter(model=model, pk=session_id)
    session = found.select_related("turn", "started_by").first()
    if session is None:
        return None
    participants = session.participants.select_related("user").order_by("place", "id")
    return {
        "id": session.pk,
        "state": session.state,
        "position": session.position,
        "version": session.version,
        "turn": person_row(session.turn),
        "started_by": person_row(session.started_by),
        "started_at": session.started_at,
        "finished_at": session.finished_at,
        "participants": [person_row(one.user) for one in participants if one.user is not None],
        "cards": _dealt_rows(session),
    }


def _dealt_rows(session: PrivacySession) -> list[Row]:
    votes, threats = _votes(session), _threats(session)
    cards = session.cards.select_related("reader").order_by("place")
    return [
        {
            "card": one.card,
            "place": one.place,
            "state": one.state,
            "reader": person_row(one.reader),
            "votes": votes.get(one.pk, []),
            "threats": threats.get(one.pk, []),
        }
        for one in cards
    ]


def _votes(session: PrivacySession) -> Mapping[int, list[Row]]:
    """The votes by card, in the order in which people first voted."""
    votes = list(Vote.objects.filter(dealt__session=session).select_related("user").order_by("id"))
    uids = {uid for vote in votes for uid in vote.uids}
    subjects: dict[str, Subject] = subjects_by_uid(model_id=session.model_id, uids=uids) if uids else {}
    rows: dict[int, list[Row]] = defaultdict(list)
    for vote in votes:
        rows[vote.dealt_id].append(
            {
                "person": person_row(vote.user),
                "answer": vote.answer,
                "note": vote.note,
                "subjects": subject_rows(vote.uids, subjects),
            }
        )
    return rows


def _threats(session: PrivacySession) -> Mapping[int, list[Row]]:
    """The recorded threats by card; one that was deleted has neither severity nor subject."""
    recorded = list(RecordedThreat.objects.filter(dealt__session=session).order_by("number"))
    numbers = [one.number for one in recorded]
    columns = ("number", "title", "severity", "status", "subject_name")
    present = Threat.with_possible.filter(model_id=session.model_id, number__in=numbers).values(*columns)
    by_number = {row["number"]: row for row in present} if numbers else {}
    rows: dict[int, list[Row]] = defaultdict(list)
    for one in recorded:
        threat = by_number.get(one.number, {})
        rows[one.dealt_id].append(
            {
                "number": one.number,
                "title": threat.get("title", one.title),
                "severity": threat.get("severity"),
                "status": threat.get("status"),
                "subject": threat.get("subject_name", ""),
            }
        )
    return rows


def _count(table: Any, to_session: str, **conditions: Any) -> Coalesce:
    """A count in a subquery, so that the counts of one row do not multiply each other."""
    rows = table.objects.filter(**{to_session: OuterRef("pk")}, **conditions).order_by()
    counted = rows.values(to_session).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
