"""Open threats by severity, counted for many elements, flows or models in one query."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

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


def open_threats_by(column: str, threats: QuerySet[Threat]) -> Mapping[Any, Counts]:
    """Return the open threats by severity, for each value of the column. One query."""
    rows = (
        threats.filter(disposition__in=OPEN)
        .order_by()
        .values_list(column, "severity")
        .annotate(number=Count("*"))
    )
    counts: dict[Any, Counts] = defaultdict(no_threats)
    for key, severity, number in rows:
        counts[key][severity] = number
    return counts


def threats_of_elements(ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Counts]:
    """Return the open threats of these elements by severity."""
    return open_threats_by("element_id", Threat.objects.filter(element_id__in=list(ids)))


def threats_of_flows(ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, Counts]:
    """Return the open threats of these flows by severity."""
    return open_threats_by("flow_id", Threat.objects.filter(flow_id__in=list(ids)))


def counts_row(counts: Mapping[uuid.UUID, Counts], key: uuid.UUID) -> dict[str, Any]:
    """Return the two keys that every counted row of the API has."""
    found = counts.get(key) or no_threats()
    return {"threats": found, "worst": worst_of(found)}
