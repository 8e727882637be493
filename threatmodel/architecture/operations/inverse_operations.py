"""The operations that undo a change, computed for the present state of the model."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.architecture.models import Element, Flow
from threatmodel.architecture.operations.batch import Json
from threatmodel.architecture.operations.row_values import OVERRULED
from threatmodel.architecture.operations.working_copy import GEOMETRY, WorkingCopy
from threatmodel.engine.model import CATALOGUE

# What is recorded of a deleted thing beside its own properties.
_NO_PROPS: Final = frozenset({"uid", "children", "flows", "relations"})
_PROVENANCE: Final = {"element": "source", "flow": "provenance", "relation": ""}
_OVERRIDABLE: Final = frozenset({"parent", "kind", "source", "destination"})


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A change of the log: its operations, and for each the values before."""

    ops: Sequence[Json]
    before: Sequence[Json | None]
    sentence: str = ""  # its summary


def inverse(change: RecordedChange) -> Iterator[Json]:
    """Yield operations that undo the change, last first, as if nothing had been changed since."""
    for op, was in zip(reversed(change.ops), reversed(change.before), strict=True):
        if op["op"] == "shift":
            yield {**op, "by": [-step for step in op["by"]]}
        elif op["op"] == "del":
            yield from _restored(op, was or {})
        elif was is None:
            yield {**{key: value for key, value in op.items() if key != "props"}, "op": "del"}
        else:
            yield _set(op["on"], op["uid"], was)


class PartialInverse:
    """Operations that undo a change, except for whatever was changed since.

    Iterate once. Each operation must run on the working copy before the next one is requested: undoing a
    later operation uncovers the values of an earlier one. `skipped` counts the parts left out so far.
    """

    def __init__(self, working_copy: WorkingCopy, change: RecordedChange) -> None:
        self._overlay = working_copy
        self._change = change
        self._own = {op["uid"] for op in change.ops if "uid" in op}
        self._own_relations = {_ends(op) for op in change.ops if op["on"] == "relation"}
        self.skipped = 0

    def __iter__(self) -> Iterator[Json]:
        for op, was in zip(reversed(self._change.ops), reversed(self._change.before), strict=True):
            for back in inverse(RecordedChange([op], [was])):
                kept = self._unchanged_part(op, was, back)
                self.skipped += _parts(back) - (_parts(kept) if kept else 0)
                if kept is not None:
                    yield with_file_facts(self._overlay, kept)

    def _unchanged_part(self, op: Json, was: Json | None, back: Json) -> Json | None:
        """Return the part of the operation `back` that was not changed since `op`; None for nothing."""
        working_copy = self._overlay
        if op["op"] == "shift":
            return back if op["uid"] in working_copy.nodes else None
        if op["op"] == "del":
            return _restorable(working_copy, op, was or {}, back)
        if was is not None:
            return _unchanged_props(working_copy, op, back)
        if op["on"] == "relation":
            return back
        is_free = _is_as_added(working_copy, op) and not self._is_used(op)
        return back if is_free else None

    def _is_used(self, op: Json) -> bool:
        """Whether something of another change is inside the added element or connected to it."""
        uid, working_copy = op["uid"], self._overlay
        if op["on"] == "flow":
            return False
        if any(node.parent == uid and child not in self._own for child, node in working_copy.nodes.items()):
            return True
        if any(uid in ends and flow not in self._own for flow, ends in working_copy.ends.items()):
            return True
        return any(uid in key[1:] and key not in self._own_relations for key in working_copy.relations)


def _parts(op: Json) -> int:
    """Count what an operation sets: each property and each fact; provenance does not count."""
    props: Json = op.get("props", {})
    return max(1, len(props.keys() - {"facts", _PROVENANCE[op["on"]]}) + len(props.get("facts", {})))


def _restored(op: Json, was: Json) -> Iterator[Json]:
    """Yield operations that restore a deleted object with everything that was deleted with it."""
    if op["on"] == "relation":
        yield {**op, "op": "set", "origin": was["origin"]}
        return
    yield _set(op["on"], op["uid"], was)
    for child in was.get("children", ()):
        yield {"op": "set", "on": "element", "uid": child, "props": {"parent": op["uid"]}}
    for flow in was.get("flows", ()):
        yield _set("flow", flow["uid"], flow)
    for type_, source, target, origin in was.get("relations", ()):
        ends = {"source": source, "target": target}
        yield {"op": "set", "on": "relation", "type": type_, **ends, "origin": origin}


def _set(on: str, uid: str, was: Json) -> Json:
    """Return the operation that restores the values; what had no position before stays in place."""
    props = {
        key: value
        for key, value in was.items()
        if key not in _NO_PROPS and not (key in GEOMETRY and value is None)
    }
    return {"op": "set", "on": on, "uid": uid, "props": props}


def with_file_facts(working_copy: WorkingCopy, op: Json) -> Json:
    """Return the operation with the present facts of the files instead of those at the time of the change."""
    row = (working_copy.flows if op["on"] == "flow" else working_copy.elements).get(op.get("uid", ""))
    facts = op.get("props", {}).get("facts")
    if row is None or not facts:
        return op
    restored = {name: _present_fact(row.facts.get(name), was) for name, was in facts.items()}
    return {**op, "props": {**op["props"], "facts": restored}}


