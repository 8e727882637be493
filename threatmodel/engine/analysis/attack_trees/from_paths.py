"""Makes the attack tree of a goal from the paths that lead there."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from threatmodel.engine.analysis.attack_trees.tree import AttackTree, Gate, TreeNode, nodes_below
from threatmodel.engine.analysis.attack_trees.tree_problems import MAX_TITLE
from threatmodel.engine.analysis.paths.attack_graph import Edge
from threatmodel.engine.analysis.paths.shortest_paths import likelihood
from threatmodel.engine.library.attack_steps import Level, State

Between = Callable[[State, State], Sequence[Edge]]
Path = tuple[State, ...]

_HAVING: Final[Mapping[Level, str]] = {
    "reach": "Reach",
    "read": "Read",
    "write": "Change",
    "execute": "Run code in",
    "root": "Be root on",
    "assume": "Act as",
    "admin": "Administer",
}

_BY: Final[Mapping[Level, str]] = {
    "reach": "by requests to",
    "read": "with the data of",
    "write": "with the content of",
    "execute": "by code in",
    "root": "as root on",
    "assume": "in the name of",
    "admin": "with control of",
}


def goal_key(ends: Iterable[State]) -> str:
    """The key of the root of the tree of a goal."""
    return _identity("goal", *(part for end in sorted(ends) for part in end))


def tree_of_paths(
    title: str,
    paths: Sequence[Path],
    *,
    between: Between,
    called: Callable[[str], str],
    kept: Collection[str] = (),
) -> AttackTree:
    """The tree of paths to one goal: from the goal back to the starts, what it takes to have each state.

    `between` gives the steps from one state to another, any of which does; `called` the name of an element
    or flow. Equal branches are one node; nodes of the keys `kept` stay even where they could be merged with
    the ones above. There must be a path, and none without a step.
    """
    maker = _TreeMaker(between, called, frozenset(kept))
    ends = sorted({path[-1] for path in paths})
    below = [maker.having(end, _ending_in(end, paths)) for end in ends]
    root = maker.root(title, below, goal_key(ends))
    return AttackTree(root, nodes_below(root, maker.nodes))


def _ending_in(state: State, paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path[-1] == state]


class _TreeMaker:
    def __init__(self, between: Between, called: Callable[[str], str], kept: frozenset[str]) -> None:
        self._between = between
        self._called = called
        self._kept = kept
        self.nodes: dict[str, TreeNode] = {}

    def root(self, title: str, below: Sequence[str], key: str) -> str:
        """The node of the goal; it takes the place of the only gate below it."""
        first = self.nodes[below[0]]
        if len(below) == 1 and self._may_merge(first) and first.gate != "leaf":
            return self._gate(first.gate, title, first.children, key)
        return self._gate("or", title, below, key)

    def having(self, state: State, paths: Sequence[Path]) -> str:
        """The node of having a state by any of these paths, which end in it and do not start there."""
        title = f"{_HAVING[state.level]} {self._called(state.element)}"
        key = _identity("having", *state)
        before = sorted({path[-2] for path in paths})
        if len(before) == 1:
            way = self._way(title, before[0], state, paths)
            return self._gate("or", title, [way], key) if key in self._kept else way
        ways = [
            self._way(f"{title} {_BY[one.level]} {self._called(one.element)}", one, state, paths)
            for one in before
        ]
        return self._gate("or", title, ways, key)

    def _gate(self, gate: Gate, title: str, children: Iterable[str], key: str) -> str:
        """A gate over these nodes, each once."""
        unique = tuple(dict.fromkeys(children))
        return self._add(TreeNode(_identity(gate, title, *unique), gate, _short(title), unique, key))

    def _may_merge(self, node: TreeNode) -> bool:
        return node.key not in self._kept

    def _way(self, title: str, before: State, state: State, paths: Sequence[Path]) -> str:
        """Having a state through the one before: what it takes to have that, and a step from there."""
        earlier = [path[:-1] for path in paths if path[-2] == before]
        step = self._step(title, before, state)
        if any(len(path) == 1 for path in earlier):  # a start is had already
            return step
        having = self.nodes[self.having(before, earlier)]
        is_chain = having.gate == "and" and self._may_merge(having)  # of steps, which is one gate
        steps = having.children if is_chain else (having.id,)
        return self._gate("and", title, [*steps, step], _identity("through", *before, *state))

    def _step(self, title: str, before: State, state: State) -> str:
        leaves = [self._leaf(edge) for edge in self._between(before, state)]
        if len(leaves) == 1:
            return leaves[0]
        return self._gate("or", f"Any step: {title}", leaves, _identity("step", *before, *state))

    def _leaf(self, edge: Edge) -> str:
        step, ends = edge.step, (*edge.start, *edge.end)
        identity = _identity("leaf", step.id, edge.subject, str(edge.item), *ends)
        return self._add(
            TreeNode(
                id=identity,
                key=identity,
                gate="leaf",
                title=_short(f"{step.title}: {self._called(edge.subject)}"),
                step=step.id,
                subject=edge.subject,
                cost=edge.cost,
                skill=step.difficulty,
                probability=round(likelihood(edge.cost), 4),
            )
        )

    def _add(self, node: TreeNode) -> str:
        self.nodes.setdefault(node.id, node)
        return node.id


def _identity(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _short(title: str) -> str:
    return title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1]}…"
