"""Gives threats another severity than their rules do, and takes that back."""

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.threat_score import overridden_score
from threatmodel.history.services.events import event_write
from threatmodel.threats.acceptances.services.reopen_changed_threats import acceptances_follow
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.risk.services.risk_columns import risk_assign
from threatmodel.threats.threats.models import SeverityOverride, Threat
from threatmodel.threats.threats.services.manual_threats import InvalidThreat, threats_announce


@transaction.atomic
def severity_override(
    *, model: ThreatModel, actor: User, number: int, version: int, severity: str, reason: str
) -> None:
    """Give a threat this severity until it is withdrawn, and record who did it and why.

    The computed severity stays beside it, and analyses keep that current. Raises Threat.DoesNotExist,
    InvalidThreat, and OutdatedEdit when another person has changed the severity since that version.
    """
    threat = _threat_lock(model, number, version)
    if not reason.strip():
        raise InvalidThreat({"reason": ["Enter why the severity is different here."]})
    before = {"severity": threat.severity}
    if not threat.computed_severity:
        threat.computed_severity, threat.computed_score = threat.severity, threat.score
    computed, score = threat.computed_severity, threat.computed_score or 0
    is_gap = bool(threat.hardening_of)
    threat.severity = severity
    threat.score = overridden_score(severity, computed=computed, score=score, is_gap=is_gap)
    SeverityOverride.objects.update_or_create(
        threat=threat, defaults={"reason": reason.strip(), "by": actor, "at": timezone.now()}
    )
    after = {"severity": severity, "reason": reason.strip(), "computed_severity": computed}
    _save(threat, actor, "overrode the severity", before=before, after=after)


@transaction.atomic
def severity_withdraw(*, model: ThreatModel, actor: User, number: int, version: int) -> None:
    """Return a threat to the severity that its rule gives. Without an override nothing is written.

    Raises as severity_override does.
    """
    threat = _threat_lock(model, number, version)
    if not threat.computed_severity:
        return
    before = {"severity": threat.severity, "reason": threat.severity_override.reason}
    threat.severity_override.delete()
    threat.severity, threat.score = threat.computed_severity, threat.computed_score or 0
    threat.computed_severity, threat.computed_score = "", None
    _save(threat, actor, "withdrew the severity override", before=before, after={"severity": threat.severity})


def _threat_lock(model: ThreatModel, number: int, version: int) -> Threat:
    counters_lock(model.pk)
    threat = Threat.with_possible.get(model=model, number=number)
    if not threat.rule:
        raise InvalidThreat({"severity": ["Edit the severity of a manual threat instead."]})
    if threat.version != version:
        raise OutdatedEdit(f"T{number}")
    return threat


def _save(threat: Threat, actor: User, what: str, *, before: dict[str, str], after: dict[str, str]) -> None:
    threat.version += 1
    risk_assign(threat)
    columns = ("severity", "score", "computed_severity", "computed_score", "version", "likelihood", "impact")
    threat.save(update_fields=columns)
    event_write(
        model_id=threat.model_id,
        actor=actor,
        subject_type="threat",
        number=threat.number,
        what=what,
        before=before,
        after=after,
    )
    acceptances_follow(model_id=threat.model_id, threat_ids=[threat.pk])
    threats_announce(threat.model_id)
