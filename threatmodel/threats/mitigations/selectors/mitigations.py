"""The mitigations of a model."""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from threatmodel.architecture.api.selectors.people import owned_by, person_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.model import CATALOGUE
from threatmodel.library.selectors.team_library import controls_by_id
from threatmodel.threats.choices import DONE, ESTIMATES, UNFINISHED
from threatmodel.threats.decisions.selectors.resolutions import resolved_by
from threatmodel.threats.mitigation_evidence.selectors.evidence import evidence_count
from threatmodel.threats.mitigations.models import Mitigation, MitigationTag, Treatment

Row = dict[str, Any]
# What rows show of the threats of a mitigation, which may be thousands: the other fields hold much JSON.
_OF_THREATS: Final = tuple(
    f"threat__{name}"
    for name in (
        "number", "rule", "title", "severity", "status", "resolution", "subject_kind", "evidence",
    )
)  # fmt: skip
_SEEN: Final = ("seen", "seen_at", "seen_facts")
_NUMBER: Final = re.compile(r"\s*[Mm]?(\d{1,9})\s*\Z")


def mitigations_of(
    *, model: ThreatModel, query: Mapping[str, Any], user_id: uuid.UUID
) -> QuerySet[Mitigation]:
    """Mitigations of a model that match the filters of MitigationQuery, in its order."""
    found = mitigations_matching(model=model, query=query, user_id=user_id)
    return found.order_by(*query["ordering"])


def mitigations_matching(
    *, model: ThreatModel, query: Mapping[str, Any], user_id: uuid.UUID
) -> QuerySet[Mitigation]:
    """Mitigations of a model that match the filters; `user_id` is who asks, for "me"."""
    found = Mitigation.objects.filter(model=model)
    if query["status"]:
        found = found.filter(status__in=query["status"])
    if query["owner"]:
        found = found.filter(owned_by(query["owner"], user_id))
    if query["overdue"] is not None:
        late = Q(status__in=UNFINISHED, due__isnull=False, due__lt=timezone.localdate())
        found = found.filter(late) if query["overdue"] else found.exclude(late)
    if query["effort"]:
        found = found.filter(effort__in=query["effort"])
    if query["tag"]:
        tagged = MitigationTag.objects.filter(name__in=query["tag"], mitigation__model=model)
        found = found.filter(pk__in=tagged.values("mitigation"))
    if query["threat"]:
        treats = Treatment.objects.filter(mitigation=OuterRef("pk"), threat__number=query["threat"])
        found = found.filter(Exists(treats))
    return _searched(found, query["search"].strip())


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
    """Mitigations of one model as the API shows them.

    Three queries; one more where a control is the team's own, and for each rule of the team among threats.
    """
    found = list(
        mitigations.select_related("owner", "created_by", "verified_by").annotate(
            evidence_count=evidence_count()
        )
    )
    if not found:
        return []
    threats = _threats_of(found)
    controls = controls_by_id(team_id=team_id, ids={row.control for row in found})
    titles = {name: control.title for name, control in controls.items()}
    tags = tags_of_mitigations(row.pk for row in found)
    return [
        _row(row, threats[row.pk], titles) | {"tags": tags[row.pk], "evidence_count": row.evidence_count}
        for row in found
    ]


def _threats_of(mitigations: Sequence[Mitigation]) -> Mapping[uuid.UUID, list[Row]]:
    """The threats of each of these mitigations, by number. Rows, as objects would take twice as long."""
    threats: dict[uuid.UUID, list[Row]] = defaultdict(list)
    control_of = {row.pk: row.control for row in mitigations}
    treatments = Treatment.objects.filter(mitigation_id__in=list(control_of)).order_by("threat__number")
    treated = list(treatments.values("mitigation_id", *_SEEN, *_OF_THREATS))
    resolving = resolved_by(
        model_id=mitigations[0].model_id, rule_ids=(one["threat__rule"] for one in treated)
    )
    for one in treated:
        key = one["mitigation_id"]
        shows = resolving.by(control_of[key], rule=one["threat__rule"], evidence=one["threat__evidence"])
        threats[key].append(_threat_row(one, resolves=shows))
    return threats


def tags_of_mitigations(ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, list[str]]:
    """The tags of each of these mitigations, by name. One query."""
    tags: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = MitigationTag.objects.filter(mitigation__in=list(ids)).order_by("name")
    for mitigation_id, name in rows.values_list("mitigation_id", "name"):
        tags[mitigation_id].append(name)
    return tags


def mitigation_tag_counts(*, model: ThreatModel) -> list[Row]:
    """The tags of the mitigations of a model with how many have each, by name. One query."""
    tags = MitigationTag.objects.filter(mitigation__model=model).order_by("name")
    counted = tags.values("name").annotate(count=Count("*"))
    return [{"name": row["name"], "count": row["count"]} for row in counted]


def _threat_row(treatment: Row, *, resolves: bool) -> Row:
    kind = treatment["threat__subject_kind"]
    return {
        "number": treatment["threat__number"],
        "title": treatment["threat__title"],
        "severity": treatment["threat__severity"],
        "status": treatment["threat__status"],
        "resolution": treatment["threat__resolution"],
        "manual": not treatment["threat__rule"],
        "resolves": resolves,
        "seen": treatment["seen"],
        "seen_at": treatment["seen_at"],
        "seen_facts": [{**fact, "label": fact_label(kind, fact["fact"])} for fact in treatment["seen_facts"]],
    }


def fact_label(kind: str, fact: str) -> str:
    """What a fact is called; one of another kind around the subject goes by the first kind that has it."""
    kinds = (kind, *CATALOGUE.kinds)
    known = next((found for one in kinds if (found := CATALOGUE.fact(one, fact))), None)
    return known.label if known else fact.replace("_", " ").capitalize()


def proof(mitigation: Mitigation, threats: Sequence[Row]) -> str:
    """Return the evidence for the status of a mitigation that is done, one of MITIGATION_EVIDENCE."""
    if mitigation.status not in DONE:
        return ""
    if any(one["seen"] == "faulty" for one in threats):
        return "contradicted"
    if mitigation.status == "verified":
        return "import" if mitigation.verified_by_evidence else "approver"
    return "not-seen" if any(one["resolves"] for one in threats) else "manual"


def _row(mitigation: Mitigation, threats: list[Row], controls: Mapping[str, str]) -> Row:
    return {
        "number": mitigation.number,
        "title": mitigation.title,
        "description": mitigation.description,
        "control": _control_brief(mitigation.control, controls),
        "status": mitigation.status,
        "verified_by_evidence": mitigation.verified_by_evidence,
        "verification_note": mitigation.verification_note,
        "verified_by": person_row(mitigation.verified_by),
        "verified_at": mitigation.verified_at,
        "proof": proof(mitigation, threats),
        "owner": person_row(mitigation.owner),
        "due": mitigation.due,
        "overdue": is_overdue(mitigation),
        **{name: getattr(mitigation, name) for name in ESTIMATES},
        "version": mitigation.version,
        "threats": threats,
        "created_by": person_row(mitigation.created_by),
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
