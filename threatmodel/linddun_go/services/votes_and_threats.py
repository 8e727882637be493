"""Writes what people think of a card, and the threats that come of it."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.engine.library.linddun_go_cards import privacy_cards
from threatmodel.linddun_go.models import DealtCard, RecordedThreat, Vote
from threatmodel.linddun_go.services.sessions import (
    InvalidSession,
    participant_add,
    running_session,
    session_announce,
)
from threatmodel.threats.threats.services.manual_threats import manual_threat_add

SUBJECTS_MOST: Final = 20  # of one record: each gets a threat of its own


@transaction.atomic
def vote_cast(
    *,
    model: ThreatModel,
    actor: User,
    session_id: uuid.UUID,
    card: str,
    answer: str,
    note: str,
    uids: Sequence[str],
) -> None:
    """Write what the actor thinks of a card, in place of what they said before; who votes takes part.

    Raises PrivacySession.DoesNotExist, DealtCard.DoesNotExist and InvalidSession.
    """
    session = running_session(model, session_id)
    dealt = session.cards.get(card=card)
    named = _known_uids(model, uids)
    participant_add(session, actor)
    said = {"answer": answer, "note": note.strip(), "uids": named}
    Vote.objects.update_or_create(dealt=dealt, user=actor, defaults=said)
    session_announce(model.pk)


@transaction.atomic
def vote_withdraw(*, model: ThreatModel, actor: User, session_id: uuid.UUID, card: str) -> None:
    """Delete the vote of the actor; nothing happens when there is none. Raises as vote_cast does."""
    session = running_session(model, session_id)
    Vote.objects.filter(dealt=session.cards.get(card=card), user=actor).delete()
    session_announce(model.pk)


@transaction.atomic
def card_threats_record(
    *, model: ThreatModel, actor: User, session_id: uuid.UUID, card: str, values: Mapping[str, Any]
) -> list[int]:
    """Write a threat of the card's category on each of the subjects, and return their numbers.

    `values` are those of CardThreatsSerializer. Raises as vote_cast does, and InvalidThreat.
    """
    session = running_session(model, session_id)
    dealt = session.cards.get(card=card)
    content = {
        "title": values["title"],
        "description": values["description"],
        "severity": values["severity"],
        "categories": [privacy_cards()[card].category],
        "references": [],
    }
    numbers = [
        manual_threat_add(model=model, actor=actor, values={**content, **subject})
        for subject in values["subjects"]
    ]
    _link(dealt, numbers, title=values["title"].strip())
    session_announce(model.pk)
    return numbers


def _link(dealt: DealtCard, numbers: Sequence[int], *, title: str) -> None:
    RecordedThreat.objects.bulk_create(
        RecordedThreat(dealt=dealt, number=number, title=title) for number in numbers
    )


def _known_uids(model: ThreatModel, uids: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(uids))
    if not wanted:
        return []
    known = {
        uid
        for table in (Element, Flow)
        for uid in table.objects.filter(model=model, uid__in=wanted).values_list("uid", flat=True)
    }
    if unknown := [uid for uid in wanted if uid not in known]:
        raise InvalidSession({"uids": [f"Unknown element {unknown[0]}."]})
    return wanted
