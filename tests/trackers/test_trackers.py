"""Trackers of a team: who administers them, and that no token is ever shown."""

import json
import socket
import threading
import time
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import People, client_of
from tests.trackers.fakes.github import GitHubFake
from tests.trackers.work import add_tracker
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.models import AuditEvent
from threatmodel.trackers.models import Tracker
from threatmodel.trackers.services.trackers import tracker_fail, tracker_update

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def trackers(cast: People) -> str:
    return f"/api/teams/{cast.team.pk}/trackers/"


def test_the_token_is_in_no_answer_no_log_and_not_in_the_database(
    cast: People, alice: APIClient, github: GitHubFake, trackers: str, capfd: pytest.CaptureFixture[str]
) -> None:
    made = add_tracker(alice, cast, github)
    address = f"{trackers}{made['id']}/"

    answers = [
        json.dumps(made),
        alice.get(trackers).content.decode(),
        alice.patch(address, {"name": "Other"}, format="json").content.decode(),
        alice.post(f"{address}test/").content.decode(),
        b"".join(alice.get(f"/api/teams/{cast.team.pk}/export/")).decode(),
    ]

    logged = "".join(capfd.readouterr())
    events = json.dumps([[one.before, one.after] for one in AuditEvent.objects.all()], default=str)
    assert "secret-token" not in "".join([*answers, logged, events])
    assert b"secret-token" not in bytes(Tracker.objects.get().token)
    assert json.loads(answers[3])["ok"] is True


def test_another_address_demands_the_token_again(
    cast: People, alice: APIClient, github: GitHubFake, trackers: str
) -> None:
    address = f"{trackers}{add_tracker(alice, cast, github)['id']}/"
    moved = {"base_url": "https://github.example.com"}

    refused = alice.patch(address, moved, format="json")
    changed = alice.patch(address, {**moved, "token": "other"}, format="json")

    assert (refused.status_code, list(refused.json())) == (400, ["token"])
    assert changed.json()["base_url"] == "https://github.example.com"


def test_a_failed_test_pauses_the_tracker_and_a_successful_one_ends_that(
    cast: People, alice: APIClient, github: GitHubFake, trackers: str
) -> None:
    address = f"{trackers}{add_tracker(alice, cast, github)['id']}/"
    github.token = "another"

    failed = alice.post(f"{address}test/").json()
    (paused,) = alice.get(trackers).json()
    github.token = "secret-token"
    passed = alice.post(f"{address}test/").json()

    assert (failed["ok"], paused["state"], passed["ok"]) == (False, "failing", True)
    assert "401" in paused["fault"]
    assert alice.get(trackers).json()[0]["state"] == "ok"


def test_an_address_that_is_not_allowed_is_told_as_such(
    cast: People, alice: APIClient, github: GitHubFake, trackers: str, settings: Settings
) -> None:
    address = f"{trackers}{add_tracker(alice, cast, github)['id']}/"
    Tracker.objects.update(base_url="https://localhost")
    settings.WEBHOOK_NETWORKS = ()

    (check,) = alice.post(f"{address}test/").json()["checks"]

    assert (check["name"], check["ok"]) == ("address", False)
    assert "private network" in check["text"]


