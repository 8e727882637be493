"""Trackers of the team, and the rounds of their workers."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People
from tests.trackers.fakes.github import REPOSITORY
from tests.trackers.fakes.server import ApiFake
from threatmodel.architecture.models import ThreatModel
from threatmodel.trackers.models import IssueLink, Tracker
from threatmodel.trackers.services.issue_creation import issue_create_next
from threatmodel.trackers.services.status_sync import tracker_sync_next

Json = dict[str, Any]


class Killed(BaseException):
    """The worker is gone: nothing after this is run."""


def kill(*_args: Any, **_rest: Any) -> None:
    raise Killed


def add_tracker(alice: APIClient, cast: People, fake: ApiFake, **values: Any) -> Json:
    body = {
        "name": "Issues",
        "kind": "github",
        "base_url": fake.url,
        "project": REPOSITORY,
        "token": "secret-token",
        **values,
    }
    response = alice.post(f"/api/teams/{cast.team.pk}/trackers/", body, format="json")
    assert response.status_code == 201, response.content
    made: Json = response.json()
    return made


def create_all() -> None:
    while issue_create_next():
        pass


def pass_time() -> None:
    """Whatever waits, or is leased, is due."""
    past = timezone.now() - timedelta(seconds=1)
    IssueLink.objects.filter(state__in=("queued", "creating")).update(due_at=past)
    Tracker.objects.update(next_sync_at=past, paused_until=None)


def sync() -> None:
    pass_time()
    while tracker_sync_next():
        pass


def link_mitigation(
    cast: People, alice: APIClient, bob: APIClient, fake: Any, shop: ThreatModel, **values: Any
) -> str:
    made = add_tracker(alice, cast, fake, close_issues=True, comments=True, **values)
    links = f"/api/models/{shop.pk}/issue-links/"
    bob.post(links, {"tracker": made["id"], "mitigations": {"numbers": [1]}}, format="json")
    create_all()
    assert IssueLink.objects.get().state == "linked"
    return links


def set_status(client: APIClient, shop: ThreatModel, status: str, **more: str) -> None:
    body = {"status": status, **more}
    response = client.patch(f"/api/models/{shop.pk}/mitigations/1/", body, format="json")
    assert response.status_code == 200, response.content


def waiting(client: APIClient, shop: ThreatModel) -> list[Json]:
    rows: list[Json] = client.get(f"/api/models/{shop.pk}/status-proposals/", {"state": "waiting"}).json()[
        "results"
    ]
    return rows


def decide(client: APIClient, shop: ThreatModel, proposal: Json, decision: str) -> Any:
    address = f"/api/models/{shop.pk}/status-proposals/{proposal['id']}/decide/"
    return client.post(address, {"decision": decision}, format="json")
