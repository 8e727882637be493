"""Background tasks of dashboards."""

from celery import shared_task

from threatmodel.dashboards.services.snapshots import posture_snapshots_keep


@shared_task
def posture_keep() -> dict[str, int]:
    """Keep the figures of each day. Two at once do no harm."""
    return posture_snapshots_keep()
