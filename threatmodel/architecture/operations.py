"""The only writer of the architecture: the canvas, the API, importers and layout all come through `apply`.

What makes it correct: the lock on the ThreatModel row is the order of all changes; `seq` counts them
without gaps; a batch that was applied before is not applied again; a batch is valid as a whole or
nothing of it is written; rows that would not differ are not written.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.batch import Batch, Json, check_shape
from threatmodel.architecture.models import Change, Element, Flow, Relation, ThreatModel
from threatmodel.architecture.overlay import Node, Overlay, Touched
from threatmodel.architecture.signals import model_changed

# Above this many operations it is cheaper to load the whole model than to name rows one by one.
_LOAD_ALL_FROM: Final = 200


class ModelMoved(Exception):  # noqa: N818 (the name says what happened)
    """The model has changed since the sender looked at it."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a batch: the seq that holds it, and whether it changed anything.

    `repeated`: the batch had been applied before, and this is the seq of that time.
    """

    seq: int
    changed: bool
    structural: bool = False
    repeated: bool = False


@transaction.atomic
def apply(
    *, model_id: uuid.UUID, actor: User | None, batch: Batch, expected_seq: int | None = None
) -> Applied:
    """Apply the batch in its place in the order of changes and record it.

    Raises InvalidBatch when it breaks a rule, ModelMoved when `expected_seq` is given and is not the
    model's, ThreatModel.DoesNotExist. The number of queries does not depend on the size of the batch,
    save that large inserts are sent in several statements.
    """
    check_shape(batch)
    model = ThreatModel.objects.select_for_update().only("id", "seq", "team_id").get(pk=model_id)
    earlier = Change.objects.filter(model=model, actor=actor, batch_id=batch.id).values_list("seq", flat=True)
    if (seq := earlier.first()) is not None:
        return Applied(seq=seq, changed=False, repeated=True)
    if expected_seq is not None and model.seq != expected_seq:
        raise ModelMoved(f"expected seq {expected_seq}, found {model.seq}")
    overlay = _load(model_id, batch, actor=str(actor.pk) if actor else "", now=timezone.now())
    overlay.run(batch)
    if not overlay.ops:
        return Applied(seq=model.seq, changed=False)
    _write(overlay)
    return _record(model, overlay, actor=actor, batch=batch)


def _record(model: ThreatModel, overlay: Overlay, *, actor: User | None, batch: Batch) -> Applied:
    model.seq += 1
    model.updated_at = overlay.now
    ThreatModel.objects.filter(pk=model.pk).update(seq=model.seq, updated_at=overlay.now)
    Change.objects.create(
        model=model, seq=model.seq, actor=actor, batch_id=batch.id, ops=overlay.ops, before=overlay.before
    )
    structural = overlay.is_structural
    model_changed.send(
        sender=ThreatModel,
        model_id=model.pk,
        seq=model.seq,
        actor=actor,
        origin=batch.origin,
        structural=structural,
    )
    return Applied(seq=model.seq, changed=True, structural=structural)


# --- loading -----------------------------------------------------------------------------------


def _load(model_id: uuid.UUID, batch: Batch, *, actor: str, now: datetime) -> Overlay:
    """Load what the batch touches: every element by id, kind and parent, and the named rows in full."""
    nodes, uids = _load_nodes(model_id)
    deleted = {op["uid"] for op in batch.ops if op["op"] == "del" and op["on"] == "element"}
    everything = len(batch.ops) > _LOAD_ALL_FROM
    elements = Element.objects.filter(model_id=model_id)
    flows = Flow.objects.filter(model_id=model_id)
    relations = Relation.objects.filter(model_id=model_id)
    if not everything:
        named = _named(batch.ops, "element")
        elements = elements.filter(models.Q(uid__in=named) | models.Q(parent__uid__in=deleted))
        at_deleted = models.Q(source__uid__in=deleted) | models.Q(destination__uid__in=deleted)
        flows = flows.filter(models.Q(uid__in=_named(batch.ops, "flow")) | at_deleted)
        relations = relations.filter(_relation_filter(batch.ops, deleted))
    found_flows = {flow.uid: flow for flow in flows} if everything or _touches(batch, "flow", deleted) else {}
    links = list(relations) if everything or _touches(batch, "relation", deleted) else []
    return Overlay(
        model_id=model_id,
        now=now,
        actor=actor,
        nodes=nodes,
        elements={element.uid: element for element in elements},
        flows=found_flows,
        ends={flow.uid: (uids[flow.source_id], uids[flow.destination_id]) for flow in found_flows.values()},
        relations={(link.type, uids[link.source_id], uids[link.target_id]): link for link in links},
    )


def _load_nodes(model_id: uuid.UUID) -> tuple[dict[str, Node], dict[uuid.UUID, str]]:
    rows = list(Element.objects.filter(model_id=model_id).values_list("uid", "id", "kind", "parent_id"))
    uids = {row_id: uid for uid, row_id, _, _ in rows}
    nodes = {
        uid: Node(row_id, kind, uids.get(parent) if parent else None) for uid, row_id, kind, parent in rows
    }
    return nodes, uids


def _named(ops: Iterable[Json], on: str) -> set[str]:
    return {op["uid"] for op in ops if op["on"] == on}


def _touches(batch: Batch, on: str, deleted: set[str]) -> bool:
    return bool(deleted) or any(op["on"] == on for op in batch.ops)


def _relation_filter(ops: Iterable[Json], deleted: set[str]) -> models.Q:
    wanted = models.Q(source__uid__in=deleted) | models.Q(target__uid__in=deleted)
    sources = {op["source"] for op in ops if op["on"] == "relation"}
    return wanted | models.Q(source__uid__in=sources)


# --- writing -----------------------------------------------------------------------------------


def _write(overlay: Overlay) -> None:
    """Write what differs.

    Keys are made here and foreign keys are checked at the commit, so that what remains decides the
    order: children leave an element before it is deleted, and its uid is free before it is used again.
    """
    _delete(Relation, overlay.on_relations)
    _delete(Flow, overlay.on_flows)
    _overwrite(Element, overlay.on_elements)
    _delete(Element, overlay.on_elements)
    _insert(Element, overlay.on_elements)
    _overwrite(Flow, overlay.on_flows)
    _insert(Flow, overlay.on_flows)
    _insert(Relation, overlay.on_relations)


def _delete(table: type[models.Model], touched: Touched[Any, Any]) -> None:
    if touched.deleted:
        table._default_manager.filter(pk__in=[row.pk for row in touched.deleted.values()]).delete()


def _insert(table: type[models.Model], touched: Touched[Any, Any]) -> None:
    if touched.added:
        table._default_manager.bulk_create(touched.added.values())


def _overwrite(table: type[models.Model], touched: Touched[Any, Any]) -> None:
    """Overwrite the columns that differ; an upsert does it for all rows in one statement, unlike an update."""
    if touched.changed:
        table._default_manager.bulk_create(
            touched.changed.values(),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=sorted(touched.columns),
        )
