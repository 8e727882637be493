"""The path from each entry point, held to all paths by brute force on small graphs."""

from collections.abc import Iterable, Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.analysis.paths.graphs import START_COSTS, STATES, edge, every_path, graphs, model
from threatmodel.engine.analysis.paths.attack_graph import AttackGraph
from threatmodel.engine.analysis.paths.entry_points import EntryPointFinder
from threatmodel.engine.analysis.paths.shortest_paths import Searcher
from threatmodel.engine.library.attack_steps import State

GOAL = STATES[-1]
starts_of = st.lists(st.sampled_from(STATES[:-1]), min_size=1, max_size=4, unique=True)
costly_starts = st.dictionaries(st.sampled_from(STATES[:-1]), START_COSTS, min_size=1, max_size=4)


def finder(graph: AttackGraph, starts: Mapping[State, int] | Iterable[State]) -> EntryPointFinder:
    return EntryPointFinder(Searcher(graph, starts), lambda uid: uid, is_assumed=False)


@settings(max_examples=150, deadline=None)
@given(graphs(), starts_of)
def test_each_path_is_real_and_leads_through_no_other_entry_point(
    graph: AttackGraph, starts: list[State]
) -> None:
    for found in finder(graph, starts).paths(GOAL, 10):
        everything = {path: cost for cost, path in every_path(graph, [found.states[0]], GOAL)}

        assert found.states[0].element == found.entry
        assert everything[found.states] == found.cost
        assert not {*found.states[1:]} & {*starts}


@settings(max_examples=150, deadline=None)
@given(graphs(), costly_starts, st.sampled_from([1, 10]))
def test_the_cheapest_of_all_paths_is_among_them_and_comes_first(
    graph: AttackGraph, starts: dict[State, int], count: int
) -> None:
    found = finder(graph, starts).paths(GOAL, count)
    cheapest = every_path(graph, starts, GOAL)

    assert bool(found) == bool(cheapest)
    if cheapest:
        assert found[0].cost == cheapest[0][0]
        assert [one.cost for one in found] == sorted(one.cost for one in found)


def test_an_entry_point_that_is_somewhat_harder_has_its_path_and_one_that_is_much_harder_has_none() -> None:
    graph = AttackGraph(
        model(), [edge("w0", "w6", "trivial"), edge("w1", "w6", "moderate"), edge("w2", "w3", "hard"),
                  edge("w3", "w6", "hard")]
    )  # fmt: skip

    found = finder(graph, [STATES[0], STATES[1], STATES[2]]).paths(GOAL, 10)

    assert [one.entry for one in found] == ["w0", "w1"]


def test_a_path_does_not_pass_what_is_to_be_avoided() -> None:
    graph = AttackGraph(
        model(), [edge("w0", "w3"), edge("w3", "w6"), edge("w0", "w4"), edge("w4", "w6", "easy")]
    )

    found = finder(graph, [STATES[0]]).paths(GOAL, 10, avoid=[STATES[3]])

    assert [state.element for state in found[0].states] == ["w0", "w4", "w6"]
