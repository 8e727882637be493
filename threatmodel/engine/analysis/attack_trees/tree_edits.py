"""What people make of a tree: other values of leaves, nodes that do not apply, and nodes of their own."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

from msgspec.structs import replace

from threatmodel.engine.analysis.attack_trees.tree import (
    AttackTree,
    Gate,
    TreeNode,
    children_first,
    nodes_below,
)
from threatmodel.engine.analysis.attack_trees.tree_problems import MAX_TITLE
from threatmodel.engine.library.attack_steps import Difficulty
from threatmodel.engine.model.struct_base import Record

Placing = Literal["way", "step"]
"""way: another way to what its parent is about. step: something that is needed for it too."""
_GATE_OF: Mapping[Placing, Gate] = {"way": "or", "step": "and"}
_WRAPPED: Mapping[Placing, str] = {"way": "Any way", "step": "All of"}


class LeafValues(Record, frozen=True):
    """What people state of a leaf; None leaves what was computed."""

    cost: int | None = None
    skill: Difficulty | None = None
    probability: float | None = None
    detectability: float | None = None


class AddedNode(Record, frozen=True):
    """A leaf that a person added: below the nodes of the key `parent`, which may be the id of another one."""

    id: str
    parent: str
    placing: Placing
    title: str
    values: LeafValues


def edited_tree(tree: AttackTree, values: Mapping[str, LeafValues], added: Sequence[AddedNode]) -> AttackTree:
    """The tree with other values of leaves, by key, and with nodes of people's own.

    Added nodes whose parent is not in the tree are left out.
    """
    editor = _TreeEditor(tree, values, added)
    root = editor.placed(tree.root)
    return AttackTree(root, nodes_below(root, editor.nodes))


def tree_by_hand(title: str, key: str) -> TreeNode:
    """The root of a goal to which no path leads; added nodes make it a tree."""
    return TreeNode(key, "or", title, (), key)


def applicable_tree(tree: AttackTree, inapplicable: Collection[str]) -> AttackTree | None:
    """The tree without the nodes of these keys and what falls with them; None when no way is left."""
    before = tree.by_id()
    nodes: dict[str, TreeNode] = {}
    for uid in children_first(tree.root, before):
        node = before[uid]
        left = tuple(child for child in node.children if child in nodes)
        is_open = {"leaf": True, "or": bool(left), "and": len(left) == len(node.children)}[node.gate]
        if is_open and node.key not in inapplicable:
            nodes[uid] = replace(node, children=left)
    return AttackTree(tree.root, nodes_below(tree.root, nodes)) if tree.root in nodes else None


class _TreeEditor:
    """Writes the nodes of the edited tree, each once."""

    def __init__(
        self, tree: AttackTree, values: Mapping[str, LeafValues], added: Iterable[AddedNode]
    ) -> None:
        self.nodes: dict[str, TreeNode] = {}
        self._before = tree.by_id()
        self._values = values
        self._placed: dict[str, str] = {}
        self._added: dict[tuple[str, Placing], list[AddedNode]] = {}
        for one in added:
            self._added.setdefault((one.parent, one.placing), []).append(one)

    def placed(self, uid: str) -> str:
        """Write a node of the tree with all that is below it; return the id of what takes its place."""
        known = self._placed.get(uid)
        if known is None:
            node = self._before[uid]
            children = tuple(dict.fromkeys(self.placed(child) for child in node.children))
            known = self._placed[uid] = self._complete(replace(self._valued(node), children=children))
        return known

    def _valued(self, node: TreeNode) -> TreeNode:
        values = self._values.get(node.key)
        return _with_values(node, values) if values and node.gate == "leaf" else node

    def _complete(self, node: TreeNode) -> str:
        """Write a node with those that people added to it: what its gate cannot take goes around it."""
        ways, steps = self._below(node, "way"), self._below(node, "step")
        if node.gate == "or":
            return self._around("step", replace(node, children=(*node.children, *ways)), steps)
        if node.gate == "and":
            return self._around("way", replace(node, children=(*node.children, *steps)), ways)
        together = self.nodes[self._around("step", node, steps)]
        return self._around("way", together, ways)

    def _around(self, placing: Placing, node: TreeNode, others: Sequence[str]) -> str:
        """Write a node and the gate over it and others; without any, the node alone. A gate has no key."""
        self.nodes[node.id] = node
        if not others:
            return node.id
        title = f"{_WRAPPED[placing]}: {node.title}"[:MAX_TITLE]
        gate = TreeNode(f"{node.id}-{placing}", _GATE_OF[placing], title, (node.id, *others))
        self.nodes[gate.id] = gate
        return gate.id

    def _below(self, node: TreeNode, placing: Placing) -> list[str]:
        return [self._added_leaf(one) for one in self._added.get((node.key, placing), ())]

    def _added_leaf(self, added: AddedNode) -> str:
        known = self._placed.get(added.id)
        if known is None:
            leaf = _with_values(TreeNode(added.id, "leaf", added.title, (), added.id), added.values)
            known = self._placed[added.id] = self._complete(leaf)
        return known


def _with_values(node: TreeNode, values: LeafValues) -> TreeNode:
    return replace(
        node,
        cost=node.cost if values.cost is None else values.cost,
        skill=values.skill or node.skill,
        probability=node.probability if values.probability is None else values.probability,
        detectability=node.detectability if values.detectability is None else values.detectability,
    )
