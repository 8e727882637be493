"""The attack tree of a goal: made of its paths, edited by people, kept over analyses, drawn as a picture."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import FIXED, import_text
from threatmodel.architecture.layout import graphviz_program
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.attack_paths.models import AttackTreeNode, PathRun
from threatmodel.attack_paths.services.path_computation import paths_refresh
from threatmodel.history.models import ModelEvent

Json = dict[str, Any]
EDIT: Json = {"probability": 0.2, "detectability": 0.9, "reason": "Watched day and night", "version": 0}
WAY: Json = {"placing": "way", "title": "Bribe the operator", "cost": 3, "skill": "easy", "probability": 0.5}


@pytest.fixture
def tree_address(vera: APIClient, address: str, run: PathRun) -> str:
    """Where the tree of the host's takeover is."""
    rows = vera.get(f"{address}goals/").json()["results"]
    key = next(row["key"] for row in rows if row["element"]["uid"] == "node:compose")
    return f"{address}goals/{key}/tree/"


def leaf_of(tree: Json, step: str) -> Json:
    """The leaf whose title has these words."""
    return next(node for node in tree["nodes"] if node["gate"] == "leaf" and step in node["title"])


def root_of(tree: Json) -> Json:
    return next(node for node in tree["nodes"] if node["id"] == tree["root"])


def test_the_tree_is_made_of_the_paths_of_attackers_who_count(
    vera: APIClient, tree_address: str, address: str
) -> None:
    tree = vera.get(tree_address).json()
    paths = vera.get(f"{address}goals/{tree['goal']['key']}/?attacker=internet").json()["paths"]

    assert "internet" in tree["attackers"]
    assert "compromised-workload" not in tree["attackers"]
    assert not tree["possible"]
    assert root_of(tree)["title"] == tree["goal"]["title"]
    assert tree["figures"]["cost"] == min(path["cost"] for path in paths)
    assert tree["figures"] == tree["computed_figures"]
    known = {node["id"] for node in tree["nodes"]}
    assert {leaf for one in tree["figures"]["sets"] for leaf in one["leaves"]} <= known
    assert all(node["counted"] and node["edit"] is None for node in tree["nodes"])


def test_the_tree_of_one_attacker(vera: APIClient, tree_address: str) -> None:
    tree = vera.get(f"{tree_address}?attacker=compromised-workload").json()

    assert tree["attackers"] == ["compromised-workload"]
    assert tree["figures"]["cost"] < vera.get(tree_address).json()["figures"]["cost"]


def test_values_of_a_leaf_change_the_figures_of_every_tree(
    bob: APIClient, tree_address: str, model: ThreatModel
) -> None:
    before = bob.get(tree_address).json()
    leaf = leaf_of(before, "socket")

    said = bob.put(f"{tree_address}nodes/{leaf['key']}/", EDIT, format="json")
    after = bob.get(tree_address).json()

    assert said.status_code == 200, said.content
    assert (said.json()["version"], said.json()["updated_by"]["name"]) == (1, "Bob")
    edited = leaf_of(after, "socket")
    assert (edited["probability"], edited["computed"]["probability"]) == (0.2, leaf["probability"])
    assert edited["cost"] == leaf["cost"]
    assert after["figures"]["probability"] < before["figures"]["probability"]
    assert after["computed_figures"] == before["figures"]
    event = ModelEvent.objects.get(model=model, subject_type="attack-tree-node")
    assert (event.what, event.after["reason"]) == ("changed the attack tree node", EDIT["reason"])


def test_edits_survive_an_analysis_in_which_their_step_is_gone(
    bob: APIClient, tree_address: str, model: ThreatModel, cast: People
) -> None:
    leaf = leaf_of(bob.get(tree_address).json(), "socket")
    bob.put(f"{tree_address}nodes/{leaf['key']}/", EDIT, format="json")

    import_text(model, cast.bob, FIXED)
    paths_refresh(model_id=model.pk)
    gone = bob.get(tree_address).json()
    import_text(model, cast.bob)
    paths_refresh(model_id=model.pk)

    assert "socket" not in str([node["title"] for node in gone["nodes"]])
    assert leaf_of(bob.get(tree_address).json(), "socket")["edit"]["reason"] == EDIT["reason"]


def test_what_does_not_apply_leaves_the_figures(bob: APIClient, tree_address: str) -> None:
    leaf = leaf_of(bob.get(tree_address).json(), "socket")
    away = {"applies": False, "reason": "The socket is a proxy that refuses", "version": 0}

    assert bob.put(f"{tree_address}nodes/{leaf['key']}/", away, format="json").status_code == 200

    tree = bob.get(tree_address).json()
    assert tree["figures"] is None
    assert tree["computed_figures"] is not None
    assert not leaf_of(tree, "socket")["counted"]


