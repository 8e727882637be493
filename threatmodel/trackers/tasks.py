"""Background tasks of trackers."""

from celery import shared_task

from threatmodel.jobs.network_slots import EXPIRES_S, NetworkWork, network_work, network_work_continue
from threatmodel.jobs.tasks import DispatchedTask
from threatmodel.trackers.services.issue_creation import issue_create_next, issues_due
from threatmodel.trackers.services.status_sync import tracker_sync_next, trackers_due


@shared_task(base=DispatchedTask)
def create_issues() -> None:
    """Create one issue; other messages follow for what waits for the network."""
    if issue_create_next():
        network_work_continue()


@shared_task(base=DispatchedTask)
def sync_trackers() -> None:
    """Look at one tracker; other messages follow for what waits for the network."""
    if tracker_sync_next():
        network_work_continue()


@shared_task
def due_trackers_dispatch() -> None:
    """Send messages where issues or trackers are due: retries, and what a lost worker left."""
    if issues_due().exists():
        create_issues.apply_async(expires=EXPIRES_S)
    if trackers_due().exists():
        sync_trackers.apply_async(expires=EXPIRES_S)


network_work(NetworkWork(create_issues, lambda: issues_due().exists()))
network_work(NetworkWork(sync_trackers, lambda: trackers_due().exists()))
