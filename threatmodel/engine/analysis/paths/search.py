"""The cheapest ways through an attack graph, and what every way has to pass."""

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from typing import Final

import rustworkx as rx

from threatmodel.engine.analysis.paths.graph import AttackGraph, Edge, Step
from threatmodel.engine.library.attack_steps import State

_MAX_EXPANSIONS: Final = (
    100_000  # partial paths looked at for one goal; beyond it the paths so far are the answer
)
_NEVER: Final = 1 << 30  # the cost of what cannot be reached
_DECAY: Final = 0.95  # how likely a path stays with each point of its cost
_REPEATED: Final = 0.5  # how likely it stays with each fault after the first that is only assumed
_START: Final = -1  # before all states at which the attacker starts

Before = list[tuple[int, int, int]]
"""What may come before a state: the cost of the cheapest path through it, its number, the step's cost."""


class Searcher:
    """Answers questions about one graph for an attacker who starts at some states.

    `starts` may say what it takes to begin at each; else that is nothing. `removed` are the numbers of steps
    that the attacker cannot take: too hard for them, only possible, or cut by a fix.
    """

    def __init__(
        self,
        attack_graph: AttackGraph,
        starts: Mapping[State, int] | Iterable[State],
        removed: Iterable[int] = (),
    ) -> None:
        self.of = attack_graph
        index = attack_graph.index
        costs = starts if isinstance(starts, Mapping) else dict.fromkeys(starts, 0)
        self.start_costs = {index[state]: cost for state, cost in costs.items() if state in index}
        self.starts = sorted(self.start_costs)
        self.removed = frozenset(removed)
        self._reset(None)

    def _reset(self, costs: list[int] | None) -> None:
        self._costs = costs
        self._before: dict[int, Before] = {}
        self._dominators: Mapping[int, int] | None = None

    def without(self, cut: AbstractSet[int]) -> "Searcher":
        """The same attacker after a fix has cut these steps."""
        gone = cut - self.removed
        if not gone:
            return self
        other = copy(self)
        other.removed = self.removed | gone
        other._reset(other._costs_after(self._distances(), gone))  # noqa: SLF001  # of its own class
        return other

    def start_cost(self, state: State) -> int | None:
        """What it takes to begin at a state, or None when the attacker does not start there."""
        index = self.of.index.get(state)
        return None if index is None else self.start_costs.get(index)

    def cost_to(self, goal: State) -> int | None:
        """The cost of the cheapest path to a state, or None when it is out of reach."""
        index = self.of.index.get(goal)
        cost = _NEVER if index is None else self._distances()[index]
        return None if cost == _NEVER else cost

    def costs_of(self, goals: Iterable[State]) -> dict[State, int]:
        """What it costs to reach each of the goals within reach."""
        index, costs = self.of.index, self._distances()
        known = ((goal, costs[index[goal]]) for goal in goals if goal in index)
        return {goal: cost for goal, cost in known if cost < _NEVER}

    def reached(self) -> dict[State, int]:
        """The cost of the cheapest path to each state within reach."""
        costs = enumerate(self._distances())
        return {self.of.states[index]: cost for index, cost in costs if cost < _NEVER}

    def cheapest(self, goal: State, count: int, *, avoid: Collection[State] = ()) -> list[tuple[State, ...]]:
        """The cheapest paths to a goal without a state twice, at most `count`, the cheapest first.

        None passes a state to `avoid`.
        """
        found = self.cheapest_numbers(goal, count, avoid=avoid)
        return [tuple([self.of.states[index] for index in path]) for path in found]

    def cheapest_numbers(
        self, goal: State, count: int, *, avoid: Collection[State] = ()
    ) -> list[tuple[int, ...]]:
        """The same as the numbers of the states.

        Best-first search backwards from the goal. What is left to the start is known exactly, so that nearly
        every partial path that is looked at is part of an answer. Of equal costs that which is nearest to the
        start goes on first; then states decide.
        """
        end = self.of.index.get(goal)
        if end is None or self._distances()[end] == _NEVER:
            return []
        found: list[tuple[int, ...]] = []
        avoided = {self.of.index[state] for state in avoid if state in self.of.index}
        # Whole cost, what of it is left to the start, the path from here on, which state before it is next.
        left = self._distances()[end]
        heap: list[tuple[int, int, tuple[int, ...], int]] = [(left, left, (end,), 0)]
        for _ in range(_MAX_EXPANSIONS):
            if not heap or len(found) == count:
                break
            whole, left, path, place = heapq.heappop(heap)
            before = self._states_before(path[0])
            paid = whole - left
            if place + 1 < len(before):
                left = before[place + 1][0]
                heapq.heappush(heap, (paid + left, left, path, place + 1))
            _, state, step_cost = before[place]
            if state == _START:
                found.append(path)
            elif state not in path and state not in avoided:
                left = self._states_before(state)[0][0]
                heapq.heappush(heap, (paid + step_cost + left, left, (state, *path), 0))
        return found

    def choke_points(self, goal: State) -> tuple[State, ...]:
        """The states that every path to the goal passes, in their order, without the goal itself."""
        index = self.of.index.get(goal)
        if index is None:
            return ()
        if self._dominators is None:
            self._dominators = self._immediate_dominators()
        return tuple(reversed([*self._walk_up(self._dominators, index)]))

    def ancestors(self, goal: State) -> set[State]:
        """All states from which the goal can be reached, and the goal itself."""
        end = self.of.index.get(goal)
        if end is None:
            return {goal}
        found, waiting = {end}, [end]
        while waiting:
            for start, _, number in self.of.before[waiting.pop()]:
                if start not in found and number not in self.removed:
                    found.add(start)
                    waiting.append(start)
        return {self.of.states[index] for index in found}

    def edges_between(self, start: State, end: State) -> list[Edge]:
        """The steps from one state to another, the cheapest first."""
        first, last = self.of.index.get(start), self.of.index.get(end)
        if first is None or last is None:
            return []
        return [self.of.edges[number] for number in self.numbers_between(first, last)]

    def numbers_between(self, first: int, last: int) -> list[int]:
        """The numbers of the steps from one state to another, by their numbers; the cheapest first."""
        return [number for number in self.of.between(first, last) if number not in self.removed]

    # --- inside -----------------------------------------------------------------------------------

    def _distances(self) -> list[int]:
        """The cost of the cheapest path to each state."""
        if self._costs is None:
            self._costs = _cheapest_costs(self.of.after, self.start_costs, self.removed)
        return self._costs

    def _costs_after(self, costs: Sequence[int], cut: Collection[int]) -> list[int]:
        """The costs once these steps are cut, from those before. Looks only at states that get costlier."""
        before, after, removed = self.of.before, self.of.after, self.removed
        ends = {self.of.index[self.of.edges[number].end] for number in cut}
        waiting = [(costs[end], end) for end in ends if costs[end] < _NEVER]
        heapq.heapify(waiting)
        lost: set[int] = set()  # each is looked at after all cheaper ones, hence after those that lead to it
        while waiting:
            cost, state = heapq.heappop(waiting)
            if state in lost or cost == self.start_costs.get(state):
                continue
            for start, step_cost, number in before[state]:
                if costs[start] + step_cost == cost and start not in lost and number not in removed:
                    break  # another step leads here at the same cost
            else:
                lost.add(state)
                for end, step_cost, number in after[state]:
                    if cost + step_cost == costs[end] and number not in removed:
                        heapq.heappush(waiting, (costs[end], end))
        return self._settled([*costs], lost)

    def _settled(self, costs: list[int], lost: Collection[int]) -> list[int]:
        """The costs, with those of the lost states found again from the states around them."""
        before, after, removed = self.of.before, self.of.after, self.removed
        for state in lost:
            costs[state] = _NEVER
        waiting: list[tuple[int, int]] = []
        for state in lost:
            least = self.start_costs.get(state, _NEVER)
            for start, cost, number in before[state]:
                if costs[start] + cost < least and number not in removed:
                    least = costs[start] + cost
            if least < _NEVER:
                waiting.append((least, state))
        heapq.heapify(waiting)
        while waiting:
            cost, state = heapq.heappop(waiting)
            if cost >= costs[state]:
                continue
            costs[state] = cost
            for end, step_cost, number in after[state]:
                if cost + step_cost < costs[end] and number not in removed:
                    heapq.heappush(waiting, (cost + step_cost, end))
        return costs

    def _states_before(self, index: int) -> Before:
        """The states from which this one is reached, by the cost of the cheapest path through each."""
        known = self._before.get(index)
        if known is not None:
            return known
        costs = self._distances()
        cheapest: dict[int, int] = {}
        if index in self.start_costs:
            cheapest[_START] = self.start_costs[index]
        for start, cost, number in self.of.before[index]:
            if costs[start] < _NEVER and cost < cheapest.get(start, _NEVER):
                if number in self.removed:
                    continue
                cheapest[start] = cost
        found = [
            (cost + (0 if start == _START else costs[start]), start, cost) for start, cost in cheapest.items()
        ]
        self._before[index] = sorted(found)
        return self._before[index]

    def _immediate_dominators(self) -> Mapping[int, int]:
        """The state that every path to a state passes last, by state; only of those within reach."""
        costs, root = self._distances(), len(self.of.states)
        joined = [
            (start, end)
            for start, steps in enumerate(self.of.after)
            if costs[start] < _NEVER
            for end, _, number in steps
            if number not in self.removed
        ]
        graph: rx.PyDiGraph[None, None] = rx.PyDiGraph()
        graph.extend_from_edge_list([*joined, *((root, start) for start in self.starts)])
        return rx.immediate_dominators(graph, root) if self.starts else {}

    def _walk_up(self, before: Mapping[int, int], index: int) -> Iterator[State]:
        root = len(self.of.states)
        while index in before and before[index] not in (index, root):
            index = before[index]
            yield self.of.states[index]


