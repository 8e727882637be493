"""Background tasks of assessments."""

from celery import shared_task

from threatmodel.assessments.services.overdue_assessments import overdue_assessments_notify


@shared_task
def overdue_assessments_find() -> int:
    """Notify people of overdue assessments. Two at once do no harm."""
    return overdue_assessments_notify()
