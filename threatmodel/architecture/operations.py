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
from threatmodel.architecture.bulk import rows_insert, rows_overwrite
from threatmodel.architecture.models import Change, Element, Flow, Relation, ThreatModel, Touch
from threatmodel.architecture.overlay import Overlay, Touched
from threatmodel.architecture.selectors import Present, names_load, overlay_load
from threatmodel.architecture.signals import model_changed
from threatmodel.architecture.telling import tell
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
def apply(*, model_id: uuid.UUID, actor: User | None, batch: Batch) -> Applied:
    """Apply the batch in its place in the order of changes and record it.

    Raises InvalidBatch when it breaks a rule, ThreatModel.DoesNotExist. The number of queries does not
    depend on the size of the batch, save that large inserts are sent in several statements.
    """
    check_shape(batch)
    model = _lock(model_id)
    if (seq := _applied_before(model, actor, batch)) is not None:
        return Applied(seq=seq, changed=False, repeated=True)
    overlay = overlay_load(
        model_id=model_id, batch=batch, actor=str(actor.pk) if actor else "", now=timezone.now()
    )
    overlay.run(batch)
    return _finish(model, overlay, actor=actor, batch=batch)


@transaction.atomic
def apply_prepared(*, present: Present, actor: User | None, batch: Batch) -> Applied:
    """Apply a batch that was already run on the whole model as it was at `present.seq`.

    What takes long is done before the lock is taken. Raises ModelMoved when the model has changed since.
    """
    model = _lock(present.overlay.model_id)
    if (seq := _applied_before(model, actor, batch)) is not None:
        return Applied(seq=seq, changed=False, repeated=True)
    if model.seq != present.seq:
        raise ModelMoved(f"prepared at seq {present.seq}, found {model.seq}")
    return _finish(model, present.overlay, actor=actor, batch=batch)


def _lock(model_id: uuid.UUID) -> ThreatModel:
    return ThreatModel.objects.select_for_update().only("id", "seq", "team_id").get(pk=model_id)


def _applied_before(model: ThreatModel, actor: User | None, batch: Batch) -> int | None:
    earlier = Change.objects.filter(model=model, actor=actor, batch_id=batch.id)
    return earlier.values_list("seq", flat=True).first()


def _finish(model: ThreatModel, overlay: Overlay, *, actor: User | None, batch: Batch) -> Applied:
    if not overlay.ops:
        return Applied(seq=model.seq, changed=False)
    _write(overlay)
    return _record(model, overlay, actor=actor, batch=batch)


def _record(model: ThreatModel, overlay: Overlay, *, actor: User | None, batch: Batch) -> Applied:
    model.seq += 1
    model.updated_at = overlay.now
    ThreatModel.objects.filter(pk=model.pk).update(seq=model.seq, updated_at=overlay.now)
    structural = overlay.is_structural
    told = tell(overlay, origin=batch.origin, names=names_load(overlay))
    change = Change(
        model=model,
        seq=model.seq,
        actor=actor,
        batch_id=batch.id,
        ops=overlay.ops,
        before=overlay.before,
        origin=batch.origin,
        structural=structural,
        what=told.what,
        counts=told.counts,
    )
    rows_insert([change])  # the operations of an import are megabytes
    rows_insert([Touch(model=model, subject=key, seq=model.seq) for key in told.touched])
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
    rows_overwrite(overlay.on_elements.changed.values(), overlay.on_elements.columns)
    _delete(Element, overlay.on_elements)
    rows_insert(overlay.on_elements.added.values())
    rows_overwrite(overlay.on_flows.changed.values(), overlay.on_flows.columns)
    rows_insert(overlay.on_flows.added.values())
    rows_insert(overlay.on_relations.added.values())


def _delete(table: type[models.Model], touched: Touched[Any, Any]) -> None:
    if touched.deleted:
        keys = [row.pk for row in touched.deleted.values()]
        table._base_manager.filter(pk__in=keys).delete()  # noqa: SLF001 (Django's public name of it)
