"""Starts and finishes sessions, deals the next card, and sets who takes part."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, User
from threatmodel.accounts.permissions import role_includes
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.engine.library.linddun_go_cards import privacy_cards
from threatmodel.history.services.events import event_write
from threatmodel.linddun_go.models import DealtCard, Participant, PrivacySession, RecordedThreat
from threatmodel.pubsub.publisher import broadcast

SESSIONS_MOST: Final = 200  # of one model
PARTICIPANTS_MOST: Final = 30


class InvalidSession(InvalidRequest):
    """Something about the session cannot be so."""


class SessionRunning(ValueError):
    """A session of the model is running already."""


@transaction.atomic
def session_start(
    *, model: ThreatModel, actor: User, categories: Collection[str], participants: Sequence[uuid.UUID]
) -> PrivacySession:
    """Deal the cards of these categories, or all; the first card is the first participant's.

    Raises InvalidSession, and SessionRunning while another one is running.
    """
    ThreatModel.objects.select_for_update(no_key=True).get(pk=model.pk)
    if PrivacySession.objects.filter(model=model, state="running").exists():
        raise SessionRunning
    if PrivacySession.objects.filter(model=model).count() >= SESSIONS_MOST:
        raise InvalidSession({"detail": f"A model can have at most {SESSIONS_MOST} sessions."})
    people = _voters(model, participants or [actor.pk])
    dealt = [card.id for card in privacy_cards().values() if not categories or card.category in categories]
    session = PrivacySession.objects.create(model=model, started_by=actor, turn=people[0])
    _seat(session, people)
    DealtCard.objects.bulk_create(
        DealtCard(session=session, card=card, place=place) for place, card in enumerate(dealt)
    )
    DealtCard.objects.filter(session=session, place=0).update(reader=people[0])
    started = {"cards": len(dealt), "participants": [person.get_full_name() for person in people]}
    _record(session, actor, f"started a LINDDUN GO session of {len(dealt)} cards", after=started)
    model_audit_record(model, Action.PRIVACY_SESSION_STARTED, actor=actor, after=started)
    return session


@transaction.atomic
def session_move(*, model: ThreatModel, session_id: uuid.UUID, version: int, move: str) -> None:
    """Go on to the next card, skip this one, or go back; the turn passes with each new card.

    Raises PrivacySession.DoesNotExist, InvalidSession, and OutdatedEdit when another person was faster.
    """
    session = running_session(model, session_id, version)
    cards = list(session.cards.order_by("place"))
    if move == "back":
        if session.position == 0:
            raise InvalidSession({"move": ["This is the first card."]})
        session.position -= 1
    else:
        if session.position == len(cards):
            raise InvalidSession({"move": ["All cards were played."]})
        played = cards[session.position]
        played.state = "skipped" if move == "skip" else "discussed"
        played.save(update_fields=["state"])
        session.position += 1
    if session.position < len(cards):
        _hand(session, cards[session.position])
    else:
        session.turn = None
    session.save()
    session_announce(model.pk)


@transaction.atomic
def session_participants_set(
    *, model: ThreatModel, session_id: uuid.UUID, version: int, participants: Sequence[uuid.UUID]
) -> None:
    """Replace who takes part; a card whose reader has left passes to the next person.

    Raises as session_move does.
    """
    session = running_session(model, session_id, version)
    people = _voters(model, participants)
    session.participants.all().delete()
    _seat(session, people)
    if session.turn_id is not None and session.turn_id not in {person.pk for person in people}:
        session.turn = people[0]
        session.cards.filter(place=session.position).update(reader=people[0])
    session.save()
    session_announce(model.pk)


@transaction.atomic
def session_finish(*, model: ThreatModel, actor: User, session_id: uuid.UUID, version: int) -> None:
    """Finish the session; a card with votes or threats counts as discussed. Raises as session_move does."""
    session = running_session(model, session_id, version)
    current = session.cards.filter(place=session.position, state="waiting").first()
    if current is not None and (current.votes.exists() or current.threats.exists()):
        current.state = "discussed"
        current.save(update_fields=["state"])
    session.state, session.finished_at, session.turn = "finished", timezone.now(), None
    session.save()
    done = {
        "discussed": session.cards.filter(state="discussed").count(),
        "threats": RecordedThreat.objects.filter(dealt__session=session).count(),
    }
    _record(session, actor, "finished the LINDDUN GO session", after=done)
    model_audit_record(model, Action.PRIVACY_SESSION_FINISHED, actor=actor, after=done)


def running_session(model: ThreatModel, session_id: uuid.UUID, version: int | None = None) -> PrivacySession:
    """The session under its lock; with `version`, at its next one. Raises as session_move does."""
    session = PrivacySession.objects.select_for_update().get(model=model, pk=session_id)
    if version is not None:
        if session.version != version:
            raise OutdatedEdit(str(session.pk))
        session.version += 1
    if session.state == "finished":
        raise InvalidSession({"detail": "The session is finished."})
    return session


def participant_add(session: PrivacySession, user: User) -> None:
    """Seat a person behind the others, unless they take part already; call it under the lock."""
    places = dict(session.participants.values_list("user_id", "place"))
    if user.pk in places:
        return
    if len(places) >= PARTICIPANTS_MOST:
        raise InvalidSession({"detail": f"At most {PARTICIPANTS_MOST} people can take part."})
    place = max(places.values(), default=-1) + 1
    Participant.objects.create(session=session, user=user, place=place)


def session_announce(model_id: uuid.UUID) -> None:
    """Tell the pages that show the model, after the commit, that the session has changed."""
    transaction.on_commit(partial(broadcast, model_id=model_id, message={"type": "privacy-session"}))


def _voters(model: ThreatModel, ids: Sequence[uuid.UUID]) -> list[User]:
    """The people with these ids, each once and in their order. Raises InvalidSession for who may not vote."""
    wanted = list(dict.fromkeys(ids))
    if not 0 < len(wanted) <= PARTICIPANTS_MOST:
        raise InvalidSession({"participants": [f"Choose between 1 and {PARTICIPANTS_MOST} people."]})
    members = Membership.objects.filter(team_id=model.team_id, user_id__in=wanted).select_related("user")
    found = {one.user_id: one for one in members}
    if len(found) < len(wanted):
        raise InvalidSession({"participants": ["All participants must be members of the team."]})
    if viewer := next((one for one in found.values() if not role_includes(one.role, Role.EDITOR)), None):
        name = viewer.user.get_full_name()
        raise InvalidSession({"participants": [f"{name} is a viewer and cannot vote."]})
    return [found[one].user for one in wanted]


def _seat(session: PrivacySession, people: Sequence[User]) -> None:
    Participant.objects.bulk_create(
        Participant(session=session, user=person, place=place) for place, person in enumerate(people)
    )


def _hand(session: PrivacySession, card: DealtCard) -> None:
    """Give the card to its reader; a new card to the person after the one who read last."""
    if card.reader_id is None:
        people = session.participants.filter(user__isnull=False).order_by("place")
        order = list(people.values_list("user_id", flat=True))
        after = order.index(session.turn_id) + 1 if session.turn_id in order else 0
        card.reader_id = order[after % len(order)] if order else None
        card.save(update_fields=["reader"])
    session.turn_id = card.reader_id


def _record(session: PrivacySession, actor: User, what: str, *, after: Mapping[str, Any]) -> None:
    event_write(
        model_id=session.model_id, actor=actor, subject_type="privacy-session", what=what, after=after
    )
    session_announce(session.model_id)
