"""Ends requests and acceptances: withdrawn, revoked or expired."""

from typing import Final

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.accounts.permissions import role_includes
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.acceptances.selectors.covered_threats import threats_of
from threatmodel.threats.acceptances.services.acceptance_checks import (
    InvalidAcceptance,
    NotAllowed,
    acceptance_locked,
    check_status,
)
from threatmodel.threats.acceptances.services.acceptance_events import acceptance_record
from threatmodel.threats.acceptances.services.notices import acceptance_notify, request_settle
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.choices import ACCEPTANCE_WAITING
from threatmodel.threats.decisions.services.status_recompute import statuses_recompute
from threatmodel.threats.threats.services.manual_threats import threats_announce

_ENDED: Final = {
    "withdrawn": (Action.ACCEPTANCE_WITHDRAWN, "withdrew the request to accept risk"),
    "revoked": (Action.ACCEPTANCE_REVOKED, "revoked the acceptance"),
    "expired": (Action.ACCEPTANCE_EXPIRED, "expired"),
}


@transaction.atomic
def acceptance_withdraw(
    *, model: ThreatModel, actor: User, role: Role, number: int, version: int, note: str
) -> None:
    """Withdraw a request that is not decided yet: one's own, as an owner of the team any.

    Raises InvalidAcceptance, NotAllowed, OutdatedEdit, RiskAcceptance.DoesNotExist.
    """
    counters_lock(model.pk)
    acceptance = acceptance_locked(model, number, version)
    if acceptance.requested_by_id != actor.pk and role != Role.OWNER:
        raise NotAllowed("Only the person who requested the acceptance, or an owner, can withdraw it.")
    check_status(acceptance, ACCEPTANCE_WAITING, "can no longer be withdrawn")
    _close(acceptance, "withdrawn", actor, note)
    request_settle(acceptance=acceptance)
    threats_announce(model.pk)


@transaction.atomic
def acceptance_revoke(
    *, model: ThreatModel, actor: User, role: Role, number: int, version: int, note: str
) -> None:
    """End an active acceptance; its threats are open again unless another one covers them.

    Who may approve may revoke, and so may the requester. Raises InvalidAcceptance, NotAllowed, OutdatedEdit,
    RiskAcceptance.DoesNotExist.
    """
    counters_lock(model.pk)
    acceptance = acceptance_locked(model, number, version)
    if acceptance.requested_by_id != actor.pk and not role_includes(role, Role.APPROVER):
        raise NotAllowed("Only an approver, an owner or the requester can revoke an acceptance.")
    if not note.strip():
        raise InvalidAcceptance({"note": ["Enter why the risk is no longer accepted."]})
    check_status(acceptance, ("active",), "cannot be revoked")
    acceptance_end(acceptance, status="revoked", actor=actor, note=note)


def acceptance_end(
    acceptance: RiskAcceptance, *, status: str, actor: User | None = None, note: str = ""
) -> None:
    """End an active acceptance and tell who asked and who decided; the counters are locked.

    Its threats are open again unless another one covers them.
    """
    _close(acceptance, status, actor, note)
    told = (acceptance.requested_by_id, acceptance.decided_by_id)
    acceptance_notify(acceptance=acceptance, event=status, to=told, actor=actor)
    statuses_recompute(model_id=acceptance.model_id, threat_ids=threats_of(acceptance), actor=actor)
    threats_announce(acceptance.model_id)


def _close(acceptance: RiskAcceptance, status: str, actor: User | None, note: str) -> None:
    """Set the acceptance to a status from which nothing leads on, and record it."""
    acceptance.status, acceptance.end_note = status, note.strip()
    acceptance.ended_by, acceptance.ended_at = actor, timezone.now()
    acceptance.version += 1
    acceptance.save(update_fields=["status", "end_note", "ended_by", "ended_at", "version"])
    action, what = _ENDED[status]
    after = {"note": acceptance.end_note} if acceptance.end_note else None
    acceptance_record(acceptance, action=action, what=what, actor=actor, after=after)
