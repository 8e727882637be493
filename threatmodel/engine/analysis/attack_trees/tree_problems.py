"""What may be wrong with a tree that people edited: each problem names the node and what to do about it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Protocol

MAX_NODES: Final = 1_000
MAX_LINKS: Final = 5_000
MAX_TITLE: Final = 200
_MAX_COST: Final = 1_000


class InvalidTree(ValueError):
    """The tree cannot be used; `problems` are all of its faults."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


class _Node(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def gate(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def children(self) -> tuple[str, ...]: ...
    @property
    def cost(self) -> int: ...
    @property
    def probability(self) -> float: ...
    @property
    def detectability(self) -> float | None: ...


def problems_of(root: str, nodes: Sequence[_Node]) -> Iterator[str]:
    """What is wrong with the nodes of a tree, one after the other."""
    if len(nodes) > MAX_NODES:
        yield f"The tree has {len(nodes)} nodes; remove some, {MAX_NODES} are allowed."
        return
    if (links := sum(len(node.children) for node in nodes)) > MAX_LINKS:
        yield f"The tree has {links} lines between its nodes; remove some, {MAX_LINKS} are allowed."
        return
    by_id = {node.id: node for node in nodes}
    if len(by_id) < len(nodes):
        yield "Two nodes have the same id; give each its own."
    if root not in by_id:
        yield f"The root {root!r} is none of the nodes; name one of them."
        return
    found = [problem for node in nodes for problem in _of_node(node, by_id)]
    yield from found
    if found:
        return
    order = _walk(root, by_id)
    if order is None:
        yield "A node is below itself; remove one of the children that lead back to it."
        return
    for node in nodes:
        if node.id not in order:
            yield f"{node.id}: Nothing leads to it from the root; add it as a child or remove it."


def _of_node(node: _Node, by_id: Mapping[str, _Node]) -> Iterator[str]:
    if not node.title.strip() or len(node.title) > MAX_TITLE:
        yield f"{node.id}: Enter a title of 1 to {MAX_TITLE} characters."
    if (node.gate == "leaf") == bool(node.children):
        yield f"{node.id}: A leaf has no children, and any other node has at least one."
    if missing := [child for child in node.children if child not in by_id]:
        yield f"{node.id}: The children {', '.join(missing)} do not exist; remove them or add the nodes."
    if not 0 <= node.cost <= _MAX_COST:
        yield f"{node.id}: Enter a cost of 0 to {_MAX_COST}."
    for name, value in (("probability", node.probability), ("detectability", node.detectability)):
        if value is not None and not 0 <= value <= 1:
            yield f"{node.id}: Enter a {name} of 0 to 1."


def _walk(root: str, by_id: Mapping[str, _Node]) -> set[str] | None:
    """The nodes below the root, or None where one is below itself."""
    done: set[str] = set()
    open_now: set[str] = set()
    waiting = [(root, False)]
    while waiting:
        uid, leaving = waiting.pop()
        if leaving:
            open_now.discard(uid)
            done.add(uid)
        elif uid in open_now:
            return None
        elif uid not in done:
            open_now.add(uid)
            waiting.append((uid, True))
            waiting += [(child, False) for child in by_id[uid].children]
    return done
