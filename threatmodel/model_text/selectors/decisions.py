"""What people decided: about threats, mitigations, accepted risk, and threats that they wrote."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import QuerySet

from threatmodel.accounts.models import User
from threatmodel.engine.analysis.rules import fingerprint
from threatmodel.engine.model.statements import Statement, threat_key
from threatmodel.threats.acceptances.models import AcceptedThreat, RiskAcceptance
from threatmodel.threats.choices import ACCEPTANCE_WAITING, categories_of
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.threats.models import Threat

_WRITTEN: Final = (*ACCEPTANCE_WAITING, "active", "expired")  # others have ended
_DIGEST_LENGTH: Final = 16

Keys = Mapping[uuid.UUID, str]


def decision_statements(*, model_id: uuid.UUID) -> list[Statement]:
    """Return the statements about threats whose element or flow is there. Five queries."""
    threats = list(threats_present(model_id=model_id).select_related("manual", "severity_override"))
    keys = {one.pk: key_of(one) for one in threats}
    return [
        *(one for one in map(_decided, threats) if one is not None),
        *(manual_statement(one) for one in threats if not one.rule),
        *_mitigations(model_id, keys),
        *_acceptances(model_id, keys),
    ]


def threats_present(*, model_id: uuid.UUID) -> QuerySet[Threat]:
    """The threats of elements and flows that are not gone, and those of the whole model."""
    threats = Threat.with_possible.filter(model_id=model_id)
    there = threats.filter(element__isnull=False, element__gone_at=None)
    there |= threats.filter(flow__isnull=False, flow__gone_at=None)
    return there | threats.filter(rule="", subject_uid="")


def key_of(threat: Threat) -> str:
    """Return what names a threat in the file."""
    if not threat.rule:
        return threat_key("", threat.fingerprint)
    plain = fingerprint(threat.rule, threat.subject_uid) == threat.fingerprint
    return threat_key(threat.rule, threat.subject_uid, "" if plain else threat.fingerprint)


def _decided(threat: Threat) -> Statement | None:
    if not threat.rule:
        return None
    values = _decision(threat)
    if threat.computed_severity:
        reason = threat.severity_override.reason
        values["severity"] = {"level": threat.severity, "reason": reason}
    return Statement("threats", key_of(threat), values) if values else None


def _decision(threat: Threat) -> dict[str, Any]:
    """The decision while it is in force: what needs information may be mitigated or accepted since."""
    in_force = threat.decided == "not-applicable" or threat.disposition == threat.decided == "needs-info"
    if not in_force:
        return {}
    return {"decision": {"status": threat.decided, "reason": threat.disposition_reason}}


def manual_statement(threat: Threat) -> Statement:
    """What a person wrote of a threat, loaded with `manual`."""
    values = {
        "title": threat.title,
        "element": threat.subject_uid,
        "severity": threat.severity,
        "categories": sorted(categories_of(threat.category_bits)),
        "references": threat.manual.references,
        "description": threat.manual.description,
        **_decision(threat),
    }
    return Statement("manual_threats", threat.fingerprint, values)


def _mitigations(model_id: uuid.UUID, keys: Keys) -> list[Statement]:
    treated: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = Treatment.objects.filter(mitigation__model_id=model_id).values_list("mitigation_id", "threat_id")
    for mitigation_id, threat_id in rows:
        if threat_id in keys:
            treated[mitigation_id].append(keys[threat_id])
    return [
        Statement(
            "mitigations",
            f"M{one.number}",
            {
                "title": one.title,
                "control": one.control,
                "status": one.status,
                "description": one.description,
                "due": one.due.isoformat() if one.due else "",
                "threats": sorted(treated[one.pk]),
            },
        )
        for one in Mitigation.objects.filter(model_id=model_id)
    ]


def _acceptances(model_id: uuid.UUID, keys: Keys) -> list[Statement]:
    covered: dict[uuid.UUID, dict[str, dict[str, str]]] = defaultdict(dict)
    about = AcceptedThreat.objects.filter(acceptance__model_id=model_id, acceptance__status__in=_WRITTEN)
    for row in about.only("acceptance_id", "threat_id", "severity", "facts_hash"):
        if row.threat_id is not None and row.threat_id in keys:
            as_accepted = {"severity": row.severity, "facts": row.facts_hash[:_DIGEST_LENGTH]}
            covered[row.acceptance_id][keys[row.threat_id]] = as_accepted
    requests = RiskAcceptance.objects.filter(model_id=model_id, status__in=_WRITTEN)
    return [
        _acceptance(one, covered[one.pk])
        for one in requests.select_related("requested_by", "decided_by")
        if one.pk in covered
    ]


def _acceptance(one: RiskAcceptance, threats: Mapping[str, Any]) -> Statement:
    approved = one.decided_by if one.status not in ACCEPTANCE_WAITING else None
    requested_by, approved_by = _people(one.requested_by, approved)
    values = {
        "justification": one.justification,
        "conditions": one.conditions,
        "residual_risk": one.residual_risk,
        "expires": one.expires_on.isoformat(),
        "requested_by": requested_by,
        "approved_by": approved_by,
        "threats": dict(threats),
    }
    return Statement("acceptances", f"A{one.number}", values)


def _people(*people: User | None) -> list[str]:
    """What people are called; of one name their addresses, as nobody approves their own request."""
    names = [one.get_full_name() if one else "" for one in people]
    alike = {" ".join(name.casefold().split()) for name in names}
    return names if len(alike) == len(names) else [one.email if one else "" for one in people]
