"""Edits the architecture: one batch, an event, and the job of the analysis that follows."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.signals import facts_removed, model_event
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import (
    Applied,
    EditRequest,
    NothingToUndo,
    Undo,
    apply,
    apply_all,
)
from threatmodel.architecture.operations.batch import Batch, InvalidBatch, Json
from threatmodel.architecture.operations.layout_operations import placement_ops, relayout_ops
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.architecture.operations.undo import undo
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_ensure


class InvalidEdit(InvalidRequest):
    """The architecture cannot be changed so."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The change that was made, by its seq, and the analysis that follows; no job when nothing changed.

    The caller dispatches the job.
    """

    seq: int
    changed: bool
    job: Job | None


def model_lock(model: ThreatModel) -> None:
    """Lock the model before reading what is about to be written again.

    Rows may refer to it meanwhile, as those of an analysis: it holds the counters of the model, for which a
    person who accepts a proposed mitigation waits with this lock.
    """
    ThreatModel.objects.select_for_update(no_key=True).only("id").get(pk=model.pk)


def edit_write(*, model: ThreatModel, actor: User, ops: Sequence[Json], event: Json) -> Edited:
    """Write the operations as one batch; `event` are the parts of the event. Call it in a transaction.

    Raises InvalidEdit, TooManyJobs.
    """
    if not ops:
        seq = ThreatModel.objects.values_list("seq", flat=True).get(pk=model.pk)
        return Edited(seq, changed=False, job=None)
    applied = _applied(model, actor, Batch(uuid.uuid4().hex, tuple(ops), "decision"))
    return edit_record(model, actor, applied, event)


@transaction.atomic
def edit_undo(*, model: ThreatModel, actor: User, seq: int) -> Edited:
    """Undo a change of the actor.

    Raises Change.DoesNotExist; InvalidEdit when others changed the same properties since; TooManyJobs.
    """
    try:
        applied = undo(model_id=model.pk, actor=actor, seq=seq)
    except InvalidBatch as fault:
        raise InvalidEdit({"detail": f"This can no longer be undone: {fault}."}) from fault
    if applied.changed:
        facts_removed.send(ThreatModel, model=model, seq=applied.seq)
    return edit_record(model, actor, applied, {"subject_type": "model", "what": "undid a change"})


def batch_write(*, model: ThreatModel, actor: User, batch_id: str, ops: Sequence[Json]) -> Applied:
    """Apply a person's batch, as the canvas sends it. Raises InvalidEdit."""
    return _applied(model, actor, Batch(batch_id, tuple(ops)))


@transaction.atomic
def batch_undo(*, model: ThreatModel, actor: User, batch_id: str, of: str) -> Applied:
    """Undo a batch of the actor, except for what others have changed since, as the batch `batch_id`.

    Raises NothingToUndo, InvalidEdit.
    """
    (outcome,) = apply_all(model_id=model.pk, requests=[EditRequest(actor, Undo(batch_id, of))])
    if isinstance(outcome, InvalidBatch):
        raise InvalidEdit({"detail": list(outcome.problems)}) from outcome
    if isinstance(outcome, NothingToUndo):
        raise outcome
    return outcome


def layout_write(
    *, model: ThreatModel, actor: User, batch_id: str, elements: Collection[str] | None
) -> tuple[Applied, str]:
    """Lay out everything, or these elements and what they hold; return a message for the user as well.

    Elements that were deleted meanwhile are skipped. Raises InvalidEdit.
    """
    overlay = architecture_load(model_id=model.pk).working_copy
    if elements is None:
        ops, problem = placement_ops(overlay, everything=True)
    else:
        ops, problem = relayout_ops(overlay, elements)
    return _applied(model, actor, Batch(batch_id, ops, "layout")), problem


def _applied(model: ThreatModel, actor: User, batch: Batch) -> Applied:
    try:
        return apply(model_id=model.pk, actor=actor, batch=batch)
    except InvalidBatch as fault:
        raise InvalidEdit({"detail": list(fault.problems)}) from fault


def edit_record(model: ThreatModel, actor: User, applied: Applied, event: Json) -> Edited:
    """Write the event of a change that was applied, and the job of its analysis. Raises TooManyJobs."""
    if not applied.changed:
        return Edited(applied.seq, changed=False, job=None)
    after = {"seq": applied.seq, **event.get("after", {})}
    model_event.send(ThreatModel, **{**event, "model_id": model.pk, "actor": actor, "after": after})
    job = job_ensure(team=model.team, kind=JobKind.ANALYZE, user=actor, model=model)
    return Edited(applied.seq, changed=True, job=job)
