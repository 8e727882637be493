"""What falls with an element, and what leads to a goal. Costs one search each; paths are not enumerated."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from threatmodel.engine.analysis.paths.attack_graph import AttackGraph
from threatmodel.engine.analysis.paths.exposure_counts import Exposure, share_of_workloads
from threatmodel.engine.analysis.paths.shortest_paths import Searcher, costs_to
from threatmodel.engine.library.attack_steps import LEVELS, Level, State
from threatmodel.engine.library.attackers_and_goals import Goal
from threatmodel.engine.model.struct_base import Record


class GoalFall(Record, frozen=True):
    """A goal that falls, and what the cheapest path to it costs."""

    goal: Goal
    state: State
    cost: int


class Impact(Record, frozen=True):
    """What falls with some states: goals, the cheapest first, and levels of control over other elements.

    `workloads` counts the workloads in which code then runs, the compromised one left out.
    """

    states: tuple[State, ...]
    goals: tuple[GoalFall, ...]
    elements: Mapping[str, tuple[Level, ...]]
    workloads: Exposure


class Lead(Record, frozen=True):
    """An element that leads to a goal: the level of control from which it is cheapest, and that cost."""

    state: State
    cost: int


def impact_of(
    graph: AttackGraph,
    states: Sequence[State],
    goals: Sequence[tuple[Goal, State]],
    removed: AbstractSet[int],
) -> Impact:
    """What falls with these states, without the steps of the numbers in `removed`."""
    costs = Searcher(graph, states, removed).reached()
    own = {state.element for state in states}
    fallen = [GoalFall(goal, end, costs[end]) for goal, end in goals if end in costs and end not in states]
    levels: dict[str, list[Level]] = {}
    for state in sorted(costs, key=lambda one: (one.element, LEVELS.index(one.level))):
        if state.element not in own:
            levels.setdefault(state.element, []).append(state.level)
    taken = [
        uid for uid, held in levels.items() if "execute" in held and graph.model.kind_of(uid) == "workload"
    ]
    return Impact(
        states=tuple(states),
        goals=tuple(sorted(fallen, key=lambda one: (one.cost, one.state))),
        elements={uid: tuple(held) for uid, held in levels.items()},
        workloads=share_of_workloads(graph.model, len(taken)),
    )


def leads_to(graph: AttackGraph, goals: Sequence[State], removed: AbstractSet[int]) -> tuple[Lead, ...]:
    """The elements that lead to any of these states, the cheapest first, each with its best level.

    Of levels that cost the same, the weakest is the answer.
    """
    costs = costs_to(graph, goals, removed)
    own = {goal.element for goal in goals}
    best: dict[str, tuple[int, int, State]] = {}
    for state, cost in costs.items():
        if state.element not in own:
            candidate = (cost, LEVELS.index(state.level), state)
            best[state.element] = min(best.get(state.element, candidate), candidate)
    return tuple(
        [Lead(state, cost) for cost, _, state in sorted(best.values(), key=lambda one: (one[0], one[2]))]
    )
