"""Requests to accept risk: who asks, for which threats, until when, and whom."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.threats.acceptances.models import AcceptanceApprover, AcceptedThreat, RiskAcceptance
from threatmodel.threats.acceptances.selectors.covered_threats import facts_hash
from threatmodel.threats.acceptances.services.acceptance_checks import (
    THREATS_MOST,
    InvalidAcceptance,
    NotAllowed,
    acceptance_locked,
    approvers_checked,
    check_expiry,
    check_found,
    check_status,
    check_threats,
)
from threatmodel.threats.acceptances.services.acceptance_events import acceptance_record
from threatmodel.threats.acceptances.services.notices import acceptance_notify
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.choices import ACCEPTANCE_WAITING, CLOSED
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.services.manual_threats import threats_announce

Json = dict[str, Any]
_TEXTS: Final = ("justification", "conditions", "residual_risk", "expires_on")


@transaction.atomic
def acceptance_request(
    *, model: ThreatModel, actor: User, threats: QuerySet[Threat], values: Mapping[str, Any]
) -> RiskAcceptance:
    """Write a request that covers the threats of the query; `values` are those of AcceptanceTextSerializer.

    With `extends` it covers those threats of that acceptance that are still a risk. Raises InvalidAcceptance,
    which names each threat that cannot be accepted: then nothing is written.
    """
    counters = counters_lock(model.pk)
    extended = _extended(model, values.get("extends"))
    if extended:
        threats = Threat.objects.filter(model=model, accepted__acceptance=extended)
        threats = threats.exclude(status__in=CLOSED)
    found = list(threats.order_by("-score", "number")[: THREATS_MOST + 1])
    check_threats(found, extended)
    check_expiry(model, values["expires_on"])
    approvers = approvers_checked(model, actor, values["approvers"])
    counters.last_acceptance += 1
    counters.save(update_fields=["last_acceptance"])
    worst = found[0]
    acceptance = RiskAcceptance.objects.create(
        model=model,
        number=counters.last_acceptance,
        extends=extended,
        title=worst.title,
        severity=worst.severity,
        threat_count=len(found),
        requested_by=actor,
        requested_at=timezone.now(),
        requested_seq=counters.analyzed_seq,
        **_texts(values),
    )
    AcceptedThreat.objects.bulk_create(
        _as_now(AcceptedThreat(acceptance=acceptance, threat=one, number=one.number), one) for one in found
    )
    AcceptanceApprover.objects.bulk_create(
        AcceptanceApprover(acceptance=acceptance, user_id=key) for key in approvers
    )
    _requested(acceptance, actor, approvers, numbers=[one.number for one in found])
    return acceptance


@transaction.atomic
def acceptance_edit(
    *, model: ThreatModel, actor: User, number: int, version: int, values: Mapping[str, Any]
) -> None:
    """Replace what one's own request says, and submit it again with the present facts.

    Raises InvalidAcceptance, NotAllowed, OutdatedEdit, RiskAcceptance.DoesNotExist.
    """
    counters = counters_lock(model.pk)
    acceptance = acceptance_locked(model, number, version)
    if acceptance.requested_by_id != actor.pk:
        raise NotAllowed("Only the person who requested the acceptance can edit it.")
    check_status(acceptance, ACCEPTANCE_WAITING, "can no longer be edited")
    rows = list(acceptance.accepted.select_related("threat"))
    check_expiry(model, values["expires_on"])
    approvers = approvers_checked(model, actor, values["approvers"])
    present = [(row, row.threat) for row in rows if row.threat is not None]
    check_found(threat for _, threat in present)
    AcceptedThreat.objects.bulk_update([_as_now(row, threat) for row, threat in present], _KEPT)
    worst = min(rows, key=lambda row: (-row.score, row.number))
    acceptance.title, acceptance.severity = worst.title, worst.severity
    for key, value in _texts(values).items():
        setattr(acceptance, key, value)
    acceptance.status, acceptance.requested_seq = "proposed", counters.analyzed_seq
    acceptance.requested_at = timezone.now()
    acceptance.decided_by = acceptance.decided_at = acceptance.decided_seq = None
    acceptance.decision_note = ""
    acceptance.version += 1
    acceptance.save()
    acceptance.approvers.exclude(user_id__in=approvers).delete()
    named = set(acceptance.approvers.values_list("user_id", flat=True))
    AcceptanceApprover.objects.bulk_create(
        AcceptanceApprover(acceptance=acceptance, user_id=key) for key in approvers if key not in named
    )
    _requested(acceptance, actor, approvers, numbers=sorted(row.number for row in rows))


def _extended(model: ThreatModel, number: int | None) -> RiskAcceptance | None:
    if number is None:
        return None
    extended = RiskAcceptance.objects.filter(model=model, number=number).first()
    if extended is None or extended.status not in ("active", "expired"):
        raise InvalidAcceptance({"extends": ["Only an active or expired acceptance can be extended."]})
    return extended


_KEPT: Final = (
    "title", "subject_uid", "subject_name", "severity", "score", "evidence", "facts_hash", "change",
    "changed_at",
)  # fmt: skip


def _as_now(row: AcceptedThreat, threat: Threat) -> AcceptedThreat:
    """Let the row of an acceptance keep its threat as it is now; return the row."""
    row.title, row.severity, row.score = threat.title, threat.severity, threat.score
    row.subject_uid, row.subject_name = threat.subject_uid, threat.subject_name
    row.evidence, row.facts_hash = threat.evidence, facts_hash(threat)
    row.change, row.changed_at = "", None
    return row


def _texts(values: Mapping[str, Any]) -> Json:
    texts = {key: values[key] for key in _TEXTS}
    return {key: value.strip() if isinstance(value, str) else value for key, value in texts.items()}


def _requested(
    acceptance: RiskAcceptance, actor: User, approvers: Iterable[uuid.UUID], *, numbers: Sequence[int]
) -> None:
    """Record the request, tell the approvers, and have open pages read it."""
    after = {
        "justification": acceptance.justification,
        "conditions": acceptance.conditions,
        "residual_risk": acceptance.residual_risk,
        "expires_on": acceptance.expires_on.isoformat(),
        "threats": numbers[:200],
    }
    acceptance_record(
        acceptance,
        action=Action.ACCEPTANCE_REQUESTED,
        what="requested to accept risk",
        actor=actor,
        after=after,
    )
    acceptance_notify(acceptance=acceptance, event="requested", to=approvers, actor=actor)
    threats_announce(acceptance.model_id)
