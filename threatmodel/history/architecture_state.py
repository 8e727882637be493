"""The architecture of a model as plain values, and earlier states computed from a later one.

A value has the shape that the log keeps of a deleted element (operations/working_copy.py), so reverting an
operation puts the values back. Nothing here reads or writes rows, and no value is changed in place.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

import orjson

from threatmodel.architecture.operations.batch import Json

Relation = tuple[str, str, str]  # type, uid of the source, uid of the target
Recorded = tuple[Sequence[Json], Sequence[Json | None]]  # ops and before of a change
ELEMENT_PROPS: Final = ("kind", "name", "parent", "facts", "source", "x", "y", "width", "height", "gone")
FLOW_PROPS: Final = ("source", "destination", "name", "facts", "origin", "why", "provenance", "gone")


@dataclass(frozen=True, slots=True)
class State:
    """Everything in the model at one seq, by uid; with what an import marked as gone."""

    elements: Mapping[str, Json]  # {uid: ELEMENT_PROPS}
    flows: Mapping[str, Json]  # {uid: FLOW_PROPS}
    relations: Mapping[Relation, str]  # its origin: file or person


EMPTY: Final = State({}, {}, {})


def pack(state: State) -> bytes:
    """Return the state as compressed bytes; `unpack` reverses it."""
    links = [[*key, origin] for key, origin in state.relations.items()]
    plain = {"elements": state.elements, "flows": state.flows, "relations": links}
    return zlib.compress(orjson.dumps(plain))


def unpack(content: bytes) -> State:
    """Return the state that `pack` was given."""
    plain = orjson.loads(zlib.decompress(content))
    links = {(type_, source, target): origin for type_, source, target, origin in plain["relations"]}
    return State(plain["elements"], plain["flows"], links)


def states_backwards(
    seq: int, state: State, changes: Iterable[Recorded], wanted: Set[int]
) -> Iterator[tuple[int, State]]:
    """Yield the wanted states while reverting the changes that led to `state`, which is that of `seq`.

    The changes are given newest first: those that led to `state`, one for each seq.
    """
    past = _Rewinder(state)
    if seq in wanted:
        yield seq, state
    for ops, before in changes:
        for op, was in zip(reversed(ops), reversed(before), strict=True):
            past.take_back(op, was)
        seq -= 1
        if seq in wanted:
            yield seq, past.state()


class _Rewinder:
    """A state that is reverted one operation at a time."""

    def __init__(self, state: State) -> None:
        self.elements = dict(state.elements)
        self.flows = dict(state.flows)
        self.relations = dict(state.relations)

    def state(self) -> State:
        return State(dict(self.elements), dict(self.flows), dict(self.relations))

    def take_back(self, op: Json, was: Json | None) -> None:
        if op["on"] == "relation":
            self._relation(op, was)
        elif op["op"] == "shift":
            self._shift(op, was or {})
        elif op["op"] == "del":
            self._restore(op, was or {})
        else:
            self._unset(self.flows if op["on"] == "flow" else self.elements, op["uid"], was)

    def _relation(self, op: Json, was: Json | None) -> None:
        key = (op["type"], op["source"], op["target"])
        if op["op"] == "del":
            self.relations[key] = (was or {})["origin"]
        else:
            del self.relations[key]

    def _unset(self, there: dict[str, Json], uid: str, was: Json | None) -> None:
        if was is None:
            del there[uid]
            return
        facts = dict(there[uid]["facts"])
        for name, fact in was.get("facts", {}).items():
            if fact is None:
                facts.pop(name, None)
            else:
                facts[name] = fact
        there[uid] = {**there[uid], **was, "facts": facts}

    def _restore(self, op: Json, was: Json) -> None:
        if op["on"] == "flow":
            self.flows[op["uid"]] = {key: was[key] for key in FLOW_PROPS}
            return
        self.elements[op["uid"]] = {key: was[key] for key in ELEMENT_PROPS}
        for child in was["children"]:
            self.elements[child] = {**self.elements[child], "parent": op["uid"]}
        for flow in was["flows"]:
            self.flows[flow["uid"]] = {key: flow[key] for key in FLOW_PROPS}
        for *key, origin in was["relations"]:
            self.relations[tuple(key)] = origin

    def _shift(self, op: Json, was: Json) -> None:
        """Put an element and everything in it back; sums of floats do not come back, places noted then do."""
        for uid, (x, y) in (was.get("places") or self._shifted_back(op)).items():
            self.elements[uid] = {**self.elements[uid], "x": x, "y": y}

    def _shifted_back(self, op: Json) -> dict[str, tuple[float | None, float | None]]:
        dx, dy = op["by"]
        inside = (op["uid"], *_inside(self.elements, op["uid"]))
        rows = {uid: self.elements[uid] for uid in inside if uid in self.elements}
        return {
            uid: (row["x"] - dx, row["y"] - dy)
            for uid, row in rows.items()
            if None not in (row["x"], row["y"])
        }


def _inside(elements: Mapping[str, Json], uid: str) -> list[str]:
    """Return the uids of everything inside an element."""
    children: dict[str, list[str]] = defaultdict(list)
    for key, element in elements.items():
        if element["parent"] is not None:
            children[element["parent"]].append(key)
    found, waiting = [], [uid]
    while waiting:
        more = children[waiting.pop()]
        found += more
        waiting += more
    return found
