"""Writes the answers to questions into the architecture."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.models import Change, Element, Flow, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch, InvalidBatch, json_problem
from threatmodel.architecture.operations.bulk_sql import rows_overwrite
from threatmodel.architecture.operations.fact_values import value_problem
from threatmodel.engine.model import CATALOGUE
from threatmodel.history.services.events import event_write
from threatmodel.jobs.models import Job, Kind
from threatmodel.jobs.services import job_ensure
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.selectors import questions_alike


class InvalidAnswers(InvalidRequest):
    """Some answers cannot be taken."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The change that holds the answers, by its seq, and the analysis that follows it."""

    seq: int
    job: Job


@transaction.atomic
def question_answer(*, model: ThreatModel, actor: User, question_id: uuid.UUID, value: Any) -> Answered:
    """Write the fact with the actor as its source, and close the question.

    Raises InvalidAnswers, Question.DoesNotExist, TooManyJobs. The caller dispatches the job.
    """
    question = Question.objects.select_related("element", "flow").get(model=model, pk=question_id)
    if problem := _problem(question, value):
        raise InvalidAnswers({"value": [problem]})
    seq, (written,) = _write(model, actor, [(question, value)])
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="question",
        what="answered a question",
        before={"question": question.text},
        after=written,
    )
    return Answered(seq, job_ensure(team=model.team, kind=Kind.ANALYZE, user=actor, model=model))


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
    return Answered(seq, job_ensure(team=model.team, kind=Kind.ANALYZE, user=actor, model=model))


@transaction.atomic
def question_group_answer(
    *, model: ThreatModel, actor: User, fact: str, kind: str, search: str, value: Any
) -> tuple[Answered, int]:
    """Give every open question of a group the same answer, in one batch; also return how many these were.

    Raises InvalidAnswers, having written nothing; TooManyJobs. The caller dispatches the job.
    """
    alike = questions_alike(model=model, fact=fact, kind=kind, search=search)
    questions = list(alike.select_related("element", "flow"))
    if problem := _problem(next(iter(questions), None), value):
        raise InvalidAnswers({"value": [problem]})
    seq, written = _write(model, actor, [(question, value) for question in questions])
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="question",
        what=_what(written),
        after={"fact": fact, "kind": kind, "value": value},
    )
    job = job_ensure(team=model.team, kind=Kind.ANALYZE, user=actor, model=model)
    return Answered(seq, job), len(written)


def _what(written: Sequence[Any]) -> str:
    return f"answered {len(written)} questions" if len(written) > 1 else "answered a question"


def _problem(question: Question | None, value: Any) -> str:
    if question is None:
        return "This question is no longer open."
    kind = question.element.kind if question.element else "flow"
    fact_type = CATALOGUE.fact(kind, question.fact)
    if fact_type is None:
        return "is no longer asked"
    return json_problem(value) or value_problem(fact_type, value)


def questions_ask(questions: Sequence[Question]) -> None:
    """Write what an analysis asks, of questions that there are already.

    What a person has answered since the state that was analyzed stays answered.
    """
    stated = _stated([question.pk for question in questions if question.by_person])
    for question in questions:
        question.answered = question.by_person = question.pk in stated
    rows_overwrite(questions, ("text", "rules", "weight", "could_raise", "answered", "by_person"))


def questions_close(keys: Sequence[uuid.UUID]) -> None:
    """Close questions that are no longer asked, and record which people answered elsewhere."""
    if not keys:
        return
    Question.objects.filter(pk__in=keys).update(answered=True)
    Question.objects.filter(pk__in=_stated(keys)).update(by_person=True)


def _stated(keys: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Return the questions whose fact is stated by a person."""
    if not keys:
        return set()
    asked = Question.objects.filter(pk__in=keys)
    facts = {
        key: facts
        for rows, owner in ((Element.objects, "element_id"), (Flow.objects, "flow_id"))
        for key, facts in rows.filter(pk__in=asked.values(owner)).values_list("pk", "facts")
    }
    return {
        key
        for key, fact, element, flow in asked.values_list("pk", "fact", "element_id", "flow_id")
        if (facts.get(element) or facts.get(flow, {})).get(fact, {}).get("origin") == "person"
    }


def questions_reopen(*, model: ThreatModel, seq: int) -> None:
    """Ask again for what a change made unknown; the analysis after it asks for no more than it needs."""
    ops = Change.objects.values_list("ops", flat=True).get(model=model, seq=seq)
    unknown = {
        (op["uid"], name)
        for op in ops
        for name, fact in op.get("props", {}).get("facts", {}).items()
        if fact is None
    }
    if not unknown:
        return
    uids, names = ({pair[place] for pair in unknown} for place in (0, 1))
    about = Q(element__uid__in=uids) | Q(flow__uid__in=uids)
    asked = Question.objects.filter(about, model=model, fact__in=names, answered=True)
    again = [
        key
        for key, element, flow, fact in asked.values_list("pk", "element__uid", "flow__uid", "fact")
        if (element or flow, fact) in unknown
    ]
    Question.objects.filter(pk__in=again).update(answered=False, by_person=False)


def _write(
    model: ThreatModel, actor: User, answers: Sequence[tuple[Question, Any]]
) -> tuple[int, list[dict[str, Any]]]:
    """Write the facts in one batch and close the questions; return its seq and the content of the event."""
    ops, written = [], []
    for question, value in answers:
        on, uid = _subject(question)
        facts = {question.fact: {"value": value}}
        ops.append({"op": "set", "on": on, "uid": uid, "props": {"facts": facts}})
        written.append({"fact": question.fact, "subject": uid, "value": value})
    try:
        batch = Batch(uuid.uuid4().hex, tuple(ops), "decision")
        applied = apply(model_id=model.pk, actor=actor, batch=batch)
    except InvalidBatch as fault:  # such as the name of a data set that is no more
        raise InvalidAnswers({"value": list(fault.problems)}) from fault
    Question.objects.filter(pk__in=[question.pk for question, _ in answers]).update(
        answered=True, by_person=True
    )
    return applied.seq, written


def _subject(question: Question) -> tuple[str, str]:
    """Whether the question is about an element or a flow, and the uid of it."""
    if question.element:
        return "element", question.element.uid
    return "flow", question.flow.uid if question.flow else ""
