"""A request about the threat of the mounted socket, people to decide about it, and a clock."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.acceptances.selectors import current_day as clock_of_product

Json = dict[str, Any]
REASON = "The proxy runs on a host of its own that is replaced this quarter."


class Clock:
    """The day that acceptances see."""

    def __init__(self) -> None:
        self.today = timezone.localdate()

    def pass_days(self, days: int) -> None:
        """Let days pass."""
        self.today += timedelta(days=days)

    def after(self, days: int) -> str:
        """The day after so many days, as the API writes it."""
        return (self.today + timedelta(days=days)).isoformat()


def status_of(model: ThreatModel) -> str:
    """The status of the threat of the mounted socket."""
    return socket_threat(model).status


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that only the test moves."""
    made = Clock()
    monkeypatch.setattr(clock_of_product, "today", lambda: made.today)
    return made


@pytest.fixture
def address(model: ThreatModel) -> str:
    """The acceptances of the model."""
    return f"/api/models/{model.pk}/acceptances/"


@pytest.fixture
def values(clock: Clock, cast: People, model: ThreatModel) -> Json:
    """A request to Anna for the socket threat, for 30 days."""
    return {
        "selection": {"numbers": [socket_threat(model).number]},
        "justification": REASON,
        "conditions": "No further containers on that host.",
        "residual_risk": "high",
        "expires_on": clock.after(30),
        "approvers": [str(cast.anna.pk)],
    }


@pytest.fixture
def decide(cast: People) -> Callable[..., Any]:
    """Decide about acceptances, as the API answered them, in the name of a client."""

    def post(client: APIClient, *acceptances: Json, decision: str = "approve", note: str = "") -> Any:
        seen = [{"id": one["id"], "version": one["version"]} for one in acceptances]
        body = {"acceptances": seen, "decision": decision, "note": note}
        return client.post(f"/api/teams/{cast.team.pk}/acceptances/decide/", body, format="json")

    return post


@pytest.fixture
def requested(bob: APIClient, address: str, values: Json) -> Json:
    """The request, made by Bob."""
    answer = bob.post(address, values, format="json")
    assert answer.status_code == 201, answer.content
    row: Json = answer.json()
    return row


@pytest.fixture
def accepted(anna: APIClient, requested: Json, decide: Callable[..., Any]) -> Json:
    """The acceptance, approved by Anna."""
    answer = decide(anna, requested, note="Agreed.")
    assert answer.status_code == 200, answer.content
    row: Json = answer.json()[0]
    return row
