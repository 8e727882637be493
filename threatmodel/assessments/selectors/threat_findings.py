"""What assessments found about one threat."""

from typing import Any

from django.db.models import Case, IntegerField, Value, When

from threatmodel.architecture.models import ThreatModel
from threatmodel.assessments.models import AssessmentFinding

Row = dict[str, Any]
_ORDER = Case(
    When(status="confirmed", then=Value(0)),
    When(status="open", then=Value(1)),
    When(status="fixed", then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


def threat_finding_rows(*, model: ThreatModel, number: int) -> list[Row]:
    """The findings linked to the threat of this number: confirmed ones first, then the newest. One query."""
    findings = AssessmentFinding.objects.filter(
        assessment__model=model, links__threat__model=model, links__threat__number=number
    ).select_related("assessment")
    ordered = findings.order_by(_ORDER, "-assessment__performed_on", "created_at", "id")
    return [
        {
            "id": one.pk,
            "title": one.title,
            "severity": one.severity,
            "status": one.status,
            "evidence": one.evidence,
            "assessment": {
                "id": one.assessment_id,
                "kind": one.assessment.kind,
                "title": one.assessment.title,
                "performed_on": one.assessment.performed_on,
            },
        }
        for one in ordered
    ]
