"""The users of the tests: Alice owns, Bob edits, Anna approves, Vera views; Charlie is in another team."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.core.cache import caches
from pytest_django import Settings
from rest_framework.test import APIClient

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, Team, User
from threatmodel.accounts.services import team_create
from threatmodel.api.throttling import counts
from threatmodel.config.celery import app as celery_app

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True, slots=True)
class People:
    """A team, its members, and a user of another team."""

    team: Team
    alice: User
    bob: User
    vera: User
    anna: User
    charlie: User
    other_team: Team


@cache
def password_hash() -> str:
    """Return the hash of PASSWORD, which is the same for everybody."""
    return make_password(PASSWORD)


def make_user(name: str) -> User:
    """Write a user <name>@example.com whose password is PASSWORD."""
    return User.objects.create(email=f"{name.lower()}@example.com", name=name, password=password_hash())


def make_people() -> People:
    """Write the team, its people and another team."""
    alice, bob, vera, anna, charlie = (
        make_user(name) for name in ("Alice", "Bob", "Vera", "Anna", "Charlie")
    )
    team = team_create(name="Platform", owner=alice)
    Membership.objects.create(team=team, user=bob, role=Role.EDITOR)
    Membership.objects.create(team=team, user=vera, role=Role.VIEWER)
    Membership.objects.create(team=team, user=anna, role=Role.APPROVER)
    other_team = team_create(name="Strangers", owner=charlie)
    return People(team, alice, bob, vera, anna, charlie, other_team)


def client_of(user: User | None) -> APIClient:
    """Return a client of the API, signed in as the user; None is signed out."""
    client = APIClient()
    if user is not None:
        client.force_login(user)
    return client


def administrator_client(cast: People) -> APIClient:
    """Return a client of the owner, who administers the instance as well: she reaches every route."""
    User.objects.filter(pk=cast.alice.pk).update(is_superuser=True)
    return client_of(User.objects.get(pk=cast.alice.pk))


@pytest.fixture(autouse=True)
def _own_cache(settings: Settings) -> None:
    """Count rate limits per test, whatever other workers do at the same time.

    No person asks as often as a test of every operation does: what tests limits of the API sets its own.
    """
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    caches["default"].clear()
    settings.API_RATES = dict.fromkeys(settings.API_RATES, 1_000_000)
    counts.forget()


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Hash passwords with the least work that Argon2 allows; it is slow on purpose."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2PasswordHasher, "memory_cost", 8)
        patch.setattr(Argon2PasswordHasher, "time_cost", 1)
        patch.setattr(Argon2PasswordHasher, "parallelism", 1)
        yield


@pytest.fixture(scope="session", autouse=True)
def _own_queue() -> None:
    """Keep the worker threads of parallel test runs on one Redis from taking each other's jobs."""
    celery_app.conf.task_default_queue = f"test-{os.getpid()}"


@pytest.fixture
def team(cast: People) -> Team:
    """The team of Alice, Bob, Anna and Vera."""
    return cast.team


@pytest.fixture
def alice(cast: People) -> APIClient:
    """A client signed in as the owner."""
    return client_of(cast.alice)


@pytest.fixture
def bob(cast: People) -> APIClient:
    """A client signed in as the editor."""
    return client_of(cast.bob)


@pytest.fixture
def anna(cast: People) -> APIClient:
    """A client signed in as the approver."""
    return client_of(cast.anna)


@pytest.fixture
def vera(cast: People) -> APIClient:
    """A client signed in as the viewer."""
    return client_of(cast.vera)


@pytest.fixture
def charlie(cast: People) -> APIClient:
    """A client signed in as the stranger."""
    return client_of(cast.charlie)


@pytest.fixture
def nobody() -> APIClient:
    """A client that is signed out."""
    return client_of(None)
