"""Finds the paths of attackers to goals; what attackers have in common is built once."""

from collections.abc import Set as AbstractSet
from functools import cache
from itertools import pairwise
from typing import Final, NamedTuple

from threatmodel.engine.analysis.paths.attack_graph import AttackGraph, GraphBuilder
from threatmodel.engine.analysis.paths.path_types import AttackPath, PathStep
from threatmodel.engine.analysis.paths.shortest_paths import Searcher, likelihood
from threatmodel.engine.analysis.paths.state_finder import StateFinder
from threatmodel.engine.library.attack_steps import COSTS, Difficulty, State
from threatmodel.engine.library.attackers_and_goals import Attacker, Goal

_NOTHING: Final[frozenset[int]] = frozenset()


class _Step(NamedTuple):
    """A step as paths have it, with what they add up."""

    step: PathStep
    cost: int
    is_possible: bool


class PathFinder:
    """The paths through one graph, without the steps that something has cut."""

    def __init__(self, builder: GraphBuilder, graph: AttackGraph, states: StateFinder) -> None:
        self._builder = builder
        self._graph = graph
        self._states = states
        self._too_hard: dict[Difficulty, frozenset[int]] = {}
        self._searchers: dict[tuple[Attacker, bool], Searcher] = {}
        self._parts: dict[tuple[Attacker, frozenset[int], frozenset[int]], Searcher] = {}
        self._steps: dict[Searcher, dict[tuple[int, int], _Step]] = {}
        self._before: PathFinder | None = None
        self._unchanged: PathFinder | None = None
        self._cut = _NOTHING

    def without(self, cut: AbstractSet[int]) -> "PathFinder":
        """The same once the steps of these numbers are cut."""
        other = PathFinder(self._builder, self._graph, self._states)
        other._before, other._cut = self, frozenset(cut)
        return other

    def changed(self, builder: GraphBuilder, graph: AttackGraph, states: StateFinder) -> "PathFinder":
        """The same on a graph with other steps of some elements, with what is known of the others."""
        other = PathFinder(builder, graph, states)
        other._unchanged = self
        return other

    def searcher(self, attacker: Attacker, *, possible: bool = False) -> Searcher:
        """What an attacker can reach: without any unknown fact, or with all that is possible."""
        key = (attacker, possible and bool(self._graph.possible))
        known = self._searchers.get(key)
        if known is None:
            known = self._searchers[key] = self._new_searcher(attacker, possible=key[1])
        return known

    def beginning_at(
        self, attacker: Attacker, starts: frozenset[int], cut: frozenset[int] = _NOTHING
    ) -> Searcher:
        """The attacker who begins only at those starts that are among these states, once steps are cut."""
        return self._part(attacker, starts.intersection(self.searcher(attacker).starts), cut)

    def beginning_elsewhere(self, attacker: Attacker, starts: frozenset[int]) -> Searcher:
        """The attacker who begins at none of these states."""
        return self._part(attacker, frozenset(self.searcher(attacker).starts) - starts, _NOTHING)

    def paths(
        self, attacker: Attacker, goal: Goal, state: State, count: int, *, through_takeovers: bool = False
    ) -> list[AttackPath]:
        """The cheapest paths of an attacker to a state, at most `count`.

        Those that need an unknown fact are found only where no other path leads there. A path ends at the
        takeover of a cluster, as what is inside it follows; with `through_takeovers` it goes on where
        nothing else leads there.
        """
        for possible in (False, True):
            searcher = self.searcher(attacker, possible=possible)
            if not searcher.starts:
                return []
            found = self._cheapest(searcher, state, count, self._takeovers(state))
            if not found and searcher.start_cost(state) is None and searcher.cost_to(state) is not None:
                if not through_takeovers:
                    return []
                found = self._cheapest(searcher, state, count, ())
            if found:
                return [self._path(searcher, attacker, goal, numbers) for numbers in found]
        return []

    def takeovers_before(self, attacker: Attacker, state: State) -> tuple[State, ...]:
        """The takeovers by which an attacker has a state without any unknown fact, if at all."""
        searcher = self.searcher(attacker)
        if searcher.cost_to(state) is None:
            return ()
        return tuple([one for one in self._takeovers(state) if searcher.cost_to(one) is not None])

    def path(
        self, searcher: Searcher, attacker: Attacker, goal: Goal, states: tuple[State, ...]
    ) -> AttackPath:
        """The path through these states, with the cheapest step between each two."""
        numbers = tuple([self._graph.index[state] for state in states])
        return self._path(searcher, attacker, goal, numbers)

    def is_cut(self, path: AttackPath) -> bool:
        """Whether a path that was found before is cut: between two of its states no step is left."""
        searcher = self.searcher(path.attacker, possible=path.is_possible)
        return not all(searcher.edges_between(*pair) for pair in pairwise(path.states))

    # --- inside -----------------------------------------------------------------------------------

    def _new_searcher(self, attacker: Attacker, *, possible: bool) -> Searcher:
        if self._before is not None:
            return self._before.searcher(attacker, possible=possible).without(self._cut)
        removed = self._beyond(attacker.skill) | (_NOTHING if possible else self._graph.possible)
        starts = self._starts(attacker)
        if self._unchanged is not None:
            earlier = self._unchanged._searchers.get((attacker, possible))  # noqa: SLF001  # of its own class
            if earlier is not None and self._unchanged._starts(attacker) == starts:  # noqa: SLF001
                return earlier.on(self._graph, removed)
        return Searcher(self._graph, starts, removed)

    def _part(self, attacker: Attacker, starts: frozenset[int], cut: frozenset[int]) -> Searcher:
        """What the attacker can reach who begins only at these of the starts, without any unknown fact."""
        key = (attacker, starts, cut)
        known = self._parts.get(key)
        if known is None:
            known = self._parts[key] = self._new_part(attacker, starts, cut)
        return known

    def _new_part(self, attacker: Attacker, starts: frozenset[int], cut: frozenset[int]) -> Searcher:
        if self._before is not None:
            return self._before._part(attacker, starts, cut).without(self._cut)  # noqa: SLF001  # of its own class
        whole = self.searcher(attacker)
        if self._unchanged is not None:
            earlier = self._unchanged._parts.get((attacker, starts, cut))  # noqa: SLF001
            if earlier is not None and earlier.start_costs.items() <= whole.start_costs.items():
                return earlier.on(self._graph, whole.removed | cut)
        return whole.beginning(starts).without(cut)

    def _starts(self, attacker: Attacker) -> dict[State, int]:
        """Where an attacker starts that steps lead on from, and what it takes to begin there."""
        found = (state for state in self._states.starts_of(attacker) if state in self._graph.index)
        return {state: self._states.start_cost(attacker, state) for state in found}

    def _beyond(self, skill: Difficulty) -> frozenset[int]:
        """The steps that are too hard for this skill."""
        known = self._too_hard.get(skill)
        if known is None:
            costs, most = self._graph.costs, COSTS[skill]
            hardest = most == max(COSTS.values())
            known = _NOTHING if hardest else frozenset([n for n, cost in enumerate(costs) if cost > most])
            self._too_hard[skill] = known
        return known

    def _cheapest(
        self, searcher: Searcher, state: State, count: int, avoid: tuple[State, ...]
    ) -> list[tuple[int, ...]]:
        """The cheapest paths; to start at the goal is no path."""
        is_start = searcher.start_cost(state) is not None
        found = searcher.cheapest_numbers(state, count + is_start, avoid=avoid)
        return [states for states in found if len(states) > 1][:count]

    def _takeovers(self, state: State) -> tuple[State, ...]:
        """The takeover of what is around an element."""
        model = self._builder.model
        around = (state.element, *model.ancestors(state.element))
        takeovers = (State(uid, "admin") for uid in around if model.kind_of(uid) == "cluster")
        return tuple([takeover for takeover in takeovers if takeover != state])

    def _path(
        self, searcher: Searcher, attacker: Attacker, goal: Goal, numbers: tuple[int, ...]
    ) -> AttackPath:
        known = self._steps.setdefault(searcher, {})  # most paths share most of their steps
        taken = [known.get(pair) or self._step(searcher, known, pair) for pair in pairwise(numbers)]
        steps, costs, possible = zip(*taken, strict=True)  # of a path, which has two states at least
        cost = searcher.start_costs.get(numbers[0], 0) + sum(costs)
        states = self._graph.states
        return AttackPath(
            attacker=attacker,
            goal=goal,
            states=tuple([states[number] for number in numbers]),
            steps=steps,
            cost=cost,
            score=_score(cost),
            is_possible=True in possible,
        )

    def _step(self, searcher: Searcher, known: dict[tuple[int, int], _Step], pair: tuple[int, int]) -> _Step:
        """The cheapest step between two states."""
        edge, *others = (self._graph.edges[number] for number in searcher.numbers_between(*pair))
        step = PathStep(edge, self._builder.evidence(edge), tuple(others))
        found = known[pair] = _Step(step, edge.cost, edge.is_possible)
        return found


@cache
def _score(cost: int) -> int:
    return max(1, round(100 * likelihood(cost)))
