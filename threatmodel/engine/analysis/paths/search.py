"""The cheapest ways through an attack graph, and what every way has to pass."""

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any, Final

import rustworkx as rx

from threatmodel.engine.analysis.paths.graph import AttackGraph, Edge, State

_MAX_EXPANSIONS: Final = (
    100_000  # partial paths looked at for one goal; beyond it the paths so far are the answer
)
_CUT: Final = 1e9  # the cost of a step that a fix removes


class Searcher:
    """Answers questions about one graph for an attacker who starts at some states.

    `removed` are steps that the attacker cannot take: too hard for them, or cut by a fix.
    """

    def __init__(
        self, attack_graph: AttackGraph, starts: Iterable[State], removed: Collection[Edge] = ()
    ) -> None:
        self.of = attack_graph
        self.starts = sorted({attack_graph.index[state] for state in starts if state in attack_graph.index})
        self.removed = frozenset(removed)
        self._start = attack_graph.graph.num_nodes()
        self._graph = attack_graph.graph.copy()
        self._graph.add_node(None)
        self._graph.add_edges_from([(self._start, index, None) for index in self.starts])
        self._backwards = self._graph.copy()
        self._backwards.reverse()

    def without(self, cut: Collection[Edge]) -> "Searcher":
        """The same attacker after a fix has cut these steps."""
        if not cut:
            return self
        other = copy(self)  # the graphs are shared: searching changes nothing in them
        other.removed = self.removed | frozenset(cut)
        return other

    def distances(self) -> Mapping[int, float]:
        """The cost of the cheapest path to each state that the attacker reaches, by index."""
        lengths = rx.digraph_dijkstra_shortest_path_lengths(self._graph, self._start, self._cost)
        return {index: cost for index, cost in lengths.items() if cost < _CUT}

    def cheapest(self, goal: State, count: int) -> list[tuple[State, ...]]:
        """The cheapest paths to a goal without a state twice, at most `count`, the cheapest first.

        Best-first search over partial paths; what is left to the goal is known exactly, so that nearly every
        partial path that is looked at is part of an answer. Equal costs are ordered by states.
        """
        end = self.of.index.get(goal)
        if end is None:
            return []
        left = self._to_goal(end)
        heap: list[tuple[float, float, tuple[int, ...]]] = [
            (left[start], 0.0, (start,)) for start in self.starts if start in left
        ]
        heapq.heapify(heap)
        found: list[tuple[State, ...]] = []
        for _ in range(_MAX_EXPANSIONS):
            if not heap or len(found) == count:
                break
            _, cost, path = heapq.heappop(heap)
            if path[-1] == end:
                found.append(tuple([self.of.states[index] for index in path]))
                continue
            for index, step_cost in self._after(path[-1]):
                if index in left and index not in path:
                    after = cost + step_cost
                    heapq.heappush(heap, (after + left[index], after, (*path, index)))
        return found

    def choke_points(self, goal: State) -> tuple[State, ...]:
        """The states that every path to the goal passes, in their order, without the goal itself."""
        return self.choke_points_of([goal]).get(goal, ())

    def choke_points_of(self, goals: Sequence[State]) -> dict[State, tuple[State, ...]]:
        """The same for several goals, in one pass; a goal out of reach has none."""
        allowed = self._allowed()
        before = rx.immediate_dominators(allowed, self._start)
        return {goal: self._dominators(before, goal) for goal in goals}

    def ancestors(self, goal: State) -> set[State]:
        """All states from which the goal can be reached, and the goal itself."""
        end = self.of.index.get(goal)
        if end is None:
            return {goal}
        left = self._to_goal(end)
        return {self.of.states[index] for index in left if index < self._start}

    def edges_between(self, start: State, end: State) -> list[Edge]:
        """The steps from one state to another, the cheapest first."""
        first, second = self.of.index[start], self.of.index[end]
        edges = [edge for edge in self.of.graph.get_all_edge_data(first, second) if edge not in self.removed]
        return sorted(edges, key=lambda edge: (edge.cost, edge.step.id, edge.subject))

    # --- inside -----------------------------------------------------------------------------------

    def _cost(self, edge: Edge | None) -> float:
        if edge is None:
            return 0.0
        return _CUT if edge in self.removed else float(edge.cost)

    def _to_goal(self, end: int) -> dict[int, float]:
        """The cost from each state to the goal, by index."""
        lengths = dict(rx.digraph_dijkstra_shortest_path_lengths(self._backwards, end, self._cost))
        lengths[end] = 0.0
        return {index: cost for index, cost in lengths.items() if cost < _CUT}

    def _after(self, index: int) -> list[tuple[int, int]]:
        """What can follow a state, each once with its lowest cost."""
        cheapest: dict[int, int] = {}
        for _, end, edge in self.of.graph.out_edges(index):
            if edge not in self.removed and edge.cost < cheapest.get(end, edge.cost + 1):
                cheapest[end] = edge.cost
        return sorted(cheapest.items())

    def _allowed(self) -> "rx.PyDiGraph[Any, Any]":
        if not self.removed:
            return self._graph
        graph = self._graph.copy()
        gone = [index for index, (_, _, edge) in graph.edge_index_map().items() if edge in self.removed]
        for index in gone:
            graph.remove_edge_from_index(index)
        return graph

    def _dominators(self, before: Mapping[int, int], goal: State) -> tuple[State, ...]:
        return tuple(reversed([*self._walk_up(before, goal)]))

    def _walk_up(self, before: Mapping[int, int], goal: State) -> Iterator[State]:
        index = self.of.index.get(goal)
        while index is not None and index in before and before[index] not in (index, self._start):
            index = before[index]
            yield self.of.states[index]
