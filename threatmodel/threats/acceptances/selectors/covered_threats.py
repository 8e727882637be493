"""Which threats are accepted at present: covered by an active acceptance, with the facts it was given for."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from threatmodel.architecture.operations.bulk_sql import among
from threatmodel.engine.analysis.stated_decisions import digest_of_facts
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.acceptances.models import AcceptedThreat, RiskAcceptance
from threatmodel.threats.threats.models import Threat

_GRADE: Final[dict[str, int]] = {severity: grade for grade, severity in enumerate(reversed(SEVERITIES))}


def covering(*, today: date) -> Q:
    """The condition of the rows of AcceptedThreat whose threat is accepted on that day."""
    return Q(acceptance__status="active", acceptance__expires_on__gte=today, change="")


def covered_threats(threat_ids: Iterable[uuid.UUID], *, today: date) -> set[uuid.UUID]:
    """Return which of the threats an acceptance covers on that day. One query."""
    rows = AcceptedThreat.objects.filter(covering(today=today), among("threat_id", list(threat_ids)))
    return set(rows.values_list("threat_id", flat=True))


def accepting(*, threat_ids: Iterable[uuid.UUID], condition: Q) -> QuerySet[AcceptedThreat]:
    """The rows of these threats that meet a condition, with their acceptances."""
    rows = AcceptedThreat.objects.filter(condition, among("threat_id", list(threat_ids)))
    return rows.select_related("acceptance").order_by("number", "acceptance__number")


def threats_of(acceptance: RiskAcceptance) -> list[uuid.UUID]:
    """Return the ids of the threats of an acceptance that are not deleted. One query."""
    return list(acceptance.accepted.exclude(threat=None).values_list("threat_id", flat=True))


def change_since(accepted: AcceptedThreat, threat: Threat) -> str:
    """Return why a threat is no longer as it was accepted, one of ACCEPTANCE_CHANGES; empty when it is.

    A threat that is less severe by now stays accepted.
    """
    if _GRADE[threat.severity] > _GRADE[accepted.severity]:
        return "severity"
    return "" if facts_hash(threat) == accepted.facts_hash else "facts"


def facts_hash(threat: Threat) -> str:
    """Return a hash of what makes up a threat: its subject, whether it is certain, and the facts behind it.

    Where a fact stands in the files, what things are called and how attackers reach them make no difference.
    """
    return digest_of_facts(threat.subject_uid, threat.certainty, map(fact_key, threat.evidence))


def fact_key(entry: dict[str, Any]) -> list[Any]:
    """Return what of an entry of evidence is the fact itself."""
    return [entry["element"], entry["fact"], entry["value"]]
