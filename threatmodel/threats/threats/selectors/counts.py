"""Threats that are a risk by severity, counted for many elements, flows or models in one query.

Accepted risk counts too: to accept it does not remove it.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.choices import AT_RISK
from threatmodel.threats.threats.models import Threat

Counts = dict[str, int]


def no_threats() -> Counts:
    """Return a zero for each severity."""
    return dict.fromkeys(SEVERITIES, 0)


def worst_of(counts: Mapping[str, int]) -> str | None:
    """Return the highest severity that is counted at least once."""
    return next((severity for severity in SEVERITIES if counts[severity]), None)


class ThreatCounts(NamedTuple):
    """Threats that are a risk by severity: found ones, of these the accepted, and possible ones."""

    found: Counts
    accepted: Counts
    possible: Counts


def no_counts() -> ThreatCounts:
    """Return a zero for each."""
    return ThreatCounts(no_threats(), no_threats(), no_threats())


def threat_counts_by(column: str, threats: QuerySet[Threat]) -> Mapping[Any, ThreatCounts]:
    """Return the threats of a query over Threat.with_possible that are a risk, by a column. One query."""
    rows = (
        threats.filter(disposition__in=AT_RISK)
        .order_by()
        .values_list(column, "certainty", "severity", "disposition")
        .annotate(number=Count("*"))
    )
    counts: dict[Any, ThreatCounts] = defaultdict(no_counts)
    for key, certainty, severity, disposition, number in rows:
        of_key = counts[key]
        (of_key.found if certainty == "found" else of_key.possible)[severity] += number
        if disposition == "accepted" and certainty == "found":
            of_key.accepted[severity] += number
    return counts


def threats_of_elements(ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, ThreatCounts]:
    """Return the threats of these elements by severity."""
    return threat_counts_by("element_id", Threat.with_possible.filter(element_id__in=list(ids)))


def threats_of_flows(ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, ThreatCounts]:
    """Return the threats of these flows by severity."""
    return threat_counts_by("flow_id", Threat.with_possible.filter(flow_id__in=list(ids)))


def accepted_count(counts: Mapping[Any, ThreatCounts], key: Any) -> int:
    """Return how many of the found threats are accepted."""
    return sum(counts[key].accepted.values()) if key in counts else 0


def counts_row(counts: Mapping[Any, ThreatCounts], key: Any) -> dict[str, Any]:
    """Return the keys that every counted row of the API has."""
    found, _, possible = counts.get(key) or no_counts()
    return {
        "threats": found,
        "worst": worst_of(found),
        "possible": sum(possible.values()),
        "possible_worst": worst_of(possible),
    }
