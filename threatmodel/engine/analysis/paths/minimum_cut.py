"""The smallest set of changes after which no attacker of those asked about reaches a goal."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from threatmodel.engine.analysis.paths.attack_graph import AttackGraph, Edge
from threatmodel.engine.analysis.paths.fix_ranking import Candidate, applied_at, controls_of, steps_stopped
from threatmodel.engine.analysis.paths.hitting_sets import HittingSets
from threatmodel.engine.analysis.paths.shortest_paths import Searcher
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.model.struct_base import Record

_MAX_PATHS: Final = 400  # looked at for one goal; beyond it the answer is the best so far, with its bound


class Cut(Record, frozen=True):
    """Controls, each at one element or flow, that together put a goal out of reach.

    At least `at_least` are needed; with as many in `fixes` there is no smaller set. Where no set exists
    `fixes` is empty and `remaining` is a path of steps that no change of the design stops.
    """

    fixes: tuple[Candidate, ...]
    at_least: int
    remaining: tuple[State, ...] = ()

    @property
    def is_smallest(self) -> bool:
        """Whether no smaller set does it."""
        return len(self.fixes) == self.at_least

    @property
    def is_possible(self) -> bool:
        """Whether changes of the design put the goal out of reach."""
        return not self.remaining


def smallest_cut(graph: AttackGraph, searchers: Sequence[Searcher], goals: Sequence[State]) -> Cut:
    """The smallest set of controls that puts all of these states out of reach.

    A path is cut by any control on it, so the set has to hit the controls of every path. Paths are found
    one by one: the smallest set that hits those so far is a lower bound; whatever it leaves open gives the
    next ones, and what closes these too is an answer, if perhaps not the smallest.
    """
    return _CutSearch(graph, searchers, goals).run()


class _CutSearch:
    def __init__(self, graph: AttackGraph, searchers: Sequence[Searcher], goals: Sequence[State]) -> None:
        self._graph = graph
        self._searchers = searchers
        self._goals = goals
        self._proposed = {key for edge in graph.edges for key in controls_of(graph, edge)}
        self._stopped: dict[Candidate, frozenset[int]] = {}
        self._paths = 0

    def run(self) -> Cut:
        stoppable = frozenset(n for n, edge in enumerate(self._graph.edges) if self._controls(edge))
        if remaining := self._open_path(self._narrowed(stoppable)):
            return Cut((), 0, remaining[1])
        sets, best, bound = HittingSets[Candidate](), None, 0
        while best is None or bound < len(best):
            chosen = sets.smallest()
            if sets.is_exact:
                bound = len(chosen)
            answer = self._completed(chosen, sets)
            if best is None or len(answer) < len(best):
                best = answer
            if not sets.is_exact or self._paths > _MAX_PATHS:
                break
        return Cut(tuple(sorted(best)), min(max(bound, sets.at_least()), len(best)))

    def _completed(self, chosen: Sequence[Candidate], sets: HittingSets[Candidate]) -> list[Candidate]:
        """What cuts everything, begun with these; the paths that they leave open are added to the sets."""
        answer = [*chosen]
        passed: list[frozenset[int]] = []
        searchers = self._narrowed(self._cut_by(answer))
        while found := self._open_path(searchers):
            searcher, path = found
            passed.append(self._steps_on(searcher, path))
            controls = self._controls_on(searcher, path)
            sets.add(controls)
            self._paths += 1
            best = max(sorted(controls), key=lambda key: len(self._cut_by([key])))
            answer.append(best)
            searchers = [one.without(self._cut_by([best])) for one in searchers]
        if len(answer) > len(chosen):
            answer = self._without_needless(answer, passed)
        return answer

    def _without_needless(self, answer: list[Candidate], passed: Iterable[frozenset[int]]) -> list[Candidate]:
        """The answer without what the rest makes up for; `passed` are the steps of the paths that it cuts.

        What alone cuts one of these is needed, which saves a search for each where there are hundreds.
        """
        cutting = ([one for one in answer if not self._stops(one).isdisjoint(steps)] for steps in passed)
        needed = {ones[0] for ones in cutting if len(ones) == 1}
        for one in [one for one in answer if one not in needed]:
            fewer = [other for other in answer if other != one]
            if not self._open_path(self._narrowed(self._cut_by(fewer))):
                answer = fewer
        return answer

    def _open_path(self, searchers: Iterable[Searcher]) -> tuple[Searcher, tuple[State, ...]] | None:
        """The cheapest path to the first goal that is still within reach."""
        for searcher in searchers:
            for goal in self._goals:
                if searcher.start_cost(goal) is None and searcher.cost_to(goal) is not None:
                    return searcher, searcher.cheapest(goal, 1)[0]
        return None

    def _steps_on(self, searcher: Searcher, path: Sequence[State]) -> frozenset[int]:
        """The numbers of the steps between the states of a path."""
        states = [self._graph.index[state] for state in path]
        return frozenset(number for pair in pairwise(states) for number in searcher.numbers_between(*pair))

    def _controls_on(self, searcher: Searcher, path: Sequence[State]) -> set[Candidate]:
        """What stops the path: of several steps between two states, the one with the fewest controls."""
        found: set[Candidate] = set()
        for pair in pairwise(path):
            found |= min((self._controls(edge) for edge in searcher.edges_between(*pair)), key=len)
        return found

    def _controls(self, edge: Edge) -> set[Candidate]:
        """The changes that stop a step, also one that by itself is only assumed."""
        keys = {(control, applied_at(self._graph, control, edge)) for control in edge.step.controls}
        return keys & self._proposed

    def _narrowed(self, cut: frozenset[int]) -> list[Searcher]:
        return [searcher.without(cut) for searcher in self._searchers]

    def _cut_by(self, fixes: Iterable[Candidate]) -> frozenset[int]:
        return frozenset[int]().union(*map(self._stops, fixes))

    def _stops(self, fix: Candidate) -> frozenset[int]:
        known = self._stopped.get(fix)
        if known is None:
            known = self._stopped[fix] = steps_stopped(self._graph, *fix)
        return known
