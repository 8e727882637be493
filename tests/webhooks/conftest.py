"""A receiver, a webhook that leads to it, and something that happens."""

from collections.abc import Callable, Iterator
from ipaddress import ip_network
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import People
from tests.services.http_fake import HttpFake, http_server

Json = dict[str, Any]


@pytest.fixture
def receiver(settings: Settings) -> Iterator[HttpFake]:
    """A real receiver, in a network that the operator allows."""
    settings.WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"),)
    settings.PUBLIC_URL = "https://threats.example.com"
    with http_server() as server:
        yield server


@pytest.fixture
def webhooks(cast: People) -> str:
    return f"/api/teams/{cast.team.pk}/webhooks/"


@pytest.fixture
def add(alice: APIClient, webhooks: str, receiver: HttpFake) -> Callable[..., Json]:
    """Add a webhook that leads to the receiver, and return it with its secret."""

    def make(**values: Any) -> Json:
        body = {"name": "Ours", "url": receiver.url, "format": "json", "events": ["due"], **values}
        response = alice.post(webhooks, body, format="json")
        assert response.status_code == 201, response.content
        made: Json = response.json()
        return made

    return make
