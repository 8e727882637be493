"""The smallest sets of changes, against brute force."""

from collections.abc import Iterable
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.analysis.paths.graphs import STATES, edge, graphs, model, step, stopped_by, zoned_graphs
from threatmodel.engine.analysis.paths import hitting_sets, minimum_cut
from threatmodel.engine.analysis.paths.attack_graph import AttackGraph, Edge
from threatmodel.engine.analysis.paths.fix_ranking import controls_of, steps_stopped
from threatmodel.engine.analysis.paths.hitting_sets import HittingSets
from threatmodel.engine.analysis.paths.minimum_cut import smallest_cut
from threatmodel.engine.analysis.paths.shortest_paths import Searcher
from threatmodel.engine.library.attack_steps import State

SUBJECTS = ["door", "wall", "roof", "gate"]
SETS = st.lists(st.frozensets(st.integers(0, 7), min_size=1, max_size=4), max_size=9)


@st.composite
def shared_graphs(draw: st.DrawFn) -> AttackGraph:
    """Graphs whose steps depend on the facts of few elements: one change cuts several of them."""
    plain = draw(graphs())
    subjects = st.sampled_from(SUBJECTS)
    ends = [(one.start.element, one.end.element) for one in plain.edges]
    return AttackGraph(model(), [edge(*pair, subject=draw(subjects)) for pair in ends])


def is_cut(graph: AttackGraph, fixes: Iterable[tuple[str, str]], start: State, goal: State) -> bool:
    gone = frozenset[int]().union(*(steps_stopped(graph, *fix) for fix in fixes))
    return Searcher(graph, [start], gone).cost_to(goal) is None


@given(graph=shared_graphs(), start=st.sampled_from(STATES), goal=st.sampled_from(STATES))
def test_the_cut_is_the_smallest_of_brute_force(graph: AttackGraph, start: State, goal: State) -> None:
    if start == goal:
        return
    candidates = sorted({("none", one.subject) for one in graph.edges})
    by_size = (fixes for size in range(len(candidates) + 1) for fixes in combinations(candidates, size))

    cut = smallest_cut(graph, [Searcher(graph, [start])], [goal])

    assert is_cut(graph, cut.fixes, start, goal)
    assert cut.is_smallest
    assert len(cut.fixes) == len(next(fixes for fixes in by_size if is_cut(graph, fixes, start, goal)))


@given(graph=zoned_graphs(), start=st.sampled_from(STATES), goal=st.sampled_from(STATES))
def test_a_cut_with_controls_of_whole_namespaces_is_the_smallest_of_brute_force(
    graph: AttackGraph, start: State, goal: State
) -> None:
    if start == goal:
        return
    candidates = sorted({key for one in graph.edges for key in controls_of(graph, one)})
    by_size = (fixes for size in range(len(candidates) + 1) for fixes in combinations(candidates, size))

    def cuts(fixes: Iterable[tuple[str, str]]) -> bool:
        return Searcher(graph, [start], stopped_by(graph, [*fixes])).cost_to(goal) is None

    cut = smallest_cut(graph, [Searcher(graph, [start])], [goal])

    assert cuts(cut.fixes)
    assert cut.is_smallest
    assert len(cut.fixes) == len(next(filter(cuts, by_size)))


@given(sets=SETS)
def test_the_hitting_set_is_the_smallest_of_brute_force(sets: list[frozenset[int]]) -> None:
    hitting = HittingSets[int]()
    for one in sets:
        hitting.add(one)
    members = sorted(frozenset[int]().union(*sets))
    by_size = (tried for size in range(len(members) + 1) for tried in combinations(members, size))

    found = hitting.smallest()

    assert all(not one.isdisjoint(found) for one in sets)
    assert len(found) == len(next(tried for tried in by_size if all(one & {*tried} for one in sets)))


@given(graph=shared_graphs())
def test_a_search_that_is_cut_short_gives_an_answer_and_a_bound(graph: AttackGraph) -> None:
    start, goal = graph.edges[0].start, graph.edges[-1].end
    searchers = [Searcher(graph, [start])]
    smallest = smallest_cut(graph, searchers, [goal])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(minimum_cut, "_MAX_PATHS", 0)
        patch.setattr(hitting_sets, "_MAX_NODES", 0)
        found = smallest_cut(graph, searchers, [goal])

    assert start == goal or is_cut(graph, found.fixes, start, goal)
    assert found.at_least <= len(smallest.fixes) <= len(found.fixes)


def test_ways_apart_need_a_change_each_even_where_the_search_is_cut_short() -> None:
    ways = [edge("w0", "w5", subject=f"door-{n}") for n in range(4)]
    ends = [edge("w0", f"w{n}", subject=f"gate-{n}") for n in range(1, 4)]
    graph = AttackGraph(model(), [*ways, *ends, *(edge(f"w{n}", "w5", subject=f"w{n}") for n in range(1, 4))])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(minimum_cut, "_MAX_PATHS", 0)
        found = smallest_cut(graph, [Searcher(graph, [STATES[0]])], [STATES[5]])

    assert len(found.fixes) == found.at_least == 7


def test_a_path_that_no_change_stops_is_told() -> None:
    assumed = Edge(STATES[0], STATES[1], step("hard", controls=()), "w0", 0, None)
    graph = AttackGraph(model(), [assumed, edge("w0", "w2"), edge("w2", "w1")])

    cut = smallest_cut(graph, [Searcher(graph, [STATES[0]])], [STATES[1]])

    assert (cut.is_possible, cut.fixes, cut.remaining) == (False, (), (STATES[0], STATES[1]))


def test_a_goal_out_of_reach_needs_no_change() -> None:
    graph = AttackGraph(model(), [edge("w0", "w1")])

    cut = smallest_cut(graph, [Searcher(graph, [STATES[1]])], [STATES[0]])

    assert (cut.fixes, cut.at_least, cut.is_smallest, cut.is_possible) == ((), 0, True, True)


def test_a_goal_at_which_an_attacker_may_begin_is_left_out_whatever_it_takes() -> None:
    graph = AttackGraph(model(), [edge("w0", "w1")])

    assert smallest_cut(graph, [Searcher(graph, {STATES[0]: 10})], [STATES[0]]).fixes == ()


def test_one_change_at_the_source_is_smaller_than_one_on_each_path() -> None:
    ways = [edge("w0", f"w{n}", subject="door") for n in range(1, 4)]
    ends = [edge(f"w{n}", "w5") for n in range(1, 4)]
    graph = AttackGraph(model(), [*ways, *ends])

    assert smallest_cut(graph, [Searcher(graph, [STATES[0]])], [STATES[5]]).fixes == (("none", "door"),)
