"""Trees as people edit them: values, added nodes, nodes that do not apply, and what outlives analyses."""

from collections.abc import Collection

import pytest

from threatmodel.engine.analysis.attack_trees.from_paths import Path, goal_key, tree_of_paths
from threatmodel.engine.analysis.attack_trees.minimal_attack_sets import tree_figures
from threatmodel.engine.analysis.attack_trees.tree import AttackTree, TreeNode, tree_from_json, tree_to_json
from threatmodel.engine.analysis.attack_trees.tree_edits import (
    AddedNode,
    LeafValues,
    Placing,
    applicable_tree,
    edited_tree,
    tree_by_hand,
)
from threatmodel.engine.analysis.paths.attack_graph import Edge
from threatmodel.engine.library.attack_steps import State, load_steps

KEYS = {name: f"key-{name}" for name in "rabcd"}


def leaf(uid: str, cost: int = 1) -> TreeNode:
    return TreeNode(uid, "leaf", uid, (), KEYS[uid], cost=cost, probability=0.5)


def tree() -> AttackTree:
    """The goal by a alone, or by b and c."""
    both = TreeNode("d", "and", "d", ("b", "c"), KEYS["d"])
    return AttackTree(
        "r", (TreeNode("r", "or", "r", ("a", "d"), KEYS["r"]), leaf("a", 9), both, *map(leaf, "bc"))
    )


def added(uid: str, parent: str, placing: Placing = "way", cost: int = 3) -> AddedNode:
    return AddedNode(uid, parent, placing, uid, LeafValues(cost=cost, skill="easy", probability=0.5))


def sets_of(found: AttackTree) -> set[frozenset[str]]:
    return {frozenset(one) for one in tree_figures(found).sets}


def test_values_of_people_replace_those_that_were_computed() -> None:
    found = edited_tree(tree(), {KEYS["b"]: LeafValues(cost=20, detectability=0.9)}, ())

    node = found.by_id()["b"]
    assert (node.cost, node.detectability, node.probability, node.skill) == (20, 0.9, 0.5, "trivial")
    assert tree_figures(tree()).cost == 2
    assert tree_figures(found).cost == 9


@pytest.mark.parametrize(
    ("parent", "placing", "sets"),
    [
        ("r", "way", ["a", "bc", "x"]),
        ("r", "step", ["ax", "bcx"]),
        ("d", "way", ["a", "bc", "x"]),
        ("d", "step", ["a", "bcx"]),
        ("a", "way", ["a", "bc", "x"]),
        ("a", "step", ["ax", "bc"]),
        ("b", "way", ["a", "bc", "xc"]),
        ("b", "step", ["a", "bcx"]),
    ],
)
def test_an_added_node_is_another_way_or_a_further_step(
    parent: str, placing: Placing, sets: list[str]
) -> None:
    found = edited_tree(tree(), {}, [added("x", KEYS[parent], placing)])

    assert sets_of(found) == {frozenset(one) for one in sets}
    assert tree_from_json(tree_to_json(found)) == found


def test_added_nodes_are_refined_by_further_ones() -> None:
    nodes = [added("x", KEYS["a"], "step"), added("y", "x"), added("z", "y", "step")]

    found = edited_tree(tree(), {}, nodes)

    assert sets_of(found) == {frozenset(one) for one in ("ax", "ayz", "bc")}


def test_an_added_node_below_nothing_is_left_out() -> None:
    assert edited_tree(tree(), {}, [added("x", "elsewhere")]) == edited_tree(tree(), {}, ())


@pytest.mark.parametrize(
    ("inapplicable", "sets"),
    [("a", ["bc"]), ("b", ["a"]), ("d", ["a"]), ("ab", None), ("r", None), ("", ["a", "bc"])],
)
def test_what_does_not_apply_falls_with_what_needs_it(inapplicable: str, sets: list[str] | None) -> None:
    found = applicable_tree(tree(), {KEYS[one] for one in inapplicable})

    if sets is None:
        assert found is None
    else:
        assert found is not None
        assert sets_of(found) == {frozenset(one) for one in sets}
        assert tree_from_json(tree_to_json(found)) == found


def test_a_goal_without_paths_has_a_tree_of_people_alone() -> None:
    root = tree_by_hand("Goal", "goal")

    found = edited_tree(AttackTree(root.id, (root,)), {}, [added("x", "goal"), added("y", "goal", "step")])

    assert sets_of(found) == {frozenset("xy")}


# --- keys ------------------------------------------------------------------------------------------

START, ONE, OTHER, MIDDLE, END = (
    State(name, "execute") for name in ("start", "one", "other", "middle", "end")
)
BY_ONE, BY_OTHER = (START, ONE, MIDDLE, END), (START, OTHER, MIDDLE, END)


def edges(start: State, end: State) -> list[Edge]:
    return [Edge(start, end, load_steps()[0], end.element, 0, None)]


def tree_of(*paths: Path, kept: Collection[str] = ()) -> AttackTree:
    return tree_of_paths("Goal", paths, between=edges, called=str, kept=kept)


def test_keys_stay_when_a_path_is_gone() -> None:
    whole, fewer = tree_of(BY_ONE, BY_OTHER), tree_of(BY_ONE)

    assert whole.by_id()[whole.root].key == fewer.by_id()[fewer.root].key == goal_key([END])
    assert {node.key for node in fewer.nodes} < {node.key for node in whole.nodes}


def test_a_node_that_people_edited_is_not_merged_with_the_one_above() -> None:
    """Having the middle has two ways, of which one goes: the node, and what was added to it, stays."""
    whole, fewer = tree_of(BY_ONE, BY_OTHER), tree_of(BY_ONE)
    (middle,) = (node for node in whole.nodes if node.gate == "or" and node.id != whole.root)
    assert middle.key not in {node.key for node in fewer.nodes}

    found = edited_tree(tree_of(BY_ONE, kept=[middle.key]), {}, [added("x", middle.key)])

    leaf_of = {node.subject: node.id for node in fewer.nodes if node.gate == "leaf"}
    one, last = {leaf_of["one"], leaf_of["middle"], leaf_of["end"]}, leaf_of["end"]
    assert sets_of(found) == {frozenset(one), frozenset({"x", last})}
