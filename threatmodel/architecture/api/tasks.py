"""Background tasks of the trash."""

from celery import shared_task

from threatmodel.architecture.api.services.permanent_deletion import trash_empty
from threatmodel.jobs.tasks import DispatchedTask


@shared_task(base=DispatchedTask)
def trash_erase() -> int:
    """Delete for good the models that can no longer be restored; return how many."""
    return trash_empty()
