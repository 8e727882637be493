"""Attack trees as the API shows them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.attack_paths.models import AttackTreeNode
from threatmodel.attack_paths.selectors.goals import element_row, goal_row
from threatmodel.attack_paths.selectors.path_rows import steps_by_id
from threatmodel.attack_paths.selectors.trees import GoalTree
from threatmodel.engine.analysis.attack_trees.minimal_attack_sets import tree_figures
from threatmodel.engine.analysis.attack_trees.tree import AttackTree, TreeNode

Row = dict[str, Any]
_VALUES: Final = ("cost", "skill", "probability", "detectability")
_EDIT: Final = ("title", "applies", *_VALUES, "reason", "note", "version", "updated_at")
NEW_EDIT: Final[Row] = {
    "title": "",
    "applies": True,
    "cost": None,
    "skill": "",
    "probability": None,
    "detectability": None,
    "reason": "",
    "note": "",
    "version": 0,
    "updated_at": None,
    "updated_by": None,
}


def tree_row(tree: GoalTree) -> Row:
    """The tree with its figures: as it is now, and as it was computed."""
    counted = {node.id for node in tree.applicable.nodes} if tree.applicable else set[str]()
    before = {node.key: node for node in tree.computed.nodes}
    return {
        "goal": goal_row(tree.goal, tree.names),
        "attackers": tree.attackers,
        "possible": tree.is_possible,
        "root": tree.edited.root,
        "nodes": [_node(node, tree, before, counted=node.id in counted) for node in tree.edited.nodes],
        "figures": _figures(tree.applicable),
        "computed_figures": _figures(tree.computed if tree.attackers else None),
    }


def node_edit_row(*, edits: Mapping[str, AttackTreeNode], key: str) -> Row:
    """What people say of a node; of version 0 as long as that is nothing."""
    row = edits.get(key)
    if row is None:
        return {"key": key, **NEW_EDIT}
    return {
        "key": key,
        **{name: getattr(row, name) for name in _EDIT},
        "updated_by": person_row(row.updated_by),
    }


def _node(node: TreeNode, tree: GoalTree, before: Mapping[str, TreeNode], *, counted: bool) -> Row:
    row = tree.edits.get(node.key)
    step = steps_by_id().get(node.step)
    return {
        "id": node.id,
        "key": node.key,
        "gate": node.gate,
        "title": node.title,
        "children": list(node.children),
        "needs": step.needs if step else "",
        "technique": step.technique if step else "",
        "element": element_row(node.subject, tree.names) if node.subject else None,
        **_values(node),
        "computed": _values(before[node.key]) if node.gate == "leaf" and node.key in before else None,
        "added": bool(row and row.parent),
        "counted": counted,
        "edit": node_edit_row(edits=tree.edits, key=node.key) if row else None,
    }


def _values(node: TreeNode) -> Row:
    return {name: getattr(node, name) for name in _VALUES}


def _figures(tree: AttackTree | None) -> Row | None:
    if tree is None:
        return None
    found = tree_figures(tree)
    nodes = tree.by_id()
    return {
        "cost": found.cost,
        "skill": found.skill,
        "probability": found.probability,
        "is_exact": found.is_exact,
        "unnoticed": found.unnoticed,
        "sets": [{"leaves": list(one), "cost": _cost(one, nodes)} for one in found.sets],
        "are_all_sets": found.are_all_sets,
    }


def _cost(leaves: Sequence[str], nodes: Mapping[str, TreeNode]) -> int:
    return sum(nodes[leaf].cost for leaf in leaves)
