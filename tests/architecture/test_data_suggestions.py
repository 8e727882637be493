"""What names suggest of data is decided by people: confirmed, declined, taken back."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.architecture.shop_data import SHOP, data_sets_on, flow_into, key, suggestions
from tests.people import People
from tests.shop_model import import_text
from threatmodel.architecture.models import Change, Element, ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.threats.threats.models import Threat

pytestmark = pytest.mark.imports({"docker-compose.yml": SHOP})
Json = dict[str, Any]


@pytest.fixture
def model(imported: ThreatModel) -> ThreatModel:
    return imported


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/data-suggestions/"


def decide(client: APIClient, address: str, **decisions: list[Json]) -> Json:
    response = client.post(address, decisions)
    assert response.status_code == 200, response.content
    answer: Json = response.json()
    return answer


def of(found: list[Json], template: str) -> list[Json]:
    return [key(one) for one in found if one["template"] == template]


def test_names_suggest_data_and_say_why(vera: APIClient, model: ThreatModel) -> None:
    found = suggestions(vera, model)

    (orders, *_) = (one for one in found if one["template"] == "orders" and one["on"] == "element")
    assert (orders["uid"], orders["name"], orders["kind"]) == ("compose:orders-db", "orders-db", "workload")
    assert orders["id"] == str(Element.objects.get(uid="compose:orders-db").pk)
    assert (orders["data_set"], orders["data_set_name"]) == (None, "Orders")
    assert orders["facts"]["classification"] == "confidential"
    assert "orders" in orders["why"]
    assert {"on": "flow", "uid": flow_into("compose:orders-db"), "template": "orders"} in of(found, "orders")


def test_a_suggestion_by_itself_is_no_fact_and_no_threat(vera: APIClient, model: ThreatModel) -> None:
    before = Threat.objects.count()

    assert suggestions(vera, model)

    assert not Element.objects.filter(kind="data-set").exists()
    assert not Element.objects.filter(facts__has_key="data_sets").exists()
    assert Threat.objects.count() == before
    assert Change.objects.count() == 1


def test_confirming_makes_one_data_set_for_all_places_in_one_change(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    orders = of(suggestions(bob, model), "orders")
    assert len(orders) > 1

    answer = decide(bob, address, confirm=orders)

    assert answer["changed"]
    assert answer["job"]["kind"] == "analyze"
    row = Element.objects.get(kind="data-set")
    assert (row.uid, row.name) == ("data:orders", "Orders")
    assert row.facts["classification"]["value"] == "confidential"
    assert row.facts["classification"]["origin"] == "person"
    assert all(data_sets_on(one["uid"]) == ["data:orders"] for one in orders)
    assert Change.objects.count() == 2
    event = ModelEvent.objects.latest("id")
    assert event.what == f"confirmed {len(orders)} suggested places of data"


def test_what_is_confirmed_is_not_suggested_again_and_confirming_twice_does_nothing(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    orders = of(suggestions(bob, model), "orders")
    first = decide(bob, address, confirm=orders)

    again = decide(bob, address, confirm=orders)

    assert not of(suggestions(bob, model), "orders")
    assert (again["changed"], again["job"], again["seq"]) == (False, None, first["seq"])
    assert Change.objects.count() == 2


def test_a_data_set_that_is_there_is_used(bob: APIClient, address: str, model: ThreatModel) -> None:
    bob.post(f"/api/models/{model.pk}/data-sets/", {"name": "Orders", "classification": "restricted"})

    found = suggestions(bob, model)

    assert {one["data_set"] for one in found if one["template"] == "orders"} == {"data:orders"}
    decide(bob, address, confirm=of(found, "orders"))
    assert Element.objects.filter(kind="data-set").count() == 1
    assert data_sets_on("compose:orders-db") == ["data:orders"]
    assert Element.objects.get(kind="data-set").facts["classification"]["value"] == "restricted"


def test_what_is_declined_stays_declined_when_the_same_is_imported_again(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    patients = of(suggestions(bob, model), "health-records")
    assert patients

    decide(bob, address, decline=patients)
    import_text(model, cast.bob, SHOP.replace("mysql:9", "mysql:9.1"))

    assert not of(suggestions(bob, model), "health-records")
    assert of(suggestions(bob, model), "orders")
    row = Element.objects.get(uid="compose:patients")
    assert row.facts["data_sets_declined"]["value"] == ["health-records"]
    assert "data_sets" not in row.facts
    assert ModelEvent.objects.filter(subject_type="data-set").latest("id").after["declined"]


def test_some_are_confirmed_and_others_declined_at_once_and_taken_back_at_once(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    before = suggestions(bob, model)
    orders, patients = of(before, "orders"), of(before, "health-records")

    answer = decide(bob, address, confirm=orders, decline=patients)

    assert Change.objects.count() == 2
    undone = bob.post(f"/api/models/{model.pk}/changes/{answer['seq']}/undo/")
    assert undone.status_code == 200, undone.content
    assert suggestions(bob, model) == before
    assert not Element.objects.filter(kind="data-set").exists()
    assert data_sets_on("compose:orders-db") is None
    assert "data_sets_declined" not in Element.objects.get(uid="compose:patients").facts
    again = bob.post(f"/api/models/{model.pk}/changes/{answer['seq']}/undo/").json()
    assert (again["changed"], again["seq"]) == (False, undone.json()["seq"])


BAD: dict[str, tuple[Json, str, str]] = {
    "an unknown element": (
        {"confirm": [{"on": "element", "uid": "compose:no", "template": "orders"}]},
        "confirm",
        "Unknown element compose:no.",
    ),
    "an unknown template": (
        {"decline": [{"on": "element", "uid": "compose:web", "template": "hats"}]},
        "decline",
        "Unknown suggestion hats.",
    ),
    "both at once": (
        {
            "confirm": [{"on": "element", "uid": "compose:orders-db", "template": "orders"}],
            "decline": [{"on": "element", "uid": "compose:orders-db", "template": "orders"}],
        },
        "decline",
        "orders on compose:orders-db is also confirmed.",
    ),
    "no template": ({"confirm": [{"on": "element", "uid": "compose:web"}]}, "confirm", "required"),
    "no list": ({"confirm": "all"}, "confirm", "Expected a list"),
    "neither element nor flow": (
        {"confirm": [{"on": "actor", "uid": "compose:web", "template": "orders"}]},
        "confirm",
        "not a valid choice",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_decided_is_refused_and_said(bob: APIClient, address: str, name: str) -> None:
    body, field, message = BAD[name]

    response = bob.post(address, body)

    assert response.status_code == 400
    assert message in str(response.json()[field])
    assert Change.objects.count() == 1


def test_nothing_decided_changes_nothing(bob: APIClient, address: str) -> None:
    assert not decide(bob, address)["changed"]


def test_a_viewer_sees_suggestions_and_decides_nothing(vera: APIClient, address: str) -> None:
    assert vera.get(address).status_code == 200
    assert vera.post(address, {}).status_code == 403


def test_a_stranger_finds_nothing(charlie: APIClient, address: str) -> None:
    assert charlie.get(address).status_code == 404
    assert charlie.post(address, {}).status_code == 404


def test_a_model_without_anything_suggests_nothing(vera: APIClient, empty: ThreatModel, cast: People) -> None:
    bare = ThreatModel.objects.create(team=cast.team, name="Bare")

    assert suggestions(vera, bare) == []