def costs_to(graph: AttackGraph, goals: Iterable[State], removed: AbstractSet[int]) -> dict[State, int]:
    """What the cheapest path costs from each state that leads to one of the goals."""
    ends = [graph.index[goal] for goal in goals if goal in graph.index]
    costs = enumerate(_cheapest_costs(graph.before, dict.fromkeys(ends, 0), removed))
    return {graph.states[index]: cost for index, cost in costs if cost < _NEVER}


def _cheapest_costs(
    steps: Sequence[Sequence[Step]], starts: Mapping[int, int], removed: AbstractSet[int]
) -> list[int]:
    """The cost of the cheapest way to each state. Costs are small: states wait in a list for each."""
    costs = [_NEVER] * len(steps)
    waiting: list[list[int]] = [[] for _ in range(max(starts.values(), default=0) + 1)]
    for start, cost in starts.items():
        costs[start] = cost
        waiting[cost].append(start)
    for cost, states in enumerate(waiting):  # grows while it is read
        for state in states:
            if costs[state] != cost:
                continue  # reached by a cheaper path since
            for end, step_cost, number in steps[state]:
                there = cost + step_cost
                if there < costs[end] and number not in removed:
                    costs[end] = there
                    waiting.extend([] for _ in range(there + 1 - len(waiting)))
                    waiting[there].append(end)
    return costs


def likelihood(cost: int, *, faults: int = 0) -> float:
    """How likely a path of this cost is taken, 0 to 1.

    Of `faults` that nothing in the model shows, each after the first halves it: one program may well have a
    fault, but an attacker needs another one for each of the others.
    """
    return float(_DECAY**cost * _REPEATED ** max(faults - 1, 0))
