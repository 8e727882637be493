"""Stage 7: what attacks risk before and after, and what each set of countermeasures would remove."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.pasta.rows import add, records
from tests.pasta.test_stage_records import address
from tests.pasta.test_stages import check, section
from tests.shop_model import socket_threat
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job

Json = dict[str, Any]


@pytest.fixture
def host(bob: APIClient, model: ThreatModel) -> Json:
    """An objective that depends on the host, which the socket of the proxy gives away."""
    return add(bob, model, "objectives", title="The host is ours", depends_on=["node:compose"])


def mitigation(client: APIClient, model: ThreatModel, **changes: Any) -> int:
    body = {"control": "remove-runtime-socket", "threats": [socket_threat(model).number], **changes}
    made = client.post(f"/api/models/{model.pk}/mitigations/", body, format="json")
    assert made.status_code == 201, made.content
    return int(made.json()["number"])


def row(client: APIClient, model: ThreatModel, name: str) -> list[str]:
    values: list[str] = section(client, model, 7, name)["rows"][0]["values"]
    return values


def refresh(model: ThreatModel) -> None:
    paths_refresh(model_id=model.pk)


def test_a_set_shows_what_it_removes_and_for_what_cost(
    bob: APIClient, model: ThreatModel, host: Json
) -> None:
    number = mitigation(bob, model)
    made = add(bob, model, "countermeasure-sets", mitigations=[number], cost=4, cost_unit="days")
    waiting = row(bob, model, "set_returns")

    asked = Job.objects.filter(model=model, kind=JobKind.ATTACK_PATHS).exists()
    refresh(model)

    named, _target, removed, cost, back, chosen = row(bob, model, "set_returns")
    assert asked
    assert made["mitigations"] == [number]
    assert waiting[:2] == [f"M{number}", "none"]
    share = int(removed.removesuffix(" %"))
    assert 0 < share <= 100
    assert (named, cost, chosen) == (f"M{number}", "4 days", "no")
    assert back == f"{share / 4:.2g} %"


def test_the_target_is_the_risk_with_the_chosen_set(bob: APIClient, model: ThreatModel, host: Json) -> None:
    refresh(model)
    _critical, inherent, residual, without, _count = row(bob, model, "attack_risk")
    number = mitigation(bob, model)
    add(bob, model, "countermeasure-sets", mitigations=[number], chosen=True)
    refresh(model)

    _critical, after, same, target, _count = row(bob, model, "attack_risk")
    assert without == "no set chosen"
    assert (after, same) == (inherent, residual)
    assert target != residual
    assert check(bob, model, 7, "set-chosen")["met"]


def test_what_is_done_lowers_the_residual_and_not_the_inherent_risk(
    bob: APIClient, model: ThreatModel, host: Json
) -> None:
    refresh(model)
    before = row(bob, model, "attack_risk")
    mitigation(bob, model, status="implemented")

    refresh(model)

    after = row(bob, model, "attack_risk")
    assert after[1] == before[1]
    assert after[2] != before[2]


def test_the_risk_of_components_names_those_with_a_part_in_an_attack(
    bob: APIClient, model: ThreatModel, host: Json
) -> None:
    refresh(model)

    rows = section(bob, model, 7, "component_risk")["rows"]

    assert {"proxy", "Docker host"} <= {one["name"] for one in rows}
    assert {one["on"] for one in rows} == {"element"}


def test_without_objectives_nothing_is_rated(bob: APIClient, model: ThreatModel) -> None:
    refresh(model)

    assert section(bob, model, 7, "attack_risk")["count"] == 0
    assert section(bob, model, 7, "component_risk")["count"] == 0


def test_choosing_a_set_takes_the_choice_from_the_other(bob: APIClient, model: ThreatModel) -> None:
    first = add(bob, model, "countermeasure-sets", title="First", chosen=True)
    add(bob, model, "countermeasure-sets", title="Second", chosen=True)

    rows = records(bob, model)["countermeasure_sets"]
    assert {one["title"]: one["chosen"] for one in rows} == {"First": False, "Second": True}
    assert next(one["version"] for one in rows if one["title"] == "First") == first["version"] + 1


def test_a_set_of_mitigations_that_name_no_control_says_so(bob: APIClient, model: ThreatModel) -> None:
    number = mitigation(bob, model, control=None, title="Talk to them")
    add(bob, model, "countermeasure-sets", mitigations=[number])

    assert row(bob, model, "set_returns")[1] == "its mitigations name no control"


@pytest.mark.parametrize("changes", [{"mitigations": [999]}, {"cost": -1}, {"title": ""}])
def test_sets_that_cannot_be(bob: APIClient, model: ThreatModel, changes: Json) -> None:
    body = {"title": "Set", **changes}

    assert bob.post(address(model, "countermeasure-sets"), body, format="json").status_code == 400
