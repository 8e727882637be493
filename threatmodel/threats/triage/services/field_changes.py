"""What is to become of each selected threat, field by field, or why it is left as it is."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils import timezone

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, User
from threatmodel.accounts.selectors import member_user
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.model import bulkhead_yaml_statements
from threatmodel.threats.choices import NEEDS_REASON
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.models import TAG_LENGTH
from threatmodel.threats.triage.services.threat_fields import Json, person_json

TAGS_MOST: Final = bulkhead_yaml_statements.TAGS_MOST
_RESOLVED: Final = "The latest analysis no longer finds it."
_ACCEPTED: Final = "Its risk is accepted. Revoke the acceptance to discuss it again."
_TOO_MANY_TAGS: Final = f"It would have more than {TAGS_MOST} tags."
_OWN_DUPLICATE: Final = "A threat is no duplicate of itself."

Wish = Callable[[int, Json], Json | str]
"""From number and state of a threat, the fields as they are to be, or why it is left."""


class InvalidChange(InvalidRequest):
    """What is asked for cannot be done with any threat."""


def wishes_of(*, model: ThreatModel, change: Mapping[str, Any]) -> list[Wish]:
    """The wishes of a ThreatChange in JSON, except for what needs rows of its own. Raises InvalidChange."""
    wishes: list[Wish] = []
    if "status" in change:
        wishes.append(_decide(change["status"], change.get("reason", "").strip()))
    if "owner" in change:
        wishes.append(_set("owner", person_json(_member(model, change["owner"], "owner"))))
    if "due" in change:
        wishes.append(_set("due", change["due"]))
    if change.get("tags_add") or change.get("tags_remove"):
        wishes.append(_tag({*change.get("tags_add", ())}, {*change.get("tags_remove", ())}))
    if "duplicate_of" in change:
        wishes.append(_duplicate(model, change["duplicate_of"]))
    return wishes


def fields_of(change: Mapping[str, Any]) -> set[str]:
    """The fields of threats that a ThreatChange looks at or sets; those of their rows are always known."""
    needed = {
        "waiting_for": {"status", "ask"},
        "tags": {"tags_add", "tags_remove"},
        "mitigations": {"mitigation", "new_mitigation"},
    }
    return {field for field, keys in needed.items() if keys & change.keys()}


def waiting_for(asked: User, *, by: User, thread_id: uuid.UUID) -> Json:
    """The field of threats that wait for what a member knows of them."""
    return {
        **(person_json(asked) or {}),
        "by": str(by.pk),
        "at": timezone.now().isoformat(),
        "thread": str(thread_id),
    }


def editor_of(model: ThreatModel, user_id: str) -> User:
    """The member of the team who may answer. Raises InvalidChange."""
    member = Membership.objects.filter(team_id=model.team_id, user_id=user_id).select_related("user").first()
    if member is None or member.role == Role.VIEWER:
        raise InvalidChange({"ask": ["Only members of the team who can edit can be asked."]})
    return member.user


def _decide(status: str, reason: str) -> Wish:
    if status in NEEDS_REASON and not reason:
        raise InvalidChange({"reason": [f"Enter why these threats are {status.replace('-', ' ')}."]})

    def wish(_: int, state: Json) -> Json | str:
        if state["status"] == "resolved":
            return _RESOLVED
        if state["status"] == "accepted" and status == "needs-info":
            return _ACCEPTED
        return {"decided": status, "reason": reason, "waiting_for": None}

    return wish


def _set(field: str, value: Any) -> Wish:
    return lambda _number, _state: {field: value}


def _tag(add: set[str], remove: set[str]) -> Wish:
    for name in add:
        if len(name) > TAG_LENGTH:
            raise InvalidChange({"tags_add": [f"A tag has at most {TAG_LENGTH} characters."]})

    def wish(_: int, state: Json) -> Json | str:
        tags = sorted(({*state["tags"]} - remove) | add)
        return {"tags": tags} if len(tags) <= max(TAGS_MOST, len(state["tags"])) else _TOO_MANY_TAGS

    return wish


def _duplicate(model: ThreatModel, original: int | None) -> Wish:
    if original is not None:
        found = Threat.with_possible.filter(model=model, number=original).values_list("duplicate_of__number")
        if (row := found.first()) is None:
            raise InvalidChange({"duplicate_of": [f"Unknown threat T{original}."]})
        repeated: int | None = row[0]
        if repeated is not None:
            raise InvalidChange({"duplicate_of": [f"T{original} is itself a duplicate of T{repeated}."]})
    duplicates = Threat.with_possible.filter(model=model, duplicate_of__isnull=False)
    duplicate_by_original = dict(duplicates.values_list("duplicate_of__number", "number"))

    def wish(number: int, _: Json) -> Json | str:
        if number == original:
            return _OWN_DUPLICATE
        if original is not None and number in duplicate_by_original:
            return f"T{duplicate_by_original[number]} is a duplicate of it."
        return {"duplicate_of": original}

    return wish


def _member(model: ThreatModel, user_id: str | None, field: str) -> User | None:
    if user_id is None:
        return None
    member = member_user(team_id=model.team_id, user_id=user_id)
    if member is None:
        raise InvalidChange({field: ["The owner must be a member of the team."]})
    return member
