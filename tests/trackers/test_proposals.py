"""What the status of an issue proposes here waits for a person, who accepts it or keeps what is here."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People, client_of
from tests.trackers.fakes.github import GitHubFake
from tests.trackers.fakes.jira import JiraFake
from tests.trackers.work import add_tracker, create_all, decide, link_mitigation, sync, waiting
from threatmodel.architecture.models import ThreatModel
from threatmodel.notifications.models import Notice
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.trackers.models import IssueLink, StatusProposal

Json = dict[str, Any]
pytestmark = [pytest.mark.django_db]


def test_an_issue_that_is_done_proposes_implemented_and_changes_nothing(
    cast: People, bob: APIClient, github: GitHubFake, shop: ThreatModel, linked: str
) -> None:
    github.close(github.issues[0])

    sync()
    sync()

    (proposal,) = waiting(bob, shop)
    assert (proposal["from_status"], proposal["to_status"]) == ("planned", "implemented")
    assert proposal["link"]["key"] == "#1"
    assert Mitigation.objects.get().status == "planned"
    assert Notice.objects.filter(user=cast.bob, kind="issue-tracker").count() == 1


def test_accepting_is_a_change_by_that_person_and_verifies_nothing(
    bob: APIClient, cast: People, github: GitHubFake, shop: ThreatModel, linked: str
) -> None:
    github.close(github.issues[0])
    sync()
    (proposal,) = waiting(bob, shop)

    assert decide(client_of(cast.vera), shop, proposal, "accept").status_code == 403
    assert decide(client_of(cast.charlie), shop, proposal, "accept").status_code == 404
    accepted = decide(bob, shop, proposal, "accept")
    late = decide(bob, shop, proposal, "keep")
    assert late.status_code == 409
    assert late.json()["detail"].startswith("This proposal no longer waits: it was accepted.")

    assert (accepted.json()["state"], accepted.json()["decided_by"]["name"]) == ("accepted", "Bob")
    assert Mitigation.objects.get().status == "implemented"
    sync()
    assert waiting(bob, shop) == []
    assert github.asked("PATCH") == []


def test_what_is_kept_here_is_not_proposed_again_before_the_issue_changes(
    bob: APIClient, cast: People, github: GitHubFake, shop: ThreatModel, linked: str
) -> None:
    github.close(github.issues[0])
    sync()
    (proposal,) = waiting(bob, shop)

    assert decide(client_of(cast.vera), shop, proposal, "keep").status_code == 403
    assert decide(client_of(cast.charlie), shop, proposal, "keep").status_code == 404
    kept = decide(bob, shop, proposal, "keep")
    github.change(github.issues[0], title="Renamed there, and still closed")
    sync()

    assert (kept.json()["state"], kept.json()["decided_by"]["name"]) == ("kept", "Bob")
    assert decide(bob, shop, proposal, "accept").status_code == 409
    assert waiting(bob, shop) == []
    assert Mitigation.objects.get().status == "planned"
    assert not Notice.objects.filter(key__startswith="status-proposal", read_at=None).exists()
    assert (github.issues[0]["state"], github.asked("PATCH")) == ("closed", [])


def test_what_was_kept_here_is_proposed_again_once_the_issue_changes(
    bob: APIClient, github: GitHubFake, shop: ThreatModel, linked: str
) -> None:
    github.close(github.issues[0])
    sync()
    decide(bob, shop, waiting(bob, shop)[0], "keep")

    github.reopen(github.issues[0])
    sync()
    assert waiting(bob, shop) == []
    github.close(github.issues[0])
    sync()

    assert [one["to_status"] for one in waiting(bob, shop)] == ["implemented"]
    assert sorted(StatusProposal.objects.values_list("state", flat=True)) == ["kept", "waiting"]


def test_what_was_not_planned_proposes_nothing(
    bob: APIClient, github: GitHubFake, shop: ThreatModel, linked: str
) -> None:
    github.close(github.issues[0], done=False)

    sync()

    assert waiting(bob, shop) == []
    assert IssueLink.objects.get().remote_category == "not_planned"


def test_an_issue_that_is_opened_again_ends_its_proposal(
    bob: APIClient, github: GitHubFake, shop: ThreatModel, linked: str
) -> None:
    github.close(github.issues[0])
    sync()
    github.reopen(github.issues[0])

    sync()

    assert StatusProposal.objects.get().state == "superseded"


def test_a_threat_without_mitigation_gets_one_when_the_proposal_is_accepted(
    cast: People, alice: APIClient, bob: APIClient, github: GitHubFake, shop: ThreatModel
) -> None:
    made = add_tracker(alice, cast, github)
    links = f"/api/models/{shop.pk}/issue-links/"
    bob.post(links, {"tracker": made["id"], "threats": {"numbers": [2]}}, format="json")
    create_all()
    github.close(github.issues[0])
    sync()
    (proposal,) = waiting(bob, shop)

    accepted = decide(bob, shop, proposal, "accept").json()

    assert proposal["mitigation"] is None
    added = Mitigation.objects.get(number=accepted["mitigation"]["number"])
    assert (added.status, [one.number for one in added.threats.all()]) == ("implemented", [2])


def test_an_issue_in_progress_proposes_that(
    cast: People, alice: APIClient, bob: APIClient, jira: JiraFake, shop: ThreatModel
) -> None:
    kind, account = ("jira-cloud", jira.account) if jira.cloud else ("jira-data-center", "")
    link_mitigation(cast, alice, bob, jira, shop, kind=kind, project="SHOP", account=account)
    status = {"name": "Doing", "statusCategory": {"key": "indeterminate"}}
    jira.change(jira.issues[0], status=status)

    sync()

    assert [one["to_status"] for one in waiting(bob, shop)] == ["in-progress"]
