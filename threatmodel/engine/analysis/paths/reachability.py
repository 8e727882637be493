"""Exposure and impact: how many workloads lead to a goal, and how many fall with an element.

States that reach each other are one component. Sets of workloads are numbers whose bits are the workloads,
handed on between components in topological order and dropped as soon as nothing needs them.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import rustworkx as rx

from threatmodel.engine.analysis.paths.graph import AttackGraph
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.model import Model
from threatmodel.engine.model.struct_base import Record


class Exposure(Record, frozen=True):
    """How many workloads can reach a state, and what share of all that is, 0 to 1."""

    workloads: int
    share: float


def exposures(
    graph: AttackGraph, goals: Iterable[State], removed: AbstractSet[int] = frozenset()
) -> dict[State, Exposure]:
    """The exposure of each goal: the workloads from which it can be reached, itself left out.

    `removed` are the numbers of steps that do not count.
    """
    return _counts(graph, [*goals], removed, forward=True)


def impacts(
    graph: AttackGraph, states: Iterable[State], removed: AbstractSet[int] = frozenset()
) -> dict[State, Exposure]:
    """The impact of each state: the workloads that fall with it, itself left out."""
    return _counts(graph, [*states], removed, forward=False)


def _counts(
    graph: AttackGraph, wanted: Sequence[State], removed: AbstractSet[int], *, forward: bool
) -> dict[State, Exposure]:
    workloads = graph.model.of_kind("workload")
    bit_of = {uid: number for number, uid in enumerate(workloads)}
    numbers = {graph.index[state] for state in wanted if state in graph.index}
    sets = _sets_at(graph, numbers, bit_of, removed, forward=forward)
    found: dict[State, Exposure] = {}
    for state in wanted:
        bits = sets.get(graph.index[state], 0) if state in graph.index else 0
        if (own := bit_of.get(state.element)) is not None:
            bits &= ~(1 << own)
        found[state] = share_of_workloads(graph.model, bits.bit_count())
    return found


def share_of_workloads(model: Model, count: int) -> Exposure:
    """So many workloads, as a share of all that the model has."""
    workloads = len(model.of_kind("workload"))
    return Exposure(count, round(count / workloads, 4) if workloads else 0.0)


def _sets_at(
    graph: AttackGraph,
    wanted: set[int],
    bit_of: Mapping[str, int],
    removed: AbstractSet[int],
    *,
    forward: bool,
) -> dict[int, int]:
    """For each wanted state the workloads that lead to it (forward) or that it leads to, as bits."""
    joined: rx.PyDiGraph[None, None] = rx.PyDiGraph()
    joined.add_nodes_from([None] * len(graph.states))
    joined.add_edges_from_no_data(graph.pairs(removed))
    components = rx.strongly_connected_components(joined)  # each after those it leads to
    of_state = {index: number for number, members in enumerate(components) for index in members}
    order = range(len(components) - 1, -1, -1) if forward else range(len(components))
    waiting: dict[int, int] = {}
    found: dict[int, int] = {}
    for number in order:
        members = components[number]
        bits = waiting.pop(number, 0)
        for index in members:
            state = graph.states[index]
            if state.level == "execute" and (bit := bit_of.get(state.element)) is not None:
                bits |= 1 << bit
        found.update(dict.fromkeys(wanted.intersection(members), bits))
        if bits:
            steps = graph.after if forward else graph.before
            around = {
                of_state[other] for one in members for other, _, step in steps[one] if step not in removed
            }
            for neighbor in around - {number}:
                waiting[neighbor] = waiting.get(neighbor, 0) | bits
    return found
