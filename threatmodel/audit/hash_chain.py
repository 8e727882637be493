"""The hash chain of events: each has the hash of its content and of the previous event."""

import hashlib
import json
from datetime import UTC
from typing import Any, Final

from threatmodel.audit.models import AuditEvent

_HASHED: Final = (
    "number",
    "action",
    "actor_label",
    "subject_type",
    "subject_id",
    "subject_label",
    "before",
    "after",
    "via",
    "address",
    "request_id",
    "previous_hash",
)


def event_hash(event: AuditEvent) -> str:
    """Return the SHA-256 (hex) of everything the event says, as JSON with sorted keys and no spaces."""
    content: dict[str, Any] = {name: getattr(event, name) for name in _HASHED}
    content["chain"] = str(event.chain_id)
    content["actor_id"] = str(event.actor_id or "")
    content["occurred_at"] = event.occurred_at.astimezone(UTC).isoformat(timespec="microseconds")
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
