"""Questions that wait for a person: "don't know yet", and those that a member of the team was asked.

Whoever is asked gets the notice of a comment that mentions them. The comment is resolved by the answer.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.models import ThreatModel
from threatmodel.comments.models import Comment
from threatmodel.comments.services import thread_open, thread_resolve
from threatmodel.history.services.events import event_write
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.selectors.question_cards import CardScope, card_questions
from threatmodel.threats.questions.selectors.questions import BY_RANK

_NAMED: Final = 5  # questions in the comment; it says how many more there are
_TEXT: Final = 300  # characters of each of them
_UNDEFERRED: Final[dict[str, Any]] = {"deferred_at": None, "deferred_by": None}
_UNASSIGNED: Final[dict[str, Any]] = {
    "assigned_to": None, "assigned_by": None, "assigned_at": None, "thread": None,
}  # fmt: skip
ANSWERED: Final[dict[str, Any]] = {"answered": True, **_UNDEFERRED, **_UNASSIGNED}
"""The columns of a question that is answered: it waits for no one any more."""


class InvalidAssignment(InvalidRequest):
    """These questions cannot be put off, or handed to this person."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The questions that are meant: named ones, or those of a card, all or of some parts."""

    questions: Sequence[uuid.UUID] = ()
    card: CardScope | None = None
    parts: Sequence[str] = ()


@transaction.atomic
def questions_defer(*, model: ThreatModel, actor: User, chosen: Chosen, deferred: bool) -> int:
    """Note that nobody knows the answers yet, or take that back; return how many questions these are.

    Raises InvalidAssignment where none is open.
    """
    questions = _chosen(model, chosen)
    noted = {"deferred_at": timezone.now(), "deferred_by": actor} if deferred else _UNDEFERRED
    Question.objects.filter(pk__in=[one.pk for one in questions]).update(**noted)
    _event_write(model, actor, "put off" if deferred else "took up", questions)
    return len(questions)


@transaction.atomic
def questions_assign(*, model: ThreatModel, actor: User, chosen: Chosen, to: uuid.UUID | None) -> int:
    """Ask a member of the team to answer, or with None take that back; return how many questions these are.

    Raises InvalidAssignment where none is open, or the person cannot answer in this team.
    """
    questions = _chosen(model, chosen)
    keys = [one.pk for one in questions]
    answered_threads_resolve(model=model, actor=actor, keys=keys)
    if to is None:
        Question.objects.filter(pk__in=keys).update(**_UNASSIGNED)
        _event_write(model, actor, "no longer waits for", questions)
        return len(questions)
    person = _editor(model, to)
    thread = _comment(model, actor, person, questions)
    Question.objects.filter(pk__in=keys).update(
        assigned_to=person, assigned_by=actor, assigned_at=timezone.now(), thread=thread, **_UNDEFERRED
    )
    _event_write(model, actor, f"asked {person.get_full_name()} to answer", questions)
    return len(questions)


def answered_threads_resolve(*, model: ThreatModel, actor: User, keys: Collection[uuid.UUID]) -> None:
    """Resolve the comments that asked for nothing but these questions."""
    threads = Comment.objects.filter(questions__in=keys).distinct().values_list("pk", flat=True)
    if not (asking := set(threads)):
        return
    others = Question.objects.filter(thread__in=asking, answered=False).exclude(pk__in=keys)
    for thread in sorted(asking - set(others.values_list("thread", flat=True))):
        thread_resolve(model=model, actor=actor, role=Role.EDITOR, comment_id=thread, resolved=True)


def _chosen(model: ThreatModel, chosen: Chosen) -> list[Question]:
    keys = list(chosen.questions)
    if chosen.card:
        asked = card_questions(model=model, scope=chosen.card)
        keys = [key for part, some in asked.items() if part in (chosen.parts or asked) for key in some]
    open_ones = Question.objects.select_related("element", "flow").filter(model=model, answered=False)
    questions = list(open_ones.filter(pk__in=keys).order_by(*BY_RANK, "pk"))
    if not questions:
        raise InvalidAssignment({"questions": ["None of these questions is open any more."]})
    return questions


def _editor(model: ThreatModel, user: uuid.UUID) -> User:
    member = Membership.objects.select_related("user").filter(team_id=model.team_id, user_id=user).first()
    if member is None or member.role == Role.VIEWER:
        raise InvalidAssignment({"user": ["Only members of the team who can edit can be asked."]})
    return member.user


def _comment(model: ThreatModel, actor: User, person: User, questions: Sequence[Question]) -> Comment:
    """Write the comment that mentions the person, at the element that is meant or else at the model."""
    lines = [f"- {one.text[:_TEXT]}" for one in questions[:_NAMED]]
    if len(questions) > _NAMED:
        lines.append(f"- and {len(questions) - _NAMED} more")
    text = "\n".join([f"<@{person.pk}> Can you answer this?", *lines])
    places = {
        ("element", one.element.uid) if one.element else ("flow", one.flow.uid if one.flow else "")
        for one in questions
    }
    on, uid = places.pop() if len(places) == 1 else ("model", "")
    return thread_open(model=model, actor=actor, on=on, uid=uid, text=text, asks=True)


def _event_write(model: ThreatModel, actor: User, did: str, questions: Sequence[Question]) -> None:
    count = "a question" if len(questions) == 1 else f"{len(questions)} questions"
    event_write(model_id=model.pk, actor=actor, subject_type="question", what=f"{did} {count}", after={})