def test_people_add_ways_and_steps(bob: APIClient, tree_address: str) -> None:
    root = root_of(bob.get(tree_address).json())

    way = bob.post(f"{tree_address}nodes/", {**WAY, "parent": root["key"]}, format="json").json()
    step = {"placing": "step", "title": "Find the operator", "parent": way["key"]}
    made = bob.post(f"{tree_address}nodes/", step, format="json").json()

    tree = bob.get(tree_address).json()
    assert (made["skill"], made["cost"], made["version"]) == ("moderate", 5, 1)
    added = {node["title"] for node in tree["nodes"] if node["added"]}
    assert added == {"Bribe the operator", "Find the operator"}
    assert {way["key"], made["key"]} in [set(one["leaves"]) for one in tree["figures"]["sets"]]
    assert tree["figures"]["probability"] > tree["computed_figures"]["probability"]


def test_an_added_node_is_edited_deleted_and_restored(bob: APIClient, tree_address: str) -> None:
    root = root_of(bob.get(tree_address).json())
    way = bob.post(f"{tree_address}nodes/", {**WAY, "parent": root["key"]}, format="json").json()
    one = f"{tree_address}nodes/{way['key']}/"

    values = {**{key: WAY[key] for key in ("cost", "skill")}, "title": "Threaten the operator", "version": 1}

    edited = bob.put(one, values, format="json").json()
    assert (edited["title"], edited["version"]) == ("Threaten the operator", 2)
    assert bob.put(one, values, format="json").status_code == 409
    assert bob.delete(f"{one}?version=1").status_code == 409
    assert bob.delete(f"{one}?version=2").status_code == 204
    assert not [node for node in bob.get(tree_address).json()["nodes"] if node["added"]]

    back = bob.post(f"{one}restore/").json()

    assert (back["title"], back["cost"], back["version"]) == ("Threaten the operator", 3, 3)
    assert [node["title"] for node in bob.get(tree_address).json()["nodes"] if node["added"]] == [
        "Threaten the operator"
    ]


def test_an_edit_is_reset_and_the_reset_taken_back(bob: APIClient, tree_address: str) -> None:
    leaf = leaf_of(bob.get(tree_address).json(), "socket")
    one = f"{tree_address}nodes/{leaf['key']}/"
    bob.put(one, EDIT, format="json")

    assert bob.delete(f"{one}?version=1").status_code == 204
    assert leaf_of(bob.get(tree_address).json(), "socket") == leaf
    assert bob.post(f"{one}restore/").json()["probability"] == 0.2
    assert bob.post(f"{one}restore/").status_code == 400


def test_an_edit_of_what_was_reset_meanwhile_is_refused(bob: APIClient, tree_address: str) -> None:
    leaf = leaf_of(bob.get(tree_address).json(), "socket")
    one = f"{tree_address}nodes/{leaf['key']}/"
    bob.put(one, EDIT, format="json")
    bob.delete(f"{one}?version=1")

    refused = bob.put(one, {**EDIT, "version": 1}, format="json")

    assert refused.status_code == 409
    assert (refused.json()["current"]["version"], refused.json()["current"]["reason"]) == (0, "")
    assert bob.put(one, EDIT, format="json").json()["version"] == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"applies": False, "probability": None, "detectability": None, "reason": ""}, "reason"),
        ({"probability": 1.5}, "probability"),
        ({"detectability": -1}, "detectability"),
        ({"cost": 1001}, "cost"),
        ({"skill": "magic"}, "skill"),
    ],
)
def test_edits_that_cannot_be(bob: APIClient, tree_address: str, values: Json, field: str) -> None:
    leaf = leaf_of(bob.get(tree_address).json(), "socket")

    response = bob.put(f"{tree_address}nodes/{leaf['key']}/", {**EDIT, **values}, format="json")

    assert response.status_code == 400
    assert list(response.json()) == [field]


def test_only_leaves_have_values(bob: APIClient, tree_address: str) -> None:
    root = root_of(bob.get(tree_address).json())
    one = f"{tree_address}nodes/{root['key']}/"

    assert bob.put(one, EDIT, format="json").status_code == 400
    assert bob.put(one, {"note": "Discussed in May", "version": 0}, format="json").status_code == 200


