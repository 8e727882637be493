"""The search against brute force on small graphs."""

from collections.abc import Collection
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.engine.analysis.paths.graphs import (
    START_COSTS,
    STATES,
    UIDS,
    edge,
    every_path,
    graphs,
    model,
    step,
    stopped_by,
    zoned_graphs,
)
from threatmodel.engine.analysis.paths import fix_ranking, shortest_paths
from threatmodel.engine.analysis.paths.attack_graph import AttackGraph
from threatmodel.engine.analysis.paths.exposure_counts import exposures, impacts
from threatmodel.engine.analysis.paths.fix_ranking import controls_of, ranked_fixes, risk_of
from threatmodel.engine.analysis.paths.shortest_paths import Searcher
from threatmodel.engine.library.attack_steps import State

STARTS = st.lists(st.sampled_from(STATES), min_size=1, max_size=2, unique=True)
COSTLY = st.dictionaries(st.sampled_from(STATES), START_COSTS, min_size=1, max_size=3)
GOALS = st.sampled_from(STATES)
LOST_AT_ONCE = st.sampled_from([1, 1_000])  # costs are never found anew, and whenever one changes


def without(graph: AttackGraph, gone: Collection[int]) -> AttackGraph:
    return AttackGraph(graph.model, [edge for n, edge in enumerate(graph.edges) if n not in gone])


@given(graph=graphs(), starts=COSTLY, goal=GOALS, count=st.integers(1, 6))
def test_the_cheapest_paths_are_those_of_brute_force(
    graph: AttackGraph, starts: dict[State, int], goal: State, count: int
) -> None:
    known = {start: cost for start, cost in starts.items() if start in graph.index}
    expected = every_path(graph, known, goal) if goal in graph.index else []

    searcher = Searcher(graph, starts)
    found = searcher.cheapest(goal, count)

    assert searcher.cost_to(goal) == (expected[0][0] if expected else None)
    costs = {path: cost for cost, path in expected}
    assert [costs[path] for path in found] == [cost for cost, _ in expected[:count]]
    assert len({*found}) == len(found)


@given(graph=graphs(), starts=STARTS, goal=GOALS)
def test_a_choke_point_lies_on_every_path(graph: AttackGraph, starts: list[State], goal: State) -> None:
    paths = [path for _, path in every_path(graph, [s for s in starts if s in graph.index], goal)]

    points = Searcher(graph, starts).choke_points(goal)

    on_all = set.intersection(*({*path[:-1]} for path in paths)) if paths else set()
    assert {*points} == on_all


@given(graph=graphs(), starts=STARTS, goal=GOALS)
def test_without_a_choke_point_the_goal_is_out_of_reach(
    graph: AttackGraph, starts: list[State], goal: State
) -> None:
    for point in Searcher(graph, starts).choke_points(goal):
        around = {n for n, one in enumerate(graph.edges) if point in (one.start, one.end)}
        others = [start for start in starts if start != point]

        assert Searcher(without(graph, around), others).cheapest(goal, 1) == []


@given(graph=graphs(), goal=GOALS)
def test_exposure_is_reachability(graph: AttackGraph, goal: State) -> None:
    leading = [state for state in STATES if state != goal and every_path(graph, [state], goal)]

    assert exposures(graph, [goal])[goal].workloads == len(leading)


@given(graph=graphs(), starts=STARTS, goal=GOALS)
def test_entry_points_of_an_exposure_are_those_that_lead_there(
    graph: AttackGraph, starts: list[State], goal: State
) -> None:
    leading = {state.element for state in starts if state in graph.index and every_path(graph, [state], goal)}

    assert exposures(graph, [goal], entries=starts)[goal].entry_points == len(leading)


@given(graph=graphs(), start=GOALS)
def test_impact_is_reachability(graph: AttackGraph, start: State) -> None:
    falling = [state for state in STATES if state != start and every_path(graph, [start], state)]

    assert impacts(graph, [start])[start].workloads == len(falling)


@given(graph=graphs(), starts=STARTS, goal=GOALS, data=st.data())
def test_removing_a_step_never_makes_an_attack_cheaper(
    graph: AttackGraph, starts: list[State], goal: State, data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(graph.edges) - 1))

    before = Searcher(graph, starts).cheapest(goal, 1)
    after = Searcher(without(graph, {number}), starts).cheapest(goal, 1)

    costs = {path: cost for cost, path in every_path(graph, [s for s in starts if s in graph.index], goal)}
    assert not after or (before and costs[after[0]] >= costs[before[0]])
    assert goal in starts or after == Searcher(graph, starts, [number]).cheapest(goal, 1)


