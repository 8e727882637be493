"""An attack tree in the language of Graphviz, which draws it as SVG or PNG."""

from typing import Final

import graphviz

from threatmodel.engine.analysis.attack_trees.tree import AttackTree, TreeNode

_WIDTH: Final = 28  # characters of a line
_LINES: Final = 4
_GATES: Final = {"and": "AND", "or": "OR"}


def tree_to_dot(tree: AttackTree) -> str:
    """The source of the drawing: gates with their operator, leaves with cost and skill.

    Titles are quoted, so that nothing in them has a meaning to Graphviz.
    """
    drawing = graphviz.Digraph("attack-tree")
    drawing.attr("graph", rankdir="TB", nodesep="0.3", ranksep="0.4")
    drawing.attr(
        "node", fontname="Helvetica", fontsize="10", shape="box", style="rounded", margin="0.12,0.08"
    )
    drawing.attr("edge", arrowhead="none")
    number = {node.id: str(n) for n, node in enumerate(tree.nodes)}
    for node in tree.nodes:
        style = {"style": "filled", "fillcolor": "#f1f3f5"} if node.gate == "leaf" else {}
        drawing.node(number[node.id], label=graphviz.escape(_label(node)), **style)
    for node in tree.nodes:
        for child in node.children:
            drawing.edge(number[node.id], number[child])
    return str(drawing.source)


def _label(node: TreeNode) -> str:
    lines = [*_wrapped(node.title)]
    if node.gate == "leaf":
        lines.append(f"cost {node.cost}, {node.skill}, {round(100 * node.probability)} %")
    else:
        lines.append(_GATES[node.gate])
    return "\n".join(lines)


def _wrapped(title: str) -> list[str]:
    """The title in lines; what does not fit is cut."""
    lines: list[str] = []
    left = " ".join(title.split())
    while left and len(lines) < _LINES:
        cut = left.rfind(" ", 0, _WIDTH + 1) if len(left) > _WIDTH else len(left)
        cut = cut if cut > 0 else _WIDTH
        lines.append(left[:cut])
        left = left[cut:].strip()
    if left:
        lines[-1] = f"{lines[-1][: _WIDTH - 1]}…"
    return lines
