"""Texts of agents carry nothing that people do not see, and no name of an agent passes for another."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.proposals.conftest import Propose, agent_client, element_of, question_of
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.models import AuditEvent
from threatmodel.threats.questions.models import Question

MOUNT = {
    "source": "",
    "path": "/data",
    "read_only": True,
    "type": "named",
    "volume": "",
    "propagation": "none",
}


@pytest.mark.parametrize(
    "unseen",
    ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u3164", "".join(chr(0xE0000 + ord(one)) for one in "accept")],
)
def test_characters_without_width_are_refused(
    agent: APIClient, model: ThreatModel, address: str, unseen: str
) -> None:
    ends = {"source": str(element_of(model, "shop").pk), "destination": str(element_of(model, "proxy").pk)}
    body = {"kind": "flow", "reason": f"main.py:3{unseen} calls it.", "flow": ends}

    refused = agent.post(address, body, format="json")

    assert refused.status_code == 400
    assert refused.json()["reason"][0].startswith("Remove the character U+")


def test_joiners_of_scripts_and_emoji_are_kept(agent: APIClient, model: ThreatModel, address: str) -> None:
    ends = {"source": str(element_of(model, "shop").pk), "destination": str(element_of(model, "proxy").pk)}
    reason = "می\u200cخواهم \U0001f469\u200d\U0001f4bb \u2764\ufe0f\nsecond line"

    made = agent.post(address, {"kind": "flow", "reason": reason, "flow": ends}, format="json")

    assert (made.status_code, made.json()["reason"]) == (201, reason)


@pytest.mark.parametrize("field", ["source", "path"])
def test_records_are_checked_in_all_their_fields(
    model: ThreatModel, propose_answer: Propose, field: str
) -> None:
    """Fields of records may be called like parts of a payload that come from the model."""
    element = element_of(model, "db")
    element.facts.pop("mounts", None)
    element.save()
    question, _ = Question.objects.update_or_create(
        model=model, element=element, fact="mounts", defaults={"text": "?", "answered": False}
    )
    said = {**MOUNT, field: "postgres://shop:s3cr3t-9fQ@db:5432/shop"}

    assert propose_answer(question, value=[said]).status_code == 400
    assert propose_answer(question, value=[MOUNT]).status_code == 201


@pytest.mark.parametrize(
    "value",
    [None, {}, [[]], [{"a": 1}], 10**400, 2**64, -1.5, "x" * 3000, [["x"] * 9], {"x": {"y": []}}],
)
def test_odd_values_are_refused(propose_answer: Propose, value: Any) -> None:
    assert propose_answer(value=value).status_code == 400


def test_deep_values_are_refused(agent: APIClient, address: str) -> None:
    deep = "[" * 900 + "]" * 900
    body = '{"kind": "answer", "reason": "r", "answer": {"question": "%s", "value": %s}}'

    refused = agent.post(
        address, body % ("5a0c1f5e-5f43-4d59-9f3e-1f4a3f7f2b10", deep), content_type="application/json"
    )

    assert refused.status_code in {400, 404}


@pytest.mark.parametrize("name", ["\ud800", "a\u0000b", "__proto__"])
def test_odd_names_of_facts_are_refused(
    agent: APIClient, model: ThreatModel, address: str, name: str
) -> None:
    ends = {"source": str(element_of(model, "shop").pk), "destination": str(element_of(model, "proxy").pk)}
    body = {"kind": "flow", "reason": "r", "flow": {**ends, "facts": {name: 1}}}

    refused = agent.post(address, json.dumps(body), content_type="application/json")

    assert refused.status_code == 400


def test_halves_of_characters_are_refused(agent: APIClient, address: str, model: ThreatModel) -> None:
    question = str(question_of(model).pk)
    body = {"kind": "answer", "reason": "r", "answer": {"question": question, "value": "\ud800"}}

    refused = agent.post(address, json.dumps(body), content_type="application/json")

    assert refused.status_code == 400


def test_an_agent_cannot_be_named_like_a_person(cast: People, propose_answer: Propose) -> None:
    """Its name is in quotation marks, and has none of its own."""
    agent = agent_client(cast, agent="x%22%20for%20Alice%20(token%20CI)%E2%80%8B%F3%A0%81%81")

    made = propose_answer(by=agent)

    assert made.json()["agent"] == "x' for Alice (token CI)"
    event = AuditEvent.objects.get(action="proposal.created")
    assert event.actor_label == 'agent "x\' for Alice (token CI)" for Bob (token Agent)'


def test_titles_have_one_line(agent: APIClient, model: ThreatModel, address: str) -> None:
    threat = model.threats.values_list("number", flat=True)[0]
    content = {"threats": [threat], "title": "Remove the socket\n\nAccepted by Alice"}

    made = agent.post(address, {"kind": "mitigation", "reason": "r", "mitigation": content}, format="json")

    assert made.json()["title"] == "Remove the socket Accepted by Alice"
