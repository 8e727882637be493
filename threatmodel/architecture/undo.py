"""Takes one change back: a batch that restores what stood there, through the same door as every other.

Nothing that somebody changed since is touched: then the whole is refused, and says what stands in the way.
"""

import uuid
from collections.abc import Iterable
from typing import Final

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.batch import Batch, InvalidBatch, Json
from threatmodel.architecture.models import Change, Element, Flow, ThreatModel
from threatmodel.architecture.operations import Applied, apply
from threatmodel.architecture.overlay import GEOMETRY, OVERRULED, Overlay
from threatmodel.architecture.selectors import present_load

# What is recorded of a deleted thing beside its own properties.
_NO_PROPS: Final = frozenset({"uid", "children", "flows", "relations"})


@transaction.atomic
def undo(*, model_id: uuid.UUID, actor: User, seq: int) -> Applied:
    """Take the actor's change `seq` back. Doing so twice does it once; undoing the undo does it again.

    Raises Change.DoesNotExist when the actor made no such change; InvalidBatch when it cannot be taken back
    any more.
    """
    ThreatModel.objects.select_for_update().only("id").get(pk=model_id)
    change = Change.objects.get(model_id=model_id, actor=actor, seq=seq)
    batch_id = f"undo-{seq}"
    done = Change.objects.filter(model_id=model_id, actor=actor, batch_id=batch_id)
    if (earlier := done.values_list("seq", flat=True).first()) is not None:
        return Applied(seq=earlier, changed=False, repeated=True)
    overlay = present_load(model_id=model_id).overlay
    if problems := _moved_since(overlay, change):
        raise InvalidBatch(problems)
    ops = tuple(_by_the_files(overlay, op) for op in _inverse(change.ops, change.before))
    return apply(model_id=model_id, actor=actor, batch=Batch(batch_id, ops, "undo"))


# --- the way back ------------------------------------------------------------------------------


def _inverse(ops: list[Json], before: list[Json | None]) -> Iterable[Json]:
    """Yield what undoes the operations, last first."""
    for op, was in zip(reversed(ops), reversed(before), strict=True):
        if op["op"] == "del":
            yield from _restored(op, was or {})
        elif was is None:
            yield {**{key: value for key, value in op.items() if key != "props"}, "op": "del"}
        else:
            yield _set(op["on"], op["uid"], was)


def _restored(op: Json, was: Json) -> Iterable[Json]:
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


def _by_the_files(overlay: Overlay, op: Json) -> Json:
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


# --- what stands in the way --------------------------------------------------------------------


def _moved_since(overlay: Overlay, change: Change) -> list[str]:
    """Say what is no longer as the change left it, or what came to hang on something it added."""
    problems = []
    named = {op["uid"] for op in change.ops if "uid" in op}
    added: set[str] = set()
    for op, was in zip(change.ops, change.before, strict=True):
        if op["on"] == "relation":
            continue
        if op["op"] == "set" and was is None:
            added.add(op["uid"])
        if not _is_as_left(_present(overlay, op["on"], op["uid"]), op, was):
            problems.append(f"{op['uid']} has been changed since")
    return problems + [
        f"{uid} refers to what would go" for uid in _referring(overlay, added) if uid not in named
    ]


def _present(overlay: Overlay, on: str, uid: str) -> Json | None:
    """Return the properties of an element or flow as they are, or None."""
    if on == "element":
        element = overlay.elements.get(uid)
        if element is None:
            return None
        columns = {key: getattr(element, key) for key in ("kind", "name", "facts", *GEOMETRY)}
        return {**columns, "parent": overlay.nodes[uid].parent}
    flow = overlay.flows.get(uid)
    if flow is None:
        return None
    source, destination = overlay.ends[uid]
    return {"source": source, "destination": destination, "name": flow.name, "facts": flow.facts}


def _is_as_left(present: Json | None, op: Json, was: Json | None) -> bool:
    """What the operation did is still so; to what it added, nothing has come."""
    if op["op"] == "del" or present is None:
        return bool(op["op"] == "del") == (present is None)
    props: Json = op["props"]
    facts: Json = props.get("facts", {})
    if was is None and not present["facts"].keys() <= facts.keys():
        return False
    if any(_value(present["facts"].get(name)) != _value(fact) for name, fact in facts.items()):
        return False
    return not any(present[key] != props[key] for key in props if key in present and key != "facts")


def _referring(overlay: Overlay, uids: set[str]) -> list[str]:
    """Return the elements and flows that sit in, lead to or name one of these."""
    if not uids:
        return []
    found = {uid for uid, node in overlay.nodes.items() if node.parent in uids}
    found |= {uid for uid, ends in overlay.ends.items() if not uids.isdisjoint(ends)}
    rows: dict[str, Element | Flow] = {**overlay.elements, **overlay.flows}
    named = {uid: _value(row.facts.get("data_sets")) for uid, row in rows.items()}
    return sorted(
        found | {uid for uid, names in named.items() if isinstance(names, list) and uids & {*names}}
    )


def _value(fact: Json | None) -> object:
    return None if fact is None else fact["value"]