@given(graph=graphs(), starts=COSTLY, lost_at_once=LOST_AT_ONCE, data=st.data())
def test_costs_after_cuts_are_those_of_a_graph_without_the_steps(
    graph: AttackGraph, starts: dict[State, int], lost_at_once: int, data: st.DataObject
) -> None:
    numbers = st.frozensets(st.integers(0, len(graph.edges) - 1), min_size=1)
    first, second = data.draw(numbers), data.draw(numbers)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shortest_paths, "_LOST_AT_ONCE", lost_at_once)
        cut = Searcher(graph, starts).without(first).without(second)

    assert cut.reached() == Searcher(graph, starts, first | second).reached()


@given(graph=graphs(), starts=COSTLY, count=st.integers(1, 3), lost_at_once=LOST_AT_ONCE, data=st.data())
def test_paths_that_are_kept_over_cuts_are_those_that_a_new_search_finds(
    graph: AttackGraph, starts: dict[State, int], count: int, lost_at_once: int, data: st.DataObject
) -> None:
    numbers = st.frozensets(st.integers(0, len(graph.edges) - 1), min_size=1, max_size=3)
    searcher, removed = Searcher(graph, starts), frozenset[int]()
    for _ in range(3):
        for goal in STATES:
            kept = searcher.cheapest_again(goal, count)
            assert kept == Searcher(graph, starts, removed).cheapest_numbers(goal, count)
        cut = data.draw(numbers)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(shortest_paths, "_LOST_AT_ONCE", lost_at_once)
            searcher, removed = searcher.without(cut), removed | cut


def test_a_cut_lets_only_the_goals_behind_it_be_searched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = AttackGraph(
        model(), [edge("w0", "w1"), edge("w1", "w2"), edge("w0", "w3"), edge("w3", "w4"), edge("w1", "w4")]
    )
    searched: list[int] = []
    search = Searcher._search

    def counted(searcher: Searcher, end: int, count: int, avoid: Collection[State]) -> Any:
        searched.append(end)
        return search(searcher, end, count, avoid)

    monkeypatch.setattr(Searcher, "_search", counted)
    searcher = Searcher(graph, [STATES[0]])
    for goal in (STATES[2], STATES[4]):
        searcher.cheapest_again(goal, 2)
    searched.clear()

    cut = searcher.without({2})
    paths = [cut.cheapest_again(goal, 2) for goal in (STATES[2], STATES[4])]

    assert searched == [graph.index[STATES[4]]]
    assert [len(found) for found in paths] == [1, 1]


@given(graph=graphs(), starts=COSTLY, data=st.data())
def test_costs_on_a_patched_graph_are_those_of_a_new_search(
    graph: AttackGraph, starts: dict[State, int], data: st.DataObject
) -> None:
    subjects = [one.subject for one in graph.edges]
    changed = data.draw(st.lists(st.sampled_from(subjects), min_size=1, max_size=3, unique=True))
    ends = st.tuples(st.sampled_from(UIDS), st.sampled_from(UIDS)).filter(lambda pair: pair[0] != pair[1])
    new = [edge(*pair, subject=changed[0]) for pair in data.draw(st.lists(ends, max_size=3, unique=True))]
    before = Searcher(graph, {state: cost for state, cost in starts.items() if state in graph.index})

    patched = graph.patched(graph.model, changed, new)

    found = before.on(patched, ())
    known = {state: cost for state, cost in starts.items() if state in graph.index}
    left = [one for n, one in enumerate(patched.edges) if n not in patched.gone]
    assert found.reached() == Searcher(AttackGraph(graph.model, left), known).reached() | {
        state: found.reached()[state] for state in known
    }


@given(graph=graphs(), starts=COSTLY, start=GOALS, cost=START_COSTS)
def test_one_more_start_never_makes_an_attack_costlier(
    graph: AttackGraph, starts: dict[State, int], start: State, cost: int
) -> None:
    before = Searcher(graph, starts).reached()
    after = Searcher(graph, {start: cost} | starts).reached()

    assert all(after[state] <= spent for state, spent in before.items())


