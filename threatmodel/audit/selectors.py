"""Reads of the audit log, and the verification that it was not changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from threatmodel.audit.hash_chain import event_hash
from threatmodel.audit.models import INSTANCE, AuditChain, AuditEvent

_CHUNK: Final = 1_000
# By their table; migration 0001 makes them.
TRIGGERS: Final = {
    "sqlite": frozenset(
        {"audit_event_update", "audit_event_delete", "audit_chain_update", "audit_chain_delete"}
    ),
    "postgresql": frozenset(
        {
            "audit_event_change",
            "audit_event_truncate",
            "audit_chain_change",
            "audit_chain_delete",
            "audit_chain_truncate",
        }
    ),
}
_TRIGGERS_PRESENT: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    # 'D': disabled
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


@dataclass(frozen=True, slots=True)
class ChainVerification:
    """The result for one chain: its length, its last hash, and the first fault, if any."""

    chain: UUID
    events: int
    last_hash: str
    fault: str = ""


def events_of_team(*, team_id: UUID) -> QuerySet[AuditEvent]:
    """Events of the team, newest first. The caller has checked who asks."""
    return AuditEvent.objects.filter(chain_id=team_id).order_by("-number")


def events_of_instance() -> QuerySet[AuditEvent]:
    """Events that belong to no team, newest first. The caller has checked who asks."""
    return AuditEvent.objects.filter(chain_id=INSTANCE).order_by("-number")


def chains_verify() -> Iterator[ChainVerification]:
    """Read every chain from its start; chains with events but without an end are included."""
    ended = set(AuditChain.objects.values_list("team_id", flat=True))
    begun = set(AuditEvent.objects.order_by().values_list("chain_id", flat=True).distinct())
    for chain in sorted(ended | begun):
        yield chain_verify(chain)


def chain_verify(chain: UUID) -> ChainVerification:
    """Read the chain from its start to its end, in steps of bounded memory; name the first fault."""
    number, last = 0, ""
    for event in _events_in_order(chain):
        if fault := _fault_of(event, number=number + 1, previous=last):
            return ChainVerification(chain, number, last, fault)
        number, last = event.number, event.hash
    return ChainVerification(chain, number, last, _fault_of_end(chain, number=number, last=last))


def triggers_missing() -> list[str]:
    """Names of the triggers that refuse changes and are not there, or switched off."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS_PRESENT[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    return sorted(TRIGGERS[connection.vendor] - present)


def _events_in_order(chain: UUID) -> Iterator[AuditEvent]:
    number = -1
    while rows := list(
        AuditEvent.objects.filter(chain_id=chain, number__gt=number).order_by("number")[:_CHUNK]
    ):
        yield from rows
        number = rows[-1].number


def _fault_of_end(chain: UUID, *, number: int, last: str) -> str:
    end = AuditChain.objects.filter(team_id=chain).first()
    if end is None:
        return "the end of the chain was removed"
    if (
        end.last_number > number
        and not AuditEvent.objects.filter(chain_id=chain, number=number + 1, previous_hash=last).exists()
    ):  # else it was recorded while we read, and is verified next time
        return f"event {number + 1}: missing; the chain ends with event {end.last_number}"
    if end.last_number < number:
        return f"event {end.last_number + 1}: comes after the end of the chain"
    if end.last_number == number and end.last_hash != last:
        return f"event {number}: is not the last event of the chain"
    return ""


def _fault_of(event: AuditEvent, *, number: int, previous: str) -> str:
    named = f"event {event.number} ({event.action}, {event.occurred_at:%Y-%m-%d %H:%M:%S} UTC)"
    if event.number != number:
        return f"event {number}: missing; after it comes {named}"
    if event.previous_hash != previous:
        return f"{named}: does not follow the event before it"
    if event.hash != event_hash(event):
        return f"{named}: was changed"
    return ""
