"""Data sets: what people say of data, and where it is."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.architecture.shop_data import ORDERS, SHOP, add, data_sets_on, flow_into, on, place, run_job
from tests.people import People
from tests.shop_model import import_text
from threatmodel.architecture.models import Change, Element, ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.data_set_threats import threats_naming

pytestmark = pytest.mark.imports({"docker-compose.yml": SHOP})
Json = dict[str, Any]


@pytest.fixture
def model(imported: ThreatModel) -> ThreatModel:
    return imported


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/data-sets/"


# --- what they are -----------------------------------------------------------------------------


def test_a_data_set_is_added_with_what_is_known_of_it_and_where_it_is(bob: APIClient, address: str) -> None:
    flow = flow_into("compose:orders-db")

    made = add(bob, address, **ORDERS, on=[on("compose:orders-db"), on(flow, "flow")])["data_set"]

    assert made["uid"] == "data:orders"
    assert {name: made[name] for name in ORDERS} == ORDERS
    assert (made["volume"], made["legal_basis"], made["special"]) == (None, None, True)
    assert [place["uid"] for place in made["places"]] == ["compose:orders-db", flow]
    assert (made["element_count"], made["flow_count"]) == (1, 1)
    assert {fact["by"] for fact in made["facts"]} == {"Bob"}
    assert data_sets_on("compose:orders-db") == data_sets_on(flow) == ["data:orders"]
    assert Change.objects.count() == 2  # the import, and one batch
    event = ModelEvent.objects.latest("id")
    assert (event.what, event.subject_type) == ("added the data set Orders", "data-set")


def test_a_change_leads_to_an_analysis(bob: APIClient, address: str, model: ThreatModel) -> None:
    made = add(bob, address, **ORDERS)

    run_job(made)

    model.counters.refresh_from_db()
    assert model.counters.analyzed_seq == made["seq"] == 2


def test_a_name_is_given_once_and_a_uid_once(bob: APIClient, address: str) -> None:
    add(bob, address, name="Orders!")

    second = bob.post(address, {"name": "orders!"})
    third = add(bob, address, name="Orders?")

    assert second.status_code == 400
    assert second.json() == {"name": ["A data set with this name already exists."]}
    assert third["data_set"]["uid"] == "data:orders-2"


@pytest.mark.parametrize(("name", "uid"), [("Größen & Maße", "data:groen-mae"), ("注文", "data:set")])
def test_any_name_makes_a_uid(bob: APIClient, address: str, name: str, uid: str) -> None:
    assert add(bob, address, name=name)["data_set"]["uid"] == uid


BAD: dict[str, tuple[Json, str]] = {
    "no name": ({"name": " "}, "name"),
    "a long name": ({"name": "x" * 201}, "name"),
    "a NUL": ({"name": "a\x00"}, "name"),
    "an unknown classification": ({"classification": "secret"}, "classification"),
    "an unknown category": ({"personal_data_categories": ["hats"]}, "personal_data_categories"),
    "no list": ({"purposes": "delivery"}, "purposes"),
    "a negative retention": ({"retention_days": -1}, "retention_days"),
    "people without personal data": (
        {"personal_data": False, "personal_data_categories": ["contact"]},
        "personal_data_categories",
    ),
    "an element that is not there": ({"on": [on("compose:nobody")]}, "places"),
    "a flow that is not there": ({"on": [on("compose:web", "flow")]}, "places"),
    "an element that holds no data": ({"on": [on("node:compose")]}, "detail"),
    "neither element nor flow": ({"on": [on("compose:web", "relation")]}, "on"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_is_refused_by_field_and_nothing_is_written(
    bob: APIClient, address: str, name: str
) -> None:
    values, field = BAD[name]

    response = bob.post(address, {"name": "Orders", **values})

    assert response.status_code == 400
    assert field in response.json(), response.content
    assert not Element.objects.filter(kind="data-set").exists()
    assert Change.objects.count() == 1


def test_what_is_named_changes_and_null_makes_it_unknown(bob: APIClient, address: str) -> None:
    made = add(bob, address, **ORDERS)["data_set"]

    changed = bob.patch(
        f"{address}{made['id']}/", {"name": "Sales", "retention_days": 30, "residency": None}
    ).json()["data_set"]

    assert (changed["name"], changed["uid"]) == ("Sales", "data:orders")
    assert (changed["retention_days"], changed["residency"]) == (30, None)
    assert changed["classification"] == "confidential"
    event = ModelEvent.objects.latest("id")
    assert event.what == "changed the data set Orders"
    assert event.before == {"name": "Orders", "retention_days": 3650, "residency": ["EU"]}
    assert event.after == {"name": "Sales", "retention_days": 30, "residency": "unknown", "seq": 3}


def test_the_same_again_changes_nothing(bob: APIClient, address: str) -> None:
    made = add(bob, address, **ORDERS)["data_set"]

    again = bob.patch(f"{address}{made['id']}/", ORDERS).json()

    assert (again["changed"], again["job"], again["seq"]) == (False, None, 2)
    assert Change.objects.count() == 2


def test_a_change_is_checked_against_what_stays(bob: APIClient, address: str) -> None:
    made = add(bob, address, **ORDERS)["data_set"]
    add(bob, address, name="Sales")

    assert bob.patch(f"{address}{made['id']}/", {"name": "SALES"}).json() == {
        "name": ["A data set with this name already exists."]
    }
    assert bob.patch(f"{address}{made['id']}/", {"name": "ORDERS"}).status_code == 200
    refused = bob.patch(f"{address}{made['id']}/", {"personal_data": False})
    assert "personal_data_categories" in refused.json()


# --- where they are ----------------------------------------------------------------------------


def test_places_are_added_and_removed_as_one_change(bob: APIClient, address: str) -> None:
    add(bob, address, on=[on("compose:web")])
    add(bob, address, name="Sessions")
    moved = [on(uid) | {"data_set": "data:sessions"} for uid in ("compose:web", "compose:cache")]

    answer = place(bob, address, add=moved, remove=[on("compose:web") | {"data_set": "data:orders"}])

    assert answer.json()["changed"]
    assert data_sets_on("compose:web") == data_sets_on("compose:cache") == ["data:sessions"]
    assert Change.objects.count() == 4
    assert not place(bob, address, add=moved).json()["changed"]


def test_where_no_data_set_is_left_it_is_unknown_what_is_there(bob: APIClient, address: str) -> None:
    add(bob, address, on=[on("compose:web")])

    place(bob, address, remove=[on("compose:web") | {"data_set": "data:orders"}])

    assert data_sets_on("compose:web") is None


def test_places_and_data_sets_must_be_there(bob: APIClient, address: str) -> None:
    add(bob, address)

    response = place(
        bob,
        address,
        add=[
            on("compose:web") | {"data_set": "data:nothing"},
            on("compose:no") | {"data_set": "data:orders"},
        ],
    )

    assert response.status_code == 400
    assert response.json() == {"places": ["Unknown element compose:no.", "Unknown data set data:nothing."]}


def test_an_import_leaves_data_sets_and_their_places(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    flow = flow_into("compose:orders-db")
    add(bob, address, on=[on("compose:orders-db"), on(flow, "flow")])

    import_text(model, cast.bob, SHOP.replace("postgres:16", "postgres:17"))

    row = Element.objects.get(uid="data:orders")
    assert (row.gone_at, row.x) == (None, None)
    assert data_sets_on("compose:orders-db") == data_sets_on(flow) == ["data:orders"]


def test_what_an_import_no_longer_finds_is_no_place(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    add(bob, address, on=[on("compose:orders-db"), on("compose:cache")])

    import_text(model, cast.bob, SHOP.replace("  cache:\n    image: redis:7\n", ""))

    (row,) = bob.get(address).json()["results"]
    assert [one["uid"] for one in row["places"]] == ["compose:orders-db"]


def test_data_sets_are_not_drawn_and_not_counted_as_elements(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    before = bob.get(f"/api/models/{model.pk}/").json()["element_count"]
    add(bob, address)

    canvas = bob.get(f"/api/models/{model.pk}/architecture/").json()

    assert "data-set" not in {element["kind"] for element in canvas["elements"]}
    assert len(canvas["elements"]) == before == bob.get(f"/api/models/{model.pk}/").json()["element_count"]
    kinds = {kind["id"]: kind["drawn"] for kind in bob.get("/api/catalogue/").json()["kinds"]}
    assert [kind for kind, drawn in kinds.items() if not drawn] == ["data-set"]


# --- deleting, and the way back ----------------------------------------------------------------


def test_a_deleted_data_set_is_named_nowhere_and_can_be_brought_back(bob: APIClient, address: str) -> None:
    flow = flow_into("compose:orders-db")
    made = add(bob, address, **ORDERS, on=[on("compose:orders-db"), on(flow, "flow")])["data_set"]
    add(bob, address, name="Invoices", on=[on("compose:orders-db")])

    deleted = bob.delete(f"{address}{made['id']}/").json()

    assert data_sets_on("compose:orders-db") == ["data:invoices"]
    assert data_sets_on(flow) is None
    assert bob.get(f"{address}{made['id']}/").status_code == 404
    assert ModelEvent.objects.latest("id").before["places"] == ["orders-db", "web → orders-db"]

    undone = bob.post(address.replace("data-sets/", f"changes/{deleted['seq']}/undo/"))

    assert undone.status_code == 200
    assert data_sets_on("compose:orders-db") == ["data:orders", "data:invoices"]
    assert data_sets_on(flow) == ["data:orders"]
    (orders,) = (row for row in bob.get(address).json()["results"] if row["name"] == "Orders")
    assert {name: orders[name] for name in ORDERS} == ORDERS


def test_what_somebody_else_changed_since_is_not_taken_back(
    alice: APIClient, bob: APIClient, address: str
) -> None:
    made = add(bob, address, on=[on("compose:web")])
    add(alice, address, name="Sessions", on=[on("compose:web")])
    undo = address.replace("data-sets/", f"changes/{made['seq']}/undo/")

    refused = bob.post(undo)

    assert refused.status_code == 400
    assert "compose:web has been changed since" in refused.json()["detail"]
    assert data_sets_on("compose:web") == ["data:orders", "data:sessions"]
    assert alice.post(undo).status_code == 404  # it is not hers


# --- the list ----------------------------------------------------------------------------------


@pytest.fixture
def several(bob: APIClient, address: str) -> None:
    add(bob, address, **ORDERS, on=[on("compose:orders-db")])
    add(bob, address, name="Prices", classification="public", personal_data=False, retention_days=0)
    add(bob, address, name="audit", classification="restricted", on=[on("compose:web"), on("compose:cache")])


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["audit", "Orders", "Prices"]),
        ({"ordering": "-name"}, ["Prices", "Orders", "audit"]),
        ({"ordering": "-classification"}, ["audit", "Orders", "Prices"]),
        ({"ordering": "-places"}, ["audit", "Orders", "Prices"]),
        ({"ordering": "-retention"}, ["Orders", "Prices", "audit"]),
        ({"search": "DELIV"}, ["Orders"]),
        ({"search": "nothing"}, []),
        ({"classification": ["public", "restricted"]}, ["audit", "Prices"]),
        ({"personal_data": "true"}, ["Orders"]),
        ({"personal_data": "false"}, ["Prices"]),
    ],
)
def test_the_list_is_sorted_searched_and_filtered(
    vera: APIClient, address: str, query: Json, names: list[str]
) -> None:
    answer = vera.get(address, query).json()

    assert [row["name"] for row in answer["results"]] == names
    assert answer["count"] == len(names)


def test_the_list_of_an_empty_model_is_empty(vera: APIClient, address: str) -> None:
    assert vera.get(address).json()["results"] == []
    assert vera.get(address, {"ordering": "color"}).status_code == 400


# --- threats that go back to it ----------------------------------------------------------------


@pytest.fixture
def debugging(bob: APIClient, address: str, model: ThreatModel, cast: People) -> Json:
    """A data set of people on a workload that runs in debug mode, after the analysis."""
    import_text(model, cast.bob, SHOP.replace("mysql:9\n", 'mysql:9\n    environment: {DEBUG: "true"}\n'))
    add(bob, address, name="Prices", personal_data=False, on=[on("compose:patients")])
    made = add(bob, address, name="Patients", personal_data=True, purposes=[], on=[on("compose:patients")])
    run_job(made)
    data_set: Json = made["data_set"]
    return data_set


def test_a_threat_counts_for_the_data_set_it_goes_back_to(
    vera: APIClient, address: str, debugging: Json, model: ThreatModel
) -> None:
    rows = {row["name"]: row for row in vera.get(address, {"ordering": "-threats"}).json()["results"]}

    assert list(rows) == ["Patients", "Prices"]
    found = vera.get(f"/api/models/{model.pk}/threats/", {"data_set": debugging["id"]}).json()["results"]
    assert {one["subject"]["kind"] for one in found} == {"container", "data-set"}
    assert sum(rows["Patients"]["threats"].values()) == len(found)
    assert sum(rows["Prices"]["threats"].values()) == 0
    assert rows["Patients"]["worst"] == found[0]["severity"]


def test_the_evidence_names_the_data_set(vera: APIClient, debugging: Json, model: ThreatModel) -> None:
    threats = f"/api/models/{model.pk}/threats/"
    found = vera.get(threats, {"data_set": debugging["id"]}).json()["results"]
    (number,) = (one["number"] for one in found if one["subject"]["kind"] == "container")

    evidence = vera.get(f"{threats}{number}/").json()["evidence"]

    told = {(one["element_kind"], one["fact"]): one for one in evidence}
    assert told["workload", "data_sets"]["value"] == ["data:prices", "data:patients"]
    assert told["data-set", "personal_data"]["element_name"] == "Patients"


def test_a_deleted_data_set_takes_its_threats_along(
    bob: APIClient, address: str, debugging: Json, model: ThreatModel
) -> None:
    run_job(bob.delete(f"{address}{debugging['id']}/").json())

    assert not threats_naming(model=model, data_sets={"data:patients": uuid.UUID(debugging["id"])})
    gone = Threat.objects.get(model=model, rule="data-set-without-purpose")
    assert (gone.status, gone.subject_name) == ("resolved", "Patients")


def test_no_threat_goes_back_to_a_data_set_that_is_not_there(
    vera: APIClient, debugging: Json, model: ThreatModel
) -> None:
    found = vera.get(f"/api/models/{model.pk}/threats/", {"data_set": str(uuid.uuid4())}).json()

    assert found["count"] == 0


# --- who may -----------------------------------------------------------------------------------


def test_a_viewer_reads_and_writes_nothing(vera: APIClient, bob: APIClient, address: str) -> None:
    made = add(bob, address)

    assert vera.get(address).json()["count"] == 1
    assert vera.get(f"{address}{made['data_set']['id']}/").status_code == 200
    assert vera.post(address, {"name": "X"}).status_code == 403
    assert vera.patch(f"{address}{made['data_set']['id']}/", {"name": "X"}).status_code == 403
    assert vera.delete(f"{address}{made['data_set']['id']}/").status_code == 403
    assert place(vera, address).status_code == 403
    assert vera.post(address.replace("data-sets/", "changes/1/undo/")).status_code == 403


def test_a_stranger_finds_nothing(charlie: APIClient, bob: APIClient, address: str) -> None:
    made = add(bob, address)["data_set"]

    for response in (
        charlie.get(address),
        charlie.post(address, {"name": "X"}),
        charlie.get(f"{address}{made['id']}/"),
        charlie.delete(f"{address}{made['id']}/"),
        place(charlie, address),
    ):
        assert response.status_code == 404


def test_an_element_is_no_data_set(bob: APIClient, address: str) -> None:
    web = Element.objects.get(uid="compose:web").pk

    assert bob.get(f"{address}{web}/").status_code == 404
    assert bob.patch(f"{address}{web}/", {"name": "X"}).status_code == 404
    assert bob.delete(f"{address}{web}/").status_code == 404
