"""Writes events and gives out numbers, under the lock of the model's register."""

import uuid
from collections.abc import Mapping
from typing import Any

from threatmodel.accounts.models import User
from threatmodel.threats.models import Event, Register

Json = Mapping[str, Any]


def register_lock(model_id: uuid.UUID) -> Register:
    """Lock and return the register of a model; call it inside the transaction that writes."""
    Register.objects.get_or_create(model_id=model_id)
    return Register.objects.select_for_update().get(model_id=model_id)


def event_build(
    *,
    model_id: uuid.UUID,
    actor: User | None,
    subject_type: str,
    what: str,
    number: int | None = None,
    before: Json | None = None,
    after: Json | None = None,
) -> Event:
    """Return an event that is not written yet, for those who write many at once."""
    return Event(
        model_id=model_id,
        actor=actor,
        subject_type=subject_type,
        subject_number=number,
        what=what,
        before=dict(before or {}),
        after=dict(after or {}),
    )


def event_write(**parts: Any) -> None:
    """Write one event; takes what event_build takes."""
    event_build(**parts).save(force_insert=True)