def _present_fact(present: Json | None, was: Json | None) -> Json | None:
    by_person = present is not None and present["origin"] == "person"
    files = (present or {}).get(OVERRULED) if by_person else present
    if was is not None and was["origin"] == "person":
        kept = {key: value for key, value in was.items() if key != OVERRULED}
        return kept if files is None else {**kept, OVERRULED: files}
    return files if by_person else was


# --- what was changed since ----------------------------------------------------------------------


def _restorable(working_copy: WorkingCopy, op: Json, was: Json, back: Json) -> Json | None:
    """Leave out what cannot be restored: its uid is taken, or an end or the parent no longer exists."""
    if back["on"] == "relation":
        return back if back["source"] in working_copy.nodes and back["target"] in working_copy.nodes else None
    if back["on"] == "flow":
        ends = (back["props"]["source"], back["props"]["destination"])
        is_free = back["uid"] not in working_copy.flows
        return back if is_free and all(end in working_copy.nodes for end in ends) else None
    if back["uid"] == op["uid"]:
        if back["uid"] in working_copy.nodes:
            return None
        return {**back, "props": {**back["props"], "parent": _parent(working_copy, back["props"])}}
    child = working_copy.nodes.get(back["uid"])  # it moved up when its parent was deleted
    is_where_it_moved = child is not None and child.parent == was["parent"]
    return back if is_where_it_moved and op["uid"] in working_copy.nodes else None


def _parent(working_copy: WorkingCopy, props: Json) -> str | None:
    """Return the former parent, if it still exists and may hold this kind, else None."""
    parent = working_copy.nodes.get(props["parent"])
    return props["parent"] if parent and CATALOGUE.may_hold(parent.kind, props["kind"]) else None


def _unchanged_props(working_copy: WorkingCopy, op: Json, back: Json) -> Json | None:
    """Return `back` with only those properties that are as `op` left them."""
    present = present_props(working_copy, op["on"], op["uid"])
    if present is None:
        return None
    props = {
        key: value
        for key, value in back["props"].items()
        if key != "facts" and _is_unchanged(working_copy, op, key, present, value)
    }
    left: Json = op["props"].get("facts", {})
    facts = {
        name: was
        for name, was in back["props"].get("facts", {}).items()
        if value_of(present["facts"].get(name)) == _left(left.get(name), was)
    }
    if facts:
        props["facts"] = facts
    mark = _PROVENANCE[op["on"]]
    if mark not in op["props"] and not props.keys() & (_OVERRIDABLE - {mark}):
        props.pop(mark, None)  # it marks fields that keep what people have set
    return {**back, "props": props} if props else None


def _left(fact: Json | None, was: Json | None) -> object:
    """Return the value of a fact after an operation: without a person's fact that of the files applies."""
    return value_of(fact if fact is not None else (was or {}).get(OVERRULED))


def _is_unchanged(working_copy: WorkingCopy, op: Json, key: str, present: Json, value: Any) -> bool:
    if key in present and present[key] != op["props"].get(key):
        return False
    if key == "parent":
        return value is None or _can_hold(working_copy, value, op["uid"])
    return key not in {"source", "destination"} or op["on"] == "element" or value in working_copy.nodes


def _can_hold(working_copy: WorkingCopy, parent: str, uid: str) -> bool:
    """Whether the element may be inside this parent now, without a cycle."""
    around = working_copy.nodes.get(parent)
    if around is None or not CATALOGUE.may_hold(around.kind, working_copy.nodes[uid].kind):
        return False
    seen = {parent}
    while (
        parent != uid
        and (above := working_copy.nodes[parent].parent) in working_copy.nodes
        and above not in seen
    ):
        parent = above
        seen.add(parent)
    return parent != uid


def _is_as_added(working_copy: WorkingCopy, op: Json) -> bool:
    """Whether the added object still has its name, parent, ends and facts."""
    present = present_props(working_copy, op["on"], op["uid"])
    if present is None:
        return False
    props: Json = op["props"]
    facts: Json = props.get("facts", {})
    if present["facts"].keys() - facts.keys():
        return False
    if any(value_of(present["facts"].get(name)) != value_of(fact) for name, fact in facts.items()):
        return False
    compared = props.keys() & present.keys() - GEOMETRY - {"facts"}
    return not any(present[key] != props[key] for key in compared if props[key] or present[key])


def present_props(working_copy: WorkingCopy, on: str, uid: str) -> Json | None:
    """Return the present properties of an element or flow, or None."""
    if on == "element":
        element: Element | None = working_copy.elements.get(uid)
        if element is None:
            return None
        columns = {key: getattr(element, key) for key in ("kind", "name", "facts", *GEOMETRY)}
        return {**columns, "parent": working_copy.nodes[uid].parent}
    flow: Flow | None = working_copy.flows.get(uid)
    if flow is None:
        return None
    source, destination = working_copy.ends[uid]
    return {"source": source, "destination": destination, "name": flow.name, "facts": flow.facts}


def value_of(fact: Json | None) -> object:
    """Return the value of a fact, whoever set it; None for no fact."""
    return None if fact is None else fact["value"]


def _ends(op: Json) -> tuple[str, str, str]:
    return op["type"], op["source"], op["target"]


def inverse_of_all(changes: Iterable[RecordedChange]) -> list[Json]:
    """Return the operations that would undo all these changes, to load the rows they need."""
    return [op for change in changes for op in inverse(change)]
