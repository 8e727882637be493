"""The only writer of the architecture: the canvas, the API, importers and layout all come through here.

What makes it correct: the lock on the ThreatModel row is the order of all changes; `seq` counts them
without gaps; a batch that was applied before is not applied again; a batch is valid as a whole or
nothing of it is written; rows that would not differ are not written. Batches that wait together are
written together: one lock, one reading of the rows, one writing; a bad one among them leaves no trace.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.models import Change, Element, Flow, Relation, ThreatModel, Touch
from threatmodel.architecture.operations.batch import Batch, InvalidBatch, Json, check_id, check_shape
from threatmodel.architecture.operations.bulk_sql import rows_insert, rows_overwrite
from threatmodel.architecture.operations.change_messages import changed_message, person
from threatmodel.architecture.operations.change_summary import tell, told_of
from threatmodel.architecture.operations.inverse import Done, StillInverse, inverse_of_all
from threatmodel.architecture.operations.row_changes import Touched
from threatmodel.architecture.operations.row_loading import Present, overlay_load
from threatmodel.architecture.operations.working_copy import Overlay
from threatmodel.architecture.signals import model_changed
from threatmodel.pubsub.publisher import broadcast


class ModelMoved(Exception):
    """The model has changed since the sender looked at it."""


class NothingToUndo(Exception):
    """The actor made no such change."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of a batch: the seq that holds it, and whether it changed anything.

    `repeated`: the batch had been applied before, and this is the seq of that time. `skipped`: how many of
    its operations were on what somebody has deleted meanwhile; of an undo, how much somebody changed since.
    """

    seq: int
    changed: bool
    structural: bool = False
    repeated: bool = False
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Undo:
    """Takes one batch of the same actor back, except what somebody has changed since; `id` as of a batch."""

    id: str
    of: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants done to a model."""

    actor: User | None
    what: Batch | Undo


Outcome = Applied | InvalidBatch | NothingToUndo


@transaction.atomic
def apply(*, model_id: uuid.UUID, actor: User | None, batch: Batch) -> Applied:
    """Apply the batch in its place in the order of changes and record it.

    Raises InvalidBatch when it breaks a rule, ThreatModel.DoesNotExist. The number of queries does not
    depend on the size of the batch, save that large inserts are sent in several statements.
    """
    (outcome,) = apply_all(model_id=model_id, asked=[Asked(actor, batch)])
    if isinstance(outcome, Applied):
        return outcome
    raise outcome


def apply_all(*, model_id: uuid.UUID, asked: Sequence[Asked]) -> list[Outcome]:
    """Do in turn what is asked and return what became of each. Call it in a transaction.

    What is refused is returned as the exception that says why, and the others are not affected.
    Raises ThreatModel.DoesNotExist.
    """
    faults = [_fault(one) for one in asked]
    well_formed = [one for one, fault in zip(asked, faults, strict=True) if fault is None]
    if not well_formed:
        return [fault for fault in faults if fault is not None]
    outcomes = iter(_Sitting(_lock(model_id), well_formed).outcomes())
    return [fault if fault is not None else next(outcomes) for fault in faults]


def _fault(asked: Asked) -> InvalidBatch | None:
    try:
        if isinstance(asked.what, Batch):
            check_shape(asked.what)
        else:
            check_id(asked.what.id)
    except InvalidBatch as fault:
        return fault
    return None


@transaction.atomic
def apply_prepared(*, present: Present, actor: User | None, batch: Batch) -> Applied:
    """Apply a batch that was already run on the whole model as it was at `present.seq`.

    What takes long is done before the lock is taken. Raises ModelMoved when the model has changed since.
    """
    model = _lock(present.overlay.model_id)
    sitting = _Sitting(model, [Asked(actor, batch)], overlay=present.overlay)
    if (seq := sitting.applied_before(actor, batch.id)) is not None:
        return Applied(seq=seq, changed=False, repeated=True)
    if model.seq != present.seq:
        raise ModelMoved(f"prepared at seq {present.seq}, found {model.seq}")
    applied = sitting.record(present.overlay, actor, batch)
    sitting.write()
    return applied


def _lock(model_id: uuid.UUID) -> ThreatModel:
    return ThreatModel.objects.select_for_update().only("id", "seq", "team_id").get(pk=model_id)


_Key = tuple[uuid.UUID | None, str]  # actor and id of a batch


