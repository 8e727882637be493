"""What an import changed about threats, in figures that pipelines decide by."""

import uuid
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.history.models import ModelEvent
from threatmodel.threats.analysis.services.apply_analysis import Counts
from threatmodel.threats.choices import OPEN
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
_LISTED: Final = 50  # of each kind, the worst; the list of threats has them all


def import_verdict(*, model_id: uuid.UUID, known: int, since: int, counts: Counts | None) -> Json:
    """Return what the analysis of an import found.

    `known` is the highest number of a threat before it, `since` the last event, `counts` its figures. Attack
    paths may be computed meanwhile, of the state before: what they find is not of this import. Two queries,
    two more where threats were found again.
    """
    back: list[int] = []
    if counts is not None and counts.returned:
        events = ModelEvent.objects.filter(model_id=model_id, id__gt=since, subject_type="analysis")
        back = _numbers(events, "returned")
    is_new = Q(number__gt=known) & ~Q(rule__startswith=RULE_PREFIX)
    return _verdict(model_id, is_new, back, gone=counts.gone if counts is not None else 0)


def repeated_verdict(*, model_id: uuid.UUID, seq: int) -> Json:
    """Return the same of an import whose job was cut short after it had written everything.

    The event has the numbers of the first 200 threats.
    """
    events = ModelEvent.objects.filter(model_id=model_id, subject_type="analysis", after__seq=seq)
    event = events.order_by("-id").first()
    new, back = _numbers(events, "new"), _numbers(events, "returned")
    return _verdict(model_id, Q(number__in=new), back, gone=event.after.get("gone", 0) if event else 0)


def _numbers(events: QuerySet[ModelEvent], kind: str) -> list[int]:
    event = events.order_by("-id").first()
    numbers: list[int] = event.after.get(f"{kind}_numbers", []) if event else []
    return numbers


def _verdict(model_id: uuid.UUID, is_new: Q, back: Sequence[int], *, gone: int) -> Json:
    threats = Threat.objects.filter(model_id=model_id)
    counted = (
        threats.order_by()
        .values("severity")
        .annotate(
            new=Count("pk", filter=is_new),
            reopened=Count("pk", filter=Q(number__in=back)),
            open=Count("pk", filter=Q(status__in=OPEN)),
        )
    )
    by_severity: dict[str, Json] = {row["severity"]: dict(row) for row in counted}
    found = [one for one in SEVERITIES if one in by_severity]
    figures = {
        kind: {one: by_severity[one][kind] for one in found if by_severity[one][kind]}
        for kind in ("new", "reopened", "open")
    }
    return {
        **figures,
        "gone": gone,
        "new_threats": _rows(threats.filter(is_new)),
        "reopened_threats": _rows(threats.filter(number__in=back)),
    }


def _rows(threats: QuerySet[Threat]) -> list[Json]:
    worst = threats.order_by("-score", "number").values("number", "title", "severity")[:_LISTED]
    return [dict(row) for row in worst]
