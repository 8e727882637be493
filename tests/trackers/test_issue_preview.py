"""What issues would say is shown before any is created, and nothing is written or sent for it."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.trackers.fakes.github import GitHubFake
from tests.trackers.work import add_tracker, create_all
from threatmodel.architecture.models import ThreatModel
from threatmodel.trackers.models import IssueLink

pytestmark = [pytest.mark.django_db]
EVERYTHING = {"all": True, "filter": {}}


@pytest.fixture
def tracker(cast: People, alice: APIClient, github: GitHubFake) -> str:
    made: str = add_tracker(alice, cast, github)["id"]
    return made


def wanted(client: APIClient, model: ThreatModel, path: str = "preview/", **body: Any) -> Any:
    return client.post(f"/api/models/{model.pk}/issue-links/{path}", body, format="json").json()


def test_the_preview_is_what_is_created_without_the_line_by_which_it_is_found(
    bob: APIClient, github: GitHubFake, shop: ThreatModel, tracker: str
) -> None:
    shown = wanted(bob, shop, tracker=tracker, threats=EVERYTHING)
    assert (IssueLink.objects.count(), github.requests) == (0, [])

    created = wanted(bob, shop, "", tracker=tracker, threats=EVERYTHING)
    create_all()

    first = github.asked("POST")[0].body
    assert (shown["count"], shown["left_count"]) == (2, 0)
    assert shown["first"]["title"] == first["title"]
    assert first["body"].startswith(shown["first"]["body"])
    assert "Bulkhead: " not in shown["first"]["body"]
    assert {str(key) for key in IssueLink.objects.values_list("pk", flat=True)} == set(created["links"])


def test_what_has_an_issue_is_left_out(bob: APIClient, shop: ThreatModel, tracker: str) -> None:
    wanted(bob, shop, "", tracker=tracker, threats=EVERYTHING)

    shown = wanted(bob, shop, tracker=tracker, threats=EVERYTHING)

    assert shown == {"count": 0, "left_count": 2, "first": None}


def test_one_issue_is_for_each_mitigation_of_the_selected_threats(
    bob: APIClient, shop: ThreatModel, tracker: str
) -> None:
    body: dict[str, Any] = {"tracker": tracker, "threats": EVERYTHING, "per": "mitigation"}

    shown = wanted(bob, shop, **body)
    created = wanted(bob, shop, "", **body)

    assert shown["first"]["title"] == "M1 Run as a user"
    assert "T1 web may run as root" in shown["first"]["body"]
    assert (shown["count"], created["queued"]) == (1, 1)
    assert IssueLink.objects.get().mitigation is not None


def test_templates_are_tried_with_an_example_and_an_unknown_placeholder_is_named(
    cast: People, alice: APIClient, bob: APIClient
) -> None:
    address = f"/api/teams/{cast.team.pk}/trackers/template-preview/"
    default = {"kind": "github", "title_template": "", "body_template": ""}

    shown = alice.post(address, default, format="json").json()
    unknown = alice.post(address, {**default, "title_template": "$nothing"}, format="json")
    refused = bob.post(address, default, format="json")

    assert shown["title"].startswith("T7 ")
    assert "## How to fix it" in shown["body"]
    assert (unknown.status_code, refused.status_code) == (400, 403)
    assert "Unknown placeholder $nothing" in unknown.json()["detail"][0]
