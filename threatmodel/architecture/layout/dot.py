"""Runs Graphviz: sizes of boxes and edges between them in, places out.

Nothing a user wrote reaches Graphviz: nodes are numbered and have no labels.
"""

import contextlib
import resource
import shutil
import subprocess
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import graphviz

TIMEOUT_S: Final = 10
_MEMORY_BYTES: Final = 2 * 1024**3
_OUTPUT_BYTES: Final = 64 * 1024**2
_MAX_EDGES: Final = 4000  # a complete graph of 150 nodes does not finish in 20 s
_POINTS_PER_INCH: Final = 72.0  # one pixel is drawn as one point
ROW_GAP: Final = 28.0  # pixels between boxes of a column
COLUMN_GAP: Final = 112.0  # pixels between columns: room for a flow and a label such as HTTPS:443 on it
_SLOW_FROM: Final = 200  # nodes and edges together, above which the best order is not sought for long


class DotFailed(RuntimeError):
    """Graphviz is missing, failed, took too long or said nothing of use."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes by their place in `sizes` (width and height in pixels), and edges between these places."""

    sizes: Sequence[tuple[float, float]]
    edges: Collection[tuple[int, int]]
    lanes: Collection[tuple[int, int]] = ()  # edges that go straight, past a column at the least


Places = Sequence[tuple[float, float]]  # of a graph: the center of each box, in pixels from the top left


def program() -> str:
    """Return the path of `dot`: Graphviz on PATH, else the one that came with the packages.

    Raises DotFailed when there is neither.
    """
    beside = Path(sys.executable).parent / "graphviz-pure"
    found = shutil.which("dot") or (str(beside) if beside.exists() else None) or shutil.which("graphviz-pure")
    if found is None:
        raise DotFailed("Graphviz is not installed")
    return found


def draw(graphs: Sequence[Graph]) -> list[Places]:
    """Lay out each graph from left to right, all in one run of Graphviz. Raises DotFailed."""
    if not graphs:
        return []
    drawn = _parse(_run("".join(_source(graph) for graph in graphs)))
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


def _run(text: str) -> bytes:
    try:
        with subprocess.Popen(  # noqa: S603 (an argument list, our own input, no shell)
            [program(), "-Tplain"],
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
