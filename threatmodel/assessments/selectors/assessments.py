"""Assessments of a model: the list, and one with its findings."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.assessments.choices import UNRESOLVED
from threatmodel.assessments.models import Assessment, AssessmentFinding
from threatmodel.assessments.selectors.finding_links import link_rows
from threatmodel.assessments.selectors.threat_suggestions import suggested_threats, technique_row
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.acceptances.selectors import current_day

Row = dict[str, Any]


def is_overdue(today: date) -> Q:
    """The condition of assessments whose next one is due and was not performed yet."""
    later = Assessment.objects.filter(
        model=OuterRef("model"), kind=OuterRef("kind"), performed_on__gt=OuterRef("performed_on")
    )
    return Q(next_due__lt=today) & ~Q(Exists(later))


def assessments_of(*, model: ThreatModel) -> QuerySet[Assessment]:
    """Assessments of the model, the newest first."""
    found = Assessment.objects.filter(model=model).select_related("created_by")
    return found.order_by("-performed_on", "-created_at", "id")


def assessment_rows(assessments: Iterable[Assessment]) -> list[Row]:
    """Assessments as the list shows them, with the number of their findings. Three queries."""
    shown = list(assessments)
    counts = _finding_counts(shown)
    late = _overdue_of(shown)
    return [
        {
            **_brief(one, overdue=one.pk in late),
            "findings_count": sum(counts[one.pk].values()),
            "unresolved": sum(counts[one.pk][status] for status in UNRESOLVED),
        }
        for one in shown
    ]


def assessment_row(*, model: ThreatModel, assessment_id: uuid.UUID) -> Row | None:
    """The assessment with its findings, or None. Eleven queries at most, whatever its size."""
    found = assessments_of(model=model).filter(pk=assessment_id).first()
    if found is None:
        return None
    findings = _worst_first(found.findings.all())
    links = link_rows(model=model, findings=findings)
    suggested = suggested_threats(model=model, findings=findings, links=links)
    return {
        **_brief(found, overdue=bool(_overdue_of([found]))),
        "alerts": found.alerts or None,
        "findings": [_finding_row(one, links[one.pk], suggested.get(one.pk, [])) for one in findings],
    }


def _finding_counts(assessments: Iterable[Assessment]) -> Mapping[uuid.UUID, Counter[str]]:
    """How many findings of each assessment have which status."""
    counted: dict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    findings = AssessmentFinding.objects.filter(assessment__in=list(assessments)).order_by()
    for key, status, count in findings.values_list("assessment_id", "status").annotate(Count("id")):
        counted[key][status] = count
    return counted


def _overdue_of(assessments: Iterable[Assessment]) -> set[uuid.UUID]:
    keys = [one.pk for one in assessments if one.next_due is not None]
    late = Assessment.objects.filter(is_overdue(current_day.today()), pk__in=keys)
    return set(late.values_list("pk", flat=True)) if keys else set()


def _worst_first(findings: Iterable[AssessmentFinding]) -> list[AssessmentFinding]:
    """What is unresolved first; then by severity, the number of alerts, and age."""
    return sorted(
        findings,
        key=lambda one: (
            one.status not in UNRESOLVED,
            SEVERITIES.index(one.severity),
            -one.alert_count,
            one.created_at,
            str(one.pk),
        ),
    )


def _brief(assessment: Assessment, *, overdue: bool) -> Row:
    return {
        "id": assessment.pk,
        "kind": assessment.kind,
        "title": assessment.title,
        "tester": assessment.tester,
        "performed_on": assessment.performed_on,
        "scope": assessment.scope,
        "next_due": assessment.next_due,
        "overdue": overdue,
        "report_url": assessment.report_url,
        "created_by": person_row(assessment.created_by),
        "version": assessment.version,
    }


def _finding_row(finding: AssessmentFinding, links: Mapping[str, list[Row]], suggested: list[Row]) -> Row:
    return {
        "id": finding.pk,
        "title": finding.title,
        "description": finding.description,
        "severity": finding.severity,
        "status": finding.status,
        "evidence": finding.evidence,
        "techniques": [technique_row(one) for one in finding.techniques],
        "place": finding.place,
        "alert_count": finding.alert_count,
        "first_seen": finding.first_seen,
        "last_seen": finding.last_seen,
        **links,
        "suggested": suggested,
        "version": finding.version,
    }
