"""Events of a model."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.history.models import ModelEvent

Row = dict[str, Any]


def events_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[ModelEvent]:
    """Events of a model that match the filters of EventQuery, in its order."""
    found = ModelEvent.objects.filter(model=model)
    if not query["number"]:  # of what was done with many at once, the line that sums it up
        found = found.filter(Q(group__isnull=True) | Q(subject_number__isnull=True) | Q(group__count=1))
    if query["subject_type"]:
        found = found.filter(subject_type__in=query["subject_type"])
    if query["number"]:
        found = found.filter(subject_number=query["number"])
    if words := query["search"]:
        people = Q(actor__name__icontains=words) | Q(actor__email__icontains=words)
        found = found.filter(Q(what__icontains=words) | people)
    return found.order_by(*query["ordering"])


def last_event_id(*, model_id: uuid.UUID) -> int:
    """The id of the newest event of a model, 0 where there is none. One query."""
    last = ModelEvent.objects.filter(model_id=model_id).order_by("-id").values_list("id", flat=True).first()
    return last or 0


def event_rows(events: QuerySet[ModelEvent]) -> list[Row]:
    """Events as the API lists them. One query."""
    return [
        {
            "id": event.pk,
            "at": event.at,
            "actor": person_row(event.actor),
            "token": event.token,
            "subject_type": event.subject_type,
            "subject_number": event.subject_number,
            "what": event.what,
            "before": event.before,
            "after": event.after,
            "group": _group(event),
        }
        for event in events.select_related("actor", "group")
    ]


def _group(event: ModelEvent) -> Row | None:
    if (group := event.group) is None:
        return None
    return {"id": group.pk, "count": group.count, "undone": group.undone_by_id is not None}
