"""Models of a team: the dashboard's rows, and who may change them."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import new_model, socket_threat
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.history.models import ModelEvent
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat


@pytest.fixture
def address(cast: People) -> str:
    return f"/api/teams/{cast.team.pk}/models/"


def test_the_dashboard_counts_what_is_there(vera: APIClient, address: str, model: ThreatModel) -> None:
    (row,) = vera.get(address).json()["results"]

    assert row["name"] == "Shop"
    assert row["role"] == "viewer"
    assert row["team"]["slug"] == model.team.slug
    assert row["element_count"] == Element.objects.count()
    assert row["flow_count"] == Flow.objects.count()
    assert row["threats"]["critical"] == Threat.objects.filter(severity="critical").count() > 0
    assert sum(row["threats"].values()) == Threat.objects.count()
    assert row["questions_open"] == Question.objects.count()
    assert row["mitigations"] == {"open": 0, "overdue": 0, "done": 0}
    assert row["last_import_at"] is None
    assert row["analyzed_on"] == timezone.localdate().isoformat()


def test_the_dashboard_says_how_many_threats_are_attack_scenarios(
    vera: APIClient, address: str, model: ThreatModel
) -> None:
    before = vera.get(address).json()["results"][0]["scenarios"]
    paths_refresh(model_id=model.pk)

    (row,) = vera.get(address).json()["results"]

    listed = vera.get(f"/api/models/{model.pk}/threats/?method=pasta&certainty=found&status=open").json()
    assert before == 0
    assert 0 < row["scenarios"] == listed["threat_count"] < sum(row["threats"].values())


def test_threats_set_aside_are_not_counted(bob: APIClient, address: str, model: ThreatModel) -> None:
    before = bob.get(address).json()["results"][0]["threats"]["critical"]
    decision = {"status": "not-applicable", "reason": "x"}
    bob.patch(f"/api/models/{model.pk}/threats/{socket_threat(model).number}/", decision)

    assert bob.get(address).json()["results"][0]["threats"]["critical"] == before - 1


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Empty", "Shop"]),
        ({"ordering": "-name"}, ["Shop", "Empty"]),
        ({"ordering": "-open_critical"}, ["Shop", "Empty"]),
        ({"ordering": "-updated_at"}, ["Empty", "Shop"]),
        ({"search": "sho"}, ["Shop"]),
        ({"page_size": 1, "page": 2}, ["Shop"]),
    ],
)
def test_the_list_sorts_searches_and_pages(
    vera: APIClient, address: str, model: ThreatModel, cast: People, query: dict[str, Any], names: list[str]
) -> None:
    new_model(cast.team, cast.alice, "Empty")

    assert [row["name"] for row in vera.get(address, query).json()["results"]] == names


def test_an_editor_creates_and_renames_a_model(bob: APIClient, address: str) -> None:
    made = bob.post(address, {"name": "New", "description": "About it."})
    assert made.status_code == 201
    assert made.json()["role"] == "editor"

    renamed = bob.patch(f"/api/models/{made.json()['id']}/", {"name": "Newer"}).json()

    assert (renamed["name"], renamed["description"]) == ("Newer", "About it.")
    event = ModelEvent.objects.latest("id")
    assert (event.what, event.before, event.after) == ("changed the name", {"name": "New"}, {"name": "Newer"})


def test_only_an_owner_deletes_a_model(bob: APIClient, alice: APIClient, model: ThreatModel) -> None:
    assert bob.delete(f"/api/models/{model.pk}/").status_code == 403
    assert alice.delete(f"/api/models/{model.pk}/").status_code == 204
    assert not ThreatModel.objects.exists()


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x" * 201}, {"name": "a\x00"}])
def test_a_bad_name_is_refused(bob: APIClient, address: str, body: dict[str, str]) -> None:
    response = bob.post(address, body)

    assert response.status_code == 400
    assert "name" in response.json()


def test_a_model_cannot_be_moved_to_another_team(alice: APIClient, model: ThreatModel, cast: People) -> None:
    alice.patch(f"/api/models/{model.pk}/", {"team": str(cast.other_team.pk), "seq": 99, "name": "Shop"})

    model.refresh_from_db()
    assert (model.team, model.seq) == (cast.team, 1)
