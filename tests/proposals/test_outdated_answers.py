"""An answer is not written over what was stated since it was proposed."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People
from tests.proposals.conftest import Propose, question_of
from threatmodel.architecture.models import Flow, ThreatModel
from threatmodel.architecture.operations.apply import apply
from threatmodel.architecture.operations.batch import Batch
from threatmodel.engine.model import CATALOGUE
from threatmodel.jobs.services import TooManyJobs
from threatmodel.proposals.models import Proposal
from threatmodel.proposals.services import proposal_decisions
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.services.answers import question_answer


def state(model: ThreatModel, cast: People, value: bool) -> Flow:
    """State the fact as Alice does on the canvas: no analysis has closed its question yet."""
    question = question_of(model)
    flow = Flow.objects.get(questions=question)
    props = {"facts": {question.fact: {"value": value}}}
    op = {"op": "set", "on": "flow", "uid": flow.uid, "props": props}
    apply(model_id=model.pk, actor=cast.alice, batch=Batch("stated", (op,)))
    return flow


def accept(client: APIClient, address: str, proposal: Any) -> Any:
    return client.post(f"{address}{proposal['id']}/accept/", {}, format="json")


def test_what_a_person_stated_meanwhile_stays(
    cast: People, alice: APIClient, model: ThreatModel, address: str, propose_answer: Propose
) -> None:
    fact = question_of(model).fact
    made = propose_answer(value=True).json()
    flow = state(model, cast, value=False)

    refused = accept(alice, address, made)

    assert (refused.status_code, refused.json()["code"]) == (409, "outdated")
    assert "stated meanwhile" in refused.json()["detail"]
    flow.refresh_from_db()
    assert flow.facts[fact]["value"] is False


def test_what_is_stated_cannot_be_proposed(cast: People, model: ThreatModel, propose_answer: Propose) -> None:
    question = question_of(model)
    state(model, cast, value=False)

    refused = propose_answer(question)

    assert refused.status_code == 400
    assert refused.json() == {"answer": {"question": ["This question is no longer open."]}}


def test_what_the_latest_import_no_longer_finds_is_not_answered(
    alice: APIClient, model: ThreatModel, address: str, propose_answer: Propose
) -> None:
    made = propose_answer().json()
    Flow.objects.filter(questions=question_of(model)).update(gone_at=timezone.now())

    assert "no longer finds" in accept(alice, address, made).json()["detail"]


def test_a_full_queue_leaves_the_rest_of_many_pending(
    monkeypatch: pytest.MonkeyPatch,
    alice: APIClient,
    model: ThreatModel,
    address: str,
    propose_answer: Propose,
) -> None:
    """What was accepted before is answered with the job of its analysis, not with 429."""
    made = [propose_answer(question).json() for question in _two_questions(model)]
    calls: list[Any] = []

    def once(**values: Any) -> Any:
        calls.append(values)
        if len(calls) > 1:
            raise TooManyJobs("Your team already has 9 unfinished jobs.")
        return question_answer(**values)

    monkeypatch.setattr(proposal_decisions, "question_answer", once)
    body = {"decision": "accept", "proposals": [one["id"] for one in made]}

    decided = alice.post(f"{address}decide/", body, format="json")

    assert (decided.status_code, decided.json()["decided"]) == (200, 1)
    assert [one["state"] for one in decided.json()["results"]] == ["accepted", "pending"]
    assert decided.json()["results"][1]["detail"].startswith("Your team already has 9")
    assert decided.json()["job"]["kind"] == "analyze"
    assert Proposal.objects.filter(state="pending").count() == 1


def _two_questions(model: ThreatModel) -> list[Question]:
    asked = Question.objects.filter(model=model, answered=False).select_related("element", "flow")
    kinds = [(one, one.element.kind if one.element else "flow") for one in asked]
    types = [(one, CATALOGUE.fact(kind, one.fact)) for one, kind in kinds]
    return [one for one, known in types if known is not None and known.type == "bool"][:2]
