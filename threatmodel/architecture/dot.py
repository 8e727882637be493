"""Runs Graphviz: boxes, clusters and edges in, centre points and cluster boxes out.

Nothing a user wrote reaches Graphviz: nodes and clusters are numbered and have no labels. Edges carry no
labels either: across clusters, `label` loses edges and never ends on large graphs.
"""

import contextlib
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import graphviz
import orjson

TIMEOUT_S: Final = 10
_MEMORY_BYTES: Final = 2 * 1024**3
_OUTPUT_BYTES: Final = 64 * 1024**2
_EDGES_MOST: Final = 4000  # a complete graph of 150 nodes does not finish in 20 s
_POINTS_PER_INCH: Final = 72.0  # one pixel is drawn as one point
_SLOW_FROM: Final = 400  # nodes and edges together, above which the best order is not sought for long


class DotFailed(RuntimeError):
    """Graphviz is missing, failed, took too long or said nothing of use."""


@dataclass(slots=True)
class Cluster:
    """A box around nodes and further clusters; the outermost one is the drawing itself."""

    name: str
    nodes: dict[str, tuple[float, float]] = field(default_factory=dict)  # name: width and height in pixels
    clusters: list["Cluster"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes as (x, y, width, height) of the top left corner, in pixels, by name."""

    boxes: Mapping[str, tuple[float, float, float, float]]
    width: float
    height: float


def program() -> str:
    """Return the path of `dot`: Graphviz on PATH, else the one that came with the packages.

    Raises DotFailed when there is neither.
    """
    beside = Path(sys.executable).parent / "graphviz-pure"
    found = shutil.which("dot") or (str(beside) if beside.exists() else None) or shutil.which("graphviz-pure")
    if found is None:
        raise DotFailed("Graphviz is not installed")
    return found


def draw(root: Cluster, edges: Iterable[tuple[str, str]], *, padding: float, header: float) -> Drawing:
    """Lay out one graph from left to right. Raises DotFailed."""
    edges = sorted(set(edges))[:_EDGES_MOST]
    text = _source(root, edges, padding=padding, header=header)
    return _parse(_run(text))


def _source(root: Cluster, edges: Sequence[tuple[str, str]], *, padding: float, header: float) -> str:
    graph = graphviz.Digraph(root.name)
    graph.attr("graph", rankdir="LR", nodesep="0.4", ranksep="1.1", splines="none", fontname="Helvetica")
    if _size(root) + len(edges) > _SLOW_FROM:
        graph.attr("graph", nslimit="4", nslimit1="4", mclimit="0.5")
    graph.attr("node", shape="box", fixedsize="true", label="")
    _fill(graph, root, padding=padding, header=header)
    graph.edges(edges)
    return str(graph.source)


def _fill(graph: Any, cluster: Cluster, *, padding: float, header: float) -> None:
    for name, (width, height) in cluster.nodes.items():
        graph.node(name, width=f"{width / _POINTS_PER_INCH:.4f}", height=f"{height / _POINTS_PER_INCH:.4f}")
    for inner in cluster.clusters:
        with graph.subgraph(name=inner.name) as subgraph:
            # A blank label keeps the room, beside the margin, for the name that the canvas writes.
            subgraph.attr(
                label=" ", labelloc="t", fontsize=f"{(header - padding) / 1.2:.1f}", margin=f"{padding:.0f}"
            )
            _fill(subgraph, inner, padding=padding, header=header)


def _size(cluster: Cluster) -> int:
    return len(cluster.nodes) + sum(1 + _size(inner) for inner in cluster.clusters)


def _run(text: str) -> bytes:
    try:
        with subprocess.Popen(  # noqa: S603 (an argument list, our own input, no shell)
            [program(), "-Tjson"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        ) as process:
            _limit(process.pid)
            return _answer(process, text.encode())
    except OSError as fault:
        raise DotFailed(f"Graphviz could not be started: {fault.strerror}") from fault


def _answer(process: "subprocess.Popen[bytes]", text: bytes) -> bytes:
    try:
        output, _ = process.communicate(text, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise DotFailed(f"Graphviz took longer than {TIMEOUT_S} s") from None
    finally:
        process.kill()  # does nothing to one that has ended
    if process.returncode != 0:
        raise DotFailed(f"Graphviz ended with {process.returncode}")
    return output


def _limit(pid: int) -> None:
    """Limit a process that waits for its input.

    From outside: code between fork and exec (preexec_fn) may hang in a process with threads, such as ours.
    """
    if hasattr(resource, "prlimit"):  # Linux
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_CPU, (TIMEOUT_S, TIMEOUT_S + 1))
            resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (_OUTPUT_BYTES, _OUTPUT_BYTES))
            resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))


def _parse(output: bytes) -> Drawing:
    try:
        drawn = orjson.loads(output)
        left, low, right, top = (float(part) for part in drawn["bb"].split(","))
        boxes = {
            thing["name"]: _box(thing, left, top) for thing in drawn.get("objects", ()) if _has_place(thing)
        }
    except (ValueError, KeyError, TypeError) as fault:
        raise DotFailed("Graphviz answered something else than a drawing") from fault
    return Drawing(boxes, right - left, top - low)


def _has_place(thing: Mapping[str, Any]) -> bool:
    return "pos" in thing or "bb" in thing


def _box(thing: Mapping[str, Any], left: float, top: float) -> tuple[float, float, float, float]:
    """Return the box; Graphviz counts y from below, the canvas from above."""
    if "bb" in thing:
        x1, y1, x2, y2 = (float(part) for part in thing["bb"].split(","))
        return (x1 - left, top - y2, x2 - x1, y2 - y1)
    x, y = (float(part) for part in thing["pos"].rstrip("!").split(",")[:2])
    width, height = float(thing["width"]) * _POINTS_PER_INCH, float(thing["height"]) * _POINTS_PER_INCH
    return (x - left - width / 2, top - y - height / 2, width, height)
