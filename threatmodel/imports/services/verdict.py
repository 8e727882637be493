"""What an import changed about threats, in figures that pipelines decide by."""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Count, QuerySet

from threatmodel.engine.library.frameworks import SEVERITIES
from threatmodel.history.models import ModelEvent
from threatmodel.threats.choices import OPEN
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
_LISTED: Final = 50  # of each kind, the worst; the list of threats has them all


def import_verdict(*, model_id: uuid.UUID, known: int, since: int) -> Json:
    """Return what the analysis of an import found.

    `known` is the highest number of a threat before it, `since` the last event. Five queries.
    """
    events = ModelEvent.objects.filter(model_id=model_id, id__gt=since, subject_type="analysis")
    return _verdict(
        Threat.objects.filter(model_id=model_id, number__gt=known), model_id, events.order_by("-id").first()
    )


def repeated_verdict(*, model_id: uuid.UUID, seq: int) -> Json:
    """Return the same of an import whose job was cut short after it had written everything.

    The event has the numbers of the first 200 threats.
    """
    events = ModelEvent.objects.filter(model_id=model_id, subject_type="analysis", after__seq=seq)
    event = events.order_by("-id").first()
    numbers = event.after.get("new_numbers", []) if event else []
    return _verdict(Threat.objects.filter(model_id=model_id, number__in=numbers), model_id, event)


def _verdict(new: QuerySet[Threat], model_id: uuid.UUID, event: ModelEvent | None) -> Json:
    after = event.after if event else {}
    back = Threat.objects.filter(model_id=model_id, number__in=after.get("returned_numbers", []))
    opened = Threat.objects.filter(model_id=model_id, disposition__in=OPEN)
    return {
        "new": _by_severity(new),
        "reopened": _by_severity(back),
        "gone": after.get("gone", 0),
        "open": _by_severity(opened),
        "new_threats": _rows(new),
        "reopened_threats": _rows(back),
    }


def _by_severity(threats: QuerySet[Threat]) -> dict[str, int]:
    counted = dict(threats.order_by().values_list("severity").annotate(number=Count("pk")))
    return {severity: counted[severity] for severity in SEVERITIES if severity in counted}


def _rows(threats: QuerySet[Threat]) -> list[Json]:
    worst: Iterable[Json] = threats.order_by("-score", "number").values("number", "title", "severity")
    return list(worst[:_LISTED])  # type: ignore[index]  # a queryset
