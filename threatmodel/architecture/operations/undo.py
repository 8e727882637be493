"""Undoes one change of the log completely: a batch with the values before, applied like every other.

Where something was changed since, the undo is refused as a whole, with the conflicts. The canvas undoes what
is left instead (apply.Undo).
"""

import uuid

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.models import Change, Element, Flow, ThreatModel
from threatmodel.architecture.operations.apply import Applied, apply
from threatmodel.architecture.operations.batch import Batch, InvalidBatch, Json
from threatmodel.architecture.operations.change_summary import summary_of
from threatmodel.architecture.operations.inverse_operations import (
    RecordedChange,
    inverse,
    present_props,
    value_of,
    with_file_facts,
)
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.architecture.operations.working_copy import WorkingCopy


@transaction.atomic
def undo(*, model_id: uuid.UUID, actor: User, seq: int) -> Applied:
    """Undo the actor's change `seq`. A second call changes nothing; undoing the undo redoes the change.

    Raises Change.DoesNotExist when the actor made no such change; InvalidBatch when it can no longer be
    undone.
    """
    model = ThreatModel.objects.select_for_update(no_key=True).only("id", "seq").get(pk=model_id)
    change = Change.objects.get(model_id=model_id, actor=actor, seq=seq)
    batch_id = f"undo-{seq}"
    undone = Change.objects.filter(model_id=model_id, actor=actor, batch_id=batch_id)
    if (earlier := undone.values_list("seq", flat=True).first()) is not None:
        return Applied(seq=earlier, changed=False, repeated=True)
    working_copy = architecture_load(model_id=model_id).working_copy
    if problems := _conflicts(working_copy, change):
        raise InvalidBatch(problems)
    ops = tuple(inverse(RecordedChange(change.ops, change.before)))
    # A restore set the facts of files as well; while it is the newest change, so does its undo.
    if change.origin != "restore" or change.seq != model.seq:
        ops = tuple(with_file_facts(working_copy, op) for op in ops)
    return apply(model_id=model_id, actor=actor, batch=Batch(batch_id, ops, "undo", summary_of(change)))


# --- conflicts ---------------------------------------------------------------------------------


def _conflicts(working_copy: WorkingCopy, change: Change) -> list[str]:
    """Return what was changed since, and what refers to something that the change added."""
    problems = []
    named = {op["uid"] for op in change.ops if "uid" in op}
    added: set[str] = set()
    for op, was in zip(change.ops, change.before, strict=True):
        if op["on"] == "relation" or op["op"] == "shift":
            continue
        if op["op"] == "set" and was is None:
            added.add(op["uid"])
        if not _is_as_left(present_props(working_copy, op["on"], op["uid"]), op, was):
            problems.append(f"{op['uid']} has been changed since")
    return problems + [
        f"{uid} refers to something that would be deleted"
        for uid in _referring(working_copy, added)
        if uid not in named
    ]


def _is_as_left(present: Json | None, op: Json, was: Json | None) -> bool:
    """Whether the result of the operation is unchanged, with no new facts on what it added."""
    if op["op"] == "del" or present is None:
        return bool(op["op"] == "del") == (present is None)
    props: Json = op["props"]
    facts: Json = props.get("facts", {})
    if was is None and not present["facts"].keys() <= facts.keys():
        return False
    if any(value_of(present["facts"].get(name)) != value_of(fact) for name, fact in facts.items()):
        return False
    return not any(present[key] != props[key] for key in props if key in present and key != "facts")


def _referring(working_copy: WorkingCopy, uids: set[str]) -> list[str]:
    """Return the elements and flows that sit in, lead to or name one of these."""
    if not uids:
        return []
    found = {uid for uid, node in working_copy.nodes.items() if node.parent in uids}
    found |= {uid for uid, ends in working_copy.ends.items() if not uids.isdisjoint(ends)}
    rows: dict[str, Element | Flow] = {**working_copy.elements, **working_copy.flows}
    named = {uid: value_of(row.facts.get("data_sets")) for uid, row in rows.items()}
    return sorted(
        found | {uid for uid, names in named.items() if isinstance(names, list) and uids & {*names}}
    )
