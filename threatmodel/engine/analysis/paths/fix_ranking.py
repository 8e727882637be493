"""Which few changes cut most of it: controls at elements, ranked by the risk that they remove."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Final, NamedTuple

from threatmodel.engine.analysis.paths.attack_graph import AttackGraph, Edge
from threatmodel.engine.analysis.paths.shortest_paths import Searcher, likelihood
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.model.struct_base import Record

_FIXES: Final = 5
_TRIED: Final = 8  # candidates whose effect is computed at once: those on most of the cheapest paths
_MOST_TRIED: Final = 40  # in one round
RISK_DIGITS: Final = 6  # of shares of the risk: of 25,000 goals one is 0.00004
_ALMOST: Final = 1 - 1e-9  # of sums of many small shares, which differ by their order
_PATHS: Final = 2  # cheapest paths to each goal from which candidates are taken
# The same, where no candidate alone lowers the risk, for so many goals; and the most that are taken together.
_PATHS_TOGETHER: Final = 8
_GOALS_TOGETHER: Final = 50
_MOST_TOGETHER: Final = 10

Candidate = tuple[str, str]
"""A control and the uid of what it is applied to."""


class Fix(Record, frozen=True):
    """A control applied at one element or flow, and what is left of the risk with it and those before it.

    `risk` is the share of today's risk that is left, 0 to 1: as much as before it where only the fixes after
    it lower the risk. `goals` are the goals that it puts out of reach. With `assumed_start` it is the risk of
    attackers who do not count, as no other reaches a goal.
    """

    control: str
    subject: str
    steps: tuple[str, ...]
    goals: tuple[State, ...]
    risk: float
    assumed_start: bool = False


def ranked_fixes(
    graph: AttackGraph, searchers: Sequence[Searcher], goals: Sequence[State]
) -> tuple[Fix, ...]:
    """The fixes that lower the risk most, one after the other, each on top of those before.

    The risk is the sum over goals and attackers of how likely the cheapest path is. A round tries the
    controls on the cheapest paths that are left, and takes the one after which least risk is left. Where
    none of the most frequent lowers it, as other paths are as cheap, the next ones are tried, and then
    several together. What removes less than can be told is no fix. Of controls that leave as much risk that
    which steps name first is taken.
    """
    fixes: list[Fix] = []
    today, reached = risk_of(searchers, goals)
    left, narrowed = 1.0, [*searchers]
    while today and left > 0 and len(fixes) < _FIXES:
        best = _best(graph, narrowed, goals, sorted(reached))
        chosen = [best] if best else _best_together(graph, narrowed, goals)
        if not chosen or round(chosen[-1].risk / today, RISK_DIGITS) >= left:
            break
        for one in chosen:
            left = round(one.risk / today, RISK_DIGITS)
            steps = tuple(sorted({graph.edges[number].step.id for number in one.cut}))
            fixes.append(Fix(*one.key, steps, tuple(sorted(reached - one.reached)), left))
            reached, narrowed = one.reached, one.after
    return tuple(fixes)


class _Tried(NamedTuple):
    """A candidate, and what is left with it. `place` is the earliest that it has among controls of a step."""

    risk: float
    place: int
    key: Candidate
    reached: set[State]
    cut: frozenset[int]
    after: list[Searcher]


def _best(
    graph: AttackGraph, searchers: Sequence[Searcher], goals: Sequence[State], reached: Sequence[State]
) -> _Tried | None:
    """The candidate that leaves the least risk, of the first few of which one lowers it."""
    today, _ = risk_of(searchers, goals)
    ways = _cheapest_ways(searchers, reached)
    candidates = _candidates(graph, ways)
    removed = _Removed(ways)
    for first in range(0, min(len(candidates), _MOST_TRIED), _TRIED):
        keys: dict[frozenset[int], tuple[int, Candidate]] = {}  # of controls that stop the same, the first
        for one in candidates[first : first + _TRIED]:
            cut = steps_stopped(graph, *one[1])
            keys[cut] = min(keys.get(cut, one), one)
        best: _Tried | None = None
        for most, cut in sorted(((removed.most(cut), cut) for cut in keys), key=itemgetter(0))[::-1]:
            if not most or (best is not None and most < (today - best.risk) * _ALMOST):
                break  # it removes nothing, or less than the best one does
            after = [searcher.without(cut) for searcher in searchers]
            risk, still = risk_of(after, goals)
            tried = _Tried(risk, *keys[cut], still, cut, after)
            best = min(best or tried, tried, key=itemgetter(slice(3)))
        if best is not None and best.risk < today:
            return best
    return None


class _Way(NamedTuple):
    """The steps between two states on cheapest paths of an attacker.

    `passes` counts these paths, and `likelihood` adds up how likely those of them are that are the cheapest.
    """

    steps: Sequence[int]
    passes: int
    likelihood: float


def _cheapest_ways(searchers: Sequence[Searcher], goals: Sequence[State], count: int = _PATHS) -> list[_Way]:
    """What the `count` cheapest paths to each goal take: they share most of their steps."""
    ways: list[_Way] = []
    for searcher in searchers:
        found = [
            (likelihood(cost), searcher.cheapest_again(goal, count))
            for goal, cost in searcher.costs_of(goals).items()
        ]
        passes = Counter(pair for _, paths in found for path in paths for pair in pairwise(path))
        likely: defaultdict[tuple[int, int], float] = defaultdict(float)
        for chance, paths in found:
            for pair in pairwise(paths[0] if paths else ()):
                likely[pair] += chance
        ways += [_Way(searcher.numbers_between(*pair), n, likely[pair]) for pair, n in passes.items()]
    return ways


class _Removed:
    """What cuts remove of these ways: a way is gone once all of its steps are, so the first of them too."""

    def __init__(self, ways: Sequence[_Way]) -> None:
        self._ways = ways
        self._by_first_step: defaultdict[int, list[int]] = defaultdict(list)
        for place, way in enumerate(ways):
            self._by_first_step[way.steps[0]].append(place)

    def most(self, cut: frozenset[int]) -> float:
        """The most that these cuts can remove: a goal whose cheapest path is left is as likely as before."""
        places = sorted(place for step in cut for place in self._by_first_step.get(step, ()))
        return sum(way.likelihood for way in map(self._ways.__getitem__, places) if cut.issuperset(way.steps))


def _best_together(graph: AttackGraph, searchers: Sequence[Searcher], goals: Sequence[State]) -> list[_Tried]:
    """The few candidates of which only the last lowers the risk; nothing where it would take too many.

    Each is on most of the cheapest paths that those before it leave, to the goals that are reached most
    easily. What proves needless is left out.
    """
    today, reached = risk_of(searchers, goals)
    cuts: dict[Candidate, frozenset[int]] = {}
    narrowed, risk = searchers, today
    while risk >= today and len(cuts) < _MOST_TOGETHER:
        ways = _cheapest_ways(narrowed, _easiest(narrowed, reached), _PATHS_TOGETHER)
        candidates = _candidates(graph, ways)
        if not candidates:
            return []
        _, key = candidates[0]
        cuts[key] = steps_stopped(graph, *key)
        narrowed = [searcher.without(cuts[key]) for searcher in narrowed]
        risk, reached = risk_of(narrowed, goals)
    if risk >= today:
        return []
    for key in list(cuts)[:-1]:
        others = frozenset(number for other, cut in cuts.items() if other != key for number in cut)
        if risk_of([searcher.without(others) for searcher in searchers], goals)[0] <= risk:
            del cuts[key]
    return _one_after_the_other(searchers, goals, cuts)


def _easiest(searchers: Sequence[Searcher], reached: Collection[State]) -> list[State]:
    """The goals that are reached at the lowest cost, not more than a round has time for."""
    costs: dict[State, int] = {}
    for searcher in searchers:
        for goal, cost in searcher.costs_of(reached).items():
            costs[goal] = min(cost, costs.get(goal, cost))
    return sorted(sorted(costs), key=costs.__getitem__)[:_GOALS_TOGETHER]


def _one_after_the_other(
    searchers: Sequence[Searcher], goals: Sequence[State], cuts: Mapping[Candidate, frozenset[int]]
) -> list[_Tried]:
    """What is left after each of these cuts, on top of those before."""
    tried: list[_Tried] = []
    for key, cut in cuts.items():
        before = tried[-1].after if tried else searchers
        after = [searcher.without(cut) for searcher in before]
        risk, reached = risk_of(after, goals)
        tried.append(_Tried(risk, 0, key, reached, cut, after))
    return tried


def steps_stopped(graph: AttackGraph, control: str, subject: str) -> frozenset[int]:
    """The numbers of the steps that a control stops at one element or flow, and in the zone that it is."""
    kind = graph.model.kind_of(subject)
    inside = graph.model.descendants(subject) if kind == "namespace" else ()
    here = [n for n in graph.of_subject(subject) if control in graph.edges[n].step.controls]
    here += [
        n for uid in inside for n in graph.of_subject(uid) if graph.edges[n].step.zones.get(control) == kind
    ]
    return frozenset(here)


def applied_at(graph: AttackGraph, control: str, edge: Edge) -> str:
    """Where a control against a step is applied: at the zone around its element, if it is one of a zone."""
    kind = edge.step.zones.get(control)
    return (graph.model.enclosing(edge.subject, kind) if kind else None) or edge.subject


def _candidates(graph: AttackGraph, ways: Iterable[_Way]) -> list[tuple[int, Candidate]]:
    """The controls on most of the paths, each after its place in its steps."""
    passed: Counter[Candidate] = Counter()
    places: dict[Candidate, int] = {}
    for way in ways:
        for number in way.steps:
            for place, key in enumerate(controls_of(graph, graph.edges[number])):
                passed[key] += way.passes
                places[key] = min(place, places.get(key, place))
    return sorted(((places[key], key) for key in passed), key=lambda one: (-passed[one[1]], one))


def controls_of(graph: AttackGraph, edge: Edge) -> Iterator[Candidate]:
    """What is proposed against a step: nothing where a weakness is only assumed, without a fact to change."""
    if edge.step.grade != "assumed":
        for control in edge.step.controls:
            yield control, applied_at(graph, control, edge)


def risk_of(searchers: Sequence[Searcher], goals: Sequence[State]) -> tuple[float, set[State]]:
    """The risk, and the goals within reach; what an attacker begins with is no attack."""
    index = searchers[0].of.index if searchers else {}
    numbered = {index[goal]: goal for goal in goals if goal in index}
    found = [searcher.costs_of_attacks(numbered) for searcher in searchers]
    likely = [likelihood(cost) for costs in found for cost in costs.values()]
    return sum(likely, start=0.0), {numbered[number] for costs in found for number in costs}
