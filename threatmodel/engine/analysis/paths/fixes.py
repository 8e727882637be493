"""Which few changes cut most of it: controls at elements, ranked by the risk that they remove."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from threatmodel.engine.analysis.paths.graph import Edge, State
from threatmodel.engine.analysis.paths.search import Searcher
from threatmodel.engine.model.struct_base import Record

_FIXES: Final = 5
_TRIED: Final = 12  # candidates whose effect is computed in each round: those on most of the cheapest paths
_PATHS: Final = 3  # cheapest paths to each goal from which candidates are taken
_DECAY: Final = 0.95


class Fix(Record, frozen=True):
    """A control applied at one element or flow, and what is left of the risk with it and those before it.

    `risk` is the share of today's risk that is left, 0 to 1; `goals` are the goals that it puts out of reach.
    """

    control: str
    subject: str
    steps: tuple[str, ...]
    goals: tuple[State, ...]
    risk: float


Candidate = tuple[str, str]
"""A control and the uid of what it is applied to."""


def ranked_fixes(searchers: Sequence[Searcher], goals: Sequence[State]) -> tuple[Fix, ...]:
    """The fixes that lower the risk most, one after the other, each on top of those before.

    The risk is the sum over goals and attackers of how likely the cheapest path is. A round tries the
    controls on the cheapest paths that are left, and takes the one after which least risk is left.
    """
    fixes: list[Fix] = []
    cut: set[Edge] = set()
    today = _risk(searchers, goals, cut)
    left, reached = today, _reached(searchers, goals, cut)
    while left > 0 and len(fixes) < _FIXES:
        candidates = _candidates(searchers, goals, cut)
        if not candidates:
            break
        tried = [(_risk(searchers, goals, cut | edges), key) for key, edges in candidates.items()]
        best, key = min(tried)
        if best >= left:
            break
        cut |= candidates[key]
        still = _reached(searchers, goals, cut)
        steps = sorted({edge.step.id for edge in candidates[key]})
        out_of_reach = tuple(sorted(reached - still))
        fixes.append(Fix(*key, tuple(steps), out_of_reach, round(best / today, 4)))
        left, reached = best, still
    return tuple(fixes)


def _candidates(
    searchers: Sequence[Searcher], goals: Iterable[State], cut: Collection[Edge]
) -> dict[Candidate, set[Edge]]:
    """Controls that stop steps of the cheapest paths, with all steps that each stops."""
    passed: Counter[Candidate] = Counter()
    for searcher in searchers:
        narrowed = searcher.without(cut)
        for goal in goals:
            for path in narrowed.cheapest(goal, _PATHS):
                passed.update(_controls_on(narrowed, path))
    wanted = sorted(passed, key=lambda key: (-passed[key], key))[:_TRIED]
    stops: dict[Candidate, set[Edge]] = {key: set() for key in wanted}
    for edge in {edge for searcher in searchers for edge in searcher.of.edges}:
        for key in _controls_of(edge):
            if key in stops:
                stops[key].add(edge)
    return stops


def _controls_on(searcher: Searcher, path: Sequence[State]) -> Iterator[Candidate]:
    for start, end in pairwise(path):
        for edge in searcher.edges_between(start, end):
            yield from _controls_of(edge)


def _controls_of(edge: Edge) -> Iterator[Candidate]:
    """What stops a step. A weakness that is only assumed has no fact to change."""
    if edge.step.grade != "assumed":
        for control in edge.step.controls:
            yield control, edge.subject


def _risk(searchers: Sequence[Searcher], goals: Iterable[State], cut: Collection[Edge]) -> float:
    distances = [_to_goals(searcher.without(cut), goals) for searcher in searchers]
    return sum([_DECAY**cost for found in distances for cost in found.values()], start=0.0)


def _reached(searchers: Sequence[Searcher], goals: Iterable[State], cut: Collection[Edge]) -> set[State]:
    return {goal for searcher in searchers for goal in _to_goals(searcher.without(cut), goals)}


def _to_goals(searcher: Searcher, goals: Iterable[State]) -> Mapping[State, float]:
    """What it costs to reach each of the goals that can be reached."""
    costs, index = searcher.distances(), searcher.of.index
    return {goal: costs[index[goal]] for goal in goals if goal in index and index[goal] in costs}
