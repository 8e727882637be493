"""Tokens, and clients that use them."""

from collections.abc import Callable, Iterable
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from tests.people import People
from threatmodel.accounts.models import User
from threatmodel.api_tokens.services import token_create
from threatmodel.architecture.models import ThreatModel

TokenClient = Callable[..., APIClient]


def client_with(text: str) -> APIClient:
    """Return a client that sends this token, checks CSRF as a browser would, and has no session."""
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
    return client


def token_client(
    user: User, team_id: UUID, scopes: Iterable[str] = ("read", "write", "import"), model: UUID | None = None
) -> APIClient:
    """Return a client with a new token of the person."""
    made = token_create(user=user, team_id=team_id, model_id=model, name="CI", scopes=list(scopes), days=90)
    return client_with(made.text)


@pytest.fixture
def shop(cast: People) -> ThreatModel:
    """A model of the team."""
    return ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.alice)
