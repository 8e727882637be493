"""Open threats by severity, counted for many elements, flows or models in one query."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.choices import OPEN
from threatmodel.threats.threats.models import Threat

Counts = dict[str, int]


def no_threats() -> Counts:
    """Return a zero for each severity."""
    return dict.fromkeys(SEVERITIES, 0)


def worst_of(counts: Mapping[str, int]) -> str | None:
    """Return the highest severity that is counted at least once."""
    return next((severity for severity in SEVERITIES if counts[severity]), None)


class ThreatCounts(NamedTuple):
    """Open threats by severity: those found, and those that are possible."""

    found: Counts
    possible: Counts


def threat_counts_by(column: str, threats: QuerySet[Threat]) -> Mapping[Any, ThreatCounts]:
    """Return the open threats of a query over Threat.with_possible by the values of a column. One query."""
    rows = (
        threats.filter(disposition__in=OPEN)
        .order_by()
        .values_list(column, "certainty", "severity")
        .annotate(number=Count("*"))
    )
    counts: dict[Any, ThreatCounts] = defaultdict(lambda: ThreatCounts(no_threats(), no_threats()))
    for key, certainty, severity, number in rows:
        of_key = counts[key]
        (of_key.found if certainty == "found" else of_key.possible)[severity] = number
    return counts


def threats_of_elements(ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, ThreatCounts]:
    """Return the open threats of these elements by severity."""
    return threat_counts_by("element_id", Threat.with_possible.filter(element_id__in=list(ids)))


def threats_of_flows(ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, ThreatCounts]:
    """Return the open threats of these flows by severity."""
    return threat_counts_by("flow_id", Threat.with_possible.filter(flow_id__in=list(ids)))


def counts_row(counts: Mapping[Any, ThreatCounts], key: Any) -> dict[str, Any]:
    """Return the keys that every counted row of the API has."""
    found, possible = counts.get(key) or ThreatCounts(no_threats(), no_threats())
    return {
        "threats": found,
        "worst": worst_of(found),
        "possible": sum(possible.values()),
        "possible_worst": worst_of(possible),
    }
