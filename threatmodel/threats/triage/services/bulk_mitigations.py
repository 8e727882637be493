"""One mitigation, a new or an existing one, for many threats."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import EventGroup
from threatmodel.history.services.events import event_build
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.services import mitigation_create
from threatmodel.threats.triage.services.field_changes import InvalidChange


def mitigation_to_attach(
    *, model: ThreatModel, actor: User, role: Role, change: Mapping[str, Any]
) -> Mitigation | None:
    """The mitigation that a ThreatChange names or describes, or None. Raises InvalidChange."""
    if new := change.get("new_mitigation"):
        values = {
            "title": "", "description": "", "control": None, "owner": None, "due": None, "status": "proposed",
            "verification_note": "", **new, "threats": [],
        }  # fmt: skip
        return mitigation_create(model=model, actor=actor, role=role, values=values)
    if (number := change.get("mitigation")) is None:
        return None
    found = Mitigation.objects.filter(model=model, number=number).first()
    if found is None:
        raise InvalidChange({"mitigation": [f"Unknown mitigation M{number}."]})
    if found.status == "verified":
        raise InvalidChange(
            {"mitigation": [f"M{number} is verified for the threats it treats. Reopen it first."]}
        )
    return found


def attached_event_write(mitigation: Mitigation, *, actor: User, group: EventGroup, is_new: bool) -> None:
    """Record at the mitigation that it treats more threats; `is_new`: it was proposed for them."""
    event = event_build(
        model_id=mitigation.model_id,
        actor=actor,
        subject_type="mitigation",
        number=mitigation.number,
        what="attached to threats",
        after={"added": group.count, "new": is_new},
    )
    event.group = group
    event.save(force_insert=True)
    Mitigation.objects.filter(pk=mitigation.pk).update(version=F("version") + 1)
