"""Threats as places that comments are pinned to; the uid of such a place is "T" and the number."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from threatmodel.threats.threats.models import Threat


def threat_place(number: int) -> str:
    """The uid of a threat as a place of comments."""
    return f"T{number}"


def threats_at_places(model_id: uuid.UUID, uids: Collection[str]) -> Mapping[str, dict[str, Any]]:
    """The threats that threads are pinned to, by uid. One query."""
    numbers = [int(uid[1:]) for uid in uids if uid[:1] == "T" and uid[1:].isdecimal() and len(uid) < 11]
    threats = Threat.with_possible.filter(model_id=model_id, number__in=numbers)
    columns = ("id", "number", "title", "disposition")
    return {
        threat_place(number): {
            "id": key,
            "name": f"T{number} {title}",
            "kind": "threat",
            "gone": status == "resolved",
        }
        for key, number, title, status in threats.values_list(*columns)
    }
