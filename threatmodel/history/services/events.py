"""Writes the events of models."""

import uuid
from collections.abc import Mapping
from typing import Any

from threatmodel.accounts.models import User
from threatmodel.audit.change_origin import token_name
from threatmodel.history.models import ModelEvent

Json = Mapping[str, Any]


def event_build(
    *,
    model_id: uuid.UUID,
    actor: User | None,
    subject_type: str,
    what: str,
    number: int | None = None,
    before: Json | None = None,
    after: Json | None = None,
) -> ModelEvent:
    """Return an event that is not written yet, for those who write many at once."""
    return ModelEvent(
        model_id=model_id,
        actor_id=actor.pk if actor else None,
        token=token_name() if actor else "",
        subject_type=subject_type,
        subject_number=number,
        what=what,
        before=dict(before or {}),
        after=dict(after or {}),
    )


def event_write(**parts: Any) -> None:
    """Write one event; takes what event_build takes."""
    event_build(**parts).save(force_insert=True)
