"""Writes findings. They never change the status of a threat: people decide what follows from them."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.models import ThreatModel
from threatmodel.assessments.models import Assessment, AssessmentFinding
from threatmodel.assessments.services.assessments import (
    InvalidAssessment,
    assessment_locked,
    assessment_record,
    shown_changes,
)
from threatmodel.assessments.services.finding_links import LinkTargets, links_set
from threatmodel.assessments.services.threat_events import linked_threats, threat_events

Json = Mapping[str, Any]
FINDINGS_MOST: Final = 500  # of one assessment
_WRITTEN: Final = ("title", "description", "severity", "status", "evidence")
_SHOWN: Final = ("title", "severity", "status")  # by events, kept for good: the others may hold secrets
_VERBS: Final = {
    "open": "reopened",
    "confirmed": "confirmed",
    "fixed": "marked as fixed",
    "false-positive": "marked as a false positive",
}


@transaction.atomic
def finding_create(*, model: ThreatModel, actor: User, assessment_id: uuid.UUID, values: Json) -> None:
    """Add a finding with its links. Raises Assessment.DoesNotExist, InvalidAssessment."""
    assessment = assessment_locked(model, assessment_id)
    if assessment.findings.count() >= FINDINGS_MOST:
        raise InvalidAssessment({"detail": f"An assessment can have at most {FINDINGS_MOST} findings."})
    fixed_at = timezone.now() if values.get("status") == "fixed" else None
    finding = AssessmentFinding.objects.create(assessment=assessment, fixed_at=fixed_at, **_trimmed(values))
    links_set(model=model, actor=actor, finding=finding, targets=LinkTargets.of(values))
    what = f"added the finding “{finding.title[:100]}” to “{assessment.title[:60]}”"
    assessment_record(assessment, actor, what, after=_shown(finding))


@transaction.atomic
def finding_change(
    *,
    model: ThreatModel,
    actor: User,
    assessment_id: uuid.UUID,
    finding_id: uuid.UUID,
    version: int,
    values: Json,
) -> None:
    """Change what is given, links too.

    Raises Assessment.DoesNotExist, AssessmentFinding.DoesNotExist, InvalidAssessment, OutdatedEdit.
    """
    assessment = assessment_locked(model, assessment_id)
    finding = _finding(assessment, finding_id, version)
    was, before = {name: getattr(finding, name) for name in _WRITTEN}, _shown(finding)
    for name, value in _trimmed(values).items():
        setattr(finding, name, value)
    changed = [name for name in _WRITTEN if was[name] != getattr(finding, name)]
    relinked = links_set(model=model, actor=actor, finding=finding, targets=LinkTargets.of(values))
    if not changed and not relinked:
        return
    finding.version += 1
    if "status" in changed:
        finding.fixed_at = timezone.now() if finding.status == "fixed" else None
        threat_events(finding, actor, _VERBS[finding.status], linked_threats(finding))
    finding.save()
    what = f"changed the finding “{finding.title[:100]}” of “{assessment.title[:60]}”"
    assessment_record(assessment, actor, what, **shown_changes(changed, before, _shown(finding)))


@transaction.atomic
def finding_delete(
    *, model: ThreatModel, actor: User, assessment_id: uuid.UUID, finding_id: uuid.UUID, version: int
) -> None:
    """Delete the finding. Raises Assessment.DoesNotExist, AssessmentFinding.DoesNotExist, OutdatedEdit."""
    assessment = assessment_locked(model, assessment_id)
    finding = _finding(assessment, finding_id, version)
    threat_events(finding, actor, "deleted", linked_threats(finding))
    what = f"deleted the finding “{finding.title[:100]}” of “{assessment.title[:60]}”"
    assessment_record(assessment, actor, what, before=_shown(finding))
    finding.delete()


def _finding(assessment: Assessment, finding_id: uuid.UUID, version: int) -> AssessmentFinding:
    finding = assessment.findings.select_for_update().get(pk=finding_id)
    if finding.version != version:
        raise OutdatedEdit(str(finding.pk))
    finding.assessment = assessment
    return finding


def _trimmed(values: Json) -> dict[str, Any]:
    return {name: values[name].strip() for name in _WRITTEN if name in values}


def _shown(finding: AssessmentFinding) -> dict[str, str]:
    """The finding as its events show it."""
    return {name: getattr(finding, name) for name in _SHOWN}
