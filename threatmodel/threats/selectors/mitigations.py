"""The mitigations of a model."""

import re
import uuid
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.models import Mitigation, Treatment
from threatmodel.threats.selectors.history import person
from threatmodel.threats.selectors.team_library import controls_by_id
from threatmodel.threats.vocabulary import UNFINISHED

Row = dict[str, Any]
_NUMBER: Final = re.compile(r"\s*[Mm]?(\d{1,9})\s*\Z")


def mitigations_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[Mitigation]:
    """Mitigations of a model that match the filters of MitigationQuery, in its order."""
    found = Mitigation.objects.filter(model=model)
    if query["status"]:
        found = found.filter(status__in=query["status"])
    if query["owner"]:
        found = found.filter(owner_id=query["owner"])
    if query["overdue"] is not None:
        late = Q(status__in=UNFINISHED, due__isnull=False, due__lt=timezone.localdate())
        found = found.filter(late) if query["overdue"] else found.exclude(late)
    if query["threat"]:
        treats = Treatment.objects.filter(mitigation=OuterRef("pk"), threat__number=query["threat"])
        found = found.filter(Exists(treats))
    return _searched(found, query["search"].strip()).order_by(*query["ordering"])


def _searched(mitigations: QuerySet[Mitigation], words: str) -> QuerySet[Mitigation]:
    if not words:
        return mitigations
    matches = Q(title__icontains=words) | Q(description__icontains=words) | Q(control=words)
    people = Q(owner__name__icontains=words) | Q(owner__email__icontains=words)
    if number := _NUMBER.match(words):
        matches |= Q(number=int(number[1]))
    return mitigations.filter(matches | people)


def mitigations_treating(*, threat_id: uuid.UUID) -> QuerySet[Mitigation]:
    """Mitigations of one threat, by number."""
    return Mitigation.objects.filter(treatments__threat_id=threat_id).order_by("number")


def mitigation_rows(mitigations: QuerySet[Mitigation], *, team_id: uuid.UUID) -> list[Row]:
    """Mitigations as the API shows them. Two queries; one more where a control is the team's own."""
    found = list(mitigations.select_related("owner", "created_by"))
    threats: dict[uuid.UUID, list[Row]] = defaultdict(list)
    treatments = Treatment.objects.filter(mitigation_id__in=[row.pk for row in found]).order_by(
        "threat__number"
    )
    columns = ("mitigation_id", "threat__number", "threat__title", "threat__severity", "threat__disposition")
    for key, number, title, severity, status in treatments.values_list(*columns):
        threats[key].append({"number": number, "title": title, "severity": severity, "status": status})
    controls = controls_by_id(team_id=team_id, ids={row.control for row in found})
    titles = {name: control.title for name, control in controls.items()}
    return [_row(mitigation, threats[mitigation.pk], titles) for mitigation in found]


def _row(mitigation: Mitigation, threats: list[Row], controls: Mapping[str, str]) -> Row:
    return {
        "number": mitigation.number,
        "title": mitigation.title,
        "description": mitigation.description,
        "control": _control_brief(mitigation.control, controls),
        "status": mitigation.status,
        "verified_by_evidence": mitigation.verified_by_evidence,
        "owner": person(mitigation.owner),
        "due": mitigation.due,
        "overdue": is_overdue(mitigation),
        "threats": threats,
        "created_by": person(mitigation.created_by),
        "created_at": mitigation.created_at,
        "updated_at": mitigation.updated_at,
    }


def is_overdue(mitigation: Mitigation) -> bool:
    """The mitigation is unfinished after the day it was due."""
    if mitigation.due is None or mitigation.status not in UNFINISHED:
        return False
    return mitigation.due < timezone.localdate()


def _control_brief(control_id: str, titles: Mapping[str, str]) -> Row | None:
    """The control by id and title; one that is not known any more keeps its id as the title."""
    if not control_id:
        return None
    return {"id": control_id, "title": titles.get(control_id, control_id), "known": control_id in titles}
