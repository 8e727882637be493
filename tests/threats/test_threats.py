"""The threat list and a threat's page over the API."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import SOCKET_RULE, socket_threat
from tests.threats.threat_events import threat_events
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.engine.library.methods import METHODS
from threatmodel.history.models import ModelEvent
from threatmodel.library.choices import CATEGORIES, SEVERITIES
from threatmodel.threats.choices import category_bits
from threatmodel.threats.threats.models import Threat

pytestmark = pytest.mark.both_databases
Json = dict[str, Any]


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/threats/"


def listed(client: APIClient, address: str, **query: Any) -> Json:
    response = client.get(address, query)
    assert response.status_code == 200, response.content
    return response.json()  # type: ignore[no-any-return]


def test_the_list_pages_worst_first(vera: APIClient, address: str, model: ThreatModel) -> None:
    total = Threat.objects.filter(model=model).count()
    first = listed(vera, address, page_size=5)
    last = listed(vera, address, page_size=5, page=(total + 4) // 5)

    assert first["count"] == total
    assert len(first["results"]) == 5
    assert "page=2" in first["next"]
    assert last["next"] is None
    scores = [row["score"] for row in first["results"]]
    assert scores == sorted(scores, reverse=True)
    assert vera.get(address, {"page": 1000}).status_code == 404


def test_a_row_says_what_it_is_about(vera: APIClient, address: str, model: ThreatModel) -> None:
    (row,) = listed(vera, address, rule=SOCKET_RULE)["results"]

    assert row["subject"]["type"] == "element"
    assert row["subject"]["uid"] == "compose:proxy/proxy"
    assert row["subject"]["kind"] == "container"
    assert row["categories"]
    assert set(row["categories"]) <= set(METHODS["stride"].categories)
    assert row["status"] == "open"
    assert row["mitigations"] == []


@pytest.mark.parametrize("severity", SEVERITIES)
def test_filtering_by_severity_agrees_with_its_facet(vera: APIClient, address: str, severity: str) -> None:
    facets = listed(vera, address)["facets"]

    found = listed(vera, address, severity=severity)

    assert found["count"] == facets["severity"][severity]
    assert {row["severity"] for row in found["results"]} <= {severity}
    assert found["facets"]["severity"] == facets["severity"]  # a facet ignores its own filter


@pytest.mark.parametrize("method", METHODS)
def test_filtering_by_method_agrees_with_its_facet(
    vera: APIClient, address: str, model: ThreatModel, method: str
) -> None:
    paths_refresh(model_id=model.pk)
    facets = listed(vera, address)["facets"]

    found = listed(vera, address, method=method, page_size=200)

    assert found["count"] == facets["method"][method] == len(found["results"])
    assert found["facets"]["method"] == facets["method"]
    if method == "pasta":
        assert found["count"] > 0


@pytest.mark.parametrize("category", CATEGORIES)
def test_filtering_by_category_agrees_with_its_facet(vera: APIClient, address: str, category: str) -> None:
    facets = listed(vera, address)["facets"]

    found = listed(vera, address, category=category, page_size=200)

    assert found["count"] == facets["category"][category] == len(found["results"])
    assert all(category in row["categories"] for row in found["results"])


def test_filters_add_up(vera: APIClient, address: str, model: ThreatModel) -> None:
    two = listed(vera, address, severity=["critical", "high"], method="stride", status=["open", "resolved"])

    bits = category_bits(METHODS["stride"].categories)
    rows = Threat.objects.filter(model=model, severity__in=["critical", "high"])
    assert two["count"] == sum(bool(row.category_bits & bits) for row in rows)


def test_search_finds_titles_elements_and_numbers(vera: APIClient, address: str, model: ThreatModel) -> None:
    threat = socket_threat(model)

    assert listed(vera, address, search="container runtime")["count"] >= 1
    assert listed(vera, address, search="proxy")["count"] >= 1
    numbers = {row["number"] for row in listed(vera, address, search=f"T{threat.number}")["results"]}
    assert threat.number in numbers
    assert listed(vera, address, search="nothing is called that")["results"] == []


def test_the_list_of_one_element_may_go_deep(vera: APIClient, address: str, model: ThreatModel) -> None:
    workload = Element.objects.get(model=model, uid="compose:proxy")

    shallow = listed(vera, address, element=str(workload.pk))
    deep = listed(vera, address, element=str(workload.pk), deep=True)

    subjects = {row["subject"]["uid"] for row in deep["results"]}
    assert {"compose:proxy/proxy", "image:traefik"} <= subjects
    assert "image:postgres" not in subjects
    assert deep["count"] > shallow["count"]


@pytest.mark.parametrize(
    "ordering", ["number", "-severity,title", "score", "title", "element", "status", "-first_seen"]
)
def test_every_order_is_a_permutation(vera: APIClient, address: str, ordering: str) -> None:
    default = listed(vera, address, page_size=200)["results"]
    ordered = listed(vera, address, page_size=200, ordering=ordering)["results"]

    assert sorted(row["number"] for row in default) == sorted(row["number"] for row in ordered)
    if ordering == "-severity,title":
        ranks = [SEVERITIES.index(row["severity"]) for row in ordered]
        assert ranks == sorted(ranks)


@pytest.mark.parametrize(
    "query",
    [
        {"severity": "awful"},
        {"status": "closed"},
        {"category": "luck"},
        {"ordering": "model__team__name"},
        {"page_size": 1000},
        {"page": 0},
        {"element": "x"},
    ],
)
def test_a_bad_query_is_refused_by_name(vera: APIClient, address: str, query: Json) -> None:
    response = vera.get(address, query)

    assert response.status_code == 400
    assert next(iter(query)) in response.json()


def test_a_threat_explains_itself(vera: APIClient, address: str, model: ThreatModel) -> None:
    threat = vera.get(f"{address}{socket_threat(model).number}/").json()

    assert threat["why"]
    assert threat["rule_title"]
    assert threat["controls"][0]["how"]
    assert threat["references"][0]["url"].startswith("https://")
    assert all(one["label"] for one in threat["references"])
    assert threat["evidence"][0]["file"] == "docker-compose.yml"
    assert threat["evidence"][0]["line"] == 6
    assert threat["evidence"][0]["element_name"] == "proxy"
    assert threat["fix"]


def test_an_editor_decides_and_the_decision_is_recorded(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    number = socket_threat(model).number
    decision = {"status": "not-applicable", "reason": "The host is thrown away after each build."}

    response = bob.patch(f"{address}{number}/", decision)

    assert response.status_code == 200
    assert response.json()["status"] == "not-applicable"
    event = ModelEvent.objects.get(subject_type="threat", subject_number=number)
    assert event.actor == cast.bob
    assert (event.before["status"], event.after["status"]) == ("open", "not-applicable")
    assert threat_events(bob, model.pk, number)[0]["actor"]["name"] == "Bob"
    bob.patch(f"{address}{number}/", decision)
    assert ModelEvent.objects.filter(subject_type="threat").count() == 1


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        ({"status": "not-applicable"}, "reason"),
        ({"status": "mitigated"}, "status"),
        ({"status": "resolved"}, "status"),
        ({}, "status"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    bob: APIClient, address: str, model: ThreatModel, decision: Json, field: str
) -> None:
    response = bob.patch(f"{address}{socket_threat(model).number}/", decision)

    assert response.status_code == 400
    assert field in response.json()


def test_nothing_is_decided_about_a_threat_that_is_gone(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    threat = socket_threat(model)
    Threat.objects.filter(pk=threat.pk).update(status="resolved", resolution="other")

    assert bob.patch(f"{address}{threat.number}/", {"status": "open"}).status_code == 400


def test_a_number_that_was_never_given_is_not_found(bob: APIClient, address: str) -> None:
    assert bob.get(f"{address}9999/").status_code == 404
    assert bob.patch(f"{address}9999/", {"status": "open"}).status_code == 404
