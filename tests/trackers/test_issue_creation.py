"""Issues are created once, whatever fails, and what fails is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People, client_of
from tests.trackers.fakes.github import GitHubFake
from tests.trackers.fakes.jira import JiraFake
from tests.trackers.work import Killed, add_tracker, create_all, kill, pass_time
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.network_slots import network_slot
from threatmodel.notifications.models import Notice
from threatmodel.trackers.models import IssueLink, Tracker
from threatmodel.trackers.providers.atlassian_document import text_of
from threatmodel.trackers.providers.github import GitHub
from threatmodel.trackers.services import issue_creation
from threatmodel.trackers.services.issue_creation import ATTEMPTS_MOST, issue_create_next
from threatmodel.trackers.services.status_sync import tracker_sync_next

Json = dict[str, Any]
pytestmark = [pytest.mark.django_db]


@pytest.fixture
def links(shop: ThreatModel) -> str:
    return f"/api/models/{shop.pk}/issue-links/"


@pytest.fixture
def tracker(cast: People, alice: APIClient, github: GitHubFake) -> str:
    made: str = add_tracker(alice, cast, github, labels=["security"])["id"]
    return made


def queue(client: APIClient, links: str, tracker: str, **things: Any) -> Json:
    response = client.post(links, {"tracker": tracker, **things}, format="json")
    assert response.status_code == 202, response.content
    outcome: Json = response.json()
    return outcome


def test_many_threats_get_an_issue_each_with_what_was_found(
    bob: APIClient, github: GitHubFake, links: str, tracker: str
) -> None:
    outcome = queue(bob, links, tracker, threats={"all": True, "filter": {}})
    create_all()

    rows = bob.get(links).json()["results"]
    assert (outcome["queued"], outcome["left_count"], outcome["left"]) == (2, 0, [])
    assert {(row["state"], row["key"], row["remote_category"]) for row in rows} == {
        ("linked", "#1", "todo"),
        ("linked", "#2", "todo"),
    }
    first = github.asked("POST")[0].body
    assert first["labels"] == ["security"]
    assert first["title"].startswith("T1 web may run as root")
    assert "@all" not in first["title"] + first["body"]
    assert "https://threats.example.com/m/" in first["body"]
    assert first["body"].splitlines()[-1].startswith("Bulkhead: ")


def test_an_issue_of_a_mitigation_lists_its_threats(
    bob: APIClient, github: GitHubFake, links: str, tracker: str
) -> None:
    queue(bob, links, tracker, mitigations={"numbers": [1]})
    create_all()

    (issue,) = github.issues
    assert issue["title"] == "M1 Run as a user"
    assert "- T1 web may run as root" in issue["body"]


def test_what_has_an_issue_is_left_with_the_reason(bob: APIClient, links: str, tracker: str) -> None:
    queue(bob, links, tracker, threats={"numbers": [1]})
    create_all()

    outcome = queue(bob, links, tracker, threats={"numbers": [1, 2]})

    assert outcome["queued"] == 1
    assert outcome["left"] == [{"number": 1, "reason": "#1 is linked already."}]


def test_no_more_than_the_limit_at_once(
    bob: APIClient, links: str, tracker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.trackers.services.issue_links.THINGS_MOST", 1)

    body = {"tracker": tracker, "threats": {"numbers": [1, 2]}}
    response = bob.post(links, body, format="json")

    assert response.status_code == 400
    assert not IssueLink.objects.exists()


@pytest.mark.both_databases
def test_a_worker_killed_after_the_tracker_created_it_leaves_one_issue(
    bob: APIClient, github: GitHubFake, links: str, tracker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(bob, links, tracker, threats={"numbers": [1]})
    with monkeypatch.context() as patch:
        patch.setattr(issue_creation, "_linked", kill)
        with pytest.raises(Killed):
            issue_create_next()
    assert issue_create_next() is False  # its worker is taken to live
    pass_time()

    create_all()

    assert len(github.issues) == 1
    link = IssueLink.objects.get()
    assert (link.state, link.key, link.attempts) == ("linked", "#1", 2)


def test_a_worker_killed_before_it_asked_loses_nothing(
    bob: APIClient, github: GitHubFake, links: str, tracker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(bob, links, tracker, threats={"numbers": [1]})
    with monkeypatch.context() as patch:
        patch.setattr(GitHub, "create", kill)
        with pytest.raises(Killed):
            issue_create_next()
    pass_time()

    create_all()

    assert len(github.issues) == 1


def test_a_lost_answer_is_looked_for_before_the_next_attempt(
    cast: People, alice: APIClient, bob: APIClient, jira: JiraFake, links: str
) -> None:
    kind = "jira-cloud" if jira.cloud else "jira-data-center"
    account = jira.account if jira.cloud else ""
    made = add_tracker(alice, cast, jira, kind=kind, project="SHOP", account=account)
    queue(bob, links, made["id"], threats={"numbers": [1]})
    jira.refuse("GET", "/issue/", 500)

    create_all()
    waiting = IssueLink.objects.get()
    pass_time()
    create_all()

    assert (waiting.state, waiting.fault) == ("queued", "The tracker answered 500.")
    assert IssueLink.objects.get().key == "SHOP-1"
    (issue,) = jira.issues
    assert "Bulkhead: " in text_of(issue["fields"]["description"])


def test_a_limit_makes_the_tracker_wait_and_costs_no_attempt(
    bob: APIClient, github: GitHubFake, links: str, tracker: str
) -> None:
    queue(bob, links, tracker, threats={"numbers": [1, 2]})
    github.refuse("POST", "/issues", 403, {"message": "secondary rate limit"}, Retry_After="90")

    create_all()

    assert len(github.asked("POST")) == 1
    paused_until = Tracker.objects.get().paused_until
    assert paused_until is not None
    assert 60 < (paused_until - timezone.now()).total_seconds() <= 90
    assert set(IssueLink.objects.values_list("state", "attempts")) == {("queued", 0)}
    pass_time()
    create_all()
    assert len(github.issues) == 2


def test_refused_credentials_stop_the_tracker_until_an_owner_has_seen_to_it(
    cast: People, alice: APIClient, bob: APIClient, github: GitHubFake, links: str, tracker: str
) -> None:
    queue(bob, links, tracker, threats={"numbers": [1, 2]})
    github.token = "renewed"

    create_all()
    pass_time()
    create_all()
    (shown,) = alice.get(f"/api/teams/{cast.team.pk}/trackers/").json()
    address = f"/api/teams/{cast.team.pk}/trackers/{tracker}/"
    alice.patch(address, {"token": "renewed"}, format="json")
    create_all()

    assert len(github.requests) == 3
    assert (shown["state"], shown["counts"]["waiting"]) == ("failing", 2)
    assert len(github.issues) == 2


def test_what_the_tracker_refuses_fails_is_told_and_can_be_tried_again(
    cast: People, bob: APIClient, github: GitHubFake, links: str, tracker: str
) -> None:
    queue(bob, links, tracker, threats={"numbers": [1]})
    github.refuse("POST", "/issues", 422, {"message": "Validation Failed"})
    create_all()

    (row,) = bob.get(links, {"state": "failed"}).json()["results"]
    assert row["fault"] == "The tracker refused it (422). Validation Failed"
    assert Notice.objects.get(user=cast.bob).kind == "issue-tracker"
    again = bob.post(f"{links}{row['id']}/retry/")
    create_all()
    assert (again.status_code, again.json()["state"]) == (200, "queued")
    assert bob.post(f"{links}{row['id']}/retry/").status_code == 409
    assert len(github.issues) == 1


def test_attempts_are_bounded(bob: APIClient, github: GitHubFake, links: str, tracker: str) -> None:
    queue(bob, links, tracker, threats={"numbers": [1]})
    for _ in range(ATTEMPTS_MOST):
        github.refuse("POST", "/issues", 500)
        create_all()
        pass_time()

    assert IssueLink.objects.get().state == "failed"
    assert len(github.asked("POST")) == ATTEMPTS_MOST


def test_a_tracker_that_keeps_workers_waiting_rests_before_its_next_issue(
    bob: APIClient, github: GitHubFake, links: str, tracker: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issue_creation, "rest_after", lambda _began: timedelta(minutes=5))
    queue(bob, links, tracker, threats={"numbers": [1, 2]})
    github.refuse("POST", "/issues", 500)

    create_all()

    assert len(github.asked("POST")) == 1
    pass_time()
    create_all()
    assert len(github.issues) == 2


def test_an_issue_that_exists_is_linked_by_its_address(
    bob: APIClient, github: GitHubFake, links: str, tracker: str
) -> None:
    issue = github.add("Do it")
    body = {"tracker": tracker, "threat": 1, "issue": issue["html_url"]}

    made = bob.post(f"{links}existing/", body, format="json")
    twice = bob.post(f"{links}existing/", body, format="json")
    missing = bob.post(f"{links}existing/", {**body, "issue": "#99"}, format="json")
    elsewhere = {**body, "issue": f"{github.url}/example/other/issues/1"}
    other = bob.post(f"{links}existing/", elsewhere, format="json")

    assert (made.status_code, made.json()["key"], made.json()["origin"]) == (201, "#1", "existing")
    assert [(one.status_code, list(one.json())) for one in (twice, missing, other)] == [(400, ["issue"])] * 3


def test_a_link_is_removed_and_the_issue_stays(
    cast: People, bob: APIClient, github: GitHubFake, links: str, tracker: str
) -> None:
    queue(bob, links, tracker, threats={"numbers": [1]})
    create_all()
    address = f"{links}{IssueLink.objects.get().pk}/"

    assert client_of(cast.vera).delete(address).status_code == 403
    assert client_of(cast.charlie).delete(address).status_code == 404
    assert bob.delete(address).status_code == 204

    assert len(github.issues) == 1
    assert not IssueLink.objects.exists()


def test_a_team_that_waits_for_the_network_does_nothing_else_there(
    cast: People, bob: APIClient, github: GitHubFake, links: str, tracker: str
) -> None:
    """However many of its trackers are slow, one worker waits for them."""
    queue(bob, links, tracker, threats={"numbers": [1]})

    with network_slot([cast.team.pk]):
        done = [issue_create_next(), tracker_sync_next()]

    assert done == [False, False]
    assert github.requests == []
    assert [issue_create_next(), tracker_sync_next()] == [True, True]
