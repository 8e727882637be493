"""Mitigations over the API: proposed, assigned, followed up, verified."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import new_model, socket_threat
from tests.team_library import CONTROL
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.library.loader import load_library
from threatmodel.history.models import ModelEvent
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat

pytestmark = pytest.mark.both_databases
Json = dict[str, Any]


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/mitigations/"


@pytest.fixture
def number(model: ThreatModel) -> int:
    return socket_threat(model).number


@pytest.fixture
def proposed(bob: APIClient, address: str, number: int) -> Json:
    response = bob.post(address, {"threats": [number], "title": "Take the socket away"})
    assert response.status_code == 201, response.content
    return response.json()  # type: ignore[no-any-return]


def test_a_control_gives_the_mitigation_its_title(bob: APIClient, address: str, number: int) -> None:
    control = next(iter(load_library().controls.values()))

    made = bob.post(address, {"threats": [number], "control": control.id}).json()

    assert made["number"] == 1
    assert made["title"] == control.title
    assert made["control"] == {"id": control.id, "title": control.title, "known": True}
    assert made["status"] == "proposed"
    assert made["threats"][0]["number"] == number
    assert made["created_by"]["name"] == "Bob"


def test_a_control_of_the_team_gives_it_as_well(
    bob: APIClient, anna: APIClient, address: str, number: int, cast: People
) -> None:
    anna.post(f"/api/teams/{cast.team.pk}/controls/", {"id": "team-ask", **CONTROL}, format="json")

    made = bob.post(address, {"threats": [number], "control": "team-ask"})

    assert made.status_code == 201, made.content
    assert made.json()["control"] == {"id": "team-ask", "title": CONTROL["title"], "known": True}
    assert bob.get(address).json()["results"][0]["control"]["title"] == CONTROL["title"]


def test_the_threat_shows_its_mitigation(
    bob: APIClient, model: ThreatModel, proposed: Json, number: int
) -> None:
    row = bob.get(f"/api/models/{model.pk}/threats/{number}/").json()

    assert [m["number"] for m in row["mitigations"]] == [proposed["number"]]


def test_numbers_are_never_given_twice(bob: APIClient, address: str, number: int, proposed: Json) -> None:
    assert bob.delete(f"{address}1/").status_code == 204

    made = bob.post(address, {"threats": [number], "title": "Another"}).json()

    assert made["number"] == 2
    assert ModelEvent.objects.filter(subject_type="mitigation", subject_number=1).count() == 2


def test_a_mitigation_is_assigned_and_what_changed_is_recorded(
    bob: APIClient, address: str, proposed: Json, cast: People
) -> None:
    due = (timezone.localdate() + dt.timedelta(days=7)).isoformat()
    changes = {"owner": str(cast.vera.pk), "due": due, "status": "planned"}

    changed = bob.patch(f"{address}1/", changes).json()

    assert changed["owner"]["email"] == "vera@example.com"
    assert (changed["due"], changed["status"], changed["overdue"]) == (due, "planned", False)
    event = ModelEvent.objects.filter(subject_type="mitigation").latest("id")
    assert event.what == "changed the status, the owner and the due date"
    assert event.before == {"status": "proposed", "owner": None, "due": None}
    assert event.after == {"status": "planned", "owner": "Vera", "due": due}


def test_changing_nothing_records_nothing(bob: APIClient, address: str, proposed: Json) -> None:
    bob.patch(f"{address}1/", {"title": "Take the socket away"})

    assert ModelEvent.objects.filter(subject_type="mitigation").count() == 1


def test_only_an_approver_verifies(bob: APIClient, anna: APIClient, address: str, proposed: Json) -> None:
    verified = {"status": "verified", "verification_note": "Looked at the host."}
    assert bob.patch(f"{address}1/", verified).status_code == 403
    assert anna.patch(f"{address}1/", verified).json()["status"] == "verified"
    assert bob.patch(f"{address}1/", {"status": "planned"}).status_code == 403
    assert anna.patch(f"{address}1/", {"status": "in-progress"}).status_code == 200


def test_an_editor_cannot_propose_something_verified(bob: APIClient, address: str, number: int) -> None:
    body = {"threats": [number], "title": "Done", "status": "verified"}

    assert bob.post(address, body).status_code == 403
    assert not Mitigation.objects.exists()


def test_the_last_mitigation_done_treats_the_threat(
    bob: APIClient, address: str, proposed: Json, model: ThreatModel
) -> None:
    changed = bob.patch(f"{address}1/", {"status": "implemented"}).json()
    assert changed["threats"][0]["status"] == "mitigated"

    bob.delete(f"{address}1/")
    assert socket_threat(model).status == "open"


def test_threats_may_be_exchanged(bob: APIClient, address: str, proposed: Json, model: ThreatModel) -> None:
    other = Threat.objects.filter(model=model).exclude(number=proposed["threats"][0]["number"]).first()
    assert other is not None
    bob.patch(f"{address}1/", {"status": "implemented"})

    bob.patch(f"{address}1/", {"threats": [other.number]})

    other.refresh_from_db()
    assert other.status == "mitigated"
    assert socket_threat(model).status == "open"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"threats": []}, "threats"),
        ({"title": "x"}, "threats"),
        ({"threats": [99_999], "title": "x"}, "threats"),
        ({"threats": [1]}, "title"),
        ({"threats": [1], "control": "no-such-control"}, "control"),
        ({"threats": [1], "title": "x", "status": "finished"}, "status"),
        ({"threats": [1], "title": "x", "due": "tomorrow"}, "due"),
        ({"threats": [1], "title": "x" * 300}, "title"),
        ({"threats": [1], "title": "a\x00b"}, "title"),
    ],
)
def test_a_bad_mitigation_is_refused_by_name(bob: APIClient, address: str, body: Json, field: str) -> None:
    response = bob.post(address, body)

    assert response.status_code == 400
    assert field in response.json()
    assert not Mitigation.objects.exists()


def test_the_owner_must_be_of_the_team(bob: APIClient, address: str, proposed: Json, cast: People) -> None:
    response = bob.patch(f"{address}1/", {"owner": str(cast.charlie.pk)})

    assert response.status_code == 400
    assert "owner" in response.json()


def test_a_threat_of_another_model_is_out_of_reach(bob: APIClient, model: ThreatModel, cast: People) -> None:
    other = new_model(cast.team, cast.alice, "Other")

    response = bob.post(f"/api/models/{other.pk}/mitigations/", {"threats": [1], "title": "x"})

    assert response.status_code == 400
    assert ModelCounters.objects.get(model=other).last_mitigation == 0


def test_the_list_filters_and_searches(bob: APIClient, address: str, proposed: Json, cast: People) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Mitigation.objects.update(due=yesterday, owner=cast.bob)

    def count(**query: Any) -> int:
        response = bob.get(address, query)
        assert response.status_code == 200, response.content
        return int(response.json()["count"])

    assert count() == 1
    assert count(overdue=True) == count(status="proposed") == count(owner=str(cast.bob.pk)) == 1
    assert count(overdue=False) == count(status="verified") == count(owner=str(cast.anna.pk)) == 0
    assert count(threat=proposed["threats"][0]["number"]) == 1
    assert count(search="M1") == count(search="socket") == count(search="bob@") == 1
    assert count(search="nothing like it") == 0


def test_a_viewer_reads_and_changes_nothing(vera: APIClient, address: str, proposed: Json) -> None:
    assert vera.get(f"{address}1/").status_code == 200
    assert vera.patch(f"{address}1/", {"title": "x"}).status_code == 403
    assert vera.delete(f"{address}1/").status_code == 403


def test_a_number_that_was_never_given_is_not_found(bob: APIClient, address: str) -> None:
    assert bob.get(f"{address}7/").status_code == 404
    assert bob.patch(f"{address}7/", {"title": "x"}).status_code == 404
    assert bob.delete(f"{address}7/").status_code == 404
