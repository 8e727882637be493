"""What a tree amounts to: the smallest sets of leaves that do, with their cost, skill and likelihood."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Final

from threatmodel.engine.analysis.attack_trees.bdd import DecisionDiagrams, TooLarge
from threatmodel.engine.analysis.attack_trees.tree import AttackTree, TreeNode, children_first
from threatmodel.engine.library.attack_steps import COSTS, Difficulty
from threatmodel.engine.model.struct_base import Record

MAX_SETS: Final = 100  # minimal sets of a node that are kept: the cheapest
_MAX_JOINED: Final = 200_000  # sets that are put together in one tree; beyond it only of the cheapest few
_FEW: Final = 3
_MAX_DEPTH: Final = 400  # of decision diagrams, in leaves: Python's stack bounds it

LeafSet = frozenset[str]


class TreeFigures(Record, frozen=True):
    """What a tree amounts to.

    `sets` are the minimal attack sets: the ids of leaves that together reach the goal and none of which can
    be left out, the cheapest first. `are_all_sets` is false where there are more than the limit. `cost` is
    that of the cheapest; `skill` is the least with which some set is possible. `probability` that any set
    succeeds is exact where `is_exact`, else an upper bound; leaves count as independent. `unnoticed` is how
    likely the cheapest set passes without notice; None as long as the detectability of a leaf is unknown.
    """

    sets: tuple[tuple[str, ...], ...]
    are_all_sets: bool
    cost: int
    skill: Difficulty
    probability: float
    is_exact: bool
    unnoticed: float | None


def tree_figures(tree: AttackTree) -> TreeFigures:
    """Work out a tree; leaves that occur several times count once."""
    nodes = tree.by_id()
    order = [*children_first(tree.root, nodes)]
    finder = _SetFinder(nodes)
    found = finder.run(order)[tree.root]
    cheapest = found[0]
    probability, is_exact = _probability(tree.root, order, nodes, found)
    hardest = (max((nodes[leaf].skill for leaf in one), key=COSTS.__getitem__) for one in found)
    noticed = [nodes[leaf].detectability for leaf in cheapest]
    return TreeFigures(
        sets=tuple(tuple(sorted(one)) for one in found),
        are_all_sets=finder.are_all,
        cost=_cost(cheapest, nodes),
        skill=min(hardest, key=COSTS.__getitem__),
        probability=round(probability, 6),
        is_exact=is_exact,
        unnoticed=_unnoticed(noticed),
    )


# --- minimal sets --------------------------------------------------------------------------------


class _SetFinder:
    """Finds the minimal sets of each node, from the leaves up; `are_all` until a limit was met."""

    def __init__(self, nodes: dict[str, TreeNode]) -> None:
        self._nodes = nodes
        self._left = _MAX_JOINED
        self.are_all = True

    def run(self, order: Sequence[str]) -> dict[str, list[LeafSet]]:
        """The sets by node; children come before their parents in the order."""
        found: dict[str, list[LeafSet]] = {}
        for uid in order:
            node = self._nodes[uid]
            sets = [frozenset({uid})] if node.gate == "leaf" else found[node.children[0]]
            for child in node.children[1:]:
                sets = self._joined(node, sets, found[child])
            found[uid] = sets
        return found

    def _joined(self, node: TreeNode, sets: list[LeafSet], others: list[LeafSet]) -> list[LeafSet]:
        if node.gate == "or":
            return self._cheapest([*sets, *others])
        if len(sets) * len(others) > self._left:
            self.are_all = False
            sets, others = sets[:_FEW], others[:_FEW]
        self._left -= len(sets) * len(others)
        return self._cheapest(one | other for one, other in product(sets, others))

    def _cheapest(self, sets: Iterable[LeafSet]) -> list[LeafSet]:
        """Without those that contain another, which comes before them as it costs no more."""
        kept: list[LeafSet] = []
        for one in sorted(set(sets), key=self._order):
            if not any(known <= one for known in kept):
                kept.append(one)
                if len(kept) > MAX_SETS:
                    self.are_all = False
                    return kept[:MAX_SETS]
        return kept

    def _order(self, one: LeafSet) -> tuple[int, int, list[str]]:
        return _cost(one, self._nodes), len(one), sorted(one)


def _cost(leaves: Iterable[str], nodes: dict[str, TreeNode]) -> int:
    return sum(nodes[leaf].cost for leaf in leaves)


# --- likelihood ----------------------------------------------------------------------------------


def _probability(
    root: str, order: Sequence[str], nodes: dict[str, TreeNode], sets: Sequence[LeafSet]
) -> tuple[float, bool]:
    """Exact by a decision diagram; where that grows too large, the bound of Esary and Proschan."""
    leaves = [uid for uid in order if nodes[uid].gate == "leaf"]
    if len(leaves) <= _MAX_DEPTH:
        try:
            return _exact(root, order, leaves, nodes), True
        except TooLarge:
            pass
    failing = 1.0
    for one in sets:
        chance = 1.0
        for leaf in one:
            chance *= nodes[leaf].probability
        failing *= 1 - chance
    return 1 - failing, False


def _exact(root: str, order: Sequence[str], leaves: Sequence[str], nodes: dict[str, TreeNode]) -> float:
    diagrams = DecisionDiagrams()
    number_of = {uid: number for number, uid in enumerate(leaves)}
    formulas: dict[str, int] = {}
    for uid in order:
        node = nodes[uid]
        below = [formulas[child] for child in node.children]
        if node.gate == "leaf":
            formulas[uid] = diagrams.variable(number_of[uid])
        else:
            formulas[uid] = diagrams.all_of(below) if node.gate == "and" else diagrams.any_of(below)
    chances = {number: nodes[uid].probability for uid, number in number_of.items()}
    return diagrams.probability(formulas[root], chances)


def _unnoticed(noticed: Iterable[float | None]) -> float | None:
    passing = 1.0
    for one in noticed:
        if one is None:
            return None
        passing *= 1 - one
    return round(passing, 6)
