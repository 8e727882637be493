"""Notifies people of assessments that are overdue, each date once."""

import uuid

import structlog
from django.db import transaction
from django.db.models import F

from threatmodel.assessments.models import Assessment
from threatmodel.assessments.selectors.assessment_labels import assessment_named
from threatmodel.assessments.selectors.assessments import is_overdue
from threatmodel.assessments.services.assessments import assessment_record
from threatmodel.notifications.services.notices import Content, notify
from threatmodel.threats.acceptances.selectors import current_day

log = structlog.get_logger(__name__)


def overdue_assessments_notify() -> int:
    """Notify who recorded each overdue assessment and who owns its model; return of how many.

    Two at once do no harm: each finds the row as it is then.
    """
    late = Assessment.objects.filter(is_overdue(current_day.today()), model__deleted_at__isnull=True)
    waiting = late.exclude(noted_overdue=F("next_due"))
    noted = sum(_notify(key) for key in waiting.values_list("pk", flat=True))
    if noted:
        log.info("assessments_overdue", assessments=noted)
    return noted


@transaction.atomic
def _notify(assessment_id: uuid.UUID) -> bool:
    late = Assessment.objects.filter(is_overdue(current_day.today()), pk=assessment_id)
    found = late.select_for_update(of=("self",)).select_related("model").first()
    if found is None or found.next_due is None or found.noted_overdue == found.next_due:
        return False
    found.noted_overdue = found.next_due
    found.save(update_fields=["noted_overdue"])
    due = {"title": found.title, "next_due": found.next_due.isoformat()}
    assessment_record(found, None, f"marked the assessment “{found.title[:150]}” as overdue", after=due)
    notify(_content(found), to=[found.created_by_id, found.model.owner_id])
    return True


def _content(assessment: Assessment) -> Content:
    model, due = assessment.model, assessment.next_due
    return Content(
        kind="assessment-overdue",
        key=f"assessment-overdue:{assessment.pk}:{due}",
        team_id=model.team_id,
        model_id=model.pk,
        subject=assessment.title,
        what=f"The next assessment of {model.name} was due on {due}",
        detail=f"Last: {assessment_named(assessment)}, {assessment.title}",
        link=f"/m/{model.pk}/assessments?assessment={assessment.pk}",
        facts={"assessment": str(assessment.pk), "kind": assessment.kind, "next_due": str(due)},
    )
