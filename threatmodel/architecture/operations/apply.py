"""The only writer of the architecture: the canvas, the API, importers and layout all call it.

What makes it correct: the lock on the ThreatModel row puts all changes in order; `seq` numbers them without
gaps; a batch that was applied before is not applied again; a batch is applied as a whole or not at all; rows
that would not differ are not written. Batches that wait together are written together (group commit): one
lock, one read, one write; an invalid one among them is refused alone.
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
from threatmodel.architecture.models import Change, ChangedSubject, Element, Flow, Relation, ThreatModel
from threatmodel.architecture.operations.batch import Batch, InvalidBatch, Json, check_id, check_shape
from threatmodel.architecture.operations.bulk_sql import rows_insert, rows_overwrite
from threatmodel.architecture.operations.change_messages import actor_json, changed_message
from threatmodel.architecture.operations.change_summary import summarize, summary_of
from threatmodel.architecture.operations.inverse_operations import (
    PartialInverse,
    RecordedChange,
    inverse_of_all,
)
from threatmodel.architecture.operations.row_changes import RowChanges
from threatmodel.architecture.operations.row_loading import LoadedArchitecture, working_copy_load
from threatmodel.architecture.operations.working_copy import WorkingCopy
from threatmodel.architecture.signals import model_changed
from threatmodel.audit.change_origin import token_name
from threatmodel.pubsub.publisher import broadcast


class StaleModel(Exception):
    """The model has changed since it was loaded."""


class NothingToUndo(Exception):
    """The actor made no such change."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The result of a batch: the seq of its change, and whether it changed anything.

    `repeated`: the batch had been applied before, under this seq. `skipped`: how many of its operations were
    on elements or flows that were deleted meanwhile; of an undo, how many properties were changed since.
    """

    seq: int
    changed: bool
    structural: bool = False
    repeated: bool = False
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Undo:
    """Undoes one batch of the same actor, except what was changed since; `id` is like that of a batch."""

    id: str
    of: str


@dataclass(frozen=True, slots=True)
class EditRequest:
    """An edit of a model, with the person who asked for it."""

    actor: User | None
    edit: Batch | Undo


ApplyResult = Applied | InvalidBatch | NothingToUndo


@transaction.atomic
def apply(*, model_id: uuid.UUID, actor: User | None, batch: Batch) -> Applied:
    """Apply the batch in its place in the order of changes and record it.

    Raises InvalidBatch when it breaks a rule, ThreatModel.DoesNotExist. The number of queries does not
    depend on the size of the batch, save that large inserts are sent in several statements.
    """
    (result,) = apply_all(model_id=model_id, requests=[EditRequest(actor, batch)])
    if isinstance(result, Applied):
        return result
    raise result


def apply_all(*, model_id: uuid.UUID, requests: Sequence[EditRequest]) -> list[ApplyResult]:
    """Apply the edits in order and return the result of each. Call it in a transaction.

    For an edit that is refused the exception is returned; the others are not affected.
    Raises ThreatModel.DoesNotExist.
    """
    faults = [_fault(one) for one in requests]
    well_formed = [one for one, fault in zip(requests, faults, strict=True) if fault is None]
    if not well_formed:
        return [fault for fault in faults if fault is not None]
    results = iter(_GroupCommit(_lock(model_id), well_formed).results())
    return [fault if fault is not None else next(results) for fault in faults]


def _fault(request: EditRequest) -> InvalidBatch | None:
    try:
        if isinstance(request.edit, Batch):
            check_shape(request.edit)
        else:
            check_id(request.edit.id)
    except InvalidBatch as fault:
        return fault
    return None


@transaction.atomic
def apply_prepared(*, loaded: LoadedArchitecture, actor: User | None, batch: Batch) -> Applied:
    """Apply a batch that was already run on the whole model as it was at `loaded.seq`.

    The slow work is done before the lock is taken. Raises StaleModel when the model has changed since.
    """
    model = _lock(loaded.working_copy.model_id)
    commit = _GroupCommit(model, [EditRequest(actor, batch)], working_copy=loaded.working_copy)
    if (seq := commit.applied_before(actor, batch.id)) is not None:
        return Applied(seq=seq, changed=False, repeated=True)
    if model.seq != loaded.seq:
        raise StaleModel(f"prepared at seq {loaded.seq}, found {model.seq}")
    applied = commit.record(loaded.working_copy, actor, batch)
    commit.write()
    return applied


def _lock(model_id: uuid.UUID) -> ThreatModel:
    # Rows may refer to it meanwhile: an analysis that commits thousands of threats holds up no edit.
    return ThreatModel.objects.select_for_update(no_key=True).only("id", "seq", "team_id").get(pk=model_id)


_Key = tuple[uuid.UUID | None, str]  # actor and id of a batch


class _GroupCommit:
    """The work of one transaction on one model, whose row is locked."""

    def __init__(
        self, model: ThreatModel, requests: Sequence[EditRequest], *, working_copy: WorkingCopy | None = None
    ) -> None:
        self._model = model
        self._requests = requests
        self._now = timezone.now()
        self._seqs = self._seqs_before()
        self._to_undo = self._changes_to_undo()
        self._overlay = working_copy or self._load()
        self._changes: list[Change] = []
        self._changed_subjects: list[ChangedSubject] = []
        self._messages: list[Json] = []
        self._structural: list[User | None] = []  # who made a change that may matter to an analysis

    def results(self) -> list[ApplyResult]:
        """Apply all edits, write the rows, and return the result of each edit."""
        results = [self._result(one) for one in self._requests]
        self.write()
        return results

    def applied_before(self, actor: User | None, batch_id: str) -> int | None:
        """Return the seq of the batch when it has been applied already."""
        return self._seqs.get((_pk(actor), batch_id))

    def record(self, working_copy: WorkingCopy, actor: User | None, batch: Batch) -> Applied:
        """Record what the batch did on the working copy under the next seq, unless it did nothing."""
        if not working_copy.ops:
            return Applied(seq=self._model.seq, changed=False)
        self._model.seq += 1
        structural = working_copy.is_structural
        summary = summarize(working_copy, origin=batch.origin, undoes=batch.undoes)
        change = Change(
            model=self._model,
            seq=self._model.seq,
            actor=actor,
            token=token_name() if actor else "",
            batch_id=batch.id,
            ops=working_copy.ops,
            before=working_copy.before,
            origin=batch.origin,
            structural=structural,
            what=summary.sentence,
            counts=summary.counts,
        )
        self._overlay = working_copy
        self._changes.append(change)
        self._seqs[_pk(actor), batch.id] = change.seq
        self._changed_subjects += [
            ChangedSubject(model=self._model, subject=key, seq=change.seq) for key in summary.subjects
        ]
        if structural:
            self._structural.append(actor)
        self._messages.append(changed_message(change, actor=actor_json(actor), added=working_copy.added_ids))
        return Applied(seq=change.seq, changed=True, structural=structural)

    def write(self) -> None:
        """Write the rows that differ, send the signal, and broadcast the changes after the commit."""
        if not self._changes:
            return
        _write(self._overlay)
        added = sum(change.counts.get("added", 0) for change in self._changes)
        ThreatModel.objects.filter(pk=self._model.pk).update(
            seq=self._model.seq, ever_added=F("ever_added") + added, updated_at=self._now
        )
        rows_insert(self._changes)  # the operations of an import are megabytes
        rows_insert(self._changed_subjects)
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

    # --- applying -------------------------------------------------------------------

    def _result(self, request: EditRequest) -> ApplyResult:
        if (seq := self.applied_before(request.actor, request.edit.id)) is not None:
            return Applied(seq=seq, changed=False, repeated=True)
        try:
            return self._applied(request)
        except (InvalidBatch, NothingToUndo) as fault:
            return fault

    def _applied(self, request: EditRequest) -> Applied:
        """Run the edit on a fork of the working copy, so that an invalid one leaves nothing behind.

        A single edit needs no fork.
        """
        working_copy = self._overlay
        if len(self._requests) > 1:
            working_copy = working_copy.fork(actor=_actor_id(request.actor))
        if isinstance(request.edit, Batch):
            working_copy.run(request.edit)
            return replace(
                self.record(working_copy, request.actor, request.edit), skipped=working_copy.skipped
            )
        undone = self._change_to_undo(request.actor, request.edit.of)
        batch = Batch(request.edit.id, (), "undo", undoes=undone.sentence)
        inverse = PartialInverse(working_copy, undone)
        working_copy.run(batch, inverse)
        return replace(self.record(working_copy, request.actor, batch), skipped=inverse.skipped)

    def _change_to_undo(self, actor: User | None, batch_id: str) -> RecordedChange:
        recorded_here = (
            one for one in self._changes if (one.actor_id, one.batch_id) == (_pk(actor), batch_id)
        )
        found = self._to_undo.get((_pk(actor), batch_id)) or next(
            (RecordedChange(change.ops, change.before, summary_of(change)) for change in recorded_here), None
        )
        if found is None:
            raise NothingToUndo(batch_id)
        return found

    # --- reading -------------------------------------------------------------------------------

    def _seqs_before(self) -> dict[_Key, int]:
        """Return the seqs of those batches that have been applied already."""
        rows = self._changes_of({(_pk(one.actor), one.edit.id) for one in self._requests})
        return {(actor, batch): seq for actor, batch, seq in rows.values_list("actor_id", "batch_id", "seq")}

    def _changes_to_undo(self) -> dict[_Key, RecordedChange]:
        wanted = {(_pk(one.actor), one.edit.of) for one in self._requests if isinstance(one.edit, Undo)}
        if not wanted:
            return {}
        rows = self._changes_of(wanted)
        return {
            (change.actor_id, change.batch_id): RecordedChange(change.ops, change.before, summary_of(change))
            for change in rows.only("actor_id", "batch_id", "ops", "before", "what", "origin")
            if (change.actor_id, change.batch_id) in wanted
        }

    def _changes_of(self, keys: set[_Key]) -> QuerySet[Change]:
        """Return the changes with any of these actors and any of these batch ids: a superset of `keys`."""
        actors = {actor for actor, _ in keys}
        by_them = Q(actor_id__in=actors - {None})
        if None in actors:
            by_them |= Q(actor=None)
        return Change.objects.filter(by_them, model=self._model, batch_id__in={batch for _, batch in keys})

    def _load(self) -> WorkingCopy:
        ops = [op for one in self._requests if isinstance(one.edit, Batch) for op in one.edit.ops]
        ops += inverse_of_all(self._to_undo.values())
        actor = _actor_id(self._requests[0].actor)
        return working_copy_load(model_id=self._model.pk, ops=ops, actor=actor, now=self._now)


def _pk(actor: User | None) -> uuid.UUID | None:
    return actor.pk if actor else None


def _actor_id(actor: User | None) -> str:
    return str(actor.pk) if actor else ""


# --- writing -----------------------------------------------------------------------------------


def _write(working_copy: WorkingCopy) -> None:
    """Write the rows that differ.

    Primary keys are generated here and foreign keys are checked at the commit. Two orders remain: children
    leave an element before it is deleted, and its uid is free before it is used again.
    """
    _delete(Relation, working_copy.relation_changes)
    _delete(Flow, working_copy.flow_changes)
    rows_overwrite(working_copy.element_changes.changed.values(), working_copy.element_changes.columns)
    _delete(Element, working_copy.element_changes)
    rows_insert(working_copy.element_changes.added.values())
    rows_overwrite(working_copy.flow_changes.changed.values(), working_copy.flow_changes.columns)
    rows_insert(working_copy.flow_changes.added.values())
    rows_insert(working_copy.relation_changes.added.values())


def _delete(table: type[models.Model], changes: RowChanges[Any, Any]) -> None:
    if changes.deleted:
        keys = [row.pk for row in changes.deleted.values()]
        table._base_manager.filter(pk__in=keys).delete()  # noqa: SLF001 (Django's public name of it)
