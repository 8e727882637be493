"""Writes the audit log; `event_record` is the only writer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from threatmodel.audit.actions import Action
from threatmodel.audit.change_origin import Origin, Via, origin_now
from threatmodel.audit.hash_chain import event_hash
from threatmodel.audit.models import INSTANCE, LABEL_LENGTH, AuditChain, AuditEvent

log = structlog.get_logger("bulkhead.audit")


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about; the label is kept so that it can be read when the thing is gone."""

    type: str
    id: UUID | str
    label: str


@transaction.atomic(savepoint=False)
def event_record(
    *,
    action: Action,
    subject: Subject,
    team_id: UUID | None = None,
    actor: AbstractBaseUser | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Append an event to the log of the team, else of the instance, in the transaction of the change.

    Without `actor` it is the user of the request. `before` and `after` never hold a secret. Record as the
    last thing of a transaction: until it ends, others who record in the same log wait.
    """
    origin = origin_now()
    chain = _chain_locked(team_id or INSTANCE)
    event = AuditEvent(
        chain=chain,
        number=chain.last_number + 1,
        occurred_at=timezone.now(),
        action=action.value,
        actor_id=actor.pk if actor is not None else origin.actor_id,
        actor_label=_label(_actor_label(actor, origin)),
        subject_type=subject.type,
        subject_id=str(subject.id),
        subject_label=_label(subject.label),
        before=dict(before or {}),
        after=dict(after or {}),
        via=origin.via.value,
        address=origin.address,
        request_id=origin.request_id,
        previous_hash=chain.last_hash,
    )
    event.hash = event_hash(event)
    event.save(force_insert=True)
    chain.last_number, chain.last_hash = event.number, event.hash
    chain.save(update_fields=["last_number", "last_hash"])
    transaction.on_commit(partial(_log, event))
    return event


def _chain_locked(team_id: UUID) -> AuditChain:
    """Return the end of the chain, locked until the transaction ends."""
    chains = AuditChain.objects.select_for_update().filter(team_id=team_id)
    if chain := chains.first():
        return chain
    # Of several first writers one makes the row, the others wait for it here.
    AuditChain.objects.bulk_create([AuditChain(team_id=team_id)], ignore_conflicts=True)
    return chains.get()


def _actor_label(actor: AbstractBaseUser | None, origin: Origin) -> str:
    """Return who did it; of a token also its name."""
    if actor is None or (origin.via is Via.TOKEN and actor.pk == origin.actor_id):
        return origin.actor_label
    return _name_of(actor)


def _name_of(actor: AbstractBaseUser) -> str:
    name: str = actor.get_full_name()  # type: ignore[attr-defined]
    return name


def _label(text: str) -> str:
    return text[:LABEL_LENGTH]


def _log(event: AuditEvent) -> None:
    # A copy outside the database: who rewrites the rows has to rewrite the logs as well.
    log.info(
        "audit_event",
        action=event.action,
        chain=str(event.chain_id),
        number=event.number,
        hash=event.hash,
        actor=str(event.actor_id or ""),
        subject=event.subject_id,
    )