def test_a_test_with_a_slow_tracker_ends_within_its_time(
    cast: People, alice: APIClient, github: GitHubFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not within that of each of its requests: the name server, too, may be silent."""
    address = f"/api/teams/{cast.team.pk}/trackers/{add_tracker(alice, cast, github)['id']}/test/"
    monkeypatch.setattr("threatmodel.trackers.services.trackers.REQUEST_S", 0.3)
    released = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_rest: released.wait(60))
    began = time.monotonic()

    (check,) = alice.post(address).json()["checks"]

    took_s = time.monotonic() - began
    released.set()
    assert (check["ok"], check["text"]) == (False, "The tracker did not answer in time.")
    assert took_s < 10
    assert github.requests == []


def test_a_change_keeps_the_token_that_another_owner_has_entered(
    cast: People, alice: APIClient, github: GitHubFake, trackers: str
) -> None:
    address = f"{trackers}{add_tracker(alice, cast, github)['id']}/"
    stale = Tracker.objects.get()
    alice.patch(address, {"token": "renewed"}, format="json")

    tracker_update(tracker=stale, actor=cast.alice, changes={"name": "Renamed"})
    tracker_fail(stale, "The tracker refused the credentials (401).")  # with the token before

    now = Tracker.objects.get()
    assert bytes(now.token) != bytes(stale.token)
    assert (now.name, now.state) == ("Renamed", "ok")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"token": ""}, "token"),
        ({"token": "a\r\nX-Evil: 1"}, "token"),
        ({"base_url": "https://169.254.169.254"}, "base_url"),
        ({"base_url": "ftp://x.example.com"}, "base_url"),
        ({"project": "shop"}, "project"),
        ({"project": "../.."}, "project"),
        ({"kind": "jira-cloud", "project": "SHOP"}, "account"),
        ({"account": "x@example.com"}, "account"),
        ({"title_template": "$nothing"}, "title_template"),
        ({"body_template": "Costs 5 $ a day"}, "body_template"),
        ({"labels": ["a,b"]}, "labels"),
        ({"mapping": {"todo": "", "in_progress": "", "done": "verified", "not_planned": ""}}, "mapping"),
    ],
)
def test_bad_input_is_refused_by_field(
    alice: APIClient, allowed: None, trackers: str, values: dict[str, Any], field: str
) -> None:
    body = {
        "name": "Issues",
        "kind": "github",
        "base_url": "https://github.com",
        "project": "example/shop",
        "token": "t",
        **values,
    }

    response = alice.post(trackers, body, format="json")

    assert response.status_code == 400, response.content
    assert list(response.json()) == [field]


def test_a_project_with_links_stays(
    cast: People, alice: APIClient, github: GitHubFake, trackers: str, shop: ThreatModel
) -> None:
    made = add_tracker(alice, cast, github)
    body = {"tracker": made["id"], "mitigations": {"numbers": [1]}}
    alice.post(f"/api/models/{shop.pk}/issue-links/", body, format="json")

    response = alice.patch(f"{trackers}{made['id']}/", {"project": "example/other"}, format="json")

    assert list(response.json()) == ["project"]


def test_owners_administer_members_read_and_strangers_find_nothing(
    cast: People, alice: APIClient, github: GitHubFake, trackers: str, shop: ThreatModel
) -> None:
    made = add_tracker(alice, cast, github)
    editor, stranger = client_of(cast.bob), client_of(cast.charlie)
    theirs = ThreatModel.objects.create(team=cast.other_team, name="Theirs", created_by=cast.charlie, seq=1)
    body = {"tracker": made["id"], "mitigations": {"numbers": [1]}}

    assert client_of(cast.vera).get(trackers).json()[0]["id"] == made["id"]
    assert editor.patch(f"{trackers}{made['id']}/", {"name": "x"}, format="json").status_code == 403
    assert stranger.get(trackers).status_code == 404
    # A stranger can neither use the tracker of another team in a model of their own, nor theirs here.
    refused = stranger.post(f"/api/models/{theirs.pk}/issue-links/", body, format="json")
    assert refused.json() == {"tracker": ["Unknown tracker."]}
    assert stranger.post(f"/api/models/{shop.pk}/issue-links/", body, format="json").status_code == 404


def test_what_was_changed_of_a_tracker_is_recorded_by_name(
    cast: People, alice: APIClient, github: GitHubFake, trackers: str
) -> None:
    """Without the texts of templates, which are long, and without the token."""
    address = f"{trackers}{add_tracker(alice, cast, github)['id']}/"
    changes = {"body_template": "$description", "name": "Issues", "mapping": {"done": ""}, "token": "another"}

    alice.patch(address, changes, format="json")

    event = AuditEvent.objects.filter(chain_id=cast.team.pk, action="tracker.changed").get()
    assert event.after["changed"] == ["body_template", "mapping", "token"]
    assert "another" not in json.dumps(event.after)
