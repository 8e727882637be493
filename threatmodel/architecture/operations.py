"""The only writer of the architecture: the canvas, the API, importers and layout all come through `apply`.

What makes it correct: the lock on the ThreatModel row is the order of all changes; `seq` counts them
without gaps; a batch that was applied before is not applied again; a batch is valid as a whole or
nothing of it is written; rows that would not differ are not written.
"""

import uuid
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.batch import Batch, check_shape
from threatmodel.architecture.models import Change, Element, Flow, Relation, ThreatModel
from threatmodel.architecture.overlay import Overlay, Touched
from threatmodel.architecture.selectors import overlay_load
from threatmodel.architecture.signals import model_changed
from threatmodel.jobs.live import broadcast


class ModelMoved(Exception):
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
    overlay = overlay_load(
        model_id=model_id, batch=batch, actor=str(actor.pk) if actor else "", now=timezone.now()
    )
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
    message = {"type": "changed", "seq": model.seq}
    transaction.on_commit(partial(broadcast, model_id=model.pk, message=message))
    return Applied(seq=model.seq, changed=True, structural=structural)


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
