"""What the board and the calendar show of mitigations: rows as light for a thousand threats as for one."""

import calendar
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.library.choices import MITIGATION_STATUSES, SEVERITIES
from threatmodel.threats.choices import DONE, UNFINISHED
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.mitigations.selectors.mitigations import (
    is_overdue,
    mitigations_matching,
    tags_of_mitigations,
)

Row = dict[str, Any]
MONTH_MOST: Final = 500  # cards of one month


def mitigation_board(*, model: ThreatModel, query: Mapping[str, Any], user_id: uuid.UUID) -> list[Row]:
    """The columns of BoardQuery: each with its count and a page of cards, first due first. Four queries."""
    found = mitigations_matching(model=model, query=query, user_id=user_id)
    counts = dict(found.order_by().values_list("status").annotate(count=Count("pk")))
    order = [F("due").asc(nulls_last=True), F("number").asc()]
    placed = found.annotate(place=Window(RowNumber(), partition_by="status", order_by=order))
    before = (query["page"] - 1) * query["page_size"]
    page = placed.filter(place__gt=before, place__lte=before + query["page_size"])
    columns: dict[str, list[Row]] = defaultdict(list)
    for card in _cards(page.order_by("place")):
        columns[card["status"]].append(card)
    shown = query["status"] or MITIGATION_STATUSES
    return [
        {"status": status, "count": counts.get(status, 0), "cards": columns[status]}
        for status in MITIGATION_STATUSES
        if status in shown
    ]


def mitigation_calendar(*, model: ThreatModel, query: Mapping[str, Any], user_id: uuid.UUID) -> Row:
    """The mitigations that are due in the month of CalendarQuery, by day. Four queries."""
    named = query["month"] or timezone.localdate().strftime("%Y-%m")
    year, month = (int(part) for part in named.split("-"))
    first = dt.date(max(year, 1), month, 1)
    last = first.replace(day=calendar.monthrange(first.year, month)[1])
    found = mitigations_matching(model=model, query=query, user_id=user_id)
    figures = found.aggregate(
        count=Count("pk", filter=Q(due__range=(first, last))),
        undated=Count("pk", filter=Q(due=None, status__in=UNFINISHED)),
    )
    due = found.filter(due__range=(first, last)).order_by("due", "number")
    return {**figures, "cards": _cards(due[:MONTH_MOST])}


@dataclass(slots=True)
class _Treated:
    """The threats of a mitigation in figures."""

    count: int = 0
    severities: set[str] = field(default_factory=set)
    contradicted: bool = False


def _cards(mitigations: QuerySet[Mitigation]) -> list[Row]:
    """Mitigations of one model as cards. Three queries."""
    rows = list(mitigations.select_related("owner"))
    treated = _treated(row.pk for row in rows)
    tags = tags_of_mitigations(row.pk for row in rows)
    return [_card(row, treated[row.pk], tags[row.pk]) for row in rows]


def _card(mitigation: Mitigation, treated: _Treated, tags: list[str]) -> Row:
    return {
        "number": mitigation.number,
        "title": mitigation.title,
        "status": mitigation.status,
        "verification_note": mitigation.verification_note,
        "owner": person_row(mitigation.owner),
        "due": mitigation.due,
        "overdue": is_overdue(mitigation),
        "effort": mitigation.effort,
        "tags": tags,
        "threat_count": treated.count,
        "worst": next((one for one in SEVERITIES if one in treated.severities), ""),
        "contradicted": treated.contradicted and mitigation.status in DONE,
        "version": mitigation.version,
    }


def _treated(mitigation_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, _Treated]:
    """The threats of these mitigations in figures. One query, of a few groups for each mitigation."""
    found: dict[uuid.UUID, _Treated] = defaultdict(_Treated)
    treatments = Treatment.objects.filter(mitigation__in=list(mitigation_ids)).order_by()
    groups = treatments.values_list("mitigation_id", "threat__severity").annotate(
        count=Count("pk"), faulty=Count("pk", filter=Q(seen="faulty"))
    )
    for mitigation_id, severity, count, faulty in groups:
        one = found[mitigation_id]
        one.count += count
        one.severities.add(severity)
        one.contradicted |= faulty > 0
    return found
