"""An attack tree: a goal, the ways to it, and the steps that they are made of.

Nodes name their children by id, so what occurs several times is one node, and a step that several ways need
is one leaf. Everything is plain: `tree_to_json` and `tree_from_json` are inverses.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, get_args

import msgspec

from threatmodel.engine.analysis.attack_trees.tree_problems import InvalidTree, problems_of
from threatmodel.engine.library.attack_steps import Difficulty
from threatmodel.engine.model.struct_base import Record

Gate = Literal["and", "or", "leaf"]
"""and: all children are needed. or: any of them is enough. leaf: something that the attacker does."""
GATES: Final[tuple[Gate, ...]] = get_args(Gate)


class TreeNode(Record, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One node. What follows `key` is about leaves.

    `id` is of the node and all below it. `key` names what the node is about: it stays when other ways are
    found, so that edits are kept by it; nodes about the same have the same key. `step` and `subject` are the
    attack step and the uid of what allows it; empty where a person added the leaf. `cost` is what it costs,
    as of attack steps; `probability` that it succeeds, and `detectability` that it is noticed, each 0 to 1:
    None until a person states it.
    """

    id: str
    gate: Gate
    title: str
    children: tuple[str, ...] = ()
    key: str = ""
    step: str = ""
    subject: str = ""
    cost: int = 0
    skill: Difficulty = "trivial"
    probability: float = 1.0
    detectability: float | None = None


class AttackTree(Record, frozen=True, forbid_unknown_fields=True):
    """A goal with its nodes by id: each that the root leads to, in the order of a walk from there."""

    root: str
    nodes: tuple[TreeNode, ...]

    def by_id(self) -> dict[str, TreeNode]:
        """The nodes by id."""
        return {node.id: node for node in self.nodes}


def nodes_below(root: str, nodes: Mapping[str, TreeNode]) -> tuple[TreeNode, ...]:
    """The nodes that are in use, in the order of a walk from the root."""
    found: dict[str, TreeNode] = {}
    waiting = [root]
    while waiting:
        uid = waiting.pop()
        if uid not in found:
            found[uid] = nodes[uid]
            waiting += reversed(found[uid].children)
    return tuple(found.values())


def children_first(root: str, nodes: Mapping[str, TreeNode]) -> Iterator[str]:
    """The ids of the nodes below a root, each after those below it."""
    seen: set[str] = set()
    waiting = [(root, False)]
    while waiting:
        uid, is_done = waiting.pop()
        if is_done:
            yield uid
        elif uid not in seen:
            seen.add(uid)
            waiting.append((uid, True))
            waiting += [(child, False) for child in reversed(nodes[uid].children)]


def tree_to_json(tree: AttackTree) -> dict[str, Any]:
    """The tree as plain JSON values: {"root": id, "nodes": [{"id", "gate", "title", "children", ...}]}."""
    plain: dict[str, Any] = msgspec.to_builtins(tree)
    return plain


def tree_from_json(raw: Any) -> AttackTree:
    """The tree that plain JSON values describe. Raises InvalidTree with all that is wrong."""
    try:
        tree = msgspec.convert(raw, AttackTree)
    except msgspec.ValidationError as fault:
        raise InvalidTree([str(fault)]) from fault
    if problems := [*problems_of(tree.root, tree.nodes)]:
        raise InvalidTree(problems)
    return tree
