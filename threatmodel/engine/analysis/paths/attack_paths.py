"""The attack paths of a model: for each goal the cheapest ways to it, its exposure and its choke points."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.evidence import Evidence
from threatmodel.engine.analysis.paths.fixes import Fix, ranked_fixes
from threatmodel.engine.analysis.paths.graph import AttackGraph, Edge, GraphBuilder, State
from threatmodel.engine.analysis.paths.reachability import Exposure, exposures
from threatmodel.engine.analysis.paths.search import Searcher, likelihood
from threatmodel.engine.analysis.rule_memo import FIRED, RuleMemo
from threatmodel.engine.library.attack_goals import Attacker, Goal, StateRule, load_attackers, load_goals
from threatmodel.engine.library.attack_steps import COSTS, AttackStep, load_steps
from threatmodel.engine.library.frameworks import SEVERITIES
from threatmodel.engine.model import Model
from threatmodel.engine.model.struct_base import Record

PATHS_OF_A_GOAL: Final = 10


class PathStep(Record, frozen=True):
    """One step of a path, with the facts because of which it is possible."""

    edge: Edge
    evidence: tuple[Evidence, ...]


class AttackPath(Record, frozen=True):
    """One way from a start to a goal. `cost` is the sum of its steps'; `score` is in 0..100."""

    attacker: Attacker
    goal: Goal
    states: tuple[State, ...]
    steps: tuple[PathStep, ...]
    cost: int
    score: int
    is_possible: bool

    @property
    def end(self) -> State:
        """What the attacker has in the end."""
        return self.states[-1]


class GoalResult(Record, frozen=True):
    """What leads to one goal at one element. `choke_points` are passed by every path of the attacker."""

    goal: Goal
    state: State
    exposure: Exposure
    paths: tuple[AttackPath, ...]
    choke_points: tuple[State, ...]


class AttackPaths(Record, frozen=True):
    """All goals of a model with what leads to them; fixes for the attackers that count, the best first."""

    goals: tuple[GoalResult, ...]
    fixes: tuple[Fix, ...]

    @property
    def paths(self) -> tuple[AttackPath, ...]:
        """The paths to all goals, the likeliest first; those that depend on an unknown fact come last."""
        found = [path for result in self.goals for path in result.paths]
        return tuple(sorted(found, key=_path_order))


NO_PATHS: Final = AttackPaths((), ())


def attack_paths(
    model: Model,
    *,
    steps: Sequence[AttackStep] | None = None,
    attackers: Sequence[Attacker] | None = None,
    goals: Sequence[Goal] | None = None,
    count: int = PATHS_OF_A_GOAL,
) -> AttackPaths:
    """Find how attackers reach the goals of the model, at most `count` paths to each.

    Paths that need an unknown fact are found only for goals that no other path of the attacker reaches. A
    path
    ends at the takeover of a cluster: what is inside it follows.
    Equal input gives equal output.
    """
    builder = GraphBuilder(model, load_steps() if steps is None else steps)
    graph = builder.build()
    certain = graph.certain()
    finder = _Finder(builder, graph, certain, count)
    goals = load_goals() if goals is None else goals
    attackers = load_attackers() if attackers is None else attackers
    rules = [*(goal.where for goal in goals), *(rule for attacker in attackers for rule in attacker.starts)]
    states = _states(builder.facts, rules)
    aims = [*_goal_states(goals, states)]
    started = [
        (attacker, frozenset(state for rule in attacker.starts for state in states[rule.id]))
        for attacker in attackers
    ]
    exposed = exposures(certain, (state for _, state in aims))
    results = [finder.result(goal, state, exposed[state], started) for goal, state in aims]
    counted = [searcher for attacker, searcher in finder.searchers(started) if attacker.counts]
    fixes = ranked_fixes(counted, [state for _, state in aims])
    return AttackPaths(tuple(results), fixes)


