"""What a team states about a mitigation: effort, cost, expected reduction, tags; and whose change counts."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.shop_model import socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.threats.mitigations.models import Mitigation

Json = dict[str, Any]
ESTIMATE: Json = {"effort": "M", "cost": 1200, "reduction": "mostly", "tags": ["sprint-4", "runtime"]}


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/mitigations/"


@pytest.fixture
def proposed(bob: APIClient, address: str, model: ThreatModel) -> Json:
    body = {"threats": [socket_threat(model).number], "title": "Take the socket away"}
    made: Json = bob.post(address, body).json()
    return made


def test_what_nobody_has_estimated_is_empty(proposed: Json) -> None:
    assert {key: proposed[key] for key in ESTIMATE} == {
        "effort": "",
        "cost": None,
        "reduction": "",
        "tags": [],
    }
    assert proposed["version"] == 0


def test_estimates_and_tags_are_kept_and_recorded(bob: APIClient, address: str, proposed: Json) -> None:
    changed = bob.patch(f"{address}1/", ESTIMATE).json()

    assert {key: changed[key] for key in ESTIMATE} == {**ESTIMATE, "tags": ["runtime", "sprint-4"]}
    event = ModelEvent.objects.filter(subject_type="mitigation").latest("id")
    assert event.what == "changed the effort, the cost, the expected risk reduction and the tags"
    assert event.before == {"effort": "", "cost": None, "reduction": "", "tags": []}
    assert event.after == {**ESTIMATE, "tags": ["runtime", "sprint-4"]}


def test_a_mitigation_is_proposed_with_its_estimate(bob: APIClient, address: str, model: ThreatModel) -> None:
    body = {"threats": [socket_threat(model).number], "title": "Rootless builder", **ESTIMATE}

    made = bob.post(address, body).json()

    assert (made["effort"], made["cost"], made["reduction"]) == ("M", 1200, "mostly")
    assert made["tags"] == ["runtime", "sprint-4"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"effort": "XXL"}, "effort"),
        ({"cost": -1}, "cost"),
        ({"cost": 1_000_000_001}, "cost"),
        ({"cost": 1.5}, "cost"),
        ({"reduction": "90%"}, "reduction"),
        ({"tags": ["x" * 41]}, "tags"),
        ({"tags": [f"t{number}" for number in range(21)]}, "tags"),
    ],
)
def test_what_is_no_estimate_is_refused(
    bob: APIClient, address: str, proposed: Json, change: Json, field: str
) -> None:
    refused = bob.patch(f"{address}1/", change)

    assert refused.status_code == 400
    assert list(refused.json()) == [field]
    assert Mitigation.objects.get().version == 0


def test_the_slower_of_two_people_sees_both_versions(
    bob: APIClient, anna: APIClient, address: str, proposed: Json
) -> None:
    version = proposed["version"]
    bob.patch(f"{address}1/", {"effort": "S", "version": version})

    refused = anna.patch(f"{address}1/", {"effort": "XL", "version": version})

    assert refused.status_code == 409
    assert refused.json()["detail"] == "M1 has been changed by another person since you opened it."
    assert refused.json()["current"]["effort"] == "S"
    assert Mitigation.objects.get().effort == "S"


def test_the_slower_one_may_insist(bob: APIClient, anna: APIClient, address: str, proposed: Json) -> None:
    bob.patch(f"{address}1/", {"effort": "S", "version": 0})
    current = anna.patch(f"{address}1/", {"effort": "XL", "version": 0}).json()["current"]

    saved = anna.patch(f"{address}1/", {"effort": "XL", "version": current["version"]})

    assert (saved.status_code, saved.json()["effort"]) == (200, "XL")


def test_a_change_of_nothing_makes_no_version(bob: APIClient, address: str, proposed: Json) -> None:
    assert bob.patch(f"{address}1/", {"effort": "", "version": 0}).json()["version"] == 0


def test_attaching_it_to_more_threats_makes_a_version(
    bob: APIClient, address: str, proposed: Json, model: ThreatModel
) -> None:
    rows = bob.get(f"/api/models/{model.pk}/threats/").json()
    others = [row["number"] for row in rows["results"] if row["number"] != proposed["threats"][0]["number"]]
    bob.post(
        f"/api/models/{model.pk}/threats/changes/",
        {
            "selection": {"all": False, "numbers": others[:2], "filter": None},
            "seen": rows["seen"],
            "change": {"mitigation": 1},
        },
    )

    outdated = bob.patch(f"{address}1/", {"threats": [others[0]], "version": 0})

    assert outdated.status_code == 409
    assert Mitigation.objects.get().threats.count() == 3


def test_the_list_is_narrowed_by_effort_and_tag(bob: APIClient, address: str, proposed: Json) -> None:
    bob.patch(f"{address}1/", ESTIMATE)

    def found(query: str) -> int:
        count: int = bob.get(f"{address}?{query}").json()["count"]
        return count

    assert (found("effort=M"), found("effort=S"), found("effort=M&effort=S")) == (1, 0, 1)
    assert (found("tag=runtime"), found("tag=build")) == (1, 0)
    assert bob.get(f"{address}tags/").json() == [
        {"name": "runtime", "count": 1},
        {"name": "sprint-4", "count": 1},
    ]


def test_a_copy_of_the_model_keeps_estimates_and_tags(
    bob: APIClient, address: str, proposed: Json, model: ThreatModel
) -> None:
    bob.patch(f"{address}1/", ESTIMATE)

    copy = bob.post(f"/api/models/{model.pk}/duplicate/", {"name": "Copy", "with_decisions": True}).json()

    copied = bob.get(f"/api/models/{copy['id']}/mitigations/1/").json()
    assert {key: copied[key] for key in ESTIMATE} == {**ESTIMATE, "tags": ["runtime", "sprint-4"]}


def test_the_team_names_the_currency_of_costs(alice: APIClient, bob: APIClient, model: ThreatModel) -> None:
    team = f"/api/teams/{model.team_id}/"

    assert alice.patch(team, {"currency": "euro"}).status_code == 400
    assert bob.patch(team, {"currency": "EUR"}).status_code == 403
    assert alice.patch(team, {"currency": "EUR"}).json()["currency"] == "EUR"
    assert alice.patch(team, {"currency": ""}).json()["currency"] == ""
