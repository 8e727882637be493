"""Background tasks of trackers."""

from celery import shared_task

from threatmodel.jobs.tasks import DispatchedTask
from threatmodel.trackers.services.creation import issue_create_next, issues_due
from threatmodel.trackers.services.sync import tracker_sync_next, trackers_due

_EXPIRES_S = 10


@shared_task(base=DispatchedTask)
def create_issues() -> None:
    """Create one issue; another message follows where more are to be created."""
    if issue_create_next() and issues_due().exists():
        create_issues.apply_async(expires=_EXPIRES_S)


@shared_task(base=DispatchedTask)
def sync_trackers() -> None:
    """Look at one tracker; another message follows where more are due."""
    if tracker_sync_next() and trackers_due().exists():
        sync_trackers.apply_async(expires=_EXPIRES_S)


@shared_task
def due_trackers_dispatch() -> None:
    """Send messages where issues or trackers are due: retries, and what a lost worker left."""
    if issues_due().exists():
        create_issues.apply_async(expires=_EXPIRES_S)
    if trackers_due().exists():
        sync_trackers.apply_async(expires=_EXPIRES_S)
