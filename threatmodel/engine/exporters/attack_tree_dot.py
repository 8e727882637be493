"""An attack tree in the language of Graphviz, which draws it as SVG or PNG."""

from collections.abc import Collection
from typing import Final

import graphviz

from threatmodel.engine.analysis.attack_trees.tree import AttackTree, TreeNode

_WIDTH: Final = 36  # characters of a line
_LINES: Final = 4
_LINE: Final = "#868e96"
_QUIET: Final = "#5c636a"
_GATES: Final = {"and": "AND", "or": "OR"}


def tree_to_dot(tree: AttackTree, *, counted: Collection[str] | None = None) -> str:
    """The source of the drawing: gates with their operator, leaves with cost, skill and likelihood.

    Nodes that are not among those `counted`, by id, are dashed. Titles are quoted, so that nothing in them
    has a meaning to Graphviz.
    """
    drawing = graphviz.Digraph("attack-tree")
    drawing.attr("graph", rankdir="LR", ordering="out", nodesep="0.15", ranksep="0.5")
    drawing.attr("node", fontname="Helvetica", fontsize="10", shape="box", margin="0.12,0.08")
    drawing.attr("edge", arrowhead="none", color=_LINE)
    number = {node.id: str(n) for n, node in enumerate(tree.nodes)}
    for node in tree.nodes:
        is_counted = counted is None or node.id in counted
        label = graphviz.escape(_label(node, is_counted=is_counted))
        drawing.node(number[node.id], label=label, **_look(node, is_counted=is_counted))
    for node in tree.nodes:
        for child in node.children:
            drawing.edge(number[node.id], number[child])
    return str(drawing.source)


def _look(node: TreeNode, *, is_counted: bool) -> dict[str, str]:
    if not is_counted:
        return {"style": "dashed", "color": _LINE, "fontcolor": _QUIET}
    if node.gate == "leaf":
        return {"style": "filled", "fillcolor": "#f1f3f5", "color": _LINE}
    return {"style": "rounded"}


def _label(node: TreeNode, *, is_counted: bool) -> str:
    lines = [*_wrapped(node.title)]
    if not is_counted:
        lines.append("not counted")
    elif node.gate == "leaf":
        lines.append(f"cost {node.cost}, {node.skill}, {round(100 * node.probability)} %")
    else:
        lines.append(_GATES[node.gate])
    return "\n".join(lines)


def _wrapped(title: str) -> list[str]:
    """The title in lines; what does not fit is cut."""
    lines: list[str] = []
    left = " ".join(title.split())
    while left and len(lines) < _LINES:
        cut = _cut(left) if len(left) > _WIDTH else len(left)
        lines.append(left[:cut])
        left = left[cut:].strip()
    if left:
        lines[-1] = f"{lines[-1][: _WIDTH - 1]}…"
    return lines


def _cut(text: str) -> int:
    """Where a line ends: before the last space that fits, else behind what joins the parts of a name."""
    space = text.rfind(" ", 0, _WIDTH + 1)
    joint = max(text.rfind(mark, 0, _WIDTH) for mark in "/-.:_") + 1
    return space if space > 0 else joint or _WIDTH
