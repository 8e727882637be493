"""Threats and mitigations as places of comments; the uid of such a place is "T" or "M" and the number."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat

Places = Mapping[str, dict[str, Any]]


def threat_place(number: int) -> str:
    """The uid of a threat as a place of comments."""
    return f"T{number}"


def mitigation_place(number: int) -> str:
    """The uid of a mitigation as a place of comments."""
    return f"M{number}"


def threats_at_places(model_id: uuid.UUID, uids: Collection[str]) -> Places:
    """The threats that threads are pinned to, by uid. One query."""
    threats = Threat.with_possible.filter(model_id=model_id, number__in=_numbers("T", uids))
    columns = ("id", "number", "title", "status")
    return {
        threat_place(number): {
            "id": key,
            "name": f"T{number} {title}",
            "kind": "threat",
            "gone": status == "resolved",
        }
        for key, number, title, status in threats.values_list(*columns)
    }


def mitigations_at_places(model_id: uuid.UUID, uids: Collection[str]) -> Places:
    """The mitigations that threads are pinned to, by uid. One query."""
    mitigations = Mitigation.objects.filter(model_id=model_id, number__in=_numbers("M", uids))
    return {
        mitigation_place(number): {
            "id": key,
            "name": f"M{number} {title}",
            "kind": "mitigation",
            "gone": False,
        }
        for key, number, title in mitigations.values_list("id", "number", "title")
    }


def _numbers(letter: str, uids: Collection[str]) -> list[int]:
    return [int(uid[1:]) for uid in uids if uid[:1] == letter and uid[1:].isdecimal() and len(uid) < 11]
