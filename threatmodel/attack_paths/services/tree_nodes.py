"""Writes what people make of attack trees: other values, notes, nodes that do not apply or that they add."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import AttackTreeNode
from threatmodel.attack_paths.selectors.trees import GoalTree
from threatmodel.attack_paths.services.versioned_rows import (
    InvalidInput,
    row_add,
    row_delete,
    row_edit,
    row_restore,
)
from threatmodel.engine.analysis.attack_trees.tree import TreeNode
from threatmodel.engine.analysis.paths.shortest_paths import likelihood
from threatmodel.engine.library.attack_steps import COSTS, Difficulty
from threatmodel.threats.analysis.services.model_counters import counters_lock

Json = dict[str, Any]
NODES_MOST: Final = 2_000  # edited and added ones of a model
_DEPTH_MOST: Final = 20  # of added nodes below each other
_SKILL: Final[Difficulty] = "moderate"
_STATED: Final = ("cost", "skill", "probability", "detectability")


@transaction.atomic
def tree_node_add(
    *, model: ThreatModel, actor: User, tree: GoalTree, values: Mapping[str, Any]
) -> AttackTreeNode:
    """Add a leaf to a node of the tree; `values` are those of TreeNodeAddSerializer. Raises InvalidInput."""
    counters_lock(model.pk)
    parent, title = values["parent"], values["title"].strip()
    if _node(tree, parent) is None:
        raise InvalidInput({"parent": ["The tree has no such node. Reload the page."]})
    if not title:
        raise InvalidInput({"title": ["Enter what the attacker does."]})
    _check_count(model)
    _check_depth(model, parent)
    row = AttackTreeNode(model=model, key=uuid.uuid4().hex, parent=parent, placing=values["placing"])
    return row_add(row, actor, {**_written(values), **_leaf_values(values), "title": title})


@transaction.atomic
def tree_node_edit(
    *,
    model: ThreatModel,
    actor: User,
    tree: GoalTree,
    key: str,
    version: int,
    values: Mapping[str, Any],
) -> None:
    """Write what people say of a node of the tree; `values` are those of TreeNodeEditSerializer.

    Raises AttackTreeNode.DoesNotExist, InvalidInput, OutdatedEdit.
    """
    counters_lock(model.pk)
    node = _node(tree, key)
    if node is None:
        raise AttackTreeNode.DoesNotExist(key)
    row = AttackTreeNode.objects.filter(model=model, key=key).first()
    if row is not None and row.parent:
        title = values["title"].strip() or row.title
        row_edit(row, actor, version, {**_written(values), **_leaf_values(values), "title": title})
        return
    changes = {**_written(values), **_stated(node, values), "title": node.title}
    if row is not None:
        row_edit(row, actor, version, changes)
        return
    if version != 0:  # another person has reset it meanwhile
        raise OutdatedEdit(node.title)
    _check_count(model)
    row_add(AttackTreeNode(model=model, key=key), actor, changes, what="changed")


@transaction.atomic
def tree_node_delete(*, model: ThreatModel, actor: User, key: str, version: int) -> None:
    """Delete an added node; of a computed one, what people said of it. Those added below it are hidden.

    Raises AttackTreeNode.DoesNotExist, OutdatedEdit.
    """
    counters_lock(model.pk)
    row_delete(AttackTreeNode.objects.get(model=model, key=key), actor, version)


@transaction.atomic
def tree_node_restore(*, model: ThreatModel, actor: User, key: str) -> None:
    """Restore what tree_node_delete has deleted. Raises as row_restore does."""
    counters_lock(model.pk)
    row_restore(AttackTreeNode(model=model, key=key), actor, {"key": key})


def _node(tree: GoalTree, key: str) -> TreeNode | None:
    """The node of this key; gates around added nodes have none."""
    return next((node for node in tree.edited.nodes if key and node.key == key), None)


def _written(values: Mapping[str, Any]) -> Json:
    return {
        "applies": values["applies"],
        "reason": values["reason"].strip(),
        "note": values["note"].strip(),
    }


def _stated(node: TreeNode, values: Mapping[str, Any]) -> Json:
    """The values that replace computed ones: of leaves alone, and with the reason why."""
    stated = {name: values[name] for name in _STATED}
    is_changed = any(value not in (None, "") for value in stated.values())
    if is_changed and node.gate != "leaf":
        raise InvalidInput({"detail": "Only steps have values of their own; those of others follow."})
    if (is_changed or not values["applies"]) and not values["reason"].strip():
        raise InvalidInput({"reason": ["Enter a reason."]})
    return stated


def _leaf_values(values: Mapping[str, Any]) -> Json:
    """The values of an added leaf: what was left out follows from the skill, as for computed steps."""
    skill = values["skill"] or _SKILL
    cost = COSTS[skill] if values["cost"] is None else values["cost"]
    chance = values["probability"]
    return {
        "skill": skill,
        "cost": cost,
        "probability": round(likelihood(cost), 4) if chance is None else chance,
        "detectability": values["detectability"],
    }


def _check_count(model: ThreatModel) -> None:
    if AttackTreeNode.objects.filter(model=model).count() >= NODES_MOST:
        raise InvalidInput({"detail": f"A model can have at most {NODES_MOST} edited nodes."})


def _check_depth(model: ThreatModel, parent: str) -> None:
    parents = dict(AttackTreeNode.objects.filter(model=model).values_list("key", "parent"))
    depth = 0
    while parent := parents.get(parent, ""):
        depth += 1
        if depth >= _DEPTH_MOST:
            message = f"At most {_DEPTH_MOST} added steps can be below each other."
            raise InvalidInput({"parent": [message]})
