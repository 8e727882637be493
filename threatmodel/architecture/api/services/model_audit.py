"""Audit events about models. Events inside a model are in its history."""

from collections.abc import Mapping
from typing import Any

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.audit.services import Subject, event_record


def model_audit_record(
    model: ThreatModel,
    action: Action,
    *,
    actor: User | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record a change of the model in the log of its team."""
    event_record(
        action=action,
        subject=Subject("model", model.pk, model.name),
        team_id=model.team_id,
        actor=actor,
        before=before,
        after=after,
    )
