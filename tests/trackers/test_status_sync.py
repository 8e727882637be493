"""What changes there is proposed here, what changes here is sent, and contradictions wait for a person."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People
from tests.trackers.fakes.github import GitHubFake
from tests.trackers.fakes.jira import JiraFake
from tests.trackers.work import (
    Killed,
    add_tracker,
    create_all,
    kill,
    link_mitigation,
    set_status,
    sync,
    waiting,
)
from threatmodel.architecture.models import ThreatModel
from threatmodel.notifications.models import Notice
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.trackers.models import IssueLink, StatusProposal, Tracker
from threatmodel.trackers.providers.github import GitHub
from threatmodel.trackers.services.status_sync import _cursor_move

Json = dict[str, Any]
pytestmark = [pytest.mark.django_db]


def test_work_that_is_done_here_closes_the_issue_once_and_comments_once(
    bob: APIClient, github: GitHubFake, shop: ThreatModel, linked: str
) -> None:
    set_status(bob, shop, "implemented")

    sync()
    sync()

    assert github.issues[0]["state"] == "closed"
    assert len(github.asked("PATCH")) == 1
    assert [one.split(":")[0] for one in github.comments] == ["M1 is now Implemented in the threat model"]
    assert waiting(bob, shop) == []


def test_one_listing_serves_all_links(
    cast: People, bob: APIClient, github: GitHubFake, shop: ThreatModel, linked: str
) -> None:
    tracker = str(Tracker.objects.get().pk)
    bob.post(linked, {"tracker": tracker, "threats": {"numbers": [1, 2]}}, format="json")
    create_all()
    github.requests.clear()

    sync()

    assert [(one.method, one.path.rpartition("/")[2]) for one in github.requests] == [("GET", "issues")]


@pytest.fixture
def conflict(bob: APIClient, alice: APIClient, github: GitHubFake, shop: ThreatModel, linked: str) -> str:
    """Implemented and closed on both sides; then reopened there, and verified here."""
    set_status(bob, shop, "implemented")
    sync()
    github.reopen(github.issues[0])
    set_status(alice, shop, "verified", verification_note="Looked at the host.")
    sync()
    return f"{linked}{IssueLink.objects.get().pk}/"


def test_when_both_sides_change_nothing_is_overwritten_and_both_are_listed(
    bob: APIClient, github: GitHubFake, linked: str, conflict: str
) -> None:
    (row,) = bob.get(linked, {"conflict": "true"}).json()["results"]

    assert row["conflict"].keys() == {"local_status", "remote_status", "remote_category", "since"}
    assert (row["conflict"]["local_status"], row["conflict"]["remote_status"]) == ("verified", "Open")
    assert (Mitigation.objects.get().status, github.issues[0]["state"]) == ("verified", "open")
    assert not StatusProposal.objects.filter(state="waiting").exists()
    sync()
    assert (Mitigation.objects.get().status, github.issues[0]["state"]) == ("verified", "open")


def test_keeping_ours_brings_the_issue_to_it(bob: APIClient, github: GitHubFake, conflict: str) -> None:
    assert Notice.objects.filter(key__startswith="issue-conflict", read_at=None).exists()
    resolved = bob.post(f"{conflict}resolve/", {"keep": "here"}, format="json")
    sync()

    assert resolved.json()["conflict"] is None
    assert not Notice.objects.filter(key__startswith="issue-conflict", read_at=None).exists()
    assert github.issues[0]["state"] == "closed"
    assert bob.post(f"{conflict}resolve/", {"keep": "here"}, format="json").status_code == 409


def test_keeping_theirs_changes_the_mitigation_as_far_as_the_person_may(
    alice: APIClient, bob: APIClient, github: GitHubFake, conflict: str
) -> None:
    refused = bob.post(f"{conflict}resolve/", {"keep": "there"}, format="json")
    taken = alice.post(f"{conflict}resolve/", {"keep": "there"}, format="json")
    sync()

    assert (refused.status_code, taken.status_code) == (403, 200)
    assert (Mitigation.objects.get().status, github.issues[0]["state"]) == ("planned", "open")


def test_a_transition_that_the_workflow_refuses_is_reported_and_can_be_tried_again(
    cast: People, alice: APIClient, bob: APIClient, jira: JiraFake, shop: ThreatModel
) -> None:
    kind, account = ("jira-cloud", jira.account) if jira.cloud else ("jira-data-center", "")
    links = link_mitigation(cast, alice, bob, jira, shop, kind=kind, project="SHOP", account=account)
    workflow, jira.workflow = jira.workflow, {"To Do": ("In Progress",)}
    set_status(bob, shop, "implemented")

    sync()
    sync()
    (row,) = bob.get(links).json()["results"]
    jira.workflow = workflow
    bob.post(f"{links}{row['id']}/retry/")
    sync()

    assert row["fault"].startswith("The workflow refused")
    assert (row["state"], row["remote_category"]) == ("linked", "todo")
    (row,) = bob.get(links).json()["results"]
    assert (row["fault"], row["remote_category"]) == ("", "done")


def test_an_issue_that_was_deleted_is_gone(
    bob: APIClient, github: GitHubFake, shop: ThreatModel, linked: str
) -> None:
    github.refuse("GET", "/issues/1", 410, {"message": "This issue was deleted"})
    set_status(bob, shop, "implemented")

    sync()

    (row,) = bob.get(linked).json()["results"]
    assert row["state"] == "gone"


def test_a_faulty_tracker_keeps_its_links_and_says_why(
    cast: People, alice: APIClient, github: GitHubFake, linked: str
) -> None:
    github.refuse("GET", "/issues", 502)
    sync()
    (shown,) = alice.get(f"/api/teams/{cast.team.pk}/trackers/").json()
    sync()
    (after,) = alice.get(f"/api/teams/{cast.team.pk}/trackers/").json()

    assert (shown["state"], shown["fault"]) == ("ok", "The tracker answered 502.")
    assert (after["fault"], after["last_sync_at"] is None) == ("", False)


def test_a_conflict_ends_what_the_issue_does_not_propose_any_more(
    bob: APIClient, github: GitHubFake, shop: ThreatModel, linked: str
) -> None:
    github.close(github.issues[0])
    sync()
    assert len(waiting(bob, shop)) == 1
    github.reopen(github.issues[0])
    Mitigation.objects.update(status="rejected")

    sync()

    assert IssueLink.objects.get().conflict_since is not None
    assert waiting(bob, shop) == []


def test_keeping_theirs_is_refused_where_no_mitigation_can_take_it_over(
    cast: People, alice: APIClient, bob: APIClient, github: GitHubFake, shop: ThreatModel
) -> None:
    links = f"/api/models/{shop.pk}/issue-links/"
    tracker = add_tracker(alice, cast, github)["id"]
    bob.post(links, {"tracker": tracker, "threats": {"numbers": [2]}}, format="json")
    create_all()
    IssueLink.objects.update(conflict_since=timezone.now())

    address = f"{links}{IssueLink.objects.get().pk}/resolve/"
    response = bob.post(address, {"keep": "there"}, format="json")

    assert response.status_code == 409
    assert "T2" in response.json()["detail"]
    assert IssueLink.objects.get().conflict_since is not None


@pytest.fixture
def three(bob: APIClient, github: GitHubFake, linked: str) -> GitHubFake:
    """Issues of the mitigation and both threats."""
    tracker = str(Tracker.objects.get().pk)
    bob.post(linked, {"tracker": tracker, "threats": {"numbers": [1, 2]}}, format="json")
    create_all()
    assert IssueLink.objects.filter(state="linked").count() == 3
    return github


def test_an_issue_that_cannot_be_read_keeps_no_other_from_being_read(three: GitHubFake) -> None:
    for row in three.issues:
        row["updated_at"] = "2000-01-01T00:00:00Z"  # no listing names it
    long_ago = timezone.now() - timedelta(days=3)
    IssueLink.objects.update(seen_at=long_ago, due_at=long_ago)
    bad = IssueLink.objects.order_by("id")[0]
    for _ in range(3):
        three.refuse("GET", f"/issues/{bad.remote_id}", 500)

    sync()
    sync()

    assert set(IssueLink.objects.filter(seen_at=long_ago)) == {bad}
    assert Tracker.objects.get().fault == "The tracker answered 500."


def test_more_changes_than_one_look_reads_are_seen_by_the_next_ones(
    three: GitHubFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.trackers.providers.provider_protocol.PAGES_MOST", 2)
    three.page_most = 1
    three.close(three.issues[2])
    began = timezone.now() - timedelta(minutes=10)
    for place, row in enumerate(three.issues):  # all within the time by which looks overlap
        row["updated_at"] = f"{began + timedelta(seconds=place):%Y-%m-%dT%H:%M:%SZ}"

    for _ in range(5):
        sync()

    assert IssueLink.objects.get(key="#3").remote_category == "done"


def test_pull_requests_alone_move_the_look_on(three: GitHubFake) -> None:
    for row in three.issues:
        row["updated_at"] = "2000-01-01T00:00:00Z"
    three.add()["pull_request"] = {}

    sync()

    assert Tracker.objects.get().cursor is not None


def test_a_change_after_the_last_of_all_days_moves_the_next_look_to_now(linked: str) -> None:
    tracker = Tracker.objects.get()

    _cursor_move(tracker, datetime.max.replace(tzinfo=UTC), by=timedelta(minutes=2))

    assert tracker.cursor is not None
    assert abs(tracker.cursor - timezone.now()) < timedelta(minutes=1)


def test_a_worker_killed_while_it_comments_says_so_and_does_not_comment_twice(
    bob: APIClient, github: GitHubFake, shop: ThreatModel, linked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_status(bob, shop, "implemented")
    with monkeypatch.context() as patch:
        patch.setattr(GitHub, "comment", kill)
        with pytest.raises(Killed):
            sync()
    (left,) = IssueLink.objects.all()
    assert left.fault.startswith("Interrupted while a comment was written.")

    assert bob.post(f"{linked}{left.pk}/retry/").status_code == 200
    sync()

    assert IssueLink.objects.get().fault == ""
    assert github.comments == []
    assert github.issues[0]["state"] == "closed"
