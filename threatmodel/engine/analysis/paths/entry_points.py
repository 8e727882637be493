"""Where an attacker enters on the way to a goal: for each entry point the cheapest path from there on.

The search goes backwards from the goal and ends at entry points: no path leads through one to another,
unless to begin there costs more than to come from the other.
"""

import heapq
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from typing import Final

from threatmodel.engine.analysis.paths.attack_graph import AttackGraph
from threatmodel.engine.analysis.paths.shortest_paths import Searcher
from threatmodel.engine.library.attack_steps import COSTS, State
from threatmodel.engine.model import CATALOGUE
from threatmodel.engine.model.struct_base import Record

# A detour that costs an attacker as much as one more exploit is no way of its own.
_DETOUR: Final = COSTS["hard"]
_GROUPS: Final = frozenset({"cluster", "namespace", "network", "node"})


class EntryPath(Record, frozen=True):
    """The cheapest path to a goal from one entry point on, with the way of the attacker to it.

    `entry` is the uid of the entry point. `sharing` is the number of entry points from which the path is the
    same but for its first step, because it leads through a network that all of them are in; 1 for a path of
    its own.
    """

    entry: str
    states: tuple[State, ...]
    cost: int
    sharing: int = 1


def entry_states(searcher: Searcher) -> frozenset[State]:
    """The states in which an attacker first has something of the system itself.

    What is outside, or only passes requests on, is no entry point.
    """
    graph = searcher.of
    found: set[int] = set()
    seen, waiting = set(searcher.starts), [*searcher.starts]
    while waiting:
        state = waiting.pop()
        if _is_of_system(graph, state):
            found.add(state)
            continue
        ahead = {end for end, _, number in graph.after[state] if not searcher.is_removed[number]}
        waiting += ahead - seen
        seen |= ahead
    return frozenset(graph.states[state] for state in found)


def _is_of_system(graph: AttackGraph, state: int) -> bool:
    roles = CATALOGUE.kinds[graph.model.kind_of(graph.states[state].element)].dfd
    return "carrier" not in roles and "external-entity" not in roles


class EntryPointFinder:
    """Finds the entry points of one attacker to one goal after another.

    `entry_of` returns the entry point that an element is or belongs to, and an empty string where an attacker
    only passes. With `is_assumed` nothing says that the attacker can start there: then what many starts share
    is one path.
    """

    def __init__(self, searcher: Searcher, entry_of: Callable[[str], str], *, is_assumed: bool) -> None:
        self._graph: AttackGraph = searcher.of
        self._removed = searcher.is_removed
        self._entry_of = entry_of
        self._is_assumed = is_assumed
        self._costs = searcher.reached_numbers()
        self._entries = dict(self._entry_states(searcher.start_costs))
        costly = searcher.start_costs.items()
        self._passed = {
            start for start, cost in costly if cost > self._costs[start]
        }  # cheaper from elsewhere
        self._before: dict[int, list[tuple[int, int]]] = {}
        self._shares: dict[int, int] = {}

    def paths(self, goal: State, count: int, *, avoid: Collection[State] = ()) -> list[EntryPath]:
        """The path of each entry point, at most `count`, the cheapest first. None passes a state to avoid."""
        end = self._graph.index.get(goal)
        if end is None or end not in self._costs:
            return []
        avoided = {self._graph.index[state] for state in avoid if state in self._graph.index}
        found: dict[str, EntryPath] = {}
        waiting = [(self._costs[end], 0, end, -1, 1)]  # whole cost, cost from here on, state, the next one
        after: dict[int, int] = {}
        while waiting and (len(found) < count or _within(found, waiting[0][0]) < count):
            _, paid, state, following, sharing = heapq.heappop(waiting)
            if state in after:
                continue
            after[state] = following
            if (entry := self._entries.get(state)) is not None:
                self._note(found, state, (*entry[1], *self._walk(after, following)), entry[0] + paid, sharing)
                if state != end and state not in self._passed:
                    continue
            sharing = max(sharing, self._sharing(state))
            most = 1 if self._sharing(state) > 1 else 2 * count  # the cheapest; others are for nothing
            new = (one for one in self._states_before(state) if one[0] not in after and one[0] not in avoided)
            for before, cost in islice(new, most):
                total = paid + cost + self._costs[before]
                heapq.heappush(waiting, (total, paid + cost, before, state, sharing))
        return sorted(found.values(), key=lambda one: (one.cost, one.entry))[:count]

    # --- inside -----------------------------------------------------------------------------------

    def _note(
        self, found: dict[str, EntryPath], state: int, states: tuple[int, ...], cost: int, sharing: int
    ) -> None:
        """Note a path unless the entry point has a cheaper one; to start at the goal is none."""
        entry = self._entry_at(state)
        known = found.get(entry)
        if len(states) > 1 and (known is None or cost < known.cost):
            named = tuple([self._graph.states[one] for one in states])
            found[entry] = EntryPath(entry, named, cost, sharing)

    def _entry_states(self, starts: Mapping[int, int]) -> Iterator[tuple[int, tuple[int, tuple[int, ...]]]]:
        """The states in which the attacker first has something of an entry point; each with the way to it."""
        waiting: list[tuple[int, int, tuple[int, ...]]] = [
            (cost, start, (start,)) for start, cost in starts.items()
        ]
        heapq.heapify(waiting)
        seen: set[int] = set()
        while waiting:
            spent, state, way = heapq.heappop(waiting)
            if state in seen:
                continue
            seen.add(state)
            if self._entry_at(state):
                yield state, (spent, way)
                continue
            for end, cost, number in self._graph.after[state]:
                if end not in seen and not self._removed[number]:
                    heapq.heappush(waiting, (spent + cost, end, (*way, end)))

    def _states_before(self, state: int) -> list[tuple[int, int]]:
        """The states from which this one is reached without a detour, each with the cost of the step."""
        known = self._before.get(state)
        if known is not None:
            return known
        least: dict[int, int] = {}
        most = self._costs[state] + _DETOUR
        for before, cost, number in self._graph.before[state]:
            spent = self._costs.get(before)
            if spent is None or spent + cost >= most or self._removed[number]:
                continue
            if cost < least.get(before, most):
                least[before] = cost
        found = sorted(least.items(), key=lambda one: (one[1] + self._costs[one[0]], one[0]))
        self._before[state] = found
        return found

    def _sharing(self, state: int) -> int:
        """How many entry points get to a state that is open to everything around it; 1 for other states."""
        if not self._is_assumed:
            return 1
        known = self._shares.get(state)
        if known is None:
            known = self._shares[state] = self._entry_points_before(state) if self._is_open(state) else 1
        return known

    def _is_open(self, state: int) -> bool:
        named = self._graph.states[state]
        return named.level == "reach" and self._graph.model.kind_of(named.element) in _GROUPS

    def _entry_points_before(self, state: int) -> int:
        before = {self._entry_at(one) for one, _, _ in self._graph.before[state] if one in self._costs}
        return len(before - {""}) or 1

    def _entry_at(self, state: int) -> str:
        return self._entry_of(self._graph.states[state].element)

    def _walk(self, after: dict[int, int], state: int) -> Iterator[int]:
        while state >= 0:
            yield state
            state = after[state]


def _within(found: Mapping[str, EntryPath], cost: int) -> int:
    """How many paths cost no more: nothing that is found later is cheaper than these."""
    return sum(one.cost <= cost for one in found.values())
