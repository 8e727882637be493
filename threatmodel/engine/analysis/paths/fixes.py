"""Which few changes cut most of it: controls at elements, ranked by the risk that they remove."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from threatmodel.engine.analysis.paths.graph import Edge, State
from threatmodel.engine.analysis.paths.search import Searcher, costs_of, likelihood
from threatmodel.engine.model.struct_base import Record

_FIXES: Final = 5
_TRIED: Final = 8  # candidates whose effect is computed in each round: those on most of the cheapest paths
_PATHS: Final = 2  # cheapest paths to each goal from which candidates are taken


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
    today, reached = _risk(searchers, goals)
    left, narrowed = today, [*searchers]
    by_subject = _by_subject(searchers) if today else {}
    while left > 0 and len(fixes) < _FIXES:
        tried = []
        for key in _candidates(narrowed, sorted(reached)):
            edges = [edge for edge in by_subject[key[1]] if key in _controls_of(edge)]
            after = [searcher.without(edges) for searcher in narrowed]
            tried.append((*_risk(after, goals), key, edges, after))
        if not tried:
            break
        risk, still, key, edges, after = min(tried, key=lambda one: (one[0], one[2]))
        if risk >= left:
            break
        steps = tuple(sorted({edge.step.id for edge in edges}))
        fixes.append(Fix(*key, steps, tuple(sorted(reached - still)), round(risk / today, 4)))
        left, reached, narrowed = risk, still, after
    return tuple(fixes)


def _by_subject(searchers: Sequence[Searcher]) -> dict[str, list[Edge]]:
    """The steps by the element or flow whose facts allow them."""
    found: dict[str, list[Edge]] = defaultdict(list)
    for graph in {id(searcher.of): searcher.of for searcher in searchers}.values():
        for edge in graph.edges:
            found[edge.subject].append(edge)
    return found


def _candidates(searchers: Sequence[Searcher], goals: Iterable[State]) -> list[Candidate]:
    """The controls on most of the cheapest paths."""
    passed: Counter[Candidate] = Counter()
    for searcher in searchers:
        for goal in goals:
            for path in searcher.cheapest(goal, _PATHS):
                passed.update(_controls_on(searcher, path))
    return sorted(passed, key=lambda key: (-passed[key], key))[:_TRIED]


def _controls_on(searcher: Searcher, path: Sequence[State]) -> Iterator[Candidate]:
    for start, end in pairwise(path):
        for edge in searcher.edges_between(start, end):
            yield from _controls_of(edge)


def _controls_of(edge: Edge) -> Iterator[Candidate]:
    """What stops a step. A weakness that is only assumed has no fact to change."""
    if edge.step.grade != "assumed":
        for control in edge.step.controls:
            yield control, edge.subject


def _risk(searchers: Sequence[Searcher], goals: Sequence[State]) -> tuple[float, set[State]]:
    """The risk, and the goals within reach."""
    found = [costs_of(searcher, goals) for searcher in searchers]
    likely = [likelihood(cost) for costs in found for cost in costs.values()]
    return sum(likely, start=0.0), {goal for costs in found for goal in costs}
