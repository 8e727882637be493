"""What people decided: about threats, mitigations, accepted risk, and threats that they wrote."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from msgspec.structs import replace

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.bulkhead_yaml.selectors.people import MemberNames, member_names
from threatmodel.engine.analysis.threat_fingerprint import fingerprint
from threatmodel.engine.model.bulkhead_yaml_statements import ESTIMATES, Statement, threat_key
from threatmodel.engine.model.threat_statuses import STATED
from threatmodel.threats.acceptances.models import AcceptedThreat, RiskAcceptance
from threatmodel.threats.choices import ACCEPTANCE_WAITING, OPEN, categories_of
from threatmodel.threats.mitigations.models import Mitigation, MitigationTag, Treatment
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.models import ThreatTag

_WRITTEN: Final = (*ACCEPTANCE_WAITING, "active", "expired")  # others have ended
_DIGEST_LENGTH: Final = 16

Keys = Mapping[uuid.UUID, str]


def decision_statements(*, model: ThreatModel) -> list[Statement]:
    """Return the statements about threats whose element or flow is there. Eight queries."""
    threats = list(threats_present(model_id=model.pk).select_related("manual", "severity_override", "owner"))
    keys = {one.pk: key_of(one) for one in threats}
    names = member_names(team_id=model.team_id)
    work = _Work(names, _tags(ThreatTag.objects.filter(model=model), "threat_id"))
    return [
        *(one for one in (_decided(threat, work) for threat in threats) if one is not None),
        *(_with_work(manual_statement(one), work.of(one)) for one in threats if not one.rule),
        *_mitigations(model.pk, keys, names),
        *_acceptances(model.pk, keys),
    ]


@dataclass(frozen=True, slots=True)
class _Work:
    """Whose work threats and mitigations are, until when, and the words on them."""

    names: MemberNames
    tags: Mapping[uuid.UUID, list[str]]

    def of(self, one: Threat | Mitigation) -> dict[str, Any]:
        """Owner, due date and tags, where there are any."""
        found = {
            "owner": self.names.text_of(one.owner),
            "due": one.due.isoformat() if one.due else "",
            "tags": sorted(self.tags.get(one.pk, ())),
        }
        return {name: value for name, value in found.items() if value}


def _tags(rows: QuerySet[Any], key: str) -> Mapping[uuid.UUID, list[str]]:
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for one, name in rows.values_list(key, "name"):
        found[one].append(name)
    return found


def _with_work(one: Statement, work: Mapping[str, Any]) -> Statement:
    return replace(one, values={**one.values, **work})


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


def _decided(threat: Threat, work: _Work) -> Statement | None:
    if not threat.rule:
        return None
    values = _decision(threat)
    if threat.status != "resolved":  # who had the work is history then
        values |= work.of(threat)
    if threat.computed_severity:
        reason = threat.severity_override.reason
        values["severity"] = {"level": threat.severity, "reason": reason}
    return Statement("threats", key_of(threat), values) if values else None


def _decision(threat: Threat) -> dict[str, Any]:
    """The decision while it is in force: what still wants work may be mitigated or accepted since."""
    in_force = threat.status == threat.decided or threat.decided not in OPEN
    if threat.decided not in STATED or not in_force:
        return {}
    return {"decision": {"status": threat.decided, "reason": threat.status_reason}}


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


def _mitigations(model_id: uuid.UUID, keys: Keys, names: MemberNames) -> list[Statement]:
    treated: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = Treatment.objects.filter(mitigation__model_id=model_id).values_list("mitigation_id", "threat_id")
    for mitigation_id, threat_id in rows:
        if threat_id in keys:
            treated[mitigation_id].append(keys[threat_id])
    work = _Work(names, _tags(MitigationTag.objects.filter(mitigation__model_id=model_id), "mitigation_id"))
    return [
        Statement(
            "mitigations",
            f"M{one.number}",
            {
                "title": one.title,
                "control": one.control,
                "status": one.status,
                "description": one.description,
                "due": "",
                "threats": sorted(treated[one.pk]),
                **work.of(one),
                **_estimates(one),
            },
        )
        for one in Mitigation.objects.filter(model_id=model_id).select_related("owner")
    ]


def _estimates(one: Mitigation) -> dict[str, Any]:
    """What the team expects of a mitigation, where it does."""
    found = {name: getattr(one, name) for name in ESTIMATES}
    return {name: value for name, value in found.items() if value not in ("", None)}


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
