"""Fakes of the three trackers in a network that the operator allows, and a model with work to track."""

from collections.abc import Iterator
from ipaddress import ip_network

import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import People, client_of
from tests.trackers.fakes.github import GitHubFake
from tests.trackers.fakes.gitlab import GitLabFake
from tests.trackers.fakes.jira import JiraFake
from tests.trackers.fakes.server import serving
from tests.trackers.work import link_mitigation
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat


@pytest.fixture
def allowed(settings: Settings) -> None:
    settings.WEBHOOK_NETWORKS = (ip_network("127.0.0.0/8"),)
    settings.PUBLIC_URL = "https://threats.example.com"


@pytest.fixture
def github(allowed: None) -> Iterator[GitHubFake]:
    fake = GitHubFake()
    with serving(fake):
        yield fake


@pytest.fixture
def gitlab(allowed: None) -> Iterator[GitLabFake]:
    fake = GitLabFake()
    with serving(fake):
        yield fake


@pytest.fixture(params=[True, False], ids=["cloud", "data-center"])
def jira(allowed: None, request: pytest.FixtureRequest) -> Iterator[JiraFake]:
    fake = JiraFake(cloud=request.param)
    with serving(fake):
        yield fake


@pytest.fixture
def shop(cast: People) -> ThreatModel:
    """A model with two threats, of which the first has a planned mitigation."""
    model = ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.alice, seq=1)
    first, _ = (
        Threat.objects.create(
            model=model,
            number=number,
            fingerprint=f"{number}" * 32,
            title=f"web may run as root @all #{number}",
            rule="r",
            severity="high",
            score=70,
            subject_name="web",
            subject_kind="workload",
            category_bits=1,
            first_seen_at=timezone.now(),
        )
        for number in (1, 2)
    )
    ModelCounters.objects.filter(model=model).update(last_threat=2, last_mitigation=1)
    mitigation = Mitigation.objects.create(model=model, number=1, title="Run as a user", status="planned")
    mitigation.treatments.create(threat=first)
    return model


@pytest.fixture
def bob(cast: People) -> APIClient:
    return client_of(cast.bob)


@pytest.fixture
def linked(cast: People, alice: APIClient, bob: APIClient, github: GitHubFake, shop: ThreatModel) -> str:
    """The address of the links of the model, of which the mitigation has one."""
    return link_mitigation(cast, alice, bob, github, shop)
