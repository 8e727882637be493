"""The smallest set of changes that together put a goal out of reach."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People, client_of
from tests.shop_model import COMPOSE, SOCKET, import_text
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import PathRun
from threatmodel.attack_paths.services.path_computation import paths_refresh

Json = dict[str, Any]
TWO_WAYS = COMPOSE.replace("    depends_on: [shop]\n", "    depends_on: [shop]\n    privileged: true\n")


def node_goal(client: APIClient, address: str) -> str:
    goals = client.get(f"{address}goals/").json()["results"]
    key: str = next(one["key"] for one in goals if one["element"]["uid"] == "node:compose")
    return key


def cut_of(client: APIClient, address: str) -> Json:
    response = client.get(f"{address}goals/{node_goal(client, address)}/cut/")
    assert response.status_code == 200, response.content
    found: Json = response.json()
    return found


def test_one_change_is_enough_where_one_is_on_all_paths(vera: APIClient, address: str, run: PathRun) -> None:
    cut = cut_of(vera, address)

    assert len(cut["fixes"]) == cut["at_least"] == 1
    assert cut["is_smallest"]
    assert 0 < cut["cut"] == cut["paths"]
    assert not cut["assumed_start"]
    assert cut["remaining"] == []


def test_the_changes_together_put_the_goal_out_of_reach(
    vera: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    assert SOCKET in TWO_WAYS
    import_text(model, cast.bob, TWO_WAYS)
    paths_refresh(model_id=model.pk)

    cut = cut_of(vera, address)

    assert len(cut["fixes"]) == cut["at_least"] > 1
    fixes = [{"control": one["control"]["id"], "uid": one["element"]["uid"]} for one in cut["fixes"]]
    brought = vera.post(f"{address}what-if/", {"controls": fixes}, format="json").json()
    goal = next(one for one in brought["goals"] if one["element"]["uid"] == "node:compose")
    assert goal["before"]["cost"] is not None
    assert goal["after"]["cost"] is None
    assert cut["cut"] == cut["paths"] > 0


def test_where_no_attacker_counts_the_changes_stop_one_who_is_inside(
    vera: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    import_text(model, cast.bob, "services: {api: {image: shop/api:1.0, privileged: true}}")
    paths_refresh(model_id=model.pk)

    cut = cut_of(vera, address)

    assert len(cut["fixes"]) == cut["at_least"] == 1
    assert cut["assumed_start"]
    assert cut["cut"] == cut["paths"] > 0


def test_a_planned_change_names_its_mitigation(bob: APIClient, address: str, run: PathRun) -> None:
    (fix,) = cut_of(bob, address)["fixes"]
    body = {"control": fix["control"]["id"], "uid": fix["element"]["uid"]}
    planned = bob.post(f"{address}fixes/", body, format="json").json()

    (again,) = cut_of(bob, address)["fixes"]

    assert fix["mitigation"] is None
    assert again["mitigation"] == {"number": planned["number"], "status": "planned"}


@pytest.mark.parametrize("goal", ["nothing", "k-1"])
def test_an_unknown_goal_is_not_found(vera: APIClient, address: str, run: PathRun, goal: str) -> None:
    assert vera.get(f"{address}goals/{goal}/cut/").status_code == 404


def test_a_stranger_gets_404(address: str, vera: APIClient, cast: People, run: PathRun) -> None:
    key = node_goal(vera, address)

    assert client_of(cast.charlie).get(f"{address}goals/{key}/cut/").status_code == 404
