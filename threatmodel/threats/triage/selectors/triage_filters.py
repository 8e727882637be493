"""The filters of the threat list by who deals with a threat, until when, and how people marked it."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from threatmodel.architecture.api.selectors.people import ME, NOBODY, owned_by
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.models import ThreatTag
from threatmodel.threats.triage.selectors.due_dates import due_filter


def triage_filtered(
    threats: QuerySet[Threat], *, model: ThreatModel, query: Mapping[str, Any], user_id: uuid.UUID
) -> QuerySet[Threat]:
    """The threats that match the filters of triage in ThreatQuery; `user_id` is who asks, for "me"."""
    if query["owner"]:
        threats = threats.filter(owned_by(query["owner"], user_id))
    if query["due"]:
        threats = threats.filter(due_filter(query["due"], model.team.due_days))
    if query["tag"]:
        tagged = ThreatTag.objects.filter(model=model, name__in=query["tag"]).values("threat")
        threats = threats.filter(pk__in=tagged)
    if query["mitigation"]:
        threats = threats.filter(_treated(model, query["mitigation"]))
    if query["waiting_for"]:
        key = user_id if query["waiting_for"] == ME else query["waiting_for"]
        threats = threats.filter(info_request__asked=key)
    if query["duplicate_of"] is not None:
        threats = threats.filter(duplicate_of__number=query["duplicate_of"])
    if query["hardening_of"]:
        threats = threats.filter(hardening_of=query["hardening_of"])
    return threats


def _treated(model: ThreatModel, words: Sequence[str]) -> Q:
    treated = Treatment.objects.filter(mitigation__model=model)
    numbers = [word for word in words if word != NOBODY]
    condition = Q(pk__in=treated.filter(mitigation__number__in=numbers).values("threat"))
    return condition | ~Q(pk__in=treated.values("threat")) if NOBODY in words else condition


def tag_counts(*, model: ThreatModel) -> list[dict[str, Any]]:
    """The tags of a model with how many threats have each, by name. One query."""
    counted = ThreatTag.objects.filter(model=model).order_by("name").values("name").annotate(count=Count("*"))
    return [{"name": row["name"], "count": row["count"]} for row in counted]
