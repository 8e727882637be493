"""The operations that take a change back, worked out on the model as it is by now."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.architecture.models import Element, Flow
from threatmodel.architecture.operations.batch import Json
from threatmodel.architecture.operations.working_copy import GEOMETRY, OVERRULED, Overlay
from threatmodel.engine.model import CATALOGUE

# What is recorded of a deleted thing beside its own properties.
_NO_PROPS: Final = frozenset({"uid", "children", "flows", "relations"})
_PROVENANCE: Final = {"element": "source", "flow": "provenance", "relation": ""}
_DECIDED: Final = frozenset({"parent", "kind", "source", "destination"})


@dataclass(frozen=True, slots=True)
class Done:
    """What a change did: its operations, and beside each what was there before."""

    ops: Sequence[Json]
    before: Sequence[Json | None]
    what: str = ""  # how it is told


def inverse(done: Done) -> Iterator[Json]:
    """Yield what undoes the operations, last first, as if nothing had been changed since."""
    for op, was in zip(reversed(done.ops), reversed(done.before), strict=True):
        if op["op"] == "shift":
            yield {**op, "by": [-step for step in op["by"]]}
        elif op["op"] == "del":
            yield from _restored(op, was or {})
        elif was is None:
            yield {**{key: value for key, value in op.items() if key != "props"}, "op": "del"}
        else:
            yield _set(op["on"], op["uid"], was)


class StillInverse:
    """What undoes the operations, passing over whatever somebody has changed since.

    Iterate once. Each operation must be run on the overlay before the next is asked for: what a later one of
    the change has hidden shows when that one is undone. `skipped` counts what was passed over so far.
    """

    def __init__(self, overlay: Overlay, done: Done) -> None:
        self._overlay = overlay
        self._done = done
        self._own = {op["uid"] for op in done.ops if "uid" in op}
        self._own_relations = {_ends(op) for op in done.ops if op["on"] == "relation"}
        self.skipped = 0

    def __iter__(self) -> Iterator[Json]:
        for op, was in zip(reversed(self._done.ops), reversed(self._done.before), strict=True):
            for back in inverse(Done([op], [was])):
                kept = self._unless_moved(op, was, back)
                self.skipped += _parts(back) - (_parts(kept) if kept else 0)
                if kept is not None:
                    yield by_the_files(self._overlay, kept)

    def _unless_moved(self, op: Json, was: Json | None, back: Json) -> Json | None:
        """Return of the operation `back` what only undoes what `op` did; None for nothing."""
        overlay = self._overlay
        if op["op"] == "shift":
            return back if op["uid"] in overlay.nodes else None
        if op["op"] == "del":
            return _restorable(overlay, op, was or {}, back)
        if was is not None:
            return _unmoved_props(overlay, op, back)
        if op["on"] == "relation":
            return back
        is_free = _is_as_added(overlay, op) and not self._is_used(op)
        return back if is_free else None

    def _is_used(self, op: Json) -> bool:
        """Whether something of another change sits in the added element, or is joined to it."""
        uid, overlay = op["uid"], self._overlay
        if op["on"] == "flow":
            return False
        if any(node.parent == uid and child not in self._own for child, node in overlay.nodes.items()):
            return True
        if any(uid in ends and flow not in self._own for flow, ends in overlay.ends.items()):
            return True
        return any(uid in key[1:] and key not in self._own_relations for key in overlay.relations)


def _parts(op: Json) -> int:
    """Count what an operation sets: properties, and facts one by one; what people decided goes with those."""
    props: Json = op.get("props", {})
    return max(1, len(props.keys() - {"facts", _PROVENANCE[op["on"]]}) + len(props.get("facts", {})))


def _restored(op: Json, was: Json) -> Iterator[Json]:
    """Yield what brings a deleted thing back, with all that went with it."""
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
    """Return the operation that gives back the values; what had no place before stays where it is."""
    props = {
        key: value
        for key, value in was.items()
        if key not in _NO_PROPS and not (key in GEOMETRY and value is None)
    }
    return {"op": "set", "on": on, "uid": uid, "props": props}


def by_the_files(overlay: Overlay, op: Json) -> Json:
    """Let what the files say by now stand for what they said when a person said otherwise."""
    row = (overlay.flows if op["on"] == "flow" else overlay.elements).get(op.get("uid", ""))
    facts = op.get("props", {}).get("facts")
    if row is None or not facts:
        return op
    restored = {name: _fact_by_now(row.facts.get(name), was) for name, was in facts.items()}
    return {**op, "props": {**op["props"], "facts": restored}}


def _fact_by_now(present: Json | None, was: Json | None) -> Json | None:
    is_told = present is not None and present["origin"] == "person"
    files = (present or {}).get(OVERRULED) if is_told else present
    if was is not None and was["origin"] == "person":
        kept = {key: value for key, value in was.items() if key != OVERRULED}
        return kept if files is None else {**kept, OVERRULED: files}
    return files if is_told else was


# --- what somebody has changed since -------------------------------------------------------------


def _restorable(overlay: Overlay, op: Json, was: Json, back: Json) -> Json | None:
    """Leave out what cannot come back: something else has its uid, or what it hung on is no more."""
    if back["on"] == "relation":
        return back if back["source"] in overlay.nodes and back["target"] in overlay.nodes else None
    if back["on"] == "flow":
        ends = (back["props"]["source"], back["props"]["destination"])
        is_free = back["uid"] not in overlay.flows
        return back if is_free and all(end in overlay.nodes for end in ends) else None
    if back["uid"] == op["uid"]:
        if back["uid"] in overlay.nodes:
            return None
        return {**back, "props": {**back["props"], "parent": _parent(overlay, back["props"])}}
    child = overlay.nodes.get(back["uid"])  # it was lifted when its parent went
    is_where_it_was_lifted = child is not None and child.parent == was["parent"]
    return back if is_where_it_was_lifted and op["uid"] in overlay.nodes else None


def _parent(overlay: Overlay, props: Json) -> str | None:
    """Return the parent that something had, if that still holds such things, else none."""
    parent = overlay.nodes.get(props["parent"])
    return props["parent"] if parent and CATALOGUE.may_hold(parent.kind, props["kind"]) else None


def _unmoved_props(overlay: Overlay, op: Json, back: Json) -> Json | None:
    """Return `back` with those properties alone that are as `op` left them."""
    present = present_props(overlay, op["on"], op["uid"])
    if present is None:
        return None
    props = {
        key: value
        for key, value in back["props"].items()
        if key != "facts" and _is_unmoved(overlay, op, key, present, value)
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
    if mark not in op["props"] and not props.keys() & (_DECIDED - {mark}):
        props.pop(mark, None)  # it says that people chose what stays as they chose it
    return {**back, "props": props} if props else None


def _left(fact: Json | None, was: Json | None) -> object:
    """Return what an operation left of a fact: without a person's word, that of the files holds."""
    return value_of(fact if fact is not None else (was or {}).get(OVERRULED))


