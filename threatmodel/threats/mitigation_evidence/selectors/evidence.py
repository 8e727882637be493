"""The evidence of mitigations."""

import uuid
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.mitigation_evidence.models import EvidenceContent, MitigationEvidence

Row = dict[str, Any]


def evidence_of(*, model: ThreatModel, number: int) -> QuerySet[MitigationEvidence]:
    """The evidence of a mitigation, newest first."""
    present = MitigationEvidence.objects.filter(mitigation__model=model, removed_at=None)
    return present.filter(mitigation__number=number).order_by("-added_at", "id")


def evidence_rows(evidence: QuerySet[MitigationEvidence]) -> list[Row]:
    """Evidence as the API shows it. One query, which reads no content."""
    return [
        {
            "id": one.pk,
            "kind": one.kind,
            "title": one.title,
            "url": one.url,
            "text": one.text,
            "media_type": one.media_type,
            "size_bytes": one.size_bytes,
            "added_by": person_row(one.added_by),
            "added_at": one.added_at,
        }
        for one in evidence.select_related("added_by")
    ]


def evidence_count() -> Coalesce:
    """How many pieces of evidence a mitigation has, as a column of its query."""
    present = MitigationEvidence.objects.filter(mitigation=OuterRef("pk"), removed_at=None)
    counted = present.order_by().values("mitigation").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)


def evidence_content(*, model: ThreatModel, evidence_id: uuid.UUID) -> EvidenceContent | None:
    """The file of a piece of evidence with its name and type, or None. One query."""
    there = EvidenceContent.objects.filter(
        pk=evidence_id, evidence__mitigation__model=model, evidence__removed_at=None
    )
    return there.select_related("evidence").first()
