"""Writes the answers to questions into the architecture."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch, InvalidBatch, json_problem
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.fact_values import value_problem
from threatmodel.history.services.events import event_write
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_ensure
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.selectors.question_cards import CardScope, card_questions
from threatmodel.threats.questions.services.deferred_and_assigned import ANSWERED, answered_threads_resolve

_ANSWERS_IN_EVENT: Final = 200


class InvalidAnswers(InvalidRequest):
    """Some answers cannot be taken."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The change that holds the answers, by its seq, and the analysis that follows it."""

    seq: int
    job: Job


@transaction.atomic
def question_answer(
    *, model: ThreatModel, actor: User, question_id: uuid.UUID, value: Any, note: str = ""
) -> Answered:
    """Write the fact with the actor as its source and with the note, and close the question.

    Raises InvalidAnswers, Question.DoesNotExist, TooManyJobs. The caller dispatches the job.
    """
    question = Question.objects.select_related("element", "flow").get(model=model, pk=question_id)
    if problem := _problem(question, value):
        raise InvalidAnswers({"value": [problem]})
    seq, (written,) = _write(model, actor, [(question, value)], note=note)
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="question",
        what="answered a question",
        before={"question": question.text},
        after=written,
    )
    return Answered(seq, job_ensure(team=model.team, kind=JobKind.ANALYZE, user=actor, model=model))


@transaction.atomic
def questions_answer(
    *, model: ThreatModel, actor: User, answers: Sequence[tuple[uuid.UUID, Any]]
) -> Answered:
    """Write the facts in one batch, which can be undone as one, and close the questions.

    Raises InvalidAnswers, having written nothing, when any of them cannot be taken; TooManyJobs. The caller
    dispatches the job.
    """
    wanted = dict(answers)
    questions = Question.objects.select_related("element", "flow").filter(model=model, answered=False)
    open_ones = questions.in_bulk(list(wanted))
    problems = {
        str(key): [problem]
        for key, value in wanted.items()
        if (problem := _problem(open_ones.get(key), value))
    }
    if len(wanted) < len(answers):
        problems["answers"] = ["Answer each question once."]
    if problems:
        raise InvalidAnswers({"answers": problems})
    seq, written = _write(model, actor, [(open_ones[key], value) for key, value in wanted.items()])
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="question",
        what=_what(written),
        after={"answers": written},
    )
    return Answered(seq, job_ensure(team=model.team, kind=JobKind.ANALYZE, user=actor, model=model))


@transaction.atomic
def card_answer(
    *, model: ThreatModel, actor: User, scope: CardScope, values: Mapping[str, Any]
) -> tuple[Answered, int]:
    """Answer what is open of a card, by part, in one batch; also return how many questions these were.

    Raises InvalidAnswers, having written nothing, where a value does not fit or nothing is open; TooManyJobs.
    The caller dispatches the job.
    """
    asked = card_questions(model=model, scope=scope)
    wanted = {key: value for part, value in values.items() for key in asked.get(part, ())}
    questions = Question.objects.select_related("element", "flow").filter(model=model, answered=False)
    answers = [(one, wanted[one.pk]) for one in questions.filter(pk__in=wanted).order_by("pk")]
    if not answers:
        raise InvalidAnswers({"card": ["None of these questions is open any more."]})
    if problem := next(filter(None, (_problem(one, value) for one, value in answers)), ""):
        raise InvalidAnswers({"values": [problem]})
    seq, written = _write(model, actor, answers)
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="question",
        what=_what(written),
        after={"card": scope.card, "values": dict(values)},
    )
    job = job_ensure(team=model.team, kind=JobKind.ANALYZE, user=actor, model=model)
    return Answered(seq, job), len(written)


@transaction.atomic
def facts_answer(
    *, model: ThreatModel, actor: User, answers: Mapping[tuple[str, str], Any], threats: Sequence[int]
) -> Answered:
    """Write facts, by uid and name, in one batch as the answers to their questions, and close these.

    `threats` are the numbers of the possible threats that were answered. Raises InvalidAnswers, having
    written nothing; TooManyJobs. The caller dispatches the job.
    """
    uids = {uid for uid, _ in answers}
    about = Q(element__uid__in=uids) | Q(flow__uid__in=uids)
    asked = Question.objects.filter(about, model=model, answered=False).select_related("element", "flow")
    known = {(_subject(question)[1], question.fact): question for question in asked}
    elements = {one.uid: one for one in Element.objects.filter(model=model, uid__in=uids)}
    flows = {one.uid: one for one in Flow.objects.filter(model=model, uid__in=uids)}
    questions = [
        # What no analysis asks yet, as something else is missing before it, has no row.
        known.get((uid, fact)) or Question(element=elements.get(uid), flow=flows.get(uid), fact=fact)
        for uid, fact in answers
    ]
    pairs = list(zip(questions, answers.values(), strict=True))
    problems = {one.fact: [problem] for one, value in pairs if (problem := _problem(one, value))}
    if problems:
        raise InvalidAnswers({"answers": problems})
    seq, written = _write(model, actor, pairs)
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="question",
        what=_what(written),
        after={"answers": written[:_ANSWERS_IN_EVENT], "threats": list(threats)[:_ANSWERS_IN_EVENT]},
    )
    return Answered(seq, job_ensure(team=model.team, kind=JobKind.ANALYZE, user=actor, model=model))


def open_questions(*, model: ThreatModel, facts: Collection[tuple[str, str]]) -> list[uuid.UUID]:
    """The open questions about these facts, named by the uid of their element or flow and their name."""
    uids = {uid for uid, _ in facts}
    about = Q(element__uid__in=uids) | Q(flow__uid__in=uids)
    asked = Question.objects.filter(about, model=model, answered=False).select_related("element", "flow")
    return [question.pk for question in asked if (_subject(question)[1], question.fact) in facts]


def _what(written: Sequence[Any]) -> str:
    return f"answered {len(written)} questions" if len(written) > 1 else "answered a question"


def _problem(question: Question | None, value: Any) -> str:
    if question is None:
        return "This question is no longer open."
    kind = question.element.kind if question.element else "flow"
    fact_type = CATALOGUE.fact(kind, question.fact)
    if fact_type is None:
        return "is no longer asked"
    return json_problem(value) or value_problem(fact_type, value, today=timezone.localdate())


def _write(
    model: ThreatModel, actor: User, answers: Sequence[tuple[Question, Any]], note: str = ""
) -> tuple[int, list[dict[str, Any]]]:
    """Write the facts in one batch and close the questions; return its seq and the content of the event."""
    ops, written = [], []
    for question, value in answers:
        on, uid = _subject(question)
        facts = {question.fact: {"value": value, "why": note} if note else {"value": value}}
        ops.append({"op": "set", "on": on, "uid": uid, "props": {"facts": facts}})
        written.append({"fact": question.fact, "subject": uid, "value": value})
    try:
        batch = Batch(uuid.uuid4().hex, tuple(ops), "decision")
        applied = apply(model_id=model.pk, actor=actor, batch=batch)
    except InvalidBatch as fault:  # such as the name of a data set that is no more
        raise InvalidAnswers({"value": list(fault.problems)}) from fault
    keys = [question.pk for question, _ in answers]
    answered_threads_resolve(model=model, actor=actor, keys=keys)
    Question.objects.filter(pk__in=keys).update(**ANSWERED, by_person=True)
    return applied.seq, written


def _subject(question: Question) -> tuple[str, str]:
    """Whether the question is about an element or a flow, and the uid of it."""
    if question.element:
        return "element", question.element.uid
    return "flow", question.flow.uid if question.flow else ""
