"""Records what happens to an acceptance: in the history of its model and in the log of the team."""

from typing import Any

from threatmodel.accounts.models import User
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.audit.actions import Action
from threatmodel.history.services.events import event_write
from threatmodel.threats.acceptances.models import RiskAcceptance

Json = dict[str, Any]


def acceptance_record(
    acceptance: RiskAcceptance,
    *,
    action: Action,
    what: str,
    actor: User | None,
    before: Json | None = None,
    after: Json | None = None,
) -> None:
    """Write the event and the audit event of one act; `before` and `after` are for the history alone."""
    event_write(
        model_id=acceptance.model_id,
        actor=actor,
        subject_type="acceptance",
        number=acceptance.number,
        what=what,
        before=before,
        after=after,
    )
    # Without what people wrote: the log keeps for ever what happened, not why.
    model_audit_record(
        acceptance.model,
        action,
        actor=actor,
        after={
            "acceptance": f"A{acceptance.number}",
            "status": acceptance.status,
            "threats": acceptance.threat_count,
            "expires_on": acceptance.expires_on.isoformat(),
        },
    )