@given(graph=graphs(), starts=STARTS, goals=st.lists(GOALS, min_size=1, max_size=2, unique=True))
def test_fixes_lower_the_risk_until_nothing_is_left(
    graph: AttackGraph, starts: list[State], goals: list[State]
) -> None:
    aims = [goal for goal in goals if goal not in starts]

    fixes = ranked_fixes(graph, [Searcher(graph, starts)], aims)

    risks = [1.0, *(fix.risk for fix in fixes)]
    assert all(after <= before for before, after in pairwise(risks))
    assert len(risks) == 1 or risks[-1] < risks[-2]  # the last one is worth those before it
    cut = {(fix.control, fix.subject) for fix in fixes}
    left = without(graph, [n for n, one in enumerate(graph.edges) if ("none", one.subject) in cut])
    still = [goal for goal in aims if Searcher(left, starts).cheapest(goal, 1)]
    assert bool(still) == (risks[-1] > 0 and bool(_reached(graph, starts, aims)))


@given(graph=zoned_graphs(), starts=STARTS, goals=st.lists(GOALS, min_size=1, max_size=3, unique=True))
def test_no_control_lowers_the_risk_more_than_the_first_fix(
    graph: AttackGraph, starts: list[State], goals: list[State]
) -> None:
    aims = [goal for goal in goals if goal not in starts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fix_ranking, "_TRIED", 100)
        fixes = ranked_fixes(graph, [Searcher(graph, starts)], aims)

    def left(fix: tuple[str, str]) -> float:
        return risk_of([Searcher(graph, starts, stopped_by(graph, [fix]))], aims)[0]

    today = risk_of([Searcher(graph, starts)], aims)[0]
    each = [left(key) for one in graph.edges for key in controls_of(graph, one)]
    best = min(each, default=today)
    if best < today * (1 - 1e-5):
        assert left((fixes[0].control, fixes[0].subject)) == pytest.approx(best)
        assert fixes[0].risk == pytest.approx(best / today, abs=1e-6)


def _reached(graph: AttackGraph, starts: list[State], goals: list[State]) -> list[State]:
    return [goal for goal in goals if Searcher(graph, starts).cheapest(goal, 1)]


def test_one_change_that_cuts_two_paths_ranks_above_two_changes() -> None:
    steps = [
        edge("w0", "w1", subject="door"),
        edge("w0", "w2", subject="door"),
        edge("w1", "w3"),
        edge("w2", "w3"),
    ]

    graph = AttackGraph(model(), steps)

    fixes = ranked_fixes(graph, [Searcher(graph, [STATES[0]])], [STATES[3]])

    assert [(fix.subject, fix.risk) for fix in fixes] == [("door", 0.0)]
    assert fixes[0].goals == (STATES[3],)


def test_of_changes_that_help_alike_the_one_that_steps_name_first_is_taken() -> None:
    named = step("easy", ("narrow", "encrypt"))
    steps = [replace(edge("w0", "w1"), step=named, subject="flow")]
    graph = AttackGraph(model(), steps)

    fixes = ranked_fixes(graph, [Searcher(graph, [STATES[0]])], [STATES[1]])

    assert [(fix.control, fix.subject) for fix in fixes] == [("narrow", "flow")]


def test_what_an_attacker_begins_with_is_no_risk() -> None:
    graph = AttackGraph(model(), [edge("w0", "w1")])
    searchers = [Searcher(graph, [STATES[0]])]

    assert risk_of(searchers, [STATES[0], STATES[1]]) == risk_of(searchers, [STATES[1]])


def test_changes_that_lower_the_risk_only_together_are_named_together() -> None:
    steps = [
        *(edge("w0", "w1", subject=f"way-{number}") for number in range(3)),
        edge("w0", "w2", subject="elsewhere"),
    ]
    graph = AttackGraph(model(), steps)

    fixes = ranked_fixes(graph, [Searcher(graph, [STATES[0]])], [STATES[1]])

    assert [(fix.subject, fix.risk) for fix in fixes] == [("way-0", 1.0), ("way-1", 1.0), ("way-2", 0.0)]
    assert [fix.goals for fix in fixes] == [(), (), (STATES[1],)]


def test_changes_that_are_too_many_together_are_no_fix() -> None:
    steps = [edge("w0", "w1", subject=f"way-{number}") for number in range(11)]
    graph = AttackGraph(model(), steps)

    assert ranked_fixes(graph, [Searcher(graph, [STATES[0]])], [STATES[1]]) == ()


def test_nobody_reaches_a_goal_that_is_not_there() -> None:
    graph = AttackGraph(model(), [edge("w0", "w1")])
    searcher = Searcher(graph, [STATES[0]])

    assert searcher.cheapest(State("elsewhere", "execute"), 3) == []
    assert searcher.choke_points(State("elsewhere", "execute")) == ()
    assert exposures(graph, [State("elsewhere", "execute")])[State("elsewhere", "execute")].workloads == 0
