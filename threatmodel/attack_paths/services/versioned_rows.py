"""Writes rows that people edit: each change is an event of the model, and edits name their version.

An edit of an older version is refused, so that none is lost. What was deleted can be restored from its event.
"""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.architecture.api.model_jobs import model_job_request
from threatmodel.architecture.consistent_reads import model_seq
from threatmodel.attack_paths.models import AttackTreeNode
from threatmodel.attack_paths.recorded_fields import FIELDS, IDENTITY, SUBJECTS, Edited
from threatmodel.history.models import ModelEvent
from threatmodel.history.services.events import event_write
from threatmodel.jobs.choices import JobKind
from threatmodel.pubsub.publisher import broadcast

Json = dict[str, Any]
TOGETHER: Final = timedelta(seconds=2)
_DELETED: Final = "deleted"


class InvalidInput(InvalidRequest):
    """Something about the row cannot be so."""


def row_add(row: Edited, actor: User, values: Json, *, what: str = "added") -> Edited:
    """Write a new row."""
    _assign(row, values)
    row.updated_by = actor
    row.save(force_insert=True)
    _record(row, actor, what, after=_named(row, _content(row)))
    return row


def row_edit(row: Edited, actor: User, version: int, values: Json) -> None:
    """Write what differs. Raises OutdatedEdit."""
    if row.version != version:
        raise OutdatedEdit(str(row))
    before = _content(row)
    _assign(row, values)
    after = _content(row)
    differing = [name for name in after if after[name] != before[name]]
    if not differing:
        return
    row.version += 1
    row.updated_by = actor
    row.save()
    name = {"name": str(row)}
    _record(
        row,
        actor,
        "changed",
        before={**name, **{one: before[one] for one in differing}},
        after=_named(row, {**name, **{one: after[one] for one in differing}}),
    )


def row_delete(row: Edited, actor: User, version: int) -> None:
    """Delete the row, such that row_restore can write it again. Raises OutdatedEdit."""
    if row.version != version:
        raise OutdatedEdit(str(row))
    before = _content(row)
    kept = ("version", *IDENTITY[type(row)])
    before["restore"] = {"id": str(row.pk), **{name: getattr(row, name) for name in kept}}
    _record(row, actor, _DELETED, before=before)
    row.delete()


def row_restore(row: Edited, actor: User, named: Json) -> None:
    """Write the row again as its latest event of deletion says it was; `named` is its id or identity.

    Raises ModelEvent.DoesNotExist when none was deleted, InvalidInput when it is there.
    """
    ((name, value),) = named.items()
    if type(row).objects.filter(model_id=row.model_id, **named).exists():
        raise InvalidInput({"detail": "It has not been deleted."})
    events = ModelEvent.objects.filter(
        model_id=row.model_id, subject_type=SUBJECTS[type(row)], what__startswith=_DELETED
    )
    was: Json = events.filter(**{f"before__restore__{name}": value}).latest("id").before
    row.pk = uuid.UUID(was["restore"]["id"])
    row.version = was["restore"]["version"] + 1
    for field in IDENTITY[type(row)]:
        setattr(row, field, was["restore"][field])
    _assign(row, was)
    row.updated_by = actor
    row.save(force_insert=True)
    _record(row, actor, "restored", after=_named(row, _content(row)))


def _assign(row: Edited, values: Mapping[str, Any]) -> None:
    for name in FIELDS[type(row)]:
        setattr(row, name, values[name])


def _content(row: Edited) -> Json:
    return {name: getattr(row, name) for name in FIELDS[type(row)]}


def _named(row: Edited, after: Json) -> Json:
    """What an event says of a row, with its id, by which the change can be taken back."""
    return {**after, "restore": {"id": str(row.pk)}}


def _record(
    row: Edited, actor: User, verb: str, *, before: Json | None = None, after: Json | None = None
) -> None:
    """Write the event, and have what depends on it shown again or computed again."""
    noun = SUBJECTS[type(row)]
    event_write(
        model_id=row.model_id,
        actor=actor,
        subject_type=noun,
        what=f"{verb} the {noun.replace('-', ' ')}",
        before=before,
        after=after,
    )
    if isinstance(row, AttackTreeNode):  # no path depends on it
        message = {"type": "attack-paths", "seq": model_seq(row.model_id)}
        transaction.on_commit(partial(broadcast, model_id=row.model_id, message=message))
        return
    model_job_request(model_id=row.model_id, kind=JobKind.ATTACK_PATHS, actor=actor, together=TOGETHER)
