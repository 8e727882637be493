"""Takes the answer to a question into the architecture."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.batch import Batch, json_problem
from threatmodel.architecture.facts import value_problem
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations import apply
from threatmodel.engine.model import CATALOGUE
from threatmodel.jobs.models import Job, Kind
from threatmodel.jobs.services import job_ensure
from threatmodel.threats.models import Question
from threatmodel.threats.services.history import event_write


class InvalidAnswer(ValueError):
    """The value does not fit the question; the message says what would."""


class InvalidAnswers(ValueError):
    """Some of many answers cannot be taken; `problems` says what is wrong, by the question's id."""

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        super().__init__(f"{len(problems)} answers cannot be taken")
        self.problems = dict(problems)


@transaction.atomic
def questions_answer(*, model: ThreatModel, actor: User, answers: Sequence[tuple[uuid.UUID, Any]]) -> Job:
    """Write the facts in one batch, close the questions, and return the one analysis that follows.

    Raises InvalidAnswers, having written nothing, when any of them cannot be taken. The caller nudges the
    worker.
    """
    wanted = dict(answers)
    open_ones = Question.objects.select_related("element", "flow").filter(
        model=model, answered=False, pk__in=list(wanted)
    )
    questions = {row.pk: row for row in open_ones}
    problems = {
        str(key): [problem]
        for key, value in wanted.items()
        if (problem := _problem(questions.get(key), value))
    }
    if len(wanted) < len(answers):
        problems["answers"] = ["Answer each question once."]
    if problems:
        raise InvalidAnswers(problems)
    ops = tuple(_op(questions[key], value) for key, value in wanted.items())
    apply(model_id=model.pk, actor=actor, batch=Batch(id=uuid.uuid4().hex, ops=ops))
    Question.objects.filter(pk__in=list(wanted)).update(answered=True)
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="question",
        what=f"answered {len(wanted)} questions" if len(wanted) > 1 else "answered a question",
        after={
            "answers": [
                {"fact": questions[key].fact, "subject": _row(questions[key])[1], "value": value}
                for key, value in wanted.items()
            ]
        },
    )
    return job_ensure(team=model.team, kind=Kind.ANALYSE, user=actor, model=model)


def _problem(question: Question | None, value: Any) -> str:
    if question is None:
        return "This question is not open any more."
    kind = question.element.kind if question.element else "flow"
    fact_type = CATALOGUE.fact(kind, question.fact)
    return (
        json_problem(value) or (value_problem(fact_type, value) if fact_type else "is no longer asked") or ""
    )


def _row(question: Question) -> tuple[str, str]:
    """Whether the question is about an element or a flow, and the uid of it."""
    if question.element:
        return "element", question.element.uid
    return "flow", question.flow.uid if question.flow else ""


def _op(question: Question, value: Any) -> dict[str, Any]:
    on, uid = _row(question)
    return {"op": "set", "on": on, "uid": uid, "props": {"facts": {question.fact: {"value": value}}}}


@transaction.atomic
def question_answer(*, model: ThreatModel, actor: User, question_id: uuid.UUID, value: Any) -> Job:
    """Write the fact with the actor as its source, close the question, and return the analysis that follows.

    Raises InvalidAnswer, Question.DoesNotExist. The caller nudges the worker.
    """
    question = Question.objects.select_related("element", "flow").get(model=model, pk=question_id)
    on, row = ("element", question.element) if question.element else ("flow", question.flow)
    if row is None:  # the element was deleted meanwhile
        raise Question.DoesNotExist
    kind = question.element.kind if question.element else "flow"
    fact_type = CATALOGUE.fact(kind, question.fact)
    problem = json_problem(value) or (value_problem(fact_type, value) if fact_type else "is no longer asked")
    if problem:
        raise InvalidAnswer(problem)
    op = {"op": "set", "on": on, "uid": row.uid, "props": {"facts": {question.fact: {"value": value}}}}
    apply(model_id=model.pk, actor=actor, batch=Batch(id=uuid.uuid4().hex, ops=(op,)))
    Question.objects.filter(pk=question.pk).update(answered=True)
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="question",
        what="answered a question",
        before={"question": question.text},
        after={"fact": question.fact, "subject": row.uid, "value": value},
    )
    return job_ensure(team=model.team, kind=Kind.ANALYSE, user=actor, model=model)
