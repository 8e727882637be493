"""Who gets to each element and flow: an attacker that counts, only one that is assumed inside, or none."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from threatmodel.engine.analysis.paths.attack_graph import AttackGraph
from threatmodel.engine.analysis.paths.shortest_paths import Searcher
from threatmodel.engine.analysis.reach_grades import REACH_GRADES, Reach, ReachGrade
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.library.attackers_and_goals import Attacker
from threatmodel.engine.model import CATALOGUE, Element, Model

# Kinds that attack steps follow in full, so that it means something when none leads there.
_FOLLOWED: Final = (
    "workload",
    "container",
    "init-container",
    "datastore",
    "queue",
    "service",
    "ingress",
    "secret",
    "volume",
    "service-account",
    "role",
)
# What is reached with an element, by its kind: what has this relation to it, and what it has it to.
_BEHIND: Final[Mapping[str, str]] = {
    "role": "bound_to",
    "image": "uses_image",
    "config": "reads_config",
    "volume": "mounts",
    "secret": "reads_secret",
}
_AHEAD: Final[Mapping[str, str]] = {"service": "selects", "ingress": "selects"}
_TAKEOVERS: Final = frozenset({("admin", "cluster"), ("root", "node")})
_IN_NODES: Final = CATALOGUE.containers | {"workload"}
_HOLDING: Final = frozenset({"workload", "namespace"})  # reached with what they hold


UNREACHED: Final = Reach("unreached")


def reach_of_model(model: Model, attackers: Iterable[tuple[Attacker, Searcher, bool]]) -> Mapping[str, Reach]:
    """The reach of each element and flow; of attackers what they reach, and whether unknown facts count.

    A flow is reached with either of its ends, a role with the accounts that have it, and so on.
    """
    own = _of_states(attackers)
    found: dict[str, Reach] = {}
    for uid, element in model.elements.items():
        reached = [own[one] for one in _reached_with(model, uid, element.kind) if one in own]
        if reached:
            found[uid] = min(reached, key=_order)
        elif element.kind in _FOLLOWED and not _has_people(element):
            found[uid] = UNREACHED
    for flow in model.flows.values():
        ends = [found[end] for end in (flow.source, flow.destination) if end in found]
        if ends:
            found[flow.uid] = min(ends, key=_order)
    return found


def _has_people(element: Element) -> bool:
    """Whether a role is bound to users or groups, of which nothing shows how they are reached."""
    fact = element.facts.get("subjects")
    subjects = fact.value if fact is not None else ()
    return isinstance(subjects, list) and any(one["kind"] != "ServiceAccount" for one in subjects)


def own_steps(graph: AttackGraph, goals: Iterable[State]) -> dict[int, int]:
    """The steps from control over an element to what is a goal there, each with the state where it starts."""
    known = [goal for goal in goals if goal in graph.index]
    inside = {(graph.index[goal], graph.index.get(State(goal.element, "execute"))) for goal in known}
    return {
        number: start for end, first in inside for start, _, number in graph.before[end] if start == first
    }


def steps_inside(graph: AttackGraph) -> frozenset[int]:
    """The numbers of the steps from a cluster that was taken over, and from such a node into its pods."""
    kind_of = graph.model.kind_of
    return frozenset(
        number
        for state, steps in zip(graph.states, graph.after, strict=True)
        if (state.level, kind_of(state.element)) in _TAKEOVERS
        for end, _, number in steps
        if state.level == "admin" or kind_of(graph.states[end].element) in _IN_NODES
    )


def _of_states(attackers: Iterable[tuple[Attacker, Searcher, bool]]) -> dict[str, Reach]:
    """The best reach of the states of each element."""
    best: dict[str, Reach] = {}
    for attacker, searcher, is_possible in attackers:
        grade: ReachGrade = "possible" if is_possible else "reached" if attacker.counts else "assumed"
        costs: dict[str, int] = {}
        states = searcher.of.states
        for number, cost in searcher.reached_numbers().items():
            uid = states[number].element
            if cost < costs.get(uid, cost + 1):
                costs[uid] = cost
        for uid, cost in costs.items():
            reach = Reach(grade, cost, attacker.id)
            known = best.get(uid)
            if known is None or _order(reach) < _order(known):
                best[uid] = reach
    return best


def _reached_with(model: Model, uid: str, kind: str) -> Iterator[str]:
    yield uid
    if kind in _HOLDING:
        yield from model.children_uids(uid)
    elif kind in CATALOGUE.containers:
        pod = model.enclosing(uid, "workload")
        if pod is not None:
            yield pod
    if behind := _BEHIND.get(kind):
        yield from model.related_to_uids(behind, uid)
    if ahead := _AHEAD.get(kind):
        yield from model.related_uids(ahead, uid)


def _order(reach: Reach) -> tuple[int, int]:
    return REACH_GRADES.index(reach.grade), reach.cost
