"""Attack paths of one model: built once, then it answers what people ask about them. Start reading here."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.analysis.attack_trees.from_paths import tree_of_paths
from threatmodel.engine.analysis.attack_trees.tree import AttackTree
from threatmodel.engine.analysis.evaluation_context import ContextBuilder, SharedContexts, flow_name
from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.analysis.model_edits import EditBatch
from threatmodel.engine.analysis.paths.attack_graph import AttackGraph, Edge, GraphBuilder
from threatmodel.engine.analysis.paths.attacker_reach import own_steps, reach_of_model, steps_inside
from threatmodel.engine.analysis.paths.entry_points import entry_states
from threatmodel.engine.analysis.paths.exposure_counts import Exposure, exposures
from threatmodel.engine.analysis.paths.fix_ranking import RISK_DIGITS, ranked_fixes, risk_of, steps_stopped
from threatmodel.engine.analysis.paths.impact import Impact, Lead, impact_of, leads_to
from threatmodel.engine.analysis.paths.incremental_graph import TrackedGraphBuilder
from threatmodel.engine.analysis.paths.minimum_cut import Cut, smallest_cut
from threatmodel.engine.analysis.paths.path_finder import PathFinder
from threatmodel.engine.analysis.paths.path_types import (
    AttackPath,
    AttackPaths,
    GoalResult,
    path_order,
    shared_paths,
)
from threatmodel.engine.analysis.paths.shortest_paths import Searcher
from threatmodel.engine.analysis.paths.state_finder import StateFinder
from threatmodel.engine.analysis.paths.what_if import Change, ControlApplied, GoalChange, WhatIf
from threatmodel.engine.analysis.reach_grades import Reach
from threatmodel.engine.library.attack_steps import LEVELS, AttackStep, State, load_steps
from threatmodel.engine.library.attackers_and_goals import (
    Attacker,
    Goal,
    goal_rules,
    load_attackers,
    load_goals,
    start_rules,
)
from threatmodel.engine.model import Model

PATHS_OF_A_GOAL: Final = 10

SharedPaths = tuple[tuple[Edge, ...], tuple[AttackPath, ...]]
"""The steps of a path, and that path of each attacker who takes it."""


class AttackAnalysis:
    """The attack graph of a model, with the attackers and goals of interest.

    Attackers and goals are those that ship with Bulkhead unless others are given (custom_attackers.py makes
    them from plain data). Building the graph is most of the cost; answers are kept where they are asked for
    again. Equal input gives equal answers.
    """

    def __init__(
        self,
        model: Model,
        *,
        attackers: Sequence[Attacker] | None = None,
        goals: Sequence[Goal] | None = None,
        steps: Sequence[AttackStep] | None = None,
        follow_facts: bool = False,
        shared: SharedContexts | None = None,
    ) -> None:
        """With `follow_facts` it takes a third longer, and `what_if` answers for facts at once.

        `shared` are the contexts of the model that other analyses of it use too; facts are not followed then.
        """
        self.model = model
        self.shared = shared
        self.attackers: tuple[Attacker, ...] = tuple(load_attackers() if attackers is None else attackers)
        self.goals: tuple[Goal, ...] = tuple(load_goals() if goals is None else goals)
        self._steps = load_steps() if steps is None else steps
        rules = [rule for attacker in self.attackers for rule in attacker.starts]
        rules += [rule for goal in self.goals for rule in goal.where]
        rules += [*start_rules().values(), *goal_rules().values()]
        builder_type = TrackedGraphBuilder if follow_facts and shared is None else GraphBuilder
        builder = self._builder = builder_type(model, self._steps, rules, shared)
        self.graph: AttackGraph = builder.build()
        self._states = StateFinder(builder.facts, rules)
        self._start(PathFinder(builder, self.graph, self._states), ())

    def _start(self, finder: PathFinder, controls: tuple[ControlApplied, ...]) -> None:
        """Begin with what is the same in all answers: the steps that these controls stop are cut."""
        stopped = [steps_stopped(self.graph, one.control, one.subject) for one in controls]
        cut = frozenset[int]().union(*stopped)
        self._controls = controls
        self._finder = finder.without(cut) if cut else finder
        self._cut = cut
        self._not_counted = self.graph.possible | cut
        self._reach: Mapping[str, Reach] | None = None
        self._exposed: dict[State, Exposure] = {}
        self._goal_results: dict[int, tuple[GoalResult, ...]] = {}
        self._shared: dict[int, Sequence[SharedPaths]] = {}

    # --- what there is --------------------------------------------------------------------------

    @property
    def facts(self) -> ContextBuilder:
        """Known and derived facts of elements and flows."""
        return self._builder.facts

    def evidence(self, edge: Edge) -> tuple[Evidence, ...]:
        """The facts because of which a step is possible."""
        return self._builder.evidence(edge)

    def states_at(self, uid: str) -> tuple[State, ...]:
        """The levels of control over an element that steps lead to or start from, the weakest first."""
        states = (State(uid, level) for level in LEVELS)
        return tuple([state for state in states if state in self.graph.index])

    def starts_of(self, attacker: Attacker) -> tuple[State, ...]:
        """The states that an attacker starts with."""
        return tuple(sorted(self._states.starts_of(attacker)))

    def goal_states(self) -> tuple[tuple[Goal, State], ...]:
        """What the goals are about; where several are about one state, the first of them."""
        first: dict[State, Goal] = {}
        for goal in self.goals:
            for state in self._states.of_goal(goal):
                first.setdefault(state, goal)
        return tuple([(goal, state) for state, goal in first.items()])

    def searcher(self, attacker: Attacker, *, possible: bool = False) -> Searcher:
        """What an attacker can reach: without any unknown fact, or with all that is possible."""
        return self._finder.searcher(attacker, possible=possible)

    def path(
        self, searcher: Searcher, attacker: Attacker, goal: Goal, states: tuple[State, ...]
    ) -> AttackPath:
        """The path through these states, with the cheapest step between each two."""
        return self._finder.path(searcher, attacker, goal, states)

    # --- answers --------------------------------------------------------------------------------

    def results(self, count: int = PATHS_OF_A_GOAL) -> AttackPaths:
        """How the attackers reach the goals: at most `count` paths of each attacker to each, the cheapest.

        Paths that need an unknown fact are found only where the attacker has no other path to the goal. A
        path ends at the takeover of a cluster: what is inside it follows.
        """
        decisive = self._decisive()
        fixes = ranked_fixes(self.graph, self._deciding(decisive), [state for _, state in self.goal_states()])
        if not all(attacker.counts for attacker in decisive):
            fixes = tuple([replace(fix, assumed_start=True) for fix in fixes])
        return AttackPaths(self._goals(count), fixes, len({state.element for state in self._entry_states()}))

    def between(self, attacker: Attacker, goal: Goal, count: int = PATHS_OF_A_GOAL) -> tuple[AttackPath, ...]:
        """The cheapest paths from the starts of an attacker to the states of a goal, at most `count`.

        Either may be made for the question: `Attacker("", "asked", at=(State(uid, "execute"),))`,
        `Goal("", "asked", at=(State(uid, "read"),))`. Unlike in `results`, a path passes the takeover of a
        cluster where nothing else leads to the goal.
        """
        found = [
            path
            for state in self._states.of_goal(goal)
            for path in self._finder.paths(attacker, goal, state, count, through_takeovers=True)
        ]
        return tuple(sorted(found, key=path_order)[:count])

    def paths_to(self, goal: Goal, state: State, count: int = PATHS_OF_A_GOAL) -> tuple[AttackPath, ...]:
        """The paths to a goal at one element, as `results` has them."""
        return self._paths(goal, state, count)[0]

    def with_goal(self, goal: Goal) -> "AttackAnalysis":
        """The same analysis with this goal alone: what it is asked then takes no time for the others."""
        other = copy(self)
        other.goals = (goal,)
        other._goal_results, other._shared = {}, {}  # noqa: SLF001  # of its own class
        return other

    def attack_tree(self, attacker: Attacker, goal: Goal, count: int = PATHS_OF_A_GOAL) -> AttackTree | None:
        """What it takes to reach a goal, as a tree over the paths of `between`; None where there is none."""
        paths = self.between(attacker, goal, count)
        if not paths:
            return None
        searcher = self._finder.searcher(attacker, possible=paths[-1].is_possible)
        states = [path.states for path in paths]
        return tree_of_paths(goal.title, states, between=searcher.edges_between, called=self._called)

    def impact(self, uid: str, levels: Collection[str] = ()) -> Impact:
        """What falls if an element is compromised: with all control over it, or with these levels only."""
        states = [state for state in self.states_at(uid) if not levels or state.level in levels]
        return impact_of(self.graph, states, self.goal_states(), self._not_counted)

    def leads_to(self, goal: Goal) -> tuple[Lead, ...]:
        """The elements from which a goal can be reached without any unknown fact, the cheapest first."""
        return leads_to(self.graph, self._states.of_goal(goal), self._not_counted)

    def reach(self) -> Mapping[str, Reach]:
        """Who gets to each element and flow, by uid; what no attack step is about is left out.

        What falls with the cluster or node around it is not reached by that: its weaknesses are not needed.
        """
        if self._reach is None:
            inside = steps_inside(self.graph)
            found = [
                (attacker, self._finder.searcher(attacker, possible=possible).without(inside), possible)
                for possible in (False, True)
                for attacker in self.attackers
            ]
            self._reach = reach_of_model(self.model, found)
        return self._reach

    def smallest_cut(self, goal: Goal) -> Cut:
        """The smallest set of changes after which no attacker that counts reaches a goal.

        Where none of them does now, it is that for attackers with an assumed start.
        """
        asked = self.with_goal(goal)
        searchers = asked._from_elsewhere(asked._decisive())  # noqa: SLF001  # of its own class
        return smallest_cut(self.graph, searchers, self._states.of_goal(goal))

    def what_if(self, changes: Sequence[Change], count: int = PATHS_OF_A_GOAL) -> WhatIf:
        """What changes would bring: the paths that they cut, exposure and risk before and after.

        `count` as in `results`. Raises InvalidEdit when an element or flow does not exist.
        """
        after = self.changed(changes)
        paths = self._shared_paths(count)
        is_cut = after._finder.is_cut  # noqa: SLF001  # of its own class
        decisive = self._decisive()
        cut = [same[0] for same in self._touched(paths, after) if all(map(is_cut, same))]
        return WhatIf(
            goals=tuple(self._goal_changes(after)),
            cut=tuple(sorted(cut, key=path_order)),
            paths=len(paths),
            risk=_share(after._risk(decisive), self._risk(decisive)),  # noqa: SLF001
        )

    def changed(self, changes: Iterable[Change]) -> "AttackAnalysis":
        """The analysis once facts have other values and controls are in place; this one stays as it is.

        Raises InvalidEdit when an element or flow does not exist.
        """
        edits = EditBatch(self.model)
        controls = [*self._controls]
        for change in changes:
            if isinstance(change, ControlApplied):
                controls.append(change)
                edits.check(change.subject)
            else:
                edits.apply(change)
        if edits.model is self.model:
            other = copy(self)
        elif isinstance(self._builder, TrackedGraphBuilder):
            other = self._patched(self._builder, edits)
        else:
            other = self._rebuilt(edits.model)
        other._start(other._finder, tuple(controls))  # noqa: SLF001  # of its own class
        return other

    # --- inside -----------------------------------------------------------------------------------

    def _called(self, uid: str) -> str:
        flow = self.model.flows.get(uid)
        return flow_name(self.model, flow) if flow else self.model.called(uid)

    def _patched(self, builder: TrackedGraphBuilder, edits: EditBatch) -> "AttackAnalysis":
        """The analysis with changed facts, made of this one."""
        other = copy(self)
        other.model = edits.model
        other._builder, other.graph, differing = builder.changed(edits)  # noqa: SLF001  # of its own class
        other._states = self._states.changed(other._builder.facts, differing)  # noqa: SLF001
        finder = PathFinder(self._builder, self.graph, self._states) if self._cut else self._finder
        other._finder = finder.changed(other._builder, other.graph, other._states)  # noqa: SLF001
        return other

    def _rebuilt(self, model: Model) -> "AttackAnalysis":
        return AttackAnalysis(model, attackers=self.attackers, goals=self.goals, steps=self._steps)

    def _goals(self, count: int) -> tuple[GoalResult, ...]:
        known = self._goal_results.get(count)
        if known is None:
            aims = self.goal_states()
            exposed = self._exposures([state for _, state in aims])
            found = [
                GoalResult(goal, state, exposed[state], *self._paths(goal, state, count))
                for goal, state in aims
            ]
            found = [one if one.paths else self._following(one) for one in found]
            known = self._goal_results[count] = tuple(found)
        return known

    def _exposures(self, states: Iterable[State]) -> Mapping[State, Exposure]:
        new = [state for state in states if state not in self._exposed]
        if new:
            self._exposed |= exposures(self.graph, new, self._not_counted, self._entry_states())
        return self._exposed

    def _shared_paths(self, count: int) -> Sequence[SharedPaths]:
        """The paths of `results`, those that several attackers take together as one, with their steps."""
        known = self._shared.get(count)
        if known is None:
            shared = (same for result in self._goals(count) for same in shared_paths(result.paths))
            known = [(tuple([step.edge for step in same[0].steps]), same) for same in shared]
            self._shared[count] = known
        return known

    def _touched(
        self, paths: Sequence[SharedPaths], after: "AttackAnalysis"
    ) -> Sequence[tuple[AttackPath, ...]]:
        """The paths of which a step is gone afterwards; all of them if its graph was built anew."""
        if after.graph.edges[: len(self.graph.edges)] != self.graph.edges:
            return [same for _, same in paths]
        numbers = (after.graph.gone - self.graph.gone) | (after._cut - self._cut)  # noqa: SLF001  # of its own class
        gone = {self.graph.edges[number] for number in numbers if number < len(self.graph.edges)}
        return [same for edges, same in paths if not gone.isdisjoint(edges)]

    def _paths(
        self, goal: Goal, state: State, count: int
    ) -> tuple[tuple[AttackPath, ...], tuple[State, ...]]:
        """The paths to a state, and the choke points of the first attacker that counts and gets there."""
        paths: list[AttackPath] = []
        choke_points: tuple[State, ...] = ()
        for attacker in self.attackers:
            found = self._finder.paths(attacker, goal, state, count)
            paths += found
            if attacker.counts and found and not found[0].is_possible and not choke_points:
                choke_points = self._finder.searcher(attacker).choke_points(state)
        return tuple(sorted(paths, key=path_order)), choke_points

    def _following(self, result: GoalResult) -> GoalResult:
        """A goal without paths, with the takeovers by which an attacker has it."""
        takeovers = (self._finder.takeovers_before(attacker, result.state) for attacker in self.attackers)
        return replace(result, follows_from=next((found for found in takeovers if found), ()))

    def _entry_states(self) -> frozenset[State]:
        """Where attackers that count first have something of the system."""
        return frozenset[State]().union(*(entry_states(searcher) for searcher in self._counting()))

    def _counting(self) -> list[Searcher]:
        """What the attackers that count can reach without any unknown fact."""
        return self._searchers(attacker for attacker in self.attackers if attacker.counts)

    def _searchers(self, attackers: Iterable[Attacker]) -> list[Searcher]:
        """What these attackers can reach without any unknown fact."""
        return [self._finder.searcher(attacker) for attacker in attackers]

    def _decisive(self) -> tuple[Attacker, ...]:
        """Whose risk is to be lowered: attackers that count, or the others where none of those succeeds."""
        counting = tuple([attacker for attacker in self.attackers if attacker.counts])
        if self._risk(counting):
            return counting
        return tuple([attacker for attacker in self.attackers if not attacker.counts])

    def _deciding(self, attackers: Sequence[Attacker]) -> list[Searcher]:
        """What these attackers can reach; one who starts in a store does not have its data for that."""
        found = self._from_elsewhere(attackers)
        if all(attacker.counts for attacker in attackers):
            return found
        own = own_steps(self.graph, [state for _, state in self.goal_states()])
        starts, cut = frozenset(own.values()), frozenset(own)
        return [*found, *(self._finder.beginning_at(one, starts, cut) for one in attackers)]

    def _from_elsewhere(self, attackers: Sequence[Attacker]) -> list[Searcher]:
        """What these attackers can reach; those with an assumed start do not start in a goal."""
        if all(attacker.counts for attacker in attackers):
            return self._searchers(attackers)
        own = own_steps(self.graph, [state for _, state in self.goal_states()])
        return [self._finder.beginning_elsewhere(one, frozenset(own.values())) for one in attackers]

    def _risk(self, attackers: Sequence[Attacker]) -> float:
        return risk_of(self._deciding(attackers), [state for _, state in self.goal_states()])[0]

    def _goal_changes(self, after: "AttackAnalysis") -> Iterator[GoalChange]:
        """The goals before and after; a change of facts may make goals of elements, or end that."""
        aims, later = ({state: goal for goal, state in one.goal_states()} for one in (self, after))
        states = [*dict.fromkeys((*aims, *later))]
        before_exposed = self._exposures(states)
        after_exposed = after._exposures(states)  # noqa: SLF001
        for state in states:
            yield GoalChange(
                goal=aims.get(state) or later[state],
                state=state,
                exposure_before=before_exposed[state],
                exposure_after=after_exposed[state],
                cost_before=_cheapest(self._counting(), state) if state in aims else None,
                cost_after=_cheapest(after._counting(), state) if state in later else None,  # noqa: SLF001
            )


def _cheapest(searchers: Iterable[Searcher], state: State) -> int | None:
    costs = (searcher.cost_to(state) for searcher in searchers)
    return min((cost for cost in costs if cost is not None), default=None)


def _share(part: float, whole: float) -> float:
    return round(part / whole, RISK_DIGITS) if whole else 0.0
