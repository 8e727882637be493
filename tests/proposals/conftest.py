"""Proposals for the model of the shop."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from threatmodel.api_tokens.services import token_create
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.engine.mcp_tools.tool_list import TOOL_NAMES
from threatmodel.engine.model import CATALOGUE
from threatmodel.threats.questions.models import Question

Propose = Callable[..., Any]


def agent_client(
    cast: People, *, tools: tuple[str, ...] = TOOL_NAMES, agent: str = "Helper%201.0", **values: Any
) -> APIClient:
    """Return a client with Bob's token for agents, which may read and propose."""
    wanted = {"user": cast.bob, "team_id": cast.team.pk, "scopes": ["read", "propose"], **values}
    text = token_create(name="Agent", days=30, tools=tools, **wanted).text
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}", HTTP_BULKHEAD_AGENT=agent)
    return client


def question_of(model: ThreatModel) -> Question:
    """Return the same open question about a flow, which yes or no answers."""
    asked = Question.objects.filter(model=model, answered=False, flow__isnull=False)
    yes_or_no = [one for one in asked.order_by("pk") if CATALOGUE.flow_facts[one.fact].type == "bool"]
    return yes_or_no[0]


def element_of(model: ThreatModel, name: str) -> Element:
    """Return a container of the shop."""
    return Element.objects.get(model=model, name=name, kind="container")


@pytest.fixture
def agent(cast: People) -> APIClient:
    """An agent with a token of Bob."""
    return agent_client(cast)


@pytest.fixture
def address(model: ThreatModel) -> str:
    """The proposals of the model in the API."""
    return f"/api/models/{model.pk}/proposals/"


@pytest.fixture
def propose_answer(agent: APIClient, model: ThreatModel, address: str) -> Propose:
    """Propose the answer to a question, and return the proposal."""

    def propose(question: Question | None = None, *, value: Any = True, by: APIClient = agent) -> Any:
        asked = question or question_of(model)
        content = {"question": str(asked.pk), "value": value}
        body = {"kind": "answer", "reason": "values.yaml:12 sets it.", "answer": content}
        return by.post(address, body, format="json")

    return propose
