"""Stage 6 sums up the attack trees of what objectives depend on, and leads to them."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.pasta.rows import add
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.pasta.selectors import objective_trees
from threatmodel.pasta.selectors.objective_trees import TREES_OF_AN_OBJECTIVE

Json = dict[str, Any]


def trees(client: APIClient, model: ThreatModel) -> Json:
    response = client.get(f"/api/models/{model.pk}/pasta/stages/6/")
    assert response.status_code == 200, response.content
    return next(one for one in response.json()["sections"] if one["id"] == "trees")


@pytest.fixture
def harmed(bob: APIClient, model: ThreatModel) -> ThreatModel:
    """The shop with its attack paths and an objective that they harm."""
    paths_refresh(model_id=model.pk)
    add(bob, model, "objectives", title="The proxy runs", criticality="low", depends_on=["compose:proxy"])
    return model


def full_tree(client: APIClient, model: ThreatModel, goal: str) -> tuple[str, Json]:
    address = f"/api/models/{model.pk}/attack-paths/goals/{goal}/tree/"
    found: Json = client.get(address).json()
    return address, found


def test_without_objectives_there_is_no_tree(bob: APIClient, model: ThreatModel) -> None:
    paths_refresh(model_id=model.pk)

    assert trees(bob, model)["count"] == 0


def test_each_tree_has_the_figures_of_the_page_of_attack_paths(bob: APIClient, harmed: ThreatModel) -> None:
    rows = trees(bob, harmed)["rows"]

    assert 0 < len(rows) <= TREES_OF_AN_OBJECTIVE
    for row in rows:
        figures = full_tree(bob, harmed, row["target"])[1]["figures"]
        objective, cheapest, likelihood, sets = row["values"]
        assert (objective, row["on"]) == ("The proxy runs", "attack-tree")
        steps = len(figures["sets"][0]["leaves"])
        assert cheapest.startswith(f"cost {figures['cost']} in {steps} step")
        assert likelihood == f"{round(100 * figures['probability'])} %"
        assert sets == str(len(figures["sets"]))


def test_a_tree_without_a_way_left_says_so(bob: APIClient, harmed: ThreatModel) -> None:
    goal = trees(bob, harmed)["rows"][0]["target"]
    address, tree = full_tree(bob, harmed, goal)
    for key in {node["key"] for node in tree["nodes"] if node["gate"] == "leaf"}:
        away = {"applies": False, "reason": "Out of reach", "version": 0}
        assert bob.put(f"{address}nodes/{key}/", away, format="json").status_code == 200

    row = next(one for one in trees(bob, harmed)["rows"] if one["target"] == goal)

    assert row["values"][1:] == ["none", "none", "none"]
    assert row["note"] == "Every way needs a step that does not apply."


def test_of_many_objectives_the_most_critical_have_their_trees(
    bob: APIClient, harmed: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(bob, harmed, "objectives", title="Orders stay", criticality="critical", depends_on=["compose:db"])
    monkeypatch.setattr(objective_trees, "TREES_MOST", 1)

    rows = trees(bob, harmed)["rows"]

    assert "Orders stay" in {row["values"][0] for row in rows}
    assert len({row["target"] for row in rows}) == 1