def _is_unmoved(overlay: Overlay, op: Json, key: str, present: Json, value: Any) -> bool:
    if key in present and present[key] != op["props"].get(key):
        return False
    if key == "parent":
        return value is None or _can_hold(overlay, value, op["uid"])
    return key not in {"source", "destination"} or op["on"] == "element" or value in overlay.nodes


def _can_hold(overlay: Overlay, parent: str, uid: str) -> bool:
    """Whether the element may sit in this one now; not in something that is inside itself by now."""
    around = overlay.nodes.get(parent)
    if around is None or not CATALOGUE.may_hold(around.kind, overlay.nodes[uid].kind):
        return False
    seen = {parent}
    while parent != uid and (above := overlay.nodes[parent].parent) in overlay.nodes and above not in seen:
        parent = above
        seen.add(parent)
    return parent != uid


def _is_as_added(overlay: Overlay, op: Json) -> bool:
    """Whether what the operation added has kept its name, place in the tree, ends and facts."""
    present = present_props(overlay, op["on"], op["uid"])
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


def present_props(overlay: Overlay, on: str, uid: str) -> Json | None:
    """Return the properties of an element or flow as they are, or None."""
    if on == "element":
        element: Element | None = overlay.elements.get(uid)
        if element is None:
            return None
        columns = {key: getattr(element, key) for key in ("kind", "name", "facts", *GEOMETRY)}
        return {**columns, "parent": overlay.nodes[uid].parent}
    flow: Flow | None = overlay.flows.get(uid)
    if flow is None:
        return None
    source, destination = overlay.ends[uid]
    return {"source": source, "destination": destination, "name": flow.name, "facts": flow.facts}


def value_of(fact: Json | None) -> object:
    """Return what a fact says, whoever says it; None for what nobody says."""
    return None if fact is None else fact["value"]


def _ends(op: Json) -> tuple[str, str, str]:
    return op["type"], op["source"], op["target"]


def inverse_of_all(changes: Iterable[Done]) -> list[Json]:
    """Return the operations that would take all these changes back: what must be loaded to do so."""
    return [op for done in changes for op in inverse(done)]
