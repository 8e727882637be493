"""Takes the answer to a question into the architecture."""

import uuid
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