@pytest.mark.parametrize(
    ("values", "field"),
    [({"parent": "nothing"}, "parent"), ({"title": " "}, "title"), ({"placing": "or"}, "placing")],
)
def test_nodes_that_cannot_be_added(bob: APIClient, tree_address: str, values: Json, field: str) -> None:
    root = root_of(bob.get(tree_address).json())

    response = bob.post(f"{tree_address}nodes/", {**WAY, "parent": root["key"], **values}, format="json")

    assert response.status_code == 400
    assert list(response.json()) == [field]


def test_nodes_below_each_other_are_limited(bob: APIClient, tree_address: str) -> None:
    parent, answers = root_of(bob.get(tree_address).json())["key"], []
    for number in range(21):
        way = {**WAY, "title": f"Way {number}", "parent": parent}
        response = bob.post(f"{tree_address}nodes/", way, format="json")
        answers.append(response.status_code)
        parent = response.json().get("key", parent)

    assert answers == [201] * 20 + [400]


def test_a_goal_without_paths_has_a_tree_by_hand(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    jewel = {"uid": "compose:db", "level": "root", "title": "Root of the database", "worth": "high"}
    bob.post(f"{address}crown-jewels/", jewel, format="json")
    paths_refresh(model_id=model.pk)
    rows = bob.get(f"{address}goals/?search=root of").json()["results"]
    where = f"{address}goals/{rows[0]['key']}/tree/"

    empty = bob.get(where).json()
    bob.post(f"{where}nodes/", {**WAY, "parent": root_of(empty)["key"]}, format="json")
    tree = bob.get(where).json()

    assert (rows[0]["paths"], empty["figures"], len(empty["nodes"])) == (0, None, 1)
    assert (tree["figures"]["cost"], tree["computed_figures"]) == (3, None)


def test_viewers_may_look_and_not_write(vera: APIClient, tree_address: str) -> None:
    root = root_of(vera.get(tree_address).json())

    assert vera.get(f"{tree_address}picture/").status_code == 200
    assert vera.put(f"{tree_address}nodes/{root['key']}/", EDIT, format="json").status_code == 403
    assert (
        vera.post(f"{tree_address}nodes/", {**WAY, "parent": root["key"]}, format="json").status_code == 403
    )


def test_edits_go_along_with_a_copy(bob: APIClient, tree_address: str, model: ThreatModel) -> None:
    root = root_of(bob.get(tree_address).json())
    bob.post(f"{tree_address}nodes/", {**WAY, "parent": root["key"]}, format="json")

    made = bob.post(f"/api/models/{model.pk}/duplicate/", {"name": "Copy"}, format="json").json()

    assert [row.title for row in AttackTreeNode.objects.filter(model=made["id"])] == [WAY["title"]]
    assert AttackTreeNode.objects.filter(model=model).count() == 1


# --- pictures --------------------------------------------------------------------------------------


def test_the_picture_is_a_file_that_runs_nothing(vera: APIClient, tree_address: str) -> None:
    svg = vera.get(f"{tree_address}picture/")
    png = vera.get(f"{tree_address}picture/?type=png")

    assert svg["Content-Type"] == "image/svg+xml"
    assert svg["Content-Disposition"].startswith('attachment; filename="attack-tree-')
    assert svg["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert svg["X-Content-Type-Options"] == "nosniff"
    assert b"<svg" in svg.content
    assert png.content.startswith(b"\x89PNG")
    assert vera.get(f"{tree_address}picture/?type=pdf").status_code == 400


def test_names_are_nothing_but_text_in_a_picture(
    vera: APIClient, tree_address: str, model: ThreatModel
) -> None:
    hostile = '"];x[URL="x:y"]<b>\\N<script>'
    Element.objects.filter(model=model, uid="compose:proxy").update(name=hostile)

    svg = vera.get(f"{tree_address}picture/").content.decode()

    assert "<script" not in svg
    assert "<a " not in svg
    assert "<b>" not in svg
    assert "&quot;];x[URL=&quot;x:y&quot;]&lt;b&gt;\\N&lt;script&gt;" in svg


def test_without_graphviz_the_picture_says_so(
    vera: APIClient, tree_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> str:
        raise graphviz_program.DotFailed("Graphviz is not installed")

    monkeypatch.setattr(graphviz_program, "program", missing)

    response = vera.get(f"{tree_address}picture/")

    assert response.status_code == 503
    assert response.json()["detail"] == "The picture cannot be drawn: Graphviz is not installed."


def test_a_tree_too_large_for_a_picture_says_so(
    vera: APIClient, tree_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.attack_paths.selectors.tree_pictures.MOST_NODES", 2)

    response = vera.get(f"{tree_address}picture/")

    assert response.status_code == 400
    assert "too many for a picture" in response.json()["detail"]
