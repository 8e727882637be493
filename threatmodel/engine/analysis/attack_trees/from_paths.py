"""Makes the attack tree of a goal from the paths that lead there."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from threatmodel.engine.analysis.attack_trees.tree import AttackTree, Gate, TreeNode
from threatmodel.engine.analysis.attack_trees.tree_problems import MAX_TITLE
from threatmodel.engine.analysis.paths.graph import Edge
from threatmodel.engine.analysis.paths.search import likelihood
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


def tree_of_paths(
    title: str, paths: Sequence[Path], *, between: Between, called: Callable[[str], str]
) -> AttackTree:
    """The tree of paths to one goal: from the goal back to the starts, what it takes to have each state.

    `between` gives the steps from one state to another, any of which does; `called` the name of an element
    or flow. Equal branches are one node. There must be a path, and none without a step.
    """
    maker = _TreeMaker(between, called)
    ends = sorted({path[-1] for path in paths})
    root = maker.gate("or", title, [maker.having(end, _ending_in(end, paths)) for end in ends])
    return AttackTree(root, maker.below(root))


def _ending_in(state: State, paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path[-1] == state]


class _TreeMaker:
    def __init__(self, between: Between, called: Callable[[str], str]) -> None:
        self._between = between
        self._called = called
        self._nodes: dict[str, TreeNode] = {}

    def having(self, state: State, paths: Sequence[Path]) -> str:
        """The node of having a state by any of these paths, which end in it and do not start there."""
        title = f"{_HAVING[state.level]} {self._called(state.element)}"
        before = sorted({path[-2] for path in paths})
        if len(before) == 1:
            return self._way(title, before[0], state, paths)
        ways = [
            self._way(f"{title} through {self._called(one.element)}", one, state, paths) for one in before
        ]
        return self.gate("or", title, ways)

    def gate(self, gate: Gate, title: str, children: Iterable[str]) -> str:
        """A gate over these nodes, each once."""
        unique = tuple(dict.fromkeys(children))
        return self._add(TreeNode(_identity(gate, title, *unique), gate, _short(title), unique))

    def below(self, root: str) -> tuple[TreeNode, ...]:
        """The nodes that are in use, in the order of a walk from the root."""
        found: dict[str, TreeNode] = {}
        waiting = [root]
        while waiting:
            uid = waiting.pop()
            if uid not in found:
                found[uid] = self._nodes[uid]
                waiting += reversed(found[uid].children)
        return tuple(found.values())

    def _way(self, title: str, before: State, state: State, paths: Sequence[Path]) -> str:
        """Having a state through the one before: what it takes to have that, and a step from there."""
        earlier = [path[:-1] for path in paths if path[-2] == before]
        step = self._step(title, before, state)
        if any(len(path) == 1 for path in earlier):  # a start is had already
            return step
        having = self._nodes[self.having(before, earlier)]
        steps = having.children if having.gate == "and" else (having.id,)  # a chain of steps is one gate
        return self.gate("and", title, [*steps, step])

    def _step(self, title: str, before: State, state: State) -> str:
        leaves = [self._leaf(edge) for edge in self._between(before, state)]
        return leaves[0] if len(leaves) == 1 else self.gate("or", f"Any step: {title}", leaves)

    def _leaf(self, edge: Edge) -> str:
        step, ends = edge.step, (*edge.start, *edge.end)
        return self._add(
            TreeNode(
                id=_identity("leaf", step.id, edge.subject, str(edge.item), *ends),
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
        self._nodes.setdefault(node.id, node)
        return node.id


def _identity(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _short(title: str) -> str:
    return title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1]}…"
