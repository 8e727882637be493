"""Attack trees: what they amount to, against brute force; how they are made, stored and refused."""

from itertools import combinations, product
from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.engine.analysis.paths.test_attack_analysis import INTERNET, NODE, goal_at, shop
from threatmodel.engine.analysis.attack_trees import bdd, minimal_attack_sets
from threatmodel.engine.analysis.attack_trees.minimal_attack_sets import tree_figures
from threatmodel.engine.analysis.attack_trees.tree import (
    GATES,
    AttackTree,
    TreeNode,
    tree_from_json,
    tree_to_json,
)
from threatmodel.engine.analysis.attack_trees.tree_problems import InvalidTree
from threatmodel.engine.exporters.attack_tree_dot import tree_to_dot
from threatmodel.engine.library.attack_steps import COSTS, State

LEAVES = [f"leaf-{number}" for number in range(5)]


@st.composite
def trees(draw: st.DrawFn) -> AttackTree:
    """Trees over few leaves, so that these are repeated; each gate has nodes before it as children."""
    skills = st.sampled_from([*COSTS])
    chance = st.sampled_from([0.0, 0.25, 0.5, 1.0])
    nodes = [
        TreeNode(uid, "leaf", uid, cost=draw(st.integers(0, 9)), skill=draw(skills), probability=draw(chance))
        for uid in LEAVES
    ]
    for number in range(draw(st.integers(1, 5))):
        names = st.sampled_from([node.id for node in nodes])
        children = draw(st.lists(names, min_size=1, max_size=3, unique=True))
        gate = draw(st.sampled_from(GATES[:2]))
        nodes.append(TreeNode(f"gate-{number}", gate, f"gate-{number}", tuple(children)))
    tree = AttackTree(nodes[-1].id, tuple(nodes))
    return AttackTree(tree.root, tuple(node for node in nodes if node.id in below(tree)))


def below(tree: AttackTree) -> set[str]:
    nodes = tree.by_id()
    found, waiting = set[str](), [tree.root]
    while waiting:
        uid = waiting.pop()
        found.add(uid)
        waiting += nodes[uid].children
    return found


def holds(tree: AttackTree, done: set[str]) -> bool:
    nodes = tree.by_id()

    def is_had(uid: str) -> bool:
        node = nodes[uid]
        if node.gate == "leaf":
            return uid in done
        return (all if node.gate == "and" else any)(is_had(child) for child in node.children)

    return is_had(tree.root)


def leaves_of(tree: AttackTree) -> list[TreeNode]:
    return [node for node in tree.nodes if node.gate == "leaf"]


@given(tree=trees())
def test_the_minimal_sets_are_those_of_brute_force(tree: AttackTree) -> None:
    leaves = [node.id for node in leaves_of(tree)]
    doing = [{*some} for size in range(len(leaves) + 1) for some in combinations(leaves, size)]
    enough = [some for some in doing if holds(tree, some)]
    minimal = [some for some in enough if not any(other < some for other in enough)]

    found = tree_figures(tree)

    assert sorted(found.sets) == sorted(tuple(sorted(some)) for some in minimal)
    assert found.are_all_sets
    nodes = tree.by_id()
    assert found.cost == min(sum(nodes[leaf].cost for leaf in some) for some in minimal)
    hardest = [max(COSTS[nodes[leaf].skill] for leaf in some) for some in minimal]
    assert COSTS[found.skill] == min(hardest)


@given(tree=trees())
def test_the_probability_is_that_of_brute_force(tree: AttackTree) -> None:
    leaves = leaves_of(tree)
    expected = 0.0
    for outcome in product([True, False], repeat=len(leaves)):
        done = {leaf.id for leaf, succeeds in zip(leaves, outcome, strict=True) if succeeds}
        if holds(tree, done):
            chances = zip(leaves, outcome, strict=True)
            expected += prod(
                leaf.probability if succeeds else 1 - leaf.probability for leaf, succeeds in chances
            )

    found = tree_figures(tree)

    assert found.is_exact
    assert found.probability == pytest.approx(expected, abs=1e-6)


@given(tree=trees())
def test_a_tree_beyond_the_limits_gives_a_bound_and_says_so(tree: AttackTree) -> None:
    exact = tree_figures(tree)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bdd, "MAX_NODES", 2)
        found = tree_figures(tree)
        patch.setattr(minimal_attack_sets, "MAX_SETS", 1)
        fewest = tree_figures(tree)

    assert not found.is_exact
    assert found.probability >= exact.probability - 1e-6
    assert len(fewest.sets) == 1
    assert fewest.are_all_sets or fewest.cost >= exact.cost


def test_a_tree_of_many_combinations_is_worked_out_within_its_limits() -> None:
    """Ten gates of 30 leaves each: 30 to the power of 10 minimal sets."""
    leaves = [
        TreeNode(f"{n}-{m}", "leaf", "x", cost=m, probability=0.01) for n in range(10) for m in range(30)
    ]
    gates = [TreeNode(f"g{n}", "or", "x", tuple(f"{n}-{m}" for m in range(30))) for n in range(10)]
    root = TreeNode("r", "and", "x", tuple(gate.id for gate in gates))

    found = tree_figures(AttackTree("r", (root, *gates, *leaves)))

    assert (found.cost, found.are_all_sets, len(found.sets)) == (0, False, minimal_attack_sets.MAX_SETS)
    assert found.is_exact
    assert found.probability == pytest.approx((1 - 0.99**30) ** 10, abs=1e-6)


