"""Exposure and impact: how many workloads lead to a goal, and how many fall with an element.

States that reach each other are one component. Sets of workloads and entry points are numbers of bits,
handed on between components in topological order and dropped as soon as nothing needs them.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

import rustworkx as rx
from msgspec.structs import replace

from threatmodel.engine.analysis.paths.attack_graph import AttackGraph
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.model import Model
from threatmodel.engine.model.struct_base import Record


class Exposure(Record, frozen=True):
    """How many workloads can reach a state, and what share of all that is, 0 to 1.

    `entry_points` is the number of entry points from which it can be reached, of those that were asked about.
    """

    workloads: int
    share: float
    entry_points: int = 0


def exposures(
    graph: AttackGraph,
    goals: Iterable[State],
    removed: AbstractSet[int] = frozenset(),
    entries: Iterable[State] = (),
) -> dict[State, Exposure]:
    """The exposure of each goal: the workloads from which it can be reached, itself left out.

    `removed` are the numbers of steps that do not count. Several entries at one element are one entry point,
    and the goal may be one itself.
    """
    return _counts(graph, [*goals], removed, entries, forward=True)


def impacts(
    graph: AttackGraph, states: Iterable[State], removed: AbstractSet[int] = frozenset()
) -> dict[State, Exposure]:
    """The impact of each state: the workloads that fall with it, itself left out."""
    return _counts(graph, [*states], removed, (), forward=False)


def _counts(
    graph: AttackGraph,
    wanted: Sequence[State],
    removed: AbstractSet[int],
    entries: Iterable[State],
    *,
    forward: bool,
) -> dict[State, Exposure]:
    workloads = graph.model.of_kind("workload")
    of_workloads = (1 << len(workloads)) - 1
    bits_of = {State(uid, "execute"): 1 << number for number, uid in enumerate(workloads)}
    own = {state.element: bits for state, bits in bits_of.items()}
    places: dict[str, int] = {}  # entry points, whose bits follow those of the workloads
    for entry in sorted(entries):
        place = places.setdefault(entry.element, len(workloads) + len(places))
        bits_of[entry] = bits_of.get(entry, 0) | 1 << place
    numbers = {graph.index[state] for state in wanted if state in graph.index}
    sets = _sets_at(graph, numbers, bits_of, removed, forward=forward)
    found: dict[State, Exposure] = {}
    for state in wanted:
        bits = sets.get(graph.index[state], 0) if state in graph.index else 0
        leading = bits & of_workloads & ~own.get(state.element, 0)
        share = share_of_workloads(graph.model, leading.bit_count())
        found[state] = replace(share, entry_points=(bits >> len(workloads)).bit_count())
    return found


def share_of_workloads(model: Model, count: int) -> Exposure:
    """So many workloads, as a share of all that the model has."""
    workloads = len(model.of_kind("workload"))
    return Exposure(count, round(count / workloads, 4) if workloads else 0.0)


def _sets_at(
    graph: AttackGraph,
    wanted: set[int],
    bits_of: Mapping[State, int],
    removed: AbstractSet[int],
    *,
    forward: bool,
) -> dict[int, int]:
    """For each wanted state the bits of the states that lead to it (forward) or that it leads to."""
    joined: rx.PyDiGraph[None, None] = rx.PyDiGraph()
    joined.add_nodes_from([None] * len(graph.states))
    joined.add_edges_from_no_data(graph.pairs(removed))
    components = rx.strongly_connected_components(joined)  # each after those it leads to
    of_state = {index: number for number, members in enumerate(components) for index in members}
    own = {graph.index[state]: bits for state, bits in bits_of.items() if state in graph.index}
    steps = graph.after if forward else graph.before
    waiting: dict[int, int] = {}
    found: dict[int, int] = {}
    for number in range(len(components) - 1, -1, -1) if forward else range(len(components)):
        members = components[number]
        bits = waiting.pop(number, 0)
        for index in members:
            if index in own:
                bits |= own[index]
        if not bits:
            continue
        found.update([(index, bits) for index in members if index in wanted])
        around = {of_state[other] for one in members for other, _, step in steps[one] if step not in removed}
        around.discard(number)
        for neighbor in around:
            waiting[neighbor] = waiting.get(neighbor, 0) | bits
    return found
