"""The numbers of states while a graph is built, and the order in which the graph has them."""

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.analysis.paths.graphs import UIDS, edge, model
from threatmodel.engine.analysis.paths.attack_graph import AttackGraph
from threatmodel.engine.analysis.paths.state_numbers import StateNumbers
from threatmodel.engine.library.attack_steps import LEVELS, Level, State

states = st.builds(State, st.sampled_from(UIDS), st.sampled_from(LEVELS))
ends = st.tuples(st.sampled_from(UIDS), st.sampled_from(UIDS))


@given(asked=st.lists(states), wanted=st.sets(states))
def test_numbers_are_put_in_the_order_of_element_and_level(asked: list[State], wanted: set[State]) -> None:
    numbers = StateNumbers()
    known = [numbers.of(state) for state in (*asked, *wanted)]

    found = numbers.in_order({numbers.of(state) for state in wanted})

    assert [numbers.states[number] for number in found] == sorted(wanted)
    assert len({*known}) == len({*asked, *wanted}) == len(numbers.states)


@given(levels=st.permutations(LEVELS), uids=st.lists(st.sampled_from(UIDS)))
def test_the_states_of_several_levels_are_those_of_each(levels: list[Level], uids: list[str]) -> None:
    numbers = StateNumbers()
    chosen = tuple(levels[:3])

    found = [numbers.of_levels(chosen)[uid] for uid in uids]

    named = [[numbers.states[number] for number in one] for one in found]
    assert named == [[State(uid, level) for level in chosen] for uid in uids]


@given(pairs=st.lists(ends, max_size=20))
def test_a_graph_has_the_states_of_its_edges_in_order(pairs: list[tuple[str, str]]) -> None:
    edges = [edge(*pair) for pair in pairs]

    graph = AttackGraph(model(), edges)

    assert graph.states == tuple(sorted({state for one in edges for state in (one.start, one.end)}))
    for number, one in enumerate(edges):
        start, end = graph.index[one.start], graph.index[one.end]
        assert (end, one.cost, number) in graph.after[start]
        assert (start, one.cost, number) in graph.before[end]
