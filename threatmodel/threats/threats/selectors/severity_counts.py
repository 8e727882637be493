"""Threats that are a risk by severity, counted for many elements, flows or models in one query.

Accepted risk counts too: to accept it does not remove it.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet

from threatmodel.engine.analysis.attack_scenario import METHOD
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.choices import AT_RISK
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.threat_facets import METHOD_BITS

Counts = dict[str, int]


def no_threats() -> Counts:
    """Return a zero for each severity."""
    return dict.fromkeys(SEVERITIES, 0)


def worst_of(counts: Mapping[str, int]) -> str | None:
    """Return the highest severity that is counted at least once."""
    return next((severity for severity in SEVERITIES if counts[severity]), None)


class ThreatCounts(NamedTuple):
    """Threats that are a risk by severity: found ones, of these accepted and attack scenarios; possible."""

    found: Counts
    accepted: Counts
    scenarios: Counts
    possible: Counts


def no_counts() -> ThreatCounts:
    """Return a zero for each."""
    return ThreatCounts(no_threats(), no_threats(), no_threats(), no_threats())


def threat_counts_by(column: str, threats: QuerySet[Threat]) -> Mapping[Any, ThreatCounts]:
    """Return the threats of a query over Threat.with_possible that are a risk, by a column. One query."""
    rows = (
        threats.filter(status__in=AT_RISK)
        .alias(scenario_bits=F("category_bits").bitand(METHOD_BITS[METHOD]))
        .order_by()
        .values_list(column, "certainty", "severity", "status")
        .annotate(number=Count("*"), scenarios=Count("category_bits", filter=Q(scenario_bits__gt=0)))
    )
    counts: dict[Any, ThreatCounts] = defaultdict(no_counts)
    for key, certainty, severity, status, number, scenarios in rows:
        of_key = counts[key]
        if certainty == "possible":
            of_key.possible[severity] += number
            continue
        of_key.found[severity] += number
        of_key.scenarios[severity] += scenarios
        if status == "accepted":
            of_key.accepted[severity] += number
    return counts


def threats_of_elements(ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, ThreatCounts]:
    """Return the threats of these elements by severity; of the possible ones those that lists show."""
    shown = Threat.with_possible.filter(folded_under="")
    return threat_counts_by("element_id", shown.filter(element_id__in=list(ids)))


def threats_of_flows(ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, ThreatCounts]:
    """Return the threats of these flows by severity; of the possible ones those that lists show."""
    shown = Threat.with_possible.filter(folded_under="")
    return threat_counts_by("flow_id", shown.filter(flow_id__in=list(ids)))


def accepted_count(counts: Mapping[Any, ThreatCounts], key: Any) -> int:
    """Return how many of the found threats are accepted."""
    return sum(counts[key].accepted.values()) if key in counts else 0


def scenario_count(counts: Mapping[Any, ThreatCounts], key: Any) -> int:
    """Return how many of the found threats are attack scenarios."""
    return sum(counts[key].scenarios.values()) if key in counts else 0


def counts_row(counts: Mapping[Any, ThreatCounts], key: Any) -> dict[str, Any]:
    """Return the keys that every counted row of the API has."""
    found, _, _, possible = counts.get(key) or no_counts()
    return {
        "threats": found,
        "worst": worst_of(found),
        "possible": sum(possible.values()),
        "possible_worst": worst_of(possible),
    }