class _Finder:
    """Finds the paths to one goal after the other; what the attackers have in common is built once."""

    def __init__(self, builder: GraphBuilder, graph: AttackGraph, certain: AttackGraph, count: int) -> None:
        self._builder = builder
        self._graphs = (certain, graph)
        self._count = count
        self._searchers: dict[tuple[str, bool], Searcher] = {}
        self._steps: dict[tuple[Searcher, State, State], PathStep] = {}

    def result(
        self,
        goal: Goal,
        state: State,
        exposure: Exposure,
        started: Sequence[tuple[Attacker, frozenset[State]]],
    ) -> GoalResult:
        paths: list[AttackPath] = []
        choke_points: tuple[State, ...] = ()
        for attacker, starts in started:
            found = self._paths(attacker, starts, goal, state)
            paths += found
            if attacker.counts and found and not found[0].is_possible and not choke_points:
                choke_points = self._searcher(attacker, starts, possible=False).choke_points(state)
        return GoalResult(goal, state, exposure, tuple(sorted(paths, key=_path_order)), choke_points)

    def searchers(
        self, started: Sequence[tuple[Attacker, frozenset[State]]]
    ) -> Iterator[tuple[Attacker, Searcher]]:
        """What each attacker can reach without any unknown fact."""
        for attacker, starts in started:
            yield attacker, self._searcher(attacker, starts, possible=False)

    def _paths(
        self, attacker: Attacker, starts: frozenset[State], goal: Goal, state: State
    ) -> list[AttackPath]:
        for possible in (False, True):
            searcher = self._searcher(attacker, starts, possible=possible)
            found = searcher.cheapest(state, self._count + (state in starts), avoid=self._takeovers(state))
            if paths := [states for states in found if len(states) > 1]:  # to start at the goal is no path
                return [self._path(searcher, attacker, goal, states) for states in paths]
            if searcher.cost_to(state):
                return []  # everything there follows from the takeover of what is around it
        return []

    def _takeovers(self, state: State) -> list[State]:
        """The takeover of what is around an element: a path ends there, as everything inside follows."""
        model = self._builder.model
        around = (state.element, *model.ancestors(state.element))
        takeovers = [State(uid, "admin") for uid in around if model.kind_of(uid) == "cluster"]
        return [takeover for takeover in takeovers if takeover != state]

    def _searcher(self, attacker: Attacker, starts: frozenset[State], *, possible: bool) -> Searcher:
        key = (attacker.id, possible)
        known = self._searchers.get(key)
        if known is None:
            graph = self._graphs[possible]
            hard = {one for one in COSTS if not attacker.takes(one)}
            too_hard = [edge for edge in graph.edges if edge.step.difficulty in hard] if hard else []
            known = self._searchers[key] = Searcher(graph, starts, too_hard)
        return known

    def _path(
        self, searcher: Searcher, attacker: Attacker, goal: Goal, states: tuple[State, ...]
    ) -> AttackPath:
        steps = tuple([self._step(searcher, pair) for pair in pairwise(states)])
        cost = sum(step.edge.cost for step in steps)
        return AttackPath(
            attacker=attacker,
            goal=goal,
            states=states,
            steps=steps,
            cost=cost,
            score=max(1, round(100 * likelihood(cost))),
            is_possible=any(step.edge.is_possible for step in steps),
        )

    def _step(self, searcher: Searcher, pair: tuple[State, State]) -> PathStep:
        """The cheapest step between two states; most paths share most of their steps."""
        key = (searcher, *pair)
        known = self._steps.get(key)
        if known is None:
            edge = searcher.edges_between(*pair)[0]
            known = self._steps[key] = PathStep(edge, self._builder.evidence(edge))
        return known


def _path_order(path: AttackPath) -> tuple[bool, bool, int, int, str, tuple[State, ...]]:
    """Certain before possible, attackers that count first, then by worth and cost."""
    worth = SEVERITIES.index(path.goal.worth)
    return path.is_possible, not path.attacker.counts, worth, path.cost, path.goal.id, path.states


def _goal_states(
    goals: Iterable[Goal], states: Mapping[str, Sequence[State]]
) -> Iterator[tuple[Goal, State]]:
    seen: set[State] = set()
    for goal in goals:
        for state in states[goal.where.id]:
            if state not in seen:
                seen.add(state)
                yield goal, state


def _states(facts: ContextBuilder, rules: Sequence[StateRule]) -> dict[str, list[State]]:
    """The states that each rule describes, in the order of uids. Looks at each element once."""
    memo, model = RuleMemo(rules), facts.model
    found: dict[str, list[State]] = {rule.id: [] for rule in rules}
    kinds = {kind for rule in rules for kind in rule.applies_to}
    for uid in sorted(uid for kind in kinds for uid in model.of_kind(kind)):
        scope = facts.of_element(model.elements[uid])
        for rule, outcome in memo.of(model.kind_of(uid), scope):
            if outcome is FIRED and (not rule.within or model.is_within(uid, rule.within)):
                found[rule.id].append(State(uid, rule.level))
    return found
