"""Takes one change back: a batch that restores what stood there, through the same door as every other.

Nothing that somebody changed since is touched: then the whole is refused, and says what stands in the way.
The canvas takes back what is left to take back instead (operations.Undo).
"""

import uuid

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.models import Change, Element, Flow, ThreatModel
from threatmodel.architecture.operations.apply import Applied, apply
from threatmodel.architecture.operations.batch import Batch, InvalidBatch, Json
from threatmodel.architecture.operations.change_summary import told_of
from threatmodel.architecture.operations.inverse import Done, by_the_files, inverse, present_props, value_of
from threatmodel.architecture.operations.row_loading import present_load
from threatmodel.architecture.operations.working_copy import Overlay


@transaction.atomic
def undo(*, model_id: uuid.UUID, actor: User, seq: int) -> Applied:
    """Take the actor's change `seq` back. Doing so twice does it once; undoing the undo does it again.

    Raises Change.DoesNotExist when the actor made no such change; InvalidBatch when it cannot be taken back
    any more.
    """
    model = ThreatModel.objects.select_for_update().only("id", "seq").get(pk=model_id)
    change = Change.objects.get(model_id=model_id, actor=actor, seq=seq)
    batch_id = f"undo-{seq}"
    done = Change.objects.filter(model_id=model_id, actor=actor, batch_id=batch_id)
    if (earlier := done.values_list("seq", flat=True).first()) is not None:
        return Applied(seq=earlier, changed=False, repeated=True)
    overlay = present_load(model_id=model_id).overlay
    if problems := _moved_since(overlay, change):
        raise InvalidBatch(problems)
    ops = tuple(inverse(Done(change.ops, change.before)))
    # A restore brought the words of files back as well: while it is the newest change, so does its undo.
    if change.origin != "restore" or change.seq != model.seq:
        ops = tuple(by_the_files(overlay, op) for op in ops)
    return apply(model_id=model_id, actor=actor, batch=Batch(batch_id, ops, "undo", told_of(change)))


# --- what stands in the way --------------------------------------------------------------------


def _moved_since(overlay: Overlay, change: Change) -> list[str]:
    """Say what is no longer as the change left it, or what came to hang on something it added."""
    problems = []
    named = {op["uid"] for op in change.ops if "uid" in op}
    added: set[str] = set()
    for op, was in zip(change.ops, change.before, strict=True):
        if op["on"] == "relation" or op["op"] == "shift":
            continue
        if op["op"] == "set" and was is None:
            added.add(op["uid"])
        if not _is_as_left(present_props(overlay, op["on"], op["uid"]), op, was):
            problems.append(f"{op['uid']} has been changed since")
    return problems + [
        f"{uid} refers to an object that would be removed"
        for uid in _referring(overlay, added)
        if uid not in named
    ]


def _is_as_left(present: Json | None, op: Json, was: Json | None) -> bool:
    """What the operation did is still so; to what it added, nothing has come."""
    if op["op"] == "del" or present is None:
        return bool(op["op"] == "del") == (present is None)
    props: Json = op["props"]
    facts: Json = props.get("facts", {})
    if was is None and not present["facts"].keys() <= facts.keys():
        return False
    if any(value_of(present["facts"].get(name)) != value_of(fact) for name, fact in facts.items()):
        return False
    return not any(present[key] != props[key] for key in props if key in present and key != "facts")


def _referring(overlay: Overlay, uids: set[str]) -> list[str]:
    """Return the elements and flows that sit in, lead to or name one of these."""
    if not uids:
        return []
    found = {uid for uid, node in overlay.nodes.items() if node.parent in uids}
    found |= {uid for uid, ends in overlay.ends.items() if not uids.isdisjoint(ends)}
    rows: dict[str, Element | Flow] = {**overlay.elements, **overlay.flows}
    named = {uid: value_of(row.facts.get("data_sets")) for uid, row in rows.items()}
    return sorted(
        found | {uid for uid, names in named.items() if isinstance(names, list) and uids & {*names}}
    )
