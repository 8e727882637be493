"""Who gets to each element and flow: an attacker that counts, only one that is assumed inside, or nobody."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, get_args

from threatmodel.engine.analysis.paths.search import Searcher
from threatmodel.engine.library.attack_goals import Attacker
from threatmodel.engine.model import Model
from threatmodel.engine.model.struct_base import Record

ReachGrade = Literal["reached", "assumed", "possible", "unreached"]
"""How an element is reached.

reached: on a path of an attacker that counts. assumed: only from a start that is assumed, such as a
compromised workload. possible: only if an unknown fact holds. unreached: no attack path leads there.
"""
GRADES: Final[tuple[ReachGrade, ...]] = get_args(ReachGrade)

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
_HOLDING: Final = frozenset({"workload", "namespace"})  # reached with what they hold


class Reach(Record, frozen=True):
    """How an element is reached at best, what that costs and who does it: the id of the attacker.

    Where nobody does, `cost` is 0 and `attacker` is empty.
    """

    grade: ReachGrade
    cost: int = 0
    attacker: str = ""


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
        elif element.kind in _FOLLOWED:
            found[uid] = UNREACHED
    for flow in model.flows.values():
        ends = [found[end] for end in (flow.source, flow.destination) if end in found]
        if ends:
            found[flow.uid] = min(ends, key=_order)
    return found


def _of_states(attackers: Iterable[tuple[Attacker, Searcher, bool]]) -> dict[str, Reach]:
    """The best reach of the states of each element."""
    best: dict[str, Reach] = {}
    for attacker, searcher, is_possible in attackers:
        grade: ReachGrade = "possible" if is_possible else "reached" if attacker.counts else "assumed"
        costs: dict[str, int] = {}
        for state, cost in searcher.reached().items():
            if cost < costs.get(state.element, cost + 1):
                costs[state.element] = cost
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
    elif kind in ("container", "init-container"):
        pod = model.enclosing(uid, "workload")
        if pod is not None:
            yield pod
    if behind := _BEHIND.get(kind):
        yield from model.related_to_uids(behind, uid)
    if ahead := _AHEAD.get(kind):
        yield from model.related_uids(ahead, uid)


def _order(reach: Reach) -> tuple[int, int]:
    return GRADES.index(reach.grade), reach.cost
