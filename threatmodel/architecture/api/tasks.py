"""Background tasks of the trash."""

from celery import shared_task

from threatmodel.architecture.api.services.erasing import trash_empty
from threatmodel.jobs.tasks import DispatchedTask


@shared_task(base=DispatchedTask)
def trash_erase() -> int:
    """Delete for good what nobody can restore any more; return how many models."""
    return trash_empty()