class _Sitting:
    """The work of one transaction on one model, whose row is locked."""

    def __init__(self, model: ThreatModel, asked: Sequence[Asked], *, overlay: Overlay | None = None) -> None:
        self._model = model
        self._asked = asked
        self._now = timezone.now()
        self._seqs = self._seqs_before()
        self._to_undo = self._changes_to_undo()
        self._overlay = overlay or self._load()
        self._changes: list[Change] = []
        self._touches: list[Touch] = []
        self._messages: list[Json] = []
        self._structural: list[User | None] = []  # who made a change that may matter to an analysis

    def outcomes(self) -> list[Outcome]:
        """Do all that is asked, write it, and return what became of each."""
        outcomes = [self._outcome(one) for one in self._asked]
        self.write()
        return outcomes

    def applied_before(self, actor: User | None, batch_id: str) -> int | None:
        """Return the seq of the batch when it has been applied already."""
        return self._seqs.get((_pk(actor), batch_id))

    def record(self, overlay: Overlay, actor: User | None, batch: Batch) -> Applied:
        """Give the next seq to what the batch did on the overlay, unless it did nothing."""
        if not overlay.ops:
            return Applied(seq=self._model.seq, changed=False)
        self._model.seq += 1
        structural = overlay.is_structural
        told = tell(overlay, origin=batch.origin, undoes=batch.undoes)
        change = Change(
            model=self._model,
            seq=self._model.seq,
            actor=actor,
            batch_id=batch.id,
            ops=overlay.ops,
            before=overlay.before,
            origin=batch.origin,
            structural=structural,
            what=told.what,
            counts=told.counts,
        )
        self._overlay = overlay
        self._changes.append(change)
        self._seqs[_pk(actor), batch.id] = change.seq
        self._touches += [Touch(model=self._model, subject=key, seq=change.seq) for key in told.touched]
        if structural:
            self._structural.append(actor)
        self._messages.append(changed_message(change, actor=person(actor), added=overlay.added_ids))
        return Applied(seq=change.seq, changed=True, structural=structural)

    def write(self) -> None:
        """Write what differs, tell the receivers of the signal, and after the commit everybody."""
        if not self._changes:
            return
        _write(self._overlay)
        added = sum(change.counts.get("added", 0) for change in self._changes)
        ThreatModel.objects.filter(pk=self._model.pk).update(
            seq=self._model.seq, ever_added=F("ever_added") + added, updated_at=self._now
        )
        rows_insert(self._changes)  # the operations of an import are megabytes
        rows_insert(self._touches)
        newest = self._changes[-1]
        model_changed.send(
            sender=ThreatModel,
            model_id=self._model.pk,
            seq=newest.seq,
            actor=self._structural[-1] if self._structural else newest.actor,
            origin=newest.origin,
            structural=bool(self._structural),
        )
        for message in self._messages:
            transaction.on_commit(partial(broadcast, model_id=self._model.pk, message=message))

    # --- one after the other -------------------------------------------------------------------

    def _outcome(self, asked: Asked) -> Outcome:
        if (seq := self.applied_before(asked.actor, asked.what.id)) is not None:
            return Applied(seq=seq, changed=False, repeated=True)
        try:
            return self._tried(asked)
        except (InvalidBatch, NothingToUndo) as fault:
            return fault

    def _tried(self, asked: Asked) -> Applied:
        """Run it on a copy of what the others have left; alone, there is nothing to keep from it."""
        overlay = self._overlay
        if len(self._asked) > 1:
            overlay = overlay.fork(actor=_actor_id(asked.actor))
        if isinstance(asked.what, Batch):
            overlay.run(asked.what)
            return replace(self.record(overlay, asked.actor, asked.what), skipped=overlay.missed)
        done = self._done(asked.actor, asked.what.of)
        batch = Batch(asked.what.id, (), "undo", undoes=done.what)
        back = StillInverse(overlay, done)
        overlay.run(batch, back)
        return replace(self.record(overlay, asked.actor, batch), skipped=back.skipped)

    def _done(self, actor: User | None, batch_id: str) -> Done:
        made_now = (one for one in self._changes if (one.actor_id, one.batch_id) == (_pk(actor), batch_id))
        done = self._to_undo.get((_pk(actor), batch_id)) or next(
            (Done(change.ops, change.before, told_of(change)) for change in made_now), None
        )
        if done is None:
            raise NothingToUndo(batch_id)
        return done

    # --- reading -------------------------------------------------------------------------------

    def _seqs_before(self) -> dict[_Key, int]:
        """Return the seqs of those batches that have been applied already."""
        rows = self._changes_of({(_pk(one.actor), one.what.id) for one in self._asked})
        return {(actor, batch): seq for actor, batch, seq in rows.values_list("actor_id", "batch_id", "seq")}

    def _changes_to_undo(self) -> dict[_Key, Done]:
        wanted = {(_pk(one.actor), one.what.of) for one in self._asked if isinstance(one.what, Undo)}
        if not wanted:
            return {}
        rows = self._changes_of(wanted)
        return {
            (change.actor_id, change.batch_id): Done(change.ops, change.before, told_of(change))
            for change in rows.only("actor_id", "batch_id", "ops", "before", "what", "origin")
            if (change.actor_id, change.batch_id) in wanted
        }

    def _changes_of(self, keys: set[_Key]) -> QuerySet[Change]:
        """Return the changes of these actors with these ids of batches; more than the pairs of `keys`."""
        actors = {actor for actor, _ in keys}
        by_them = Q(actor_id__in=actors - {None})
        if None in actors:
            by_them |= Q(actor=None)
        return Change.objects.filter(by_them, model=self._model, batch_id__in={batch for _, batch in keys})

    def _load(self) -> Overlay:
        ops = [op for one in self._asked if isinstance(one.what, Batch) for op in one.what.ops]
        ops += inverse_of_all(self._to_undo.values())
        actor = _actor_id(self._asked[0].actor)
        return overlay_load(model_id=self._model.pk, ops=ops, actor=actor, now=self._now)


def _pk(actor: User | None) -> uuid.UUID | None:
    return actor.pk if actor else None


def _actor_id(actor: User | None) -> str:
    return str(actor.pk) if actor else ""


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
