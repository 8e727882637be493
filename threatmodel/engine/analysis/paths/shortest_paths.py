"""The cheapest ways through an attack graph, and what every way has to pass."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from functools import cache
from heapq import heappop, heappush
from typing import Final, NamedTuple

import rustworkx as rx

from threatmodel.engine.analysis.paths.attack_graph import AttackGraph, Edge
from threatmodel.engine.analysis.paths.state_costs import NEVER, Waiting, cheapest_costs, marked_steps
from threatmodel.engine.library.attack_steps import State

_MAX_EXPANSIONS: Final = (
    100_000  # partial paths looked at for one goal; beyond it the paths so far are the answer
)
_DECAY: Final = 0.95  # how likely a path stays with each point of its cost
_REPEATED: Final = 0.5  # how likely it stays with each fault after the first that is only assumed
_LOST_AT_ONCE: Final = 20  # a cut after which more than one state in so many is costlier is no small one
_START: Final = -1  # before all states at which the attacker starts

Before = list[tuple[int, int, int]]
"""What may come before a state: the cost of the cheapest path through it, its number, the step's cost."""

_Partial = tuple[int, int, tuple[int, ...], int]
_Found = tuple[list[tuple[int, ...]], set[int]]


class Searcher:
    """Answers questions about one graph for an attacker who starts at some states.

    `starts` may say what it takes to begin at each; else that is nothing. `removed` are the numbers of steps
    that the attacker cannot take: too hard for them, only possible, or cut by a fix. `is_removed` says of
    each step, by its number, whether it is one: a set of thousands takes too long to copy for each cut.
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
        self.is_removed = marked_steps(len(attack_graph.edges), removed)
        self._reset(None)

    @property
    def removed(self) -> frozenset[int]:
        """The numbers of the steps that the attacker cannot take."""
        return frozenset([number for number, removed in enumerate(self.is_removed) if removed])

    def _reset(self, costs: list[int] | None, earlier: "_Earlier | None" = None) -> None:
        self._costs = costs
        self._before: dict[int, Before] = {}
        self._found: dict[tuple[int, int], _Found] = {}
        self._earlier = earlier
        self._dominators: Mapping[int, int] | None = None

    def without(self, cut: AbstractSet[int]) -> "Searcher":
        """The same attacker after a fix has cut these steps."""
        gone = frozenset([number for number in cut if not self.is_removed[number]])
        if not gone:
            return self
        self._adopt()
        other = copy(self)
        other.is_removed = self.is_removed.copy()
        for number in gone:
            other.is_removed[number] = 1
        costs, costlier = other._costs_after(self._distances(), gone)  # noqa: SLF001  # of its own class
        other._reset(costs, _Earlier(self._before, self._found, gone, costlier))  # noqa: SLF001
        return other

    def on(self, graph: AttackGraph, removed: Iterable[int]) -> "Searcher":
        """The same attacker on a graph with other steps of some elements, as AttackGraph.patched makes it."""
        other = copy(self)
        other.of, other.is_removed = graph, marked_steps(len(graph.edges), removed)
        costs = [*self._distances(), *[NEVER] * (len(graph.states) - len(self.of.states))]
        costs, _ = other._costs_after(costs, graph.gone - self.of.gone)  # noqa: SLF001  # of its own class
        other._reset(other._costs_with(costs, range(len(self.of.edges), len(graph.edges))))  # noqa: SLF001
        return other

    def beginning(self, starts: Iterable[int]) -> "Searcher":
        """The same attacker, who begins only at these of the starts."""
        costs = {self.of.states[one]: self.start_costs[one] for one in starts}
        other = Searcher(self.of, costs)
        other.is_removed = self.is_removed
        return other

    def start_cost(self, state: State) -> int | None:
        """What it takes to begin at a state, or None when the attacker does not start there."""
        index = self.of.index.get(state)
        return None if index is None else self.start_costs.get(index)

    def cost_to(self, goal: State) -> int | None:
        """The cost of the cheapest path to a state, or None when it is out of reach."""
        index = self.of.index.get(goal)
        cost = NEVER if index is None else self._distances()[index]
        return None if cost == NEVER else cost

    def costs_of(self, goals: Iterable[State]) -> dict[State, int]:
        """What it costs to reach each of the goals within reach."""
        index, costs = self.of.index, self._distances()
        known = ((goal, costs[index[goal]]) for goal in goals if goal in index)
        return {goal: cost for goal, cost in known if cost < NEVER}

    def costs_of_attacks(self, numbers: Iterable[int]) -> dict[int, int]:
        """The same by the numbers of the states, without those at which the attacker starts."""
        costs, starts = self._distances(), self.start_costs
        return {one: cost for one in numbers if one not in starts and (cost := costs[one]) < NEVER}

    def reached(self) -> dict[State, int]:
        """The cost of the cheapest path to each state within reach."""
        return {self.of.states[number]: cost for number, cost in self.reached_numbers().items()}

    def reached_numbers(self) -> dict[int, int]:
        """The same by the numbers of the states."""
        return {number: cost for number, cost in enumerate(self._distances()) if cost < NEVER}

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
        if end is None or self._distances()[end] == NEVER:
            return []
        return self._search(end, count, avoid)[0]

    def cheapest_again(self, goal: State, count: int) -> Sequence[tuple[int, ...]]:
        """The same, asked again after each of several cuts: paths that no cut has to do with are kept."""
        end = self.of.index.get(goal)
        if end is None or self._distances()[end] == NEVER:
            return []
        self._adopt()
        known = self._found.get((end, count))
        if known is None:
            known = self._found[end, count] = self._search(end, count, ())
        return known[0]

    def _search(self, end: int, count: int, avoid: Collection[State]) -> "_Found":
        """The cheapest paths to a state within reach, and the states that were looked at."""
        self._adopt()
        costs, known, states_before = self._distances(), self._before, self._states_before
        looked_at = {end}
        found: list[tuple[int, ...]] = []
        avoided = {self.of.index[state] for state in avoid if state in self.of.index}
        # Whole cost, what of it is left to the start, the path from here on, which state before it is next.
        heap: list[_Partial] = [(costs[end], costs[end], (end,), 0)]
        expansions = 0
        while heap and len(found) < count and expansions < _MAX_EXPANSIONS:
            whole, left, path, place = heappop(heap)
            state = path[0]
            # Along the cheapest way to the start: nothing that waits costs less and is nearer to it.
            while expansions < _MAX_EXPANSIONS:
                expansions += 1
                before = known.get(state) or states_before(state)
                paid = whole - left
                if place + 1 < len(before):
                    left = before[place + 1][0]
                    heappush(heap, (paid + left, left, path, place + 1))
                state = before[place][1]
                if state == _START:
                    found.append(path)
                    break
                if state in path or state in avoided:
                    break
                looked_at.add(state)
                left, path, place = costs[state], (state, *path), 0
        return found, looked_at

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
                if start not in found and not self.is_removed[number]:
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
        return [number for number in self.of.between(first, last) if not self.is_removed[number]]

    # --- inside -----------------------------------------------------------------------------------

    def _distances(self) -> list[int]:
        """The cost of the cheapest path to each state."""
        if self._costs is None:
            self._costs = cheapest_costs(self.of.after, self.start_costs, self.is_removed)
        return self._costs

    def _adopt(self) -> None:
        """Take over from before the cut what it leaves as it was."""
        earlier, self._earlier = self._earlier, None
        if earlier is None:
            return
        edges, index, after = self.of.edges, self.of.index, self.of.after
        differing = {index[edges[number].end] for number in earlier.cut}
        differing.update([end for state in earlier.costlier for end, _, _ in after[state]])
        self._before = {state: ways for state, ways in earlier.before.items() if state not in differing}
        self._found = {goal: one for goal, one in earlier.found.items() if differing.isdisjoint(one[1])}

    def _costs_after(self, costs: Sequence[int], cut: Collection[int]) -> tuple[list[int], set[int]]:
        """The costs once these steps are cut, from those before, and the states that may be costlier.

        Looks only at these, unless they are so many that all costs are found sooner anew.
        """
        before, after, removed = self.of.before, self.of.after, self.is_removed
        waiting = Waiting()
        for end in {self.of.index[self.of.edges[number].end] for number in cut}:
            if costs[end] < NEVER:
                waiting.add(costs[end], end)
        lost: set[int] = set()  # each is looked at after all cheaper ones, hence after those that lead to it
        most = len(costs) // _LOST_AT_ONCE
        for cost, state in waiting:
            if state in lost or cost == self.start_costs.get(state):
                continue
            for start, step_cost, number in before[state]:
                if costs[start] + step_cost == cost and start not in lost and not removed[number]:
                    break  # another step leads here at the same cost
            else:
                lost.add(state)
                if len(lost) > most:
                    anew = cheapest_costs(after, self.start_costs, removed)
                    return anew, {n for n, cost in enumerate(costs) if cost != anew[n]}
                for end, step_cost, number in after[state]:
                    if cost + step_cost == costs[end] and end not in lost and not removed[number]:
                        waiting.add(costs[end], end)
        return self._settled([*costs], lost), lost

    def _settled(self, costs: list[int], lost: Collection[int]) -> list[int]:
        """The costs, with those of the lost states found again from the states around them."""
        before, removed = self.of.before, self.is_removed
        for state in lost:
            costs[state] = NEVER
        waiting = Waiting()
        for state in lost:
            least = self.start_costs.get(state, NEVER)
            for start, cost, number in before[state]:
                if costs[start] + cost < least and not removed[number]:
                    least = costs[start] + cost
            if least < NEVER:
                waiting.add(least, state)
        return self._lowered(costs, waiting)

    def _costs_with(self, costs: list[int], new: Iterable[int]) -> list[int]:
        """The costs with these new steps, from those without."""
        waiting = Waiting()
        for number in new:
            edge = self.of.edges[number]
            start, end = self.of.index[edge.start], self.of.index[edge.end]
            if costs[start] < NEVER and not self.is_removed[number]:
                waiting.add(costs[start] + edge.cost, end)
        return self._lowered(costs, waiting)

    def _lowered(self, costs: list[int], waiting: "Waiting") -> list[int]:
        """The costs where the waiting states are reached at what they wait with, and what follows of that."""
        after, removed = self.of.after, self.is_removed
        for cost, state in waiting:
            if cost >= costs[state]:
                continue
            costs[state] = cost
            for end, step_cost, number in after[state]:
                if cost + step_cost < costs[end] and not removed[number]:
                    waiting.add(cost + step_cost, end)
        return costs

    def _states_before(self, index: int) -> Before:
        """The states from which this one is reached, by the cost of the cheapest path through each."""
        known = self._before.get(index)
        if known is not None:
            return known
        costs, removed = self._distances(), self.is_removed
        cheapest: dict[int, int] = {}
        for start, cost, number in self.of.before[index]:
            if costs[start] < NEVER and cost < cheapest.get(start, NEVER) and not removed[number]:
                cheapest[start] = cost
        found = [(cost + costs[start], start, cost) for start, cost in cheapest.items()]
        if index in self.start_costs:
            cost = self.start_costs[index]
            found.append((cost, _START, cost))
        found.sort()
        self._before[index] = found
        return found

    def _immediate_dominators(self) -> Mapping[int, int]:
        """The state that every path to a state passes last, by state; only of those within reach."""
        costs, root = self._distances(), len(self.of.states)
        joined = [
            (start, end)
            for start, steps in enumerate(self.of.after)
            if costs[start] < NEVER
            for end, _, number in steps
            if not self.is_removed[number]
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
    is_removed = marked_steps(len(graph.edges), removed)
    costs = enumerate(cheapest_costs(graph.before, dict.fromkeys(ends, 0), is_removed))
    return {graph.states[index]: cost for index, cost in costs if cost < NEVER}


class _Earlier(NamedTuple):
    """What a searcher had found before a cut, the steps cut, and the states that may be costlier since."""

    before: Mapping[int, Before]
    found: Mapping[tuple[int, int], _Found]
    cut: Collection[int]
    costlier: Collection[int]


@cache
def likelihood(cost: int, *, faults: int = 0) -> float:
    """How likely a path of this cost is taken, 0 to 1.

    Of `faults` that nothing in the model shows, each after the first halves it: one program may well have a
    fault, but an attacker needs another one for each of the others.
    """
    return float(_DECAY**cost * _REPEATED ** max(faults - 1, 0))
