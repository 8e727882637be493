"""Pictures of attack trees, drawn by Graphviz."""

from typing import Final, Literal

from threatmodel.architecture.layout.graphviz_program import run_graphviz
from threatmodel.attack_paths.selectors.trees import GoalTree
from threatmodel.engine.exporters.attack_tree_dot import tree_to_dot

MOST_NODES: Final = 300  # more is not readable, and takes Graphviz long


class TooManyNodes(ValueError):
    """The tree is too large for a picture."""


def tree_picture(tree: GoalTree, picture: Literal["svg", "png"]) -> bytes:
    """Return the picture of a tree. Raises TooManyNodes, DotFailed."""
    if (count := len(tree.edited.nodes)) > MOST_NODES:
        raise TooManyNodes(
            f"The tree has {count} nodes, too many for a picture ({MOST_NODES}). Choose one attacker."
        )
    counted = {node.id for node in tree.applicable.nodes} if tree.applicable else ()
    return run_graphviz(tree_to_dot(tree.edited, counted=counted), picture)
