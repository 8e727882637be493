"""Lays graphs out with Graphviz: sizes of boxes and edges between them in, places out.

Nothing a user wrote reaches Graphviz: nodes are numbered and have no labels.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import graphviz

from threatmodel.architecture.layout.graphviz_program import DotFailed, run_graphviz

_MAX_EDGES: Final = 4000  # a complete graph of 150 nodes does not finish in 20 s
_POINTS_PER_INCH: Final = 72.0  # one pixel is drawn as one point
ROW_GAP: Final = 28.0  # pixels between boxes of a column
COLUMN_GAP: Final = 112.0  # pixels between columns: room for a flow and a label such as HTTPS:443 on it
_SLOW_FROM: Final = 200  # nodes and edges together, above which the best order is not sought for long


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes by their place in `sizes` (width and height in pixels), and edges between these places."""

    sizes: Sequence[tuple[float, float]]
    edges: Collection[tuple[int, int]]
    lanes: Collection[tuple[int, int]] = ()  # edges that go straight, past a column at the least


Places = Sequence[tuple[float, float]]  # of a graph: the center of each box, in pixels from the top left


def draw(graphs: Sequence[Graph]) -> list[Places]:
    """Lay out each graph from left to right, all in one run of Graphviz. Raises DotFailed."""
    if not graphs:
        return []
    drawn = _parse(run_graphviz("".join(_source(graph) for graph in graphs), "plain"))
    if [len(places) for places in drawn] != [len(graph.sizes) for graph in graphs]:
        raise DotFailed("the Graphviz output is incomplete")
    return drawn


def _source(graph: Graph) -> str:
    edges = sorted(graph.edges)[:_MAX_EDGES]
    text = graphviz.Digraph("drawing")
    text.attr("graph", rankdir="LR", nodesep=_inches(ROW_GAP), ranksep=_inches(COLUMN_GAP), splines="none")
    if len(graph.sizes) + len(edges) > _SLOW_FROM:
        text.attr("graph", nslimit="0.1", nslimit1="1", mclimit="0.2")
    text.attr("node", shape="box", fixedsize="true", label="")
    for number, (width, height) in enumerate(graph.sizes):
        text.node(str(number), width=_inches(width), height=_inches(height))
    text.edges((str(start), str(end)) for start, end in edges)
    for start, end in sorted(graph.lanes)[:_MAX_EDGES]:
        text.edge(str(start), str(end), minlen="2", weight="5")
    return str(text.source)


def _inches(pixels: float) -> str:
    return f"{pixels / _POINTS_PER_INCH:.4f}"


def _parse(output: bytes) -> list[Places]:
    """Read the plain format: a line for each graph, node and edge, and `stop`; y counts from below."""
    drawn: list[Places] = []
    try:
        for text in output.decode().split("\nstop\n")[:-1]:
            rows = [line.split() for line in text.splitlines()]
            height = next(float(row[3]) for row in rows if row[0] == "graph")
            nodes = {int(row[1]): (float(row[2]), float(row[3])) for row in rows if row[0] == "node"}
            drawn.append([_pixels(*nodes[number], height) for number in range(len(nodes))])
    except (ValueError, LookupError, StopIteration) as fault:
        raise DotFailed("Graphviz returned invalid output") from fault
    return drawn


def _pixels(x: float, y: float, height: float) -> tuple[float, float]:
    return x * _POINTS_PER_INCH, (height - y) * _POINTS_PER_INCH