def test_a_leaf_in_two_branches_counts_once() -> None:
    leaf = TreeNode("key", "leaf", "Steal the key", cost=5, probability=0.5)
    doors = [TreeNode(f"door-{n}", "leaf", f"Door {n}", cost=n, probability=0.5) for n in (1, 2)]
    both = [TreeNode(f"way-{n}", "and", f"Way {n}", ("key", f"door-{n}")) for n in (1, 2)]
    tree = AttackTree("all", (TreeNode("all", "and", "All", ("way-1", "way-2")), *both, leaf, *doors))

    found = tree_figures(tree)

    assert found.sets == (("door-1", "door-2", "key"),)
    assert (found.cost, found.probability) == (8, 0.125)


def test_unnoticed_is_known_once_every_leaf_is() -> None:
    one = TreeNode("a", "leaf", "A", detectability=0.5)
    other = TreeNode("b", "leaf", "B")
    root = TreeNode("r", "and", "R", ("a", "b"))

    assert tree_figures(AttackTree("r", (root, one, other))).unnoticed is None
    rated = replace(other, detectability=0.2)
    assert tree_figures(AttackTree("r", (root, one, rated))).unnoticed == pytest.approx(0.4)


# --- made from paths -----------------------------------------------------------------------------


def test_the_tree_of_a_goal_has_its_paths_as_minimal_sets() -> None:
    tree = shop().attack_tree(INTERNET, goal_at(NODE))

    assert tree is not None
    found = tree_figures(tree)
    cheapest = shop().between(INTERNET, goal_at(NODE))[0]
    assert found.cost == cheapest.cost
    nodes = tree.by_id()
    steps = {step.edge.step.id for step in cheapest.steps}
    assert steps in [{nodes[leaf].step for leaf in one} for one in found.sets]
    assert nodes[tree.root].title == "asked"


def test_there_is_no_tree_where_no_path_leads() -> None:
    assert shop().attack_tree(INTERNET, goal_at(State("elsewhere", "read"))) is None


def test_the_same_paths_give_the_same_tree() -> None:
    first, second = (shop().attack_tree(INTERNET, goal_at(NODE)) for _ in range(2))

    assert first == second


# --- stored and refused ----------------------------------------------------------------------------


@given(tree=trees())
def test_a_stored_tree_is_read_as_it_was(tree: AttackTree) -> None:
    assert tree_from_json(tree_to_json(tree)) == tree


PLAIN: dict[str, Any] = {
    "root": "r",
    "nodes": [
        {"id": "r", "gate": "or", "title": "Goal", "children": ["a"]},
        {"id": "a", "gate": "leaf", "title": "Step", "cost": 3, "skill": "easy", "probability": 0.5},
    ],
}


def changed(number: int, **fields: Any) -> dict[str, Any]:
    nodes = [{**node, **fields} if n == number else node for n, node in enumerate(PLAIN["nodes"])]
    return {**PLAIN, "nodes": nodes}


@pytest.mark.parametrize(
    ("raw", "remedy"),
    [
        ([], "Expected `object`"),
        ({**PLAIN, "root": "x"}, "name one of them"),
        ({**PLAIN, "nodes": [*PLAIN["nodes"], PLAIN["nodes"][1]]}, "give each its own"),
        (
            {**PLAIN, "nodes": [*PLAIN["nodes"], {**PLAIN["nodes"][1], "id": "b"}]},
            "add it as a child",
        ),
        (changed(0, children=["a", "x"]), "The children x do not exist"),
        (changed(0, children=["r"]), "below itself"),
        (changed(0, children=[]), "at least one"),
        (changed(1, children=["r"]), "A leaf has no children"),
        (changed(1, title=" "), "Enter a title"),
        (changed(1, cost=-1), "Enter a cost of 0 to 1000"),
        (changed(1, probability=1.5), "Enter a probability of 0 to 1"),
        (changed(1, detectability=-1), "Enter a detectability of 0 to 1"),
        (changed(1, skill="huge"), "Invalid enum value"),
        (changed(1, color="red"), "unknown field `color`"),
    ],
)
def test_a_tree_that_cannot_be_used_is_refused_with_a_remedy(raw: Any, remedy: str) -> None:
    with pytest.raises(InvalidTree, match=remedy):
        tree_from_json(raw)


def test_a_drawing_quotes_what_people_wrote() -> None:
    node = TreeNode("r", "leaf", 'x"]; evil [label=\\N "<b>' + "long " * 40)

    source = tree_to_dot(AttackTree("r", (node,)))

    assert source.count("label=") == 2
    assert '\\"' in source
    assert "evil" in source
    assert "…" in source
