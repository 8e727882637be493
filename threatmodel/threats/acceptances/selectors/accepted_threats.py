"""The threats of an acceptance, with their facts as they were accepted and as they are now."""

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Case, IntegerField, Q, Value, When

from threatmodel.architecture.api.selectors.rule_evidence import evidence_rows
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.acceptances.models import AcceptedThreat, RiskAcceptance

Row = dict[str, Any]
SHOWN_MOST: Final = 100  # of one acceptance: those that changed first, then the worst


def accepted_threat_rows(*, model: ThreatModel, acceptance: RiskAcceptance) -> list[Row]:
    """The first of its threats, each with what differs since it was requested. Four queries at most."""
    changed_first = Case(When(~Q(change=""), then=Value(0)), default=Value(1), output_field=IntegerField())
    found = acceptance.accepted.select_related("threat").order_by(changed_first, "-score", "number")
    rows = list(found[:SHOWN_MOST])
    facts = [entry for row in rows for entry in (*row.evidence, *_now(row))]
    named = {(entry["element"], entry["fact"]): entry for entry in evidence_rows(model, facts)}
    return [_row(row, named) for row in rows]


def _now(row: AcceptedThreat) -> list[Row]:
    return list(row.threat.evidence) if row.threat else []


def _row(row: AcceptedThreat, named: Mapping[tuple[str, str], Row]) -> Row:
    threat = row.threat
    return {
        "number": row.number,
        "title": row.title,
        "subject_name": row.subject_name,
        "severity": row.severity,
        "present_severity": threat.severity if threat else None,
        "status": threat.status if threat else None,
        "change": row.change,
        "changed_at": row.changed_at,
        "facts": _facts(row, named),
    }


def _facts(row: AcceptedThreat, named: Mapping[tuple[str, str], Row]) -> list[Row]:
    """Each fact behind the threat, then and now; null where it was not, or is no longer, behind it."""
    then = {(one["element"], one["fact"]): one["value"] for one in row.evidence}
    now = {(one["element"], one["fact"]): one["value"] for one in _now(row)}
    return [
        {
            "element_name": named[key]["element_name"],
            "label": named[key]["label"],
            "then": then.get(key),
            "now": now.get(key) if row.threat else then.get(key),
            "differs": row.threat is not None and then.get(key) != now.get(key),
        }
        for key in dict.fromkeys((*then, *now))
    ]
